"""GEXF, as Gephi reads it: coloured by class, and dated, for its time line."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.network import to_networkx

FIRST_DAY = "-01-01"


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write entities as nodes and statements as edges; each starts on its first day."""
    graph = to_networkx(dataset, ontology)
    for key, attributes in graph.nodes(data=True):
        graph.nodes[key]["viz"] = {"color": _color(attributes["type"], ontology)}
    for *_, key, attributes in graph.edges(keys=True, data=True):
        attributes["statement"] = key
    _date(graph)
    document = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    document.add_graph(graph)
    for meta in document.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    with path.open("wb") as file:
        document.write(file)


def _color(kind: str, ontology: Ontology) -> dict[str, float]:
    known = ontology.classes.get(kind)
    digits = known.color.removeprefix("#") if known else "8a8f98"
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return {"r": red, "g": green, "b": blue, "a": 1.0}


def _date(graph: nx.MultiDiGraph) -> None:
    """Set the start of each edge: its date or, without one, the day of the first report.

    A month or a year starts on its first day; a node starts with its first edge.
    """
    found: dict[str, str] = {}
    for source, target, attributes in graph.edges(data=True):
        day = attributes["date"] or attributes["first_reported"]
        if day:
            attributes["start"] = day + FIRST_DAY[len(day) - 4 :] if len(day) < 10 else day[:10]
            for node in (source, target):
                found[node] = min(found.get(node, attributes["start"]), attributes["start"])
    for node, day in found.items():
        graph.nodes[node]["start"] = day
    if found:
        graph.graph["mode"] = "dynamic"
