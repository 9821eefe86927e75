"""Offices, posts and nationalities: a noun for a person, who it stands for, and what it serves.

Read are a noun before a name ("Dutch Defense Minister Anna Visser"), after it ("Jane Doe, a spokeswoman for
X"; "Jane Doe is X's lawyer"), before it with a comma ("X's ambassador, Jane Doe,") and alone ("six British
diplomats", "an X officer"). What it serves stands before it, as modifier or possessor, or after a preposition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphbuild.model import NAME, Mention
from graphbuild.phrases.table import Pair, words
from graphbuild.phrases.view import DASHES, DETERMINERS, QUOTES, View

MODIFIERS = frozenset(
    {
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "JJ",
        "JJR",
        "JJS",
        "CD",
        "HYPH",
        "VBN",
        "VBG",
        "POS",
        "AFX",
        "RB",
    }
)
PREPOSITIONS = frozenset({"of", "for", "at", "with", "to", "from", "in"})
COPULAS = frozenset({"be", "become", "remain"})
FORMER = 0.9
REACH = 12


@dataclass(frozen=True, slots=True)
class Role:
    """A noun for a person: its tokens, its lexicon entry, where its phrase starts, its tense."""

    first: int
    last: int
    word: str
    start: int
    former: bool


def find_roles(view: View) -> Iterator[Pair]:
    """Each holder of a role with each thing that the phrase says is served."""
    for role in _roles(view):
        holders = list(_holders(view, role))
        certainty = FORMER if role.former else 1.0
        for employer, link in _employers(view, role):
            for holder in holders:
                if holder is not employer and holder.head != employer.head:
                    yield Pair(holder, employer, link, role.word, role.first, certainty)


def _roles(view: View) -> Iterator[Role]:
    entries = _entries()
    at = 0
    while at < len(view.doc):
        last = _match(view, at, entries)
        if last is None:
            at += 1
            continue
        word = " ".join(_lemma(view, i) for i in range(at, last))
        start = _phrase_start(view, at)
        former = any(
            view.word(i) in words("former") for i in range(max(start - 1, 0), at)
        )
        yield Role(at, last, word, start, former)
        at = last


def _entries() -> dict[str, frozenset[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for entry in (
        words("offices") | words("cabinet") | words("posts") | words("nationals")
    ):
        parts = tuple(entry.replace("-", " - ").split())
        found.setdefault(parts[0], set()).add(parts)
    return {first: frozenset(parts) for first, parts in found.items()}


def _match(
    view: View, at: int, entries: dict[str, frozenset[tuple[str, ...]]]
) -> int | None:
    """The end of the longest entry that starts at a token and is a noun there."""
    best = None
    for entry in entries.get(_lemma(view, at), ()):
        last = at + len(entry)
        spelt = tuple(_lemma(view, i) for i in range(at, min(last, len(view.doc))))
        if (
            spelt == entry
            and view.tag(last - 1).startswith("NN")
            and (best is None or last > best)
        ):
            best = last
    return best


def _lemma(view: View, at: int) -> str:
    """A noun in the singular, whatever its capitals; any other word as it stands."""
    word = view.word(at)
    if view.tag(at) not in {"NNS", "NNPS"}:
        return word
    for plural, singular in (
        ("ies", "y"),
        ("women", "woman"),
        ("men", "man"),
        ("s", ""),
    ):
        if word.endswith(plural) and not word.endswith("ss"):
            return word.removesuffix(plural) + singular
    return word


def _phrase_start(view: View, at: int) -> int:
    """Where the noun phrase around a noun starts, going left over modifiers and possessors."""
    start = at
    sentence, _ = view.sentence(at)
    while start > max(sentence, at - REACH) and _modifies(view, start - 1):
        start -= 1
    return start


def _modifies(view: View, at: int) -> bool:
    if view.tag(at) in MODIFIERS or view.word(at) in DETERMINERS | {"&"}:
        return True
    return view.word(at) in {"and", "or"} and _joins_modifiers(view, at)


def _joins_modifiers(view: View, at: int) -> bool:
    """Whether a conjunction joins two countries or bodies ("U.S. and British officials")."""
    return bool(view.ending[at]) and bool(view.starting[at + 1])


def _holders(view: View, role: Role) -> Iterator[Mention]:
    named = (
        _name_after(view, role)
        or _name_before(view, role)
        or _name_by_copula(view, role)
    )
    if named is not None:
        yield named
        return
    for at in range(role.last - 1, role.first - 1, -1):
        own = view.by_head.get(at)
        if own is not None and view.is_a(own, "Person", "Group", "ThreatActor"):
            yield own
            return


def _name_after(view: View, role: Role) -> Mention | None:
    """The name right after the noun, or after a comma that closes its phrase."""
    at = view.skip(role.last, words("honorifics") | QUOTES | DASHES)
    found = view.named_person(at)
    if found is not None and view.tag(role.last - 1) not in {"NNS", "NNPS"}:
        return found
    end = _phrase_end(view, role)
    if view.word(end) == "," and view.same_sentence(role.first, end + 1):
        found = view.named_person(view.skip(end + 1, words("honorifics") | QUOTES))
        if found is not None and _closes(view, found.last):
            return found
    return None


def _closes(view: View, at: int) -> bool:
    """Whether an apposition can end before this token (a list of names goes on with "and")."""
    return view.word(at) in {",", ".", ")", ";", ""} or view.tag(at).startswith(
        ("VB", "MD")
    )


def _phrase_end(view: View, role: Role) -> int:
    """The token after the noun and the prepositional phrases that follow it."""
    end = role.last
    while view.word(end) in PREPOSITIONS:
        target = _noun_after(view, end)
        if target is None:
            break
        end = target.last
    return end


def _name_before(view: View, role: Role) -> Mention | None:
    """The name before a comma, when the noun heads what follows ("X, 44, a spokesman for Y")."""
    at = role.start
    while at > 0 and view.word(at - 1) in DETERMINERS | words("former") | {
        "who",
        "is",
        "was",
        "also",
        "serves",
        "as",
    }:
        at -= 1
    if view.word(at - 1) not in {",", "("} | DASHES:
        return None
    at -= 1
    if view.word(at - 2) == "," and view.tag(at - 1) == "CD":
        at -= 2
    found = view.longest_before(at, "Person")
    after = view.word(role.last)
    if found is None or found.form != NAME or (after and view.named_person(role.last)):
        return None
    return found


def _name_by_copula(view: View, role: Role) -> Mention | None:
    head = view.doc[role.last - 1]
    if head.dep_ != "attr" or head.head.lemma_ not in COPULAS:
        return None
    for child in head.head.lefts:
        if child.dep_ == "nsubj":
            found = view.by_head.get(child.i)
            return (
                found
                if found is not None and view.is_a(found, "Person", "Group")
                else None
            )
    return None


def _employers(view: View, role: Role) -> Iterator[tuple[Mention, str]]:
    if role.word in words("cabinet"):
        yield from _states(view, role)
        return
    before = _before(view, role)
    after = _after(view, role)
    if after is not None and not (
        before and role.word in words("offices") and _abroad(view, role)
    ):
        yield after
        return
    yield from before


def _abroad(view: View, role: Role) -> bool:
    """Whether the preposition says where somebody serves, not whom ("X's ambassador to Y")."""
    return view.word(role.last) in {"to", "in", "at", "from"}


def _states(view: View, role: Role) -> Iterator[tuple[Mention, str]]:
    """The country of a member of its government, nearest first, before the noun or after "of"."""
    inside = [m for m in view.within(role.start, role.first) if view.is_a(m, "State")]
    if inside:
        yield inside[-1], "modifier"
        return
    after = _after(view, role)
    if after is not None and view.is_a(after[0], "State"):
        yield after


def _before(view: View, role: Role) -> list[tuple[Mention, str]]:
    """What stands before the noun: the nearest that is not part of a longer one, and its equals."""
    inside = [m for m in view.within(role.start, role.first) if view.is_a(m, "Agent")]
    outer = [m for m in inside if not any(_inside(m, other) for other in inside)]
    if not outer:
        return []
    near = outer[-1]
    found = [near]
    for other in reversed(outer[:-1]):
        if (
            view.word(other.last) in {"and", "or", ","}
            and other.last + 1 == found[-1].first
        ):
            found.append(other)
    link = "possessive" if view.tag(near.last) == "POS" else "modifier"
    return [(m, link) for m in reversed(found)]


def _inside(inner: Mention, outer: Mention) -> bool:
    return (
        inner is not outer and outer.first <= inner.first and inner.last <= outer.last
    )


def _after(view: View, role: Role) -> tuple[Mention, str] | None:
    if view.word(role.last) not in PREPOSITIONS:
        return None
    found = _noun_after(view, role.last)
    if found is None or not view.is_a(found, "Agent"):
        return None
    return found, view.word(role.last)


def _noun_after(view: View, preposition: int) -> Mention | None:
    """What a preposition governs, as the parser or, failing that, the next words say."""
    for child in view.doc[preposition].children:
        if child.dep_ == "pobj" and child.i in view.by_head:
            return view.by_head[child.i]
    start = view.skip(preposition + 1, DETERMINERS)
    found = view.longest_at(start)
    if found is not None and view.tag(found.last) == "POS":
        return None
    return found
