"""What follows from several articles: who disputes what, independent sources, names of entities.

It is computed in one pass over the articles. What is kept of an article is small: who accuses whom,
who denies, and how often an entity has a label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    """The quads of the derived graph, and the catalogued entities that nothing names any more."""

    quads: list[Quad]
    unused: list[NamedNode]


def derive(backend: Backend, articles: Articles) -> Derived:
    """Read all articles once."""
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sources: dict[NamedNode, tuple[Key, ...]] = {}

    def contents() -> Iterator[Contents]:
        for record, statements in articles:
            sources[rdf.article_graph(record.id)] = tuple(source_keys(record))
            for statement in statements:
                for entity in rdf.entities_of(statement):
                    labels[entity.id][entity.label] += 1
            yield record.published, statements

    disputes = list(find_disputes(contents(), Ontology.load(), _negated(backend)))
    names = {iri: commonest(labels[iri]) for iri in sorted(labels)}
    background = {q.subject for q in backend.graph(rdf.REFERENCE_GRAPH)}
    unused = [s for s in background if isinstance(s, NamedNode) and s.value not in names]
    quads = [
        *rdf.dispute_quads(disputes),
        *rdf.source_quads(_counts(backend, sources)),
        *rdf.label_quads(names),
    ]
    return Derived(quads, unused)


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
