"""Offices, posts and nationalities: a noun for a person, who it stands for, and what it serves.

Read are a noun before a name ("Dutch Defense Minister Anna Visser"), after it ("Jane Doe, a spokeswoman for
X"; "Jane Doe is X's lawyer"), before it with a comma ("X's ambassador, Jane Doe,") and alone ("six British
diplomats", "an X officer"). `holders` finds whom it stands for, `employers` what is served.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.employers import PREPOSITIONS, employers, only_one_near
from graphbuild.extraction.noun_phrases.holders import holders
from graphbuild.extraction.noun_phrases.pairs import Pair, Role
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import DETERMINERS, View, singular
from graphbuild.model import NAME, NOMINAL, Mention

FORMER = 0.9


def find_roles(view: View) -> Iterator[Pair]:
    """Each holder of a role with each thing that the phrase says is served.

    Where the phrase says nothing ("President Anna Visser") and nothing else in the document does, the
    nearest state or body named before is taken, with the link "context".
    """
    silent: list[Role] = []
    placed: set[str] = set()
    for role in _roles(view):
        pairs = list(_pairs(view, role))
        placed.update(_surname(view, pair) for pair in pairs)
        if not pairs:
            silent.append(role)
        yield from pairs
    for role in silent:
        for pair in _from_context(view, role):
            if _surname(view, pair) not in placed:
                placed.add(_surname(view, pair))
                yield pair


NATIONAL = "national"  # a word of the list of nationalities in lexicons/roles.toml


def _pairs(view: View, role: Role) -> Iterator[Pair]:
    held_by = holders(view, role)
    certainty = FORMER if role.former else 1.0
    served = list(employers(view, role)) if held_by else []
    presumed = bool(words("presumed") & set(view.lower[role.start : role.first]))
    for employer, link in served or _after_name(view, role, held_by):
        # "suspected Xian officers": where they come from is known, whom they serve is not
        told = NATIONAL if presumed and link == "modifier" else role.word
        for holder in held_by:
            same = holder.head == employer.head or view.is_a(holder, "GovernmentBody")
            if not (same or _is_generic(view, role, holder) or _is_vague(holder, employer)):
                yield Pair(holder, employer, link, told, role.first, certainty)


def _after_name(view: View, role: Role, held_by: list[Mention]) -> Iterator[tuple[Mention, str]]:
    """The country after the name ("President Anna Visser of X")."""
    for holder in held_by:
        if holder.first >= role.last and view.word(holder.last) == "of":
            found = view.governed(holder.last)
            if found is not None and view.is_a(found, "State"):
                yield found, "of"


def _is_generic(view: View, role: Role, holder: Mention) -> bool:
    """Whether people are spoken of in general ("U.S. citizens", and no "four" or "the").

    A noun with a capital that no name follows is part of a name or a headline.
    """
    if view.doc[role.last - 1].text.istitle() and holder.first != role.last:
        return role.word in (words("nationals") | words("posts")) - words("offices")
    alone = holder.form == NOMINAL and holder.last - holder.first <= 2
    fixed = view.word(holder.first - 1) in DETERMINERS or view.word(holder.head) in {"both", "all"}
    return role.plural and role.word in words("citizens") and alone and not fixed


def _is_vague(holder: Mention, employer: Mention) -> bool:
    """Whether neither side has a name ("police chief")."""
    named = any(word[0].isupper() for word in employer.surface.split())
    return holder.form == NOMINAL and employer.form != NAME and not named


def _from_context(view: View, role: Role) -> Iterator[Pair]:
    kinds = ("State",) if role.word not in words("voices") else ("State", "GovernmentBody", *BODIES)
    alone = role.start == role.first and view.word(role.last) not in PREPOSITIONS
    bare = alone and role.word in words("bare")
    for holder in holders(view, role) if bare else ():
        found = only_one_near(view, role.start, *kinds)
        if found is not None and view.tag(found.head).startswith("JJ"):
            found = None  # "Bulgarian prosecutors charged him. President X …": not of Bulgaria
        if found is not None and not _is_home_of(view, found, holder):
            found = None
        found = found or (view.home if "State" in kinds else None)
        if holder.form == NAME and holder.first >= role.last and found is not None:
            yield Pair(holder, found, "context", role.word, role.first)


def _is_home_of(view: View, state: Mention, holder: Mention) -> bool:
    """Whether a state acts on its own, and neither on the holder nor as what something is about.

    "Norway reacted. President X …" is about X's state; "Norway ignored President X" and "sanctions on
    Norway: President X …" are about another.
    """
    token = view.doc[state.head]
    if token.dep_ == "pobj" and token.head.lower_ in ("on", "about", "against", "with"):
        return False
    return token.dep_ != "nsubj" or token.head not in view.doc[holder.head].ancestors


BODIES = ("IntelligenceService", "InternationalOrganization", "Company", "Organization")


def _surname(view: View, pair: Pair) -> str:
    return view.lower[pair.subject.last - 1]


def _roles(view: View) -> Iterator[Role]:
    at = 0
    while at < len(view.doc):
        last = _match(view, at)
        if last is None:
            at += 1
            continue
        word = " ".join(singular(view.lower[i], view.tag(i)) for i in range(at, last))
        start = _start(view, at)
        former = any(view.word(i) in words("former") for i in range(max(start - 1, 0), at))
        yield Role(at, last, word, start, former, view.tag(last - 1) in {"NNS", "NNPS"})
        at = last


def _start(view: View, at: int) -> int:
    """Where the phrase of a role starts, names that run over small words included."""
    start = view.phrase_start(at)
    for mention in view.ending[at]:
        if mention.first < start and mention.form == NAME:
            start = view.phrase_start(mention.first)
    return start


@functools.cache
def _entries() -> dict[str, frozenset[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in ("offices", "cabinet", "posts", "nationals", "members"):
        for entry in words(name):
            parts = tuple(entry.replace("-", " - ").split())
            found.setdefault(parts[0], set()).add(parts)
    return {first: frozenset(parts) for first, parts in found.items()}


def _match(view: View, at: int) -> int | None:
    """The end of the longest entry that starts at a token and is a noun there."""
    best = None
    for entry in _entries().get(singular(view.lower[at], view.tag(at)), ()):
        last = at + len(entry)
        spelt = tuple(singular(view.word(i), view.tag(i)) for i in range(at, last))
        if spelt == entry and _is_noun(view, last - 1) and (best is None or last > best):
            best = last
    return best


def _is_noun(view: View, at: int) -> bool:
    """Whether the parser takes the word for a noun, or a name follows it."""
    return view.tag(at).startswith("NN") or view.named(at + 1, "Person") is not None
