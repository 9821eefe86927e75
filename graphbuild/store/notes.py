"""What a store keeps of each article besides its graph: its statements as they were read.

The graph of an article speaks of the entities that are left when those of all articles have been
compared. The notes hold what the article gave before that, so that a merge can be undone exactly.
They are two compressed literals in the runs graph, which queries over articles and exports leave out.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.identity.profiles import Row, rows_of
from graphbuild.model import Entity, Evidence, Statement
from graphbuild.ontology import GB, Ontology

AS_READ, PROFILE, IDENTIFIED = (NamedNode(GB + n) for n in ("asRead", "profile", "identified"))
ENTITIES = ("subject", "object", "claimant", "outer")
LEVEL = 6


class Notes(NamedTuple):
    """rows: see `identity.profiles`; identified: mark of what was merged in the article's graph."""

    rows: list[Row] | None = None
    as_read: str = ""
    identified: str = ""

    @property
    def statements(self) -> list[Statement]:
        """The statements as they were read, in order of id."""
        return [_statement(row) for row in _unpack(self.as_read)]


def write(graph: NamedNode, as_read: Sequence[Statement], identified: str) -> list[Quad]:
    """The quads that keep the notes of the article with this graph."""
    rows = rows_of(as_read, Ontology.load())
    ordered = sorted(as_read, key=lambda s: s.id)
    found = [(AS_READ, _pack([_plain(s) for s in ordered])), (PROFILE, _pack(rows))]
    if identified:
        found.append((IDENTIFIED, identified))
    return [Quad(graph, prop, Literal(text), rdf.RUNS_GRAPH) for prop, text in found]


def read(quads: Iterable[Quad]) -> Notes:
    """The notes among what the runs graph says of an article."""
    found = {q.predicate: q.object.value for q in quads if isinstance(q.object, Literal)}
    rows = _unpack(found[PROFILE]) if PROFILE in found else None
    return Notes(rows, found.get(AS_READ, ""), found.get(IDENTIFIED, ""))


def _pack(value: Any) -> str:
    text = json.dumps(value, separators=(",", ":"))  # ASCII, lone surrogates included
    return base64.b64encode(zlib.compress(text.encode(), LEVEL)).decode()


def _unpack(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))


def _plain(statement: Statement) -> dict[str, Any]:
    """A statement as JSON; what is a repetition compresses to nothing."""
    return {name: value for name, value in asdict(statement).items() if value}


def _statement(row: dict[str, Any]) -> Statement:
    entities = {n: _entity(v) for n in ENTITIES if isinstance(v := row.get(n), dict)}
    return Statement(
        **{
            "object": row.get("object"),
            "claimant": None,
            "date": row.get("date"),
            "predicate": row["predicate"],
            "polarity": row["polarity"],
            "modality": row["modality"],
            "qualifiers": tuple((name, text) for name, text in row.get("qualifiers", ())),
            "evidence": tuple(Evidence(**e) for e in row["evidence"]),
            **entities,
        }
    )


def _entity(row: dict[str, Any]) -> Entity:
    return Entity(
        row["id"], row["label"], row["type"], tuple(row["aliases"]), tuple(row["same_as"])
    )
