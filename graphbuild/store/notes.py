"""What a store keeps of each article besides its graph: its statements, compressed.

The graph of an article has the entities that are left after those of all articles were compared and
merged. The notes hold the statements as they were before that, so that a merge can be undone exactly,
and (where they differ) as they were written to the graph, without evidence: disputes and counts over
many articles are computed from the notes many times faster than from the graphs. Notes are compressed
literals in the runs graph, which exports and queries over articles leave out.
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
    """as_read, as_written: compressed statements. identified: a mark of the entities merged in the graph."""

    as_read: str = ""
    as_written: str = ""
    identified: str = ""

    @property
    def statements(self) -> list[Statement]:
        """The statements as they were read, in order of id."""
        return _decompress(self.as_read)

    @property
    def written(self) -> list[Statement]:
        """The statements of the article's graph; they may lack their evidence."""
        return _decompress(self.as_written or self.as_read)


def write(
    graph: NamedNode, written: Sequence[Statement], as_read: Sequence[Statement], identified: str
) -> list[Quad]:
    """The quads with the notes of the article that has this graph."""
    found = [(AS_READ, _compress(as_read))]
    if written is not as_read:
        found.append((AS_WRITTEN, _compress(written, with_evidence=False)))
    if identified:
        found.append((IDENTIFIED, identified))
    return [Quad(graph, prop, Literal(text), rdf.RUNS_GRAPH) for prop, text in found]


def read(quads: Iterable[Quad]) -> Notes:
    """The notes in the quads of the runs graph about an article."""
    found = {q.predicate: q.object.value for q in quads if isinstance(q.object, Literal)}
    return Notes(*(found.get(prop, "") for prop in (AS_READ, AS_WRITTEN, IDENTIFIED)))


def _compress(statements: Sequence[Statement], *, with_evidence: bool = True) -> str:
    """A list of entities and a list of statements that refer to them by number, as JSON, compressed."""
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
            s.article,
        ]
        for s in sorted(statements, key=lambda s: s.id)
    ]
    known = [(e.id, e.label, e.type, e.aliases, e.same_as) for e in entities]
    text = json.dumps([known, rows], separators=(",", ":"))  # ASCII, lone surrogates included
    return base64.b64encode(zlib.compress(text.encode(), LEVEL)).decode()


def _decompress(text: str) -> list[Statement]:
    if not text:
        return []
    known, rows = json.loads(zlib.decompress(base64.b64decode(text)))
    # Interned, so that an id in many articles is one string in memory.
    entities = [Entity(intern(i), n, kind, tuple(a), tuple(same)) for i, n, kind, a, same in known]

    def at(number: int | None) -> Entity | None:
        return None if number is None else entities[number]

    return [_statement(row, entities, at) for row in rows]


def _statement(
    row: list[Any], entities: Sequence[Entity], at: Callable[[int | None], Entity | None]
) -> Statement:
    subject, predicate, said, claimant, outer, polarity, modality, date, qualifiers, *rest = row
    seen, article = rest
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
        article,
    )
