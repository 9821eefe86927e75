"""Cytoscape JSON, as Cytoscape (desktop) and cytoscape.js read it."""

from __future__ import annotations

import json
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.network import to_networkx


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write elements.nodes and elements.edges, each with its `data`."""
    graph = to_networkx(dataset, ontology)
    nodes = [
        {"data": {"id": key, "name": d["label"], **d, "statements": json.loads(d["statements"])}}
        for key, d in graph.nodes(data=True)
    ]
    edges = [
        {"data": {"id": key, "source": source, "target": target, "interaction": d["label"], **d}}
        for source, target, key, d in sorted(
            graph.edges(keys=True, data=True), key=lambda edge: edge[2]
        )
    ]
    document = {
        "format_version": "1.0",
        "data": {"name": "graphbuild"},
        "elements": {"nodes": nodes, "edges": edges},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
