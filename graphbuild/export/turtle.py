"""Turtle: one graph of everything but what articles only report as claimed.

Turtle has no named graphs. The plain triples of the `#claims` graphs would look like facts in it and
are left out; the statements that say who claims them are there.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat

from graphbuild.export.quads import ordered, save
from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.rdf import CLAIMS


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write each triple once, in order."""
    kept = {q.triple for q in ordered(dataset) if not _claimed(q.graph_name)}
    save(sorted(kept, key=str), path, RdfFormat.TURTLE)


def _claimed(graph: object) -> bool:
    return isinstance(graph, NamedNode) and graph.value.endswith(CLAIMS)
