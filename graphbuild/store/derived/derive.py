"""What follows from several articles: who disputes what, independent sources, names of entities.

It is computed in one pass over the articles, keeping little of each in memory: who denies what, and the names
of entities. `tallies` counts who accuses, sanctions and repeats whom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from graphbuild import rdf
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import Statement
from graphbuild.records import ArticleRecord
from graphbuild.statements.pool import commonest
from graphbuild.store.backend import TURN, Backend
from graphbuild.store.derived.corroboration import source_keys
from graphbuild.store.derived.coverage import Carriers, Origin, find_coverage
from graphbuild.store.derived.disputes import Contents, Dispute, find_disputes
from graphbuild.store.derived.endings import Endings
from graphbuild.store.derived.tallies import Accusations, Sanctions

Articles = Iterable[tuple[ArticleRecord, list[Statement]]]


AT_ONCE = 20_000  # edges or quads in memory
OFTEN = 1000  # for an entity in more articles, the latest of these are stored with it
N_LATEST = 200  # their number; the named query about an entity shows as many


class Derived(NamedTuple):
    """quads: of the derived graph and the graph of names, to be read once and before the store changes.

    unused: catalogued entities that no article names any more.
    """

    quads: Iterator[Quad]
    unused: list[NamedNode]


def derive(backend: Backend, articles: Articles, reprints: Mapping[str, str]) -> Derived:
    """Read all articles once, write edges and counts, and return the rest as quads.

    reprints: from the id of an article to the id of the first near-identical one.
    """
    ontology = Ontology.load()
    names, edges, carriers = Names(), Edges(backend), Carriers(ontology)
    accusations, sanctions = Accusations(ontology), Sanctions(ontology)
    endings = Endings(ontology, _relieved(backend, ontology))

    def contents() -> Iterator[Contents]:
        for record, statements in articles:
            text = record.same_text or reprints.get(record.id)
            keys = source_keys(replace(record, same_text=text))
            graph = rdf.article_graph(record.id)
            origin = Origin(graph, tuple(keys), record.publisher, record.published)
            carriers.read(origin, statements)
            for reader in (names, edges, accusations):
                reader.read(statements)
            for dated in (sanctions, endings):
                dated.read(statements, record.published)
            yield record.published, statements

    negated, accusers = _negated(backend), _accusers(backend, ontology)
    disputes = list(find_disputes(contents(), ontology, negated, accusers))
    edges.write()
    if len(carriers.origins) > TURN:
        backend.release()
    known = rdf.merge_names(backend.graph(rdf.REFERENCE_GRAPH))
    over = list(endings.found())
    wanted = {statement for each in disputes for statement in (each.denial, each.disputed)}
    coverage, several, repetitions = find_coverage(carriers, wanted)
    counts = chain(
        rdf.accusation_quads(accusations.counted(several)),
        rdf.sanction_quads(
            sanctions.counted(), {(e.author, e.target): e for e in over if e.measure}
        ),
        rdf.repetition_quads(repetitions.counted()),
    )
    load_in_pieces(backend, counts)
    unused = [about for about in known if about.value not in names.labels]
    quads = chain(
        rdf.dispute_quads([(d.denial, d.disputed) for d in disputes], coverage),
        rdf.place_quads(_places(backend, carriers.origins, disputes)),
        rdf.ending_quads((e.statement, e.ending, e.day) for e in over),
        rdf.coverage_quads(coverage),
        rdf.name_quads(names.settled(known)),
        rdf.latest_quads(_latest(backend, carriers.origins, names.often(OFTEN))),
    )
    return Derived(quads, unused)


def load_in_pieces(backend: Backend, quads: Iterable[Quad]) -> None:
    """Load many quads without all of them in memory, as a bulk load has them."""
    waiting = iter(quads)
    while some := list(islice(waiting, AT_ONCE)):
        backend.load(some)


class Names:
    """The names that articles give each entity (IRI), and how many articles name it."""

    def __init__(self) -> None:
        """Start empty."""
        self.labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._others: defaultdict[str, set[str]] = defaultdict(set)
        self._articles: Counter[str] = Counter()

    def read(self, statements: Iterable[Statement]) -> None:
        """Add the names that one article gives."""
        own = set[str]()
        for entity in (e for s in statements for e in s.entities):
            self.labels[entity.id][entity.label] += 1
            if entity.id not in own:
                own.add(entity.id)
                self._kinds[entity.id][entity.type] += 1
                self._others[entity.id].update((entity.label, *entity.aliases))
        self._articles.update(own)

    def often(self, least: int) -> list[str]:
        """The entities that more than `least` articles name, in order of IRI."""
        return sorted(iri for iri, n in self._articles.items() if n > least)

    def settled(self, known: rdf.Facts) -> dict[str, rdf.EntityNames]:
        """One label and class for each entity, in order of IRI; what catalogues say takes precedence."""
        return {
            iri: self._settled(iri, known.get(NamedNode(iri), {})) for iri in sorted(self.labels)
        }

    def _settled(self, iri: str, known: Mapping[NamedNode, Sequence[rdf.Term]]) -> rdf.EntityNames:
        given = known.get(rdf.PREF_LABEL)
        label = given[0].value if given else commonest(self.labels[iri])
        counts = self._kinds[iri]
        kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
        others = tuple(sorted(self._others[iri] - {label}))
        return rdf.EntityNames(label, () if given else tuple(kinds), others, self._articles[iri])


class Edges:
    """The edges of all articles; the store keeps each once."""

    def __init__(self, backend: Backend) -> None:
        """Start empty; edges are written to the backend."""
        self._backend = backend
        self._waiting = set[rdf.Edge]()

    def read(self, statements: Iterable[Statement]) -> None:
        """Add those of one article."""
        self._waiting.update(filter(None, map(rdf.edge_of, statements)))
        if len(self._waiting) > AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write the edges collected so far."""
        self._backend.load(map(rdf.edge_quad, sorted(self._waiting)))
        self._waiting.clear()


