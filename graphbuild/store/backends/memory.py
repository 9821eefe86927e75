"""A store that lives as long as the program: an rdflib Dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph
import rdflib
from pyoxigraph import NamedNode, Quad
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Identifier, Node

from graphbuild.errors import QueryError, StoreError
from graphbuild.rdf import PREFIXES
from graphbuild.store.answers import ASK, GRAPH, Answer, Term
from graphbuild.store.backend import Dataset, Occurrence
from graphbuild.store.backends.updates import check, refuse_dataset, replacement


def connect(location: str, read_only: bool) -> Memory:
    """An empty store; both arguments are ignored."""
    return Memory()


class Memory:
    """The Backend on an rdflib Dataset."""

    def __init__(self) -> None:
        self._dataset: rdflib.Dataset | None = rdflib.Dataset(default_union=True)

    @property
    def dataset(self) -> rdflib.Dataset:
        """The open store; StoreError after `close`."""
        if self._dataset is None:
            raise StoreError("the store is closed")
        return self._dataset

    def replace(
        self,
        graphs: Iterable[NamedNode],
        described: Iterable[tuple[NamedNode, NamedNode]],
        quads: Iterable[Quad],
    ) -> None:
        """Check what is asked for, then do it."""
        dropped, subjects, added = list(graphs), list(described), list(quads)
        replacement(dropped, subjects, added)
        for graph in dropped:
            self.dataset.remove_graph(rdflib.URIRef(graph.value))
        for subject, graph in subjects:
            self._of(graph).remove((rdflib.URIRef(subject.value), None, None))
        self.load(added)

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads."""
        self.dataset.addN(
            (
                _node(q.subject),
                _node(q.predicate),
                _node(q.object),
                self._of(q.graph_name),
            )
            for q in quads
        )

    def clear(self, graph: NamedNode) -> None:
        """Drop a graph."""
        self.replace((graph,), (), ())

    def graphs(self) -> Iterator[NamedNode]:
        """The named graphs that hold something, in any order."""
        for graph in self.dataset.graphs():
            if graph.identifier != rdflib.graph.DATASET_DEFAULT_GRAPH_ID and len(graph):
                yield NamedNode(str(graph.identifier))

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""
        return self._quads(name, (None, None, None))

    def about(self, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one subject in one graph, in any order."""
        return self._quads(graph, (rdflib.URIRef(subject.value), None, None))

    def occurrences(self, predicate: NamedNode) -> Iterator[Occurrence]:
        """(subject, value, graph), in the order of the subjects."""
        found = self.dataset.quads((None, rdflib.URIRef(predicate.value), None, None))
        for subject, _, value, graph in sorted(found, key=lambda quad: (quad[0], str(quad[3]))):
            if isinstance(said := _term(value), NamedNode | pyoxigraph.Literal):
                yield NamedNode(str(subject)), said, NamedNode(str(graph))

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer over the union of all graphs, or over those that the query names with FROM."""
        refuse_dataset(dataset)
        check(text)
        query = prepareQuery(text, initNs=PREFIXES)
        try:
            result = self._scope(query).query(query)
            if result.type == "ASK":
                return Answer(("answer",), [(pyoxigraph.Literal(bool(result.askAnswer)),)], ASK)
            if result.type == "SELECT":
                names = tuple(str(v) for v in result.vars or ())
                return Answer(names, [_row(row) for row in result])
            triples = [_row(triple) for triple in result]
            return Answer(("subject", "predicate", "object"), triples, GRAPH)
        except (TypeError, ValueError, rdflib.plugins.sparql.sparql.SPARQLError) as exc:
            raise QueryError(f"the query failed: {exc}") from exc

    def release(self) -> None:
        """Do nothing: all quads are in memory."""

    def compact(self) -> None:
        """Do nothing: replaced quads take no space."""

    def close(self) -> None:
        """Drop everything."""
        self._dataset = None

    def _scope(self, query: rdflib.plugins.sparql.sparql.Query) -> rdflib.Dataset:
        """The whole dataset, or the graphs that the query names; rdflib would fetch those."""
        clauses = query.algebra.pop("datasetClause", None)
        if not clauses:
            return self.dataset
        scope = rdflib.Dataset()
        for clause in clauses:
            into = scope.graph(clause.named) if clause.named else scope.default_graph
            for triple in self.dataset.graph(clause.named or clause.default):
                into.add(triple)
        return scope

    def _quads(self, graph: NamedNode, pattern: tuple[Node | None, None, None]) -> Iterator[Quad]:
        for triple in list(self._of(graph).triples(pattern)):
            subject, prop, value = map(_term, triple)
            if isinstance(subject, NamedNode) and isinstance(prop, NamedNode) and value is not None:
                yield Quad(subject, prop, value, graph)

    def _of(self, graph: object) -> rdflib.Graph:
        """The graph with this name; asking for it makes nothing."""
        return rdflib.Graph(self.dataset.store, rdflib.URIRef(getattr(graph, "value", "")))


def _node(term: object) -> Identifier:
    if isinstance(term, pyoxigraph.Literal):
        # rdflib tells "x" from "x"^^xsd:string, RDF 1.1 does not
        kind = None if term.datatype.value == str(rdflib.XSD.string) else term.datatype.value
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        return rdflib.Literal(term.value, datatype=kind, normalize=False)
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    raise StoreError(f"{term}: neither an IRI nor a literal")


def _row(row: object) -> tuple[Term | None, ...]:
    return tuple(map(_term, row)) if isinstance(row, tuple) else ()


def _term(node: object) -> Term | None:
    if isinstance(node, rdflib.Literal):
        if node.language:
            return pyoxigraph.Literal(str(node), language=node.language)
        kind = node.datatype or rdflib.XSD.string
        return pyoxigraph.Literal(str(node), datatype=NamedNode(str(kind)))
    if isinstance(node, rdflib.BNode):
        return pyoxigraph.BlankNode(str(node))
    return None if node is None else NamedNode(str(node))
