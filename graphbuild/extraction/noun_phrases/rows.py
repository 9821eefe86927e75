"""The rows of ontology/phrases.toml: which relation inside a noun phrase evokes which property.

To add a row, give it an `id`, the `kind` of pattern (a key of `PATTERNS`), the `predicate`, where needed
`link` (how the two are joined), `words` (a list of lexicons/roles.toml), `subject` and `object` (classes),
a `confidence`, and an `example` with its mentions in brackets and the pairs to `expect`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphbuild.errors import OntologyError
from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.tables import lexicon, table
from graphbuild.model import Claim

FILE = "phrases.toml"


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """One row; empty `link`, `words`, `subject` or `object` admit everything."""

    id: str
    kind: str
    predicate: str
    link: frozenset[str]
    words: frozenset[str]
    subject: frozenset[str]
    object: frozenset[str]
    confidence: float
    example: str
    expect: tuple[tuple[str, str], ...]

    def admits(self, pair: Pair, ontology: Ontology) -> bool:
        """Whether the row reads this pair."""
        target = None if isinstance(pair.object, str) else pair.object.kind
        return (
            (not self.link or pair.link in self.link)
            and (not self.words or pair.word in self.words)
            and (not self.subject or ontology.is_a(pair.subject.kind, *self.subject))
            and (not self.object or (target is not None and ontology.is_a(target, *self.object)))
            and ontology.accepts(self.predicate, pair.subject.kind, target)
        )

    def claim(self, pair: Pair, start: int, end: int) -> Claim:
        """The claim that the row makes of a pair in the sentence at these offsets."""
        confidence = round(self.confidence * pair.certainty, 3)
        return Claim(
            predicate=self.predicate,
            subject=pair.subject,
            object=pair.object,
            claimant=None,
            start=start,
            end=end,
            rule=self.id,
            confidence=confidence,
        )


@functools.cache
def phrase_rows() -> tuple[PhraseRow, ...]:
    """The rows, in the order of the file; OntologyError names a row that cannot be right."""
    ontology = Ontology.load()
    rows = tuple(read_row(number, row) for number, row in enumerate(table(FILE)["phrase"], 1))
    for number, row in enumerate(rows, 1):
        where = f"{FILE} row {number} ({row.id})"
        ontology.check([row.predicate, *sorted(row.subject | row.object)], where)
    return rows


@functools.cache
def words(name: str) -> frozenset[str]:
    """A list of lexicons/roles.toml."""
    lists: Mapping[str, list[str]] = lexicon("roles")
    if name not in lists:
        raise OntologyError(f"lexicons/roles.toml has no list {name!r}; known: {', '.join(lists)}")
    return frozenset(lists[name])


def read_row(number: int, row: Mapping[str, Any]) -> PhraseRow:
    """One row of the file; OntologyError says what it lacks."""
    try:
        return PhraseRow(
            id=row["id"],
            kind=row["kind"],
            predicate=row["predicate"],
            link=frozenset(row.get("link", ())),
            words=frozenset().union(*(words(name) for name in row.get("words", ()))),
            subject=frozenset(row.get("subject", ())),
            object=frozenset(row.get("object", ())),
            confidence=float(row["confidence"]),
            example=row["example"],
            expect=tuple((subject, object_) for subject, object_ in row["expect"]),
        )
    except KeyError as exc:
        raise OntologyError(f"ontology/{FILE} row {number}: {exc} is missing") from exc
