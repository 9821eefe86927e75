"""Bodies inside bodies and in places: "X's GRU", "the Foreign Ministry of X", "Berlin-based firm", "Y, a unit of X"."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.model import NAME, Mention
from graphbuild.phrases.table import Pair, words
from graphbuild.phrases.view import DASHES, DETERMINERS, View

BODY = (
    "GovernmentBody",
    "IntelligenceService",
    "MilitaryUnit",
    "Company",
    "MediaOutlet",
    "Organization",
    "InternationalOrganization",
)
OWNING = frozenset({"of", "in", "at", "within", "under"})


def find_nestings(view: View) -> Iterator[Pair]:
    """Each body with what its own phrase puts it into: a modifier, a possessor, an "of" phrase."""
    for part in view.mentions:
        if view.is_a(part, *BODY):
            seen: set[int] = set()
            for whole, link in _wholes(view, part):
                if whole.head != part.head and whole.head not in seen:
                    seen.add(whole.head)
                    yield Pair(part, whole, link, _head_word(view, part), part.head)


def _wholes(view: View, part: Mention) -> Iterator[tuple[Mention, str]]:
    yield from _possessors(view, part)
    yield from _modifiers(view, part)
    after = _after(view, part)
    if after is not None:
        yield after


def _possessors(view: View, part: Mention) -> Iterator[tuple[Mention, str]]:
    """The owner before 's, inside the mention or right before it."""
    for at in range(_left_edge(view, part), part.head):
        if view.tag(at) == "POS":
            owner = view.longest_before(at)
            if owner is not None:
                yield owner, "possessive"


def _modifiers(view: View, part: Mention) -> Iterator[tuple[Mention, str]]:
    """A country or body that starts the phrase ("the US Treasury", "Italian police")."""
    edge = _left_edge(view, part)
    for inner in view.within(edge, part.head):
        joined = view.tag(inner.last) == "POS" or _hyphened(view, inner.last)
        if not joined and inner.first in {edge, part.first}:
            yield inner, "modifier"


def _left_edge(view: View, part: Mention) -> int:
    """Where the phrase starts, with modifiers that the mention leaves out."""
    start = part.first
    while start > 0 and (_modifies(view, start - 1)):
        start -= 1
    return start


def _modifies(view: View, at: int) -> bool:
    return view.doc[at].tag_ in {
        "JJ",
        "JJS",
        "POS",
        "NNP",
        "NNPS",
        "HYPH",
        "VBN",
        "NN",
    } and bool(view.doc[at].ent_type_ or view.doc[at].tag_ != "NN")


def _hyphened(view: View, at: int) -> bool:
    return view.word(at) in DASHES


def _after(view: View, part: Mention) -> tuple[Mention, str] | None:
    """What follows "of" (or "in") right after the body's name."""
    if view.word(part.last) not in OWNING:
        return None
    start = view.skip(part.last + 1, DETERMINERS)
    for found in sorted(view.starting[start], key=lambda m: -m.last):
        if view.tag(found.last) != "POS":
            return found, view.word(part.last)
        return _owned(view, found), view.word(part.last)
    return None


def _owned(view: View, owner: Mention) -> Mention:
    """What a possessor owns, where that is a mention, else the possessor."""
    head = view.doc[owner.head].head
    return view.by_head.get(head.i, owner)


def _head_word(view: View, mention: Mention) -> str:
    return view.lower[mention.head]


def find_appositions(view: View) -> Iterator[Pair]:
    """A body and, after a comma, what it is of somebody ("X, a unit of Y"; "Y's security service, X")."""
    for part in view.mentions:
        if part.form != NAME or not view.is_a(part, *BODY):
            continue
        for at in _common_nouns(view, part):
            for whole, link in _noun_wholes(view, at):
                if whole.head != part.head:
                    yield Pair(part, whole, link, view.lower[at], at)


def _common_nouns(view: View, part: Mention) -> Iterator[int]:
    """The nouns that stand in apposition with a name, after it or before it."""
    token = view.doc[part.head]
    for child in token.children:
        if child.dep_ == "appos" and child.lower_ in words("units"):
            yield child.i
    if token.dep_ == "appos" and token.head.lower_ in words("units"):
        yield token.head.i


def _noun_wholes(view: View, at: int) -> Iterator[tuple[Mention, str]]:
    for child in view.doc[at].children:
        found = view.by_head.get(child.i)
        if found is not None and child.dep_ == "poss":
            yield found, "possessive"
        elif found is not None and child.dep_ in {"amod", "compound", "nmod"}:
            yield found, "modifier"
        elif child.dep_ == "prep" and child.lower_ == "of":
            for target in child.children:
                if target.dep_ == "pobj" and target.i in view.by_head:
                    yield view.by_head[target.i], "of"
