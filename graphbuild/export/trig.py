"""TriG: all quads, one graph for each article."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat

from graphbuild.export.quads import ordered, save
from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write all quads in order."""
    save(ordered(dataset), path, RdfFormat.TRIG)
