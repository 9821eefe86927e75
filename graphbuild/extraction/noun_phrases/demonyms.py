"""People named by their nation: "four Russians", "a Latvian named X", "Russian Ivan Petrov"."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.holders import listed
from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import QUOTES, View
from graphbuild.model import Mention

PEOPLE = ("Person", "Group")


def find_demonyms(view: View) -> Iterator[Pair]:
    """Each person or group that a demonym names or precedes, with a mention of the state."""
    for mention in view.mentions:
        if view.is_a(mention, *PEOPLE):
            yield from _of_nation(view, mention)
        elif view.is_a(mention, "State"):
            for person in _people_of(view, mention):
                yield Pair(person, mention, "adjective", "", mention.head)


def _people_of(view: View, mention: Mention) -> list[Mention]:
    """The names beside a nation's noun or adjective that the mentions take for the state."""
    if view.tag(mention.head) in {"NNS", "NNPS"}:
        return listed(view, mention.last)
    name = view.state_name(view.doc[mention.head].text)
    called = name is not None and name.role == "demonym"  # not "Norway named Anna Visser"
    person = (_called(view, mention) if called else None) or _adjoining(view, mention)
    return [person] if person is not None else []


def _adjoining(view: View, mention: Mention) -> Mention | None:
    """The name right after an adjective ("Russian Ivan Petrov")."""
    adjective = view.tag(mention.head).startswith("JJ")
    return view.named(mention.last, "Person") if adjective else None


def _of_nation(view: View, mention: Mention) -> Iterator[Pair]:
    """A noun such as "Russians": the state is mentioned elsewhere, under whatever name."""
    name = view.state_name(view.doc[mention.head].text)
    if name is None or name.role != "demonym" or not view.tag(mention.head).startswith("NN"):
        return
    state = view.same_state(name.code, mention.head)
    called = _called(view, mention)
    if state is not None and (called or _is_particular(view, mention)):
        for subject in (called or mention, *listed(view, mention.last)):
            yield Pair(subject, state, "noun", "", mention.head)


def _is_particular(view: View, mention: Mention) -> bool:
    """Whether some people of a nation are meant ("four Russians"), not all of it."""
    return any(view.tag(at) == "CD" for at in range(mention.first, mention.head))


def _called(view: View, mention: Mention) -> Mention | None:
    """The name in "a Latvian named X" and "the Latvian, X,"."""
    at = mention.last
    if view.word(at) in words("aliases_participle"):
        return view.named(view.skip(at + 1, QUOTES), "Person")
    return None
