"""What follows from several articles: who disputes what, independent sources, names of entities.

It is computed in one pass over the articles. What is kept of an article is small: who accuses whom,
who denies, and what an entity is called.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
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


AT_ONCE = 20_000  # edges or quads in memory


class Derived(NamedTuple):
    """The quads of the derived and the names graph, and the catalogued entities that nothing names any more."""

    quads: list[Quad]
    unused: list[NamedNode]


def derive(backend: Backend, articles: Articles, reprints: Mapping[str, str]) -> Derived:
    """Read all articles once, and write their edges; reprints: the first of the near-identical, by id."""
    names, edges, accusations = Names(), Edges(backend), Accusations(Ontology.load())
    sources: dict[NamedNode, tuple[Key, ...]] = {}
    days: dict[NamedNode, str] = {}

    def contents() -> Iterator[Contents]:
        for record, statements in articles:
            text = record.same_text or reprints.get(record.id)
            keys = source_keys(replace(record, same_text=text))
            graph = rdf.article_graph(record.id)
            sources[graph] = tuple(keys)
            if record.published:
                days[graph] = record.published
            for reader in (names, edges, accusations):
                reader.read(statements)
            yield record.published, statements

    disputes = list(find_disputes(contents(), Ontology.load(), _negated(backend)))
    known = rdf.naming(backend.graph(rdf.REFERENCE_GRAPH))
    standings = _standings(backend, sources, days, {s for pair in disputes for s in pair})
    edges.write()
    counts = {statement: standing.sources for statement, standing in standings.items()}
    quads_of = rdf.accusation_quads(accusations.counted(counts))
    while some := list(islice(quads_of, AT_ONCE)):  # a bulk load holds all of it in memory
        backend.load(some)
    quads = [
        *rdf.dispute_quads(disputes, standings),
        *rdf.standing_quads(standings),
        *rdf.name_quads(names.settled(known)),
    ]
    return Derived(quads, [about for about in known if about.value not in names.labels])


class Names:
    """What articles call each entity (IRI), and how many name it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._others: defaultdict[str, set[str]] = defaultdict(set)
        self._articles: Counter[str] = Counter()

    def read(self, statements: Iterable[Statement]) -> None:
        """Add what one article calls them."""
        own = set[str]()
        for entity in (e for s in statements for e in rdf.entities_of(s)):
            self.labels[entity.id][entity.label] += 1
            if entity.id not in own:
                own.add(entity.id)
                self._kinds[entity.id][entity.type] += 1
                self._others[entity.id].update((entity.label, *entity.aliases))
        self._articles.update(own)

    def settled(self, known: rdf.Facts) -> dict[str, rdf.Naming]:
        """One name and class for each, in order; what is known from catalogues is kept."""
        return {
            iri: self._settled(iri, known.get(NamedNode(iri), {})) for iri in sorted(self.labels)
        }

    def _settled(self, iri: str, known: Mapping[NamedNode, Sequence[rdf.Term]]) -> rdf.Naming:
        given = known.get(rdf.PREF_LABEL)
        label = given[0].value if given else commonest(self.labels[iri])
        counts = self._kinds[iri]
        kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
        others = tuple(sorted(self._others[iri] - {label}))
        return rdf.Naming(label, () if given else tuple(kinds), others, self._articles[iri])


class Edges:
    """The edges of all articles, each of which the store keeps once."""

    def __init__(self, backend: Backend) -> None:
        """Begin with none; they are written to the backend."""
        self._backend = backend
        self._waiting = set[rdf.Edge]()

    def read(self, statements: Iterable[Statement]) -> None:
        """Add those of one article."""
        self._waiting.update(filter(None, map(rdf.edge_of, statements)))
        if len(self._waiting) > AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write those that wait."""
        self._backend.load(map(rdf.edge_quad, sorted(self._waiting)))
        self._waiting.clear()


class Accusations:
    """Who accuses whom: in which statements, in how many articles, and who reports it."""

    def __init__(self, ontology: Ontology) -> None:
        """Begin with none; the ontology says which properties accuse."""
        self._ontology = ontology
        self._articles: Counter[rdf.Edge] = Counter()
        self._statements: dict[str, tuple[rdf.Edge, str | None]] = {}  # id -> edge, claimant

    def read(self, statements: Iterable[Statement]) -> None:
        """Add those of one article."""
        own = set[rdf.Edge]()
        for statement in statements:
            kinds = self._ontology.properties[statement.predicate].kinds
            edge = rdf.edge_of(statement) if "Accusation" in kinds else None
            if edge is not None:
                own.add(edge)
                claimant = statement.claimant.id if statement.claimant else None
                self._statements.setdefault(statement.id, (edge, claimant))
        self._articles.update(own)

    def counted(self, sources: Mapping[str, int]) -> dict[rdf.Edge, rdf.Count]:
        """The counts; sources: the independent ones of statements (ids) that have several."""
        most, reporters = Counter[rdf.Edge](), Counter[rdf.Edge]()
        reports = set[tuple[rdf.Edge, str]]()
        for statement, (edge, claimant) in self._statements.items():
            most[edge] = max(most[edge], sources.get(statement, 1))
            if claimant and (edge, claimant) not in reports:
                reports.add((edge, claimant))
                reporters[edge] += 1
        return {e: rdf.Count(n, most[e], reporters[e]) for e, n in self._articles.items()}


def _standings(
    backend: Backend,
    sources: Mapping[NamedNode, tuple[Key, ...]],
    days: Mapping[NamedNode, str],
    wanted: Collection[str],
) -> dict[str, rdf.Standing]:
    """The standing of each statement (id) that several articles carry, and of the wanted ones."""
    found: dict[str, rdf.Standing] = {}
    for iri, places in groupby(backend.places(rdf.PREDICATE), key=itemgetter(0)):
        graphs, statement = {graph for _, graph in places}, rdf.statement_id(iri)
        if len(graphs) > 1 or statement in wanted:
            first = min(graphs, key=lambda graph: graph.value)
            several = count(sources[g] for g in graphs if g in sources)
            told = {days[g] for g in graphs if g in days}
            since = min(told) if len(told) > 1 else None
            found[statement] = rdf.Standing(first, several, since)
    return found


def _negated(backend: Backend) -> frozenset[tuple[str, ...]]:
    """(subject, predicate, object) of all negated statements."""
    found = set[tuple[str, ...]]()
    for statement, graph in backend.places(rdf.POLARITY):
        about = rdf.facts_of(backend.about(statement, graph))[statement]
        found.add(rdf.statement_key(about))
    return frozenset(found)
