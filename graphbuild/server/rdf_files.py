"""RDF files of a part of the graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from graphbuild.rdf import CLAIMS, PREFIXES


class File(NamedTuple):
    """A media type, the format behind it, and whether it has named graphs."""

    media: str
    format: RdfFormat
    graphs: bool


FILES = {
    "turtle": File("text/turtle", RdfFormat.TURTLE, False),
    "jsonld": File("application/ld+json", RdfFormat.JSON_LD, True),
    "trig": File("application/trig", RdfFormat.TRIG, True),
    "nq": File("application/n-quads", RdfFormat.N_QUADS, True),
    "nt": File("application/n-triples", RdfFormat.N_TRIPLES, False),
}


def written(quads: Iterable[Quad], file: File) -> bytes:
    """The quads, sorted; without named graphs, plain triples of claims are left out, as they would look like facts."""
    ordered = sorted(quads, key=lambda q: (str(q.graph_name), str(q)))
    if file.graphs:
        return serialize(ordered, format=file.format, prefixes=PREFIXES) or b""
    kept = dict.fromkeys(q.triple for q in ordered if not _claimed(q.graph_name))
    return serialize(sorted(kept, key=str), format=file.format, prefixes=PREFIXES) or b""


def _claimed(graph: object) -> bool:
    return isinstance(graph, NamedNode) and graph.value.endswith(CLAIMS)
