"""JSON-LD: every named graph with its nodes, names shortened by the context that stands first."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.export.quads import ordered
from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.rdf import PREFIXES, TYPE, XSD

XSD_STRING = XSD + "string"


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write one document with an `@context` of prefixes and a `@graph` of named graphs."""
    graphs = groupby(ordered(dataset), key=lambda q: q.graph_name)
    document = {"@context": dict(sorted(PREFIXES.items()))}
    body = [
        {
            **({"@id": graph.value} if isinstance(graph, NamedNode) else {}),
            "@graph": _nodes([*quads]),
        }
        for graph, quads in graphs
    ]
    text = json.dumps({**document, "@graph": body}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _nodes(quads: list[Quad]) -> list[dict[str, Any]]:
    nodes: dict[str, dict[str, Any]] = {}
    for quad in quads:
        subject = getattr(quad.subject, "value", "")
        node = nodes.setdefault(subject, {"@id": subject})
        if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
            node.setdefault("@type", []).append(_short(quad.object.value))
        else:
            node.setdefault(_short(quad.predicate.value), []).append(_value(quad.object))
    return list(nodes.values())


def _value(term: object) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": getattr(term, "value", "")}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD_STRING:
        return {"@value": term.value}
    return {"@value": term.value, "@type": _short(term.datatype.value)}


def _short(iri: str) -> str:
    """A compact IRI; what follows the prefix must not begin with //, which would be absolute."""
    for prefix, base in PREFIXES.items():
        rest = iri.removeprefix(base)
        if rest != iri and rest and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return iri
