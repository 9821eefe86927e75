"""Validates the graphs of articles against the SHACL shapes of ontology/shapes.ttl."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from graphbuild import rdf
from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import ontology_dir
from graphbuild.model import Issue

if TYPE_CHECKING:
    from graphbuild.store import Store


def validate(store: Store) -> tuple[int, list[Issue]]:
    """The number of articles, and every problem, in order of article."""
    names = store.names()
    problems: list[Issue] = []
    n_articles = 0
    for article, quads in store.article_quads():
        n_articles += 1
        found = find_problems(rdf.with_background(quads, names))
        problems += (Issue(article, "validate", text) for text in found)
    return n_articles, problems


def find_problems(triples: Iterable[rdf.Triple]) -> list[str]:
    """The problems of one article's graph with the descriptions of its entities, sorted."""
    from pyshacl import validate as check

    shapes, ontology = _shapes()
    data = Graph()
    for known in ontology:
        data.add(known)
    for subject, prop, value in triples:
        data.add((URIRef(subject.value), URIRef(prop.value), _node(value)))
    conforms, report, _ = check(data, shacl_graph=shapes, inplace=True)
    if conforms:
        return []
    return sorted(_message(report, result) for result in report.subjects(SH.resultMessage))


@functools.cache
def _shapes() -> tuple[Graph, Graph]:
    return _parsed("shapes.ttl"), _parsed("graphbuild.ttl")


def _parsed(name: str) -> Graph:
    path = ontology_dir() / name
    try:
        return Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as exc:
        raise OntologyError(f"{path}: {exc}") from exc


def _node(term: rdf.Term) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    kind = URIRef(term.datatype.value)  # rdflib tells "x" from "x"^^xsd:string, RDF 1.1 does not
    return Literal(term.value, datatype=None if kind == XSD.string else kind)


def _message(report: Graph, result: Node) -> str:
    """A problem in one line: node, property, message and value."""
    focus, path, value, text = (
        report.value(result, term)
        for term in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
    )
    where = f"{focus} {path}" if path else str(focus)
    return f"{where}: {text}" + (f" (found {value})" if value is not None else "")
