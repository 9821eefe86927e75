"""What the entries of lists of designations tell: other names, nationality, links, programmes."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.view import View
from graphbuild.knowledge.person_names import reading_order
from graphbuild.nlp.entries import AKA, find_entries


def find_entry_facts(view: View) -> Iterator[Pair]:
    """The name of each entry with each datum that some row may want."""
    for entry in find_entries(view.document):
        subject = view.longest_at(entry.name[0])
        if subject is None:
            continue
        for field in entry.fields:
            if field.sort == AKA:
                inverted = entry.personal and ", " in field.text
                name = reading_order(field.text) if inverted else field.text
                yield Pair(subject, name, field.sort, "", entry.first)
            elif (told := view.longest_at(field.first)) is not None:
                yield Pair(subject, told, field.sort, "", entry.first)
