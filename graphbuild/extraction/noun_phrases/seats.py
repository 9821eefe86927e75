"""Where somebody has a seat: "Berlin-based X", "X, headquartered in Berlin", "the Y embassy in Berlin"."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import DASHES, DETERMINERS, View
from graphbuild.model import Mention


def find_seats(view: View) -> Iterator[Pair]:
    """Each agent with the place that a word such as "based" or a plain "in" gives it."""
    for at, word in enumerate(view.lower):
        if word in words("seats"):
            yield from _hyphened(view, at)
            yield from _participle(view, at)
    for subject in view.mentions:
        if view.lower[subject.head] in words("sites"):
            for at in _ins(view, subject):
                for place in _places(view, at):
                    yield Pair(subject, place, "site", view.lower[subject.head], subject.head)


def _ins(view: View, subject: Mention) -> Iterator[int]:
    """Where "in" follows a building: inside or after its mention, or after its spokesman."""
    at = subject.last
    if view.word(at) in words("voices"):
        at += 1
    for place in (subject.head + 1, at):
        if view.word(place) == "in":
            yield place
            return


def _hyphened(view: View, at: int) -> Iterator[Pair]:
    """ "the Berlin-based X" and "X, the Berlin-based firm"."""
    if view.word(at - 1) not in DASHES:
        return
    place = view.longest_before(at - 1)
    subject = _modified(view, at)
    if place is not None and subject is not None:
        yield Pair(subject, place, "hyphen", view.lower[at], at)


def _modified(view: View, at: int) -> Mention | None:
    """The noun that an adjective modifies, or the name that follows or explains it."""
    head = view.doc[at].head
    for candidate in (head, head.head if head.dep_ in {"compound", "nmod"} else head):
        found = view.by_head.get(candidate.i)
        if found is not None and found.head > at:
            return view.name_of(found)
    return view.longest_at(at + 1)


def _participle(view: View, at: int) -> Iterator[Pair]:
    """ "X, based in Berlin" and "X is headquartered in Berlin"."""
    if view.word(at + 1) not in {"in", "at"}:
        return
    token = view.doc[at]
    subject = view.by_head.get(token.head.i) if token.dep_ == "acl" else None
    for child in token.lefts:
        if child.dep_ in {"nsubj", "nsubjpass"}:
            subject = view.by_head.get(child.i)
    if subject is None and view.word(at - 1) == ",":
        subject = view.longest_before(at - 1)
    if subject is not None:
        for place in _places(view, at + 1):
            yield Pair(view.name_of(subject), place, "participle", view.lower[at], at)


def _places(view: View, preposition: int) -> Iterator[Mention]:
    """The places after a preposition: "in Berlin", "in Berlin, Germany", "in Germany and Austria"."""
    at = view.skip(preposition + 1, DETERMINERS)
    while True:
        found = view.longest_at(at, "Place", "State")
        if found is None:
            return
        yield found
        if view.word(found.last) not in {",", "and"}:
            return
        at = view.skip(found.last + 1, DETERMINERS)
        if view.word(found.last) == "," and not _is_list(view, at):
            return


def _is_list(view: View, at: int) -> bool:
    """Whether a comma before this token joins places (and does not open a clause)."""
    found = view.longest_at(at, "Place", "State")
    return found is not None and view.word(found.last) in {",", "and", ".", ")", ""}
