"""What the RDF formats share: the order of the quads and the way to a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from graphbuild.presentation.dataset import Dataset
from graphbuild.rdf import PREFIXES


def ordered(dataset: Dataset) -> list[Quad]:
    """The quads in an order that depends on nothing but them, graph by graph."""
    return sorted(dataset.quads(), key=lambda q: (str(q.graph_name), str(q)))


def save(statements: Iterable[Quad] | Iterable[Triple], path: Path, form: RdfFormat) -> None:
    """Write quads or triples in their order, with our prefixes."""
    with path.open("wb") as file:
        serialize(statements, file, form, prefixes=PREFIXES)
