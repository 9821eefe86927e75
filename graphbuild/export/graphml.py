"""GraphML, as networkx, yEd, Gephi and igraph read it."""

from __future__ import annotations

from pathlib import Path

from networkx.readwrite.graphml import GraphMLWriter

from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.network import to_networkx


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write entities as nodes and statements as edges whose ids are the statements'."""
    graph = to_networkx(dataset, ontology)
    for key, attributes in graph.nodes(data=True):
        kind = ontology.classes.get(attributes["type"])
        graph.nodes[key]["color"] = kind.color if kind else ""
    document = GraphMLWriter(edge_id_from_attribute=None, encoding="utf-8", prettyprint=True)
    document.add_graph_element(graph)
    with path.open("wb") as file:
        document.dump(file)
