"""What a store keeps of each article besides its graph: its statements, packed.

The graph of an article speaks of the entities that are left when those of all articles have been
compared. The notes hold the statements as the article gave them before that, so that a merge can be
undone exactly, and where they differ also as they were written, without evidence: what follows from
several articles is derived from these many times faster than from the graphs. They are compressed
literals in the runs graph, which queries over articles and exports leave out.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from sys import intern
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.knowledge.ontology import GB
from graphbuild.model import Entity, Evidence, Statement

AS_READ, AS_WRITTEN, IDENTIFIED = (NamedNode(GB + n) for n in ("asRead", "asWritten", "identified"))
LEVEL = 6


class Notes(NamedTuple):
    """as_read, as_written: packed statements; identified: mark of what was merged in the graph."""

    as_read: str = ""
    as_written: str = ""
    identified: str = ""

    @property
    def statements(self) -> list[Statement]:
        """The statements as they were read, in order of id."""
        return _unpack(self.as_read)

    @property
    def written(self) -> list[Statement]:
        """The statements of the article's graph, which need not have their evidence."""
        return _unpack(self.as_written or self.as_read)


def write(
    graph: NamedNode, written: Sequence[Statement], as_read: Sequence[Statement], identified: str
) -> list[Quad]:
    """The quads that keep the notes of the article with this graph."""
    found = [(AS_READ, _pack(as_read))]
    if written is not as_read:
        found.append((AS_WRITTEN, _pack(written, with_evidence=False)))
    if identified:
        found.append((IDENTIFIED, identified))
    return [Quad(graph, prop, Literal(text), rdf.RUNS_GRAPH) for prop, text in found]


def read(quads: Iterable[Quad]) -> Notes:
    """The notes among what the runs graph says of an article."""
    found = {q.predicate: q.object.value for q in quads if isinstance(q.object, Literal)}
    return Notes(*(found.get(prop, "") for prop in (AS_READ, AS_WRITTEN, IDENTIFIED)))


def _pack(statements: Sequence[Statement], *, with_evidence: bool = True) -> str:
    """Two lists, of entities and of statements that point to them by number, compressed."""
    entities: dict[Entity, int] = {}

    def number(entity: Entity | None) -> int | None:
        return None if entity is None else entities.setdefault(entity, len(entities))

    rows = [
        [
            number(s.subject),
            s.predicate,
            number(s.object) if isinstance(s.object, Entity) else s.object,
            number(s.claimant),
            number(s.outer),
            s.polarity,
            s.modality,
            s.date,
            s.qualifiers,
            [astuple(e) for e in s.evidence] if with_evidence else [],
        ]
        for s in sorted(statements, key=lambda s: s.id)
    ]
    known = [(e.id, e.label, e.type, e.aliases, e.same_as) for e in entities]
    text = json.dumps([known, rows], separators=(",", ":"))  # ASCII, lone surrogates included
    return base64.b64encode(zlib.compress(text.encode(), LEVEL)).decode()


def _unpack(text: str) -> list[Statement]:
    if not text:
        return []
    known, rows = json.loads(zlib.decompress(base64.b64decode(text)))
    # An id that many articles name is one string in memory.
    entities = [Entity(intern(i), n, kind, tuple(a), tuple(same)) for i, n, kind, a, same in known]

    def at(number: int | None) -> Entity | None:
        return None if number is None else entities[number]

    return [_statement(row, entities, at) for row in rows]


def _statement(
    row: list[Any], entities: Sequence[Entity], at: Callable[[int | None], Entity | None]
) -> Statement:
    subject, predicate, said, claimant, outer, polarity, modality, date, qualifiers, seen = row
    return Statement(
        entities[subject],
        predicate,
        entities[said] if isinstance(said, int) else said,
        at(claimant),
        polarity,
        modality,
        date,
        tuple(Evidence(*e) for e in seen),
        at(outer),
        tuple((name, value) for name, value in qualifiers),
    )