def _latest(
    backend: Backend, origins: Iterable[Origin], entities: Iterable[str]
) -> Iterator[tuple[str, list[NamedNode]]]:
    """The latest articles that name each entity (IRI), in the order of the named query `entity`."""
    days = {origin.graph: origin.published or "" for origin in origins}
    for iri in entities:
        ways = " UNION ".join(
            f"{{ GRAPH ?g {{ ?s {prop} <{iri}> }} }}"
            for prop in (rdf.SUBJECT, rdf.OBJECT, rdf.CLAIMANT)
        )
        rows = backend.query(f"SELECT DISTINCT ?g {{ {ways} }}").rows
        graphs = (graph for (graph,) in rows if isinstance(graph, NamedNode))
        named = sorted((graph for graph in graphs if graph in days), key=lambda g: g.value)
        named.sort(key=days.__getitem__, reverse=True)
        yield iri, named[:N_LATEST]


def _places(
    backend: Backend, origins: Sequence[Origin], disputes: Iterable[Dispute]
) -> Iterator[rdf.DisputePlace]:
    """Where the denial of each dispute stands: its article and its first sentence there."""
    for denial, disputed, denied_in, said_in in disputes:
        here, there = origins[denied_in].graph, origins[said_in].graph
        about = rdf.facts_of(backend.about(rdf.statement_iri(denial), here))
        sentence = rdf.first_evidence(about[rdf.statement_iri(denial)])
        yield rdf.DisputePlace(denial, disputed, here, there, sentence)


def _relieved(backend: Backend, ontology: Ontology) -> frozenset[str]:
    """Of whom some statement says that a measure or an accusation against them is over."""
    return _objects(backend, (p for p, q in ontology.properties.items() if q.ends))


def _accusers(backend: Backend, ontology: Ontology) -> frozenset[str]:
    """Ids of those whom denials name as the accuser: only their accusations can be denied in other articles."""
    return _objects(backend, (p for p, q in ontology.properties.items() if q.denial))


def _objects(backend: Backend, properties: Iterable[str]) -> frozenset[str]:
    """The objects (IRIs) of all statements of these properties."""
    wanted = " ".join(f"<{GB}{name}>" for name in properties)
    said = f"GRAPH ?g {{ ?s {rdf.PREDICATE} ?p ; {rdf.OBJECT} ?o }}"
    rows = backend.query(f"SELECT DISTINCT ?o {{ VALUES ?p {{ {wanted} }} {said} }}").rows
    return frozenset(term.value for (term,) in rows if isinstance(term, NamedNode))


def _negated(backend: Backend) -> frozenset[tuple[str, ...]]:
    """(subject, predicate, object) of all negated statements."""
    found = set[tuple[str, ...]]()
    for statement, _, graph in backend.occurrences(rdf.POLARITY):
        about = rdf.facts_of(backend.about(statement, graph))[statement]
        found.add(rdf.statement_key(about))
    return frozenset(found)
