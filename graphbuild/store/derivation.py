"""What follows from several articles: who disputes what, independent sources, names of entities.

It is computed in one pass over the articles. What is kept of an article is small: who accuses whom,
who denies, and how often an entity has a label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from graphbuild import rdf
from graphbuild.corroboration import Key, count, source_keys
from graphbuild.disputes import Contents, find_disputes
from graphbuild.model import Statement
from graphbuild.ontology import Ontology
from graphbuild.pooling import commonest
from graphbuild.records import ArticleRecord
from graphbuild.store.backend import Backend

Articles = Iterable[tuple[ArticleRecord, list[Statement]]]


class Derived(NamedTuple):
    """The quads of the derived graph, the catalogued entities that nothing names any more, the edges."""

    quads: list[Quad]
    unused: list[NamedNode]
    edges: dict[rdf.Edge, rdf.Count]


def derive(backend: Backend, articles: Articles, reprints: Mapping[str, str]) -> Derived:
    """Read all articles once; reprints: the first of the near-identical articles, by id."""
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sources: dict[NamedNode, tuple[Key, ...]] = {}
    edges, ontology = Edges(), Ontology.load()

    def contents() -> Iterator[Contents]:
        for record, statements in articles:
            text = record.same_text or reprints.get(record.id)
            keys = source_keys(replace(record, same_text=text))
            sources[rdf.article_graph(record.id)] = tuple(keys)
            edges.read(statements, ontology)
            for statement in statements:
                for entity in rdf.entities_of(statement):
                    labels[entity.id][entity.label] += 1
            yield record.published, statements

    disputes = list(find_disputes(contents(), ontology, _negated(backend)))
    names = {iri: commonest(labels[iri]) for iri in sorted(labels)}
    background = {q.subject for q in backend.graph(rdf.REFERENCE_GRAPH)}
    unused = [s for s in background if isinstance(s, NamedNode) and s.value not in names]
    counts = dict(_counts(backend, sources))
    quads = [
        *rdf.dispute_quads(disputes),
        *rdf.source_quads(counts.items()),
        *rdf.label_quads(names),
    ]
    return Derived(quads, unused, edges.counted(counts))


class Edges:
    """The distinct edges of all articles, and how many have each."""

    def __init__(self) -> None:
        """Begin with none."""
        self._articles: Counter[rdf.Edge] = Counter()
        self._statements: defaultdict[rdf.Edge, set[str]] = defaultdict(set)
        self._reporters: defaultdict[rdf.Edge, set[str]] = defaultdict(set)

    def read(self, statements: Iterable[Statement], ontology: Ontology) -> None:
        """Add what one article states or reports."""
        own = set[rdf.Edge]()
        for statement in statements:
            edge = rdf.edge_of(statement)
            if edge is None:
                continue
            own.add(edge)
            if "Accusation" in ontology.properties[statement.predicate].kinds:
                self._statements[edge].add(statement.id)
                if statement.claimant:
                    self._reporters[edge].add(statement.claimant.id)
        self._articles.update(own)

    def counted(self, sources: Mapping[str, int]) -> dict[rdf.Edge, rdf.Count]:
        """The counts, in order; sources: the independent ones of statements (ids) that have several."""
        return {
            edge: rdf.Count(
                self._articles[edge],
                edge in self._statements,
                max((sources.get(s, 1) for s in self._statements.get(edge, ())), default=1),
                len(self._reporters.get(edge, ())),
            )
            for edge in sorted(self._articles)
        }


def _counts(
    backend: Backend, sources: Mapping[NamedNode, tuple[Key, ...]]
) -> Iterator[tuple[str, int]]:
    """The number of independent sources of each statement (id)."""
    for statement, places in groupby(backend.places(rdf.PREDICATE), key=itemgetter(0)):
        graphs = {graph for _, graph in places}
        if len(graphs) > 1:
            yield rdf.statement_id(statement), count(sources[g] for g in graphs if g in sources)


def _negated(backend: Backend) -> frozenset[tuple[str, ...]]:
    """(subject, predicate, object) of all negated statements."""
    found = set[tuple[str, ...]]()
    for statement, graph in backend.places(rdf.POLARITY):
        about = rdf.facts_of(backend.about(statement, graph))[statement]
        found.add(rdf.statement_key(about))
    return frozenset(found)
