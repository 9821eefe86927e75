"""A name and its body with no word for the post: "Ivan Petrov of the GRU", "Acme's Jane Doe"."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.view import View
from graphbuild.model import NAME, Mention

JOINS = frozenset({"of", "from", "at", "with"})


def find_affiliations(view: View) -> Iterator[Pair]:
    """Each named person with the named body right after or before the name."""
    for person in view.mentions:
        if person.form == NAME and view.is_a(person, "Person"):
            body = _body_after(view, person) or _owner(view, person)
            if body is not None and body.form == NAME:
                yield Pair(person, body, "name", "", person.head)


def _body_after(view: View, person: Mention) -> Mention | None:
    return view.governed(person.last) if view.word(person.last) in JOINS else None


def _owner(view: View, person: Mention) -> Mention | None:
    before = person.first - 1
    return view.possessor(before) if before > 0 and view.is_mark(before) else None
