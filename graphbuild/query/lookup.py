"""Reads one entity, statement or article from a store, without reading the rest of it.

Nodes that belong to a statement are followed from node to node and read by `rdf`, the only room that
knows the shape of the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Quad

from graphbuild import rdf
from graphbuild.model import Entity, Statement
from graphbuild.records import ArticleRecord
from graphbuild.statements.pool import pool
from graphbuild.store.answers import plain
from graphbuild.store.notes import IDENTIFIED
from graphbuild.store.store import FINGERPRINT, GENERATED_BY, Store

# IRIs in one query; more make the query longer but not faster.
AT_ONCE = 400
# From a statement to its evidence, and from there to the place in the text.
STEPS = 3


def statements(store: Store, ids: Iterable[str]) -> list[Statement]:
    """The statements with these ids, with the evidence of all articles, in the order of the ids.

    Unknown ids are left out.
    """
    wanted = list(dict.fromkeys(ids))
    graphs: defaultdict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in _followed(store, [rdf.statement_iri(i).value for i in wanted if _is_id(i)]):
        if isinstance(quad.graph_name, NamedNode) and rdf.is_article_graph(quad.graph_name):
            graphs[quad.graph_name].append(quad)
    named = {graph: _named(quads) for graph, quads in graphs.items()}
    for quad in _own_labels(store, named):
        graphs[quad.graph_name].append(quad)  # type: ignore[index]
    names = _naming(store, sorted({iri for iris in named.values() for iri in iris}))
    read = (
        statement
        for graph in sorted(graphs, key=lambda g: g.value)
        for statement in rdf.read_statements(rdf.facts_of(graphs[graph]), names)
    )
    found = {s.id: s for s in pool(read)}
    return [found[i] for i in wanted if i in found]


def statements_naming(store: Store, entity: str) -> list[str]:
    """The ids of the statements that name an entity, in order."""
    if not is_iri(entity):
        return []
    text = f'STRSTARTS(STR(?s), "{rdf.STATEMENT}")'
    rows = store.query(f"SELECT DISTINCT ?s {{ ?s ?p <{entity}> FILTER({text}) }}").rows
    return sorted(rdf.statement_id(s) for (s,) in rows if isinstance(s, NamedNode))


def entity(store: Store, iri: str) -> Entity | None:
    """An entity with its names and other identifiers; None for an unknown one."""
    if not is_iri(iri):
        return None
    named = _naming(store, [iri]).get(NamedNode(iri))
    if not named or rdf.PREF_LABEL not in named:
        return None
    label, kinds = named[rdf.PREF_LABEL][0].value, named.get(rdf.TYPE, ())
    return Entity(
        iri,
        label,
        kinds[0].value.rsplit("#")[-1] if kinds else "",
        tuple(sorted({t.value for t in named.get(rdf.ALT_LABEL, ())} - {label})),
        tuple(sorted(t.value for t in named.get(rdf.EXACT_MATCH, ()))),
    )


def article(store: Store, name: str) -> ArticleRecord | None:
    """The record of an article (id); None when it is not in the store."""
    graph = rdf.article_graph(name)
    facts = rdf.facts_of(store.about(graph, graph))
    return rdf.read_article(graph, facts) if graph in facts else None


def statements_of(store: Store, name: str) -> list[str]:
    """The ids of an article's statements, in order."""
    subjects = {q.subject for q in store.graph(rdf.article_graph(name))}
    iris = (s.value for s in subjects if isinstance(s, NamedNode))
    return sorted(rdf.statement_id(NamedNode(i)) for i in iris if i.startswith(rdf.STATEMENT))


def disputes(store: Store, ids: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (id of the denying statement, id of the disputed one) with one of the ids, in order."""
    return _pairs(store, ids, rdf.DISPUTES)


def endings(store: Store, ids: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (id of a statement that is over, id of the one that says so) with one of the ids, in order."""
    return _pairs(store, ids, rdf.ENDED_BY)


def _pairs(store: Store, ids: Iterable[str], prop: NamedNode) -> list[tuple[str, str]]:
    """The pairs of statements (ids) that a property of the derived graph joins, with one of the ids."""
    found = set[tuple[str, str]]()
    for iris in _batches([rdf.statement_iri(i).value for i in ids if _is_id(i)]):
        for side in ("?one", "?other"):
            rows = store.query(
                f"SELECT DISTINCT ?one ?other {{ VALUES {side} {{ {iris} }} ?one {prop} ?other }}"
            ).rows
            for a, b in rows:
                if isinstance(a, NamedNode) and isinstance(b, NamedNode):
                    found.add((rdf.statement_id(a), rdf.statement_id(b)))
    return sorted(found)


def marks(store: Store) -> dict[str, str]:
    """From each article's id to a text that changes whenever its graph is rewritten.

    The text is "" for an article that was stored without a description of the run.
    """
    found: dict[NamedNode, list[str]] = {
        rdf.article_graph(article): [] for article in store.article_ids()
    }
    by_run = set[NamedNode]()
    for prop in (FINGERPRINT, GENERATED_BY, IDENTIFIED):
        rows = store.query(f"SELECT ?s ?o {{ GRAPH {rdf.RUNS_GRAPH} {{ ?s {prop} ?o }} }}").rows
        for graph, value in rows:
            if isinstance(graph, NamedNode) and graph in found and value is not None:
                found[graph].append(plain(value))
                if prop == GENERATED_BY:
                    by_run.add(graph)
    return {rdf.article_id(g): " ".join(texts) if g in by_run else "" for g, texts in found.items()}


def labels(store: Store) -> dict[str, str]:
    """From each entity (IRI) to its label, as the last build determined it."""
    about = store.query(
        f"SELECT ?s ?o {{ GRAPH {rdf.DERIVED_GRAPH} {{ ?s {rdf.PREF_LABEL} ?o }} }}"
    ).rows
    return {s.value: plain(o) for s, o in about if isinstance(s, NamedNode)}


def each(store: Store, articles: Iterable[str]) -> Iterator[tuple[ArticleRecord, list[Statement]]]:
    """Articles (ids) with their own statements, in order, with the evidence of that article only."""
    names = store.names()
    for name in articles:
        graph = rdf.article_graph(name)
        facts = rdf.facts_of(store.graph(graph))
        yield rdf.read_article(graph, facts), list(rdf.read_statements(facts, names))


def quads_about(store: Store, subjects: Iterable[str]) -> Iterator[Quad]:
    """The quads about subjects (IRIs) and about their evidence, without the edges, which name no source."""
    for quad in _followed(store, [s for s in subjects if is_iri(s)]):
        if quad.graph_name != rdf.EDGES_GRAPH and quad.predicate != rdf.RANK:
            yield quad


def is_iri(text: str) -> bool:
    """Whether the text is valid as an IRI in SPARQL."""
    return ":" in text and not any(c in '<>"{}|^`\\' or c <= " " for c in text)


def _is_id(text: str) -> bool:
    return text.isalnum() and text.isascii()


def _followed(store: Store, subjects: Sequence[str]) -> Iterator[Quad]:
    done, waiting = set[str](), list(subjects)
    for _ in range(STEPS):
        done.update(waiting)
        following = dict[str, None]()
        for iris in _batches(waiting):
            rows = store.query(
                f"SELECT ?g ?s ?p ?o {{ VALUES ?s {{ {iris} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            ).rows
            for g, s, p, o in rows:
                yield Quad(s, p, o, g)  # type: ignore[arg-type]  # what a quad is made of
                if isinstance(o, NamedNode) and _hangs_on(o.value):
                    following[o.value] = None
        waiting = [iri for iri in following if iri not in done]


def _hangs_on(iri: str) -> bool:
    """Whether a node belongs to the node that refers to it: evidence, or a place in a text."""
    return iri.startswith(rdf.BASE + "evidence/") or (iri.startswith(rdf.ARTICLE) and "#" in iri)


def _named(quads: Iterable[Quad]) -> list[str]:
    """The entities that statements name."""
    roles = (rdf.SUBJECT, rdf.OBJECT, rdf.CLAIMANT, rdf.OUTER)
    found = (q.object for q in quads if q.predicate in roles)
    return sorted({o.value for o in found if isinstance(o, NamedNode)})


def _own_labels(store: Store, named: Mapping[NamedNode, Sequence[str]]) -> Iterator[Quad]:
    """What each article calls the entities that it names."""
    pairs = [f"({graph} <{iri}>)" for graph, iris in named.items() for iri in iris]
    for start in range(0, len(pairs), AT_ONCE):
        values = " ".join(pairs[start : start + AT_ONCE])
        for g, s, o in store.query(
            f"SELECT ?g ?s ?o {{ VALUES (?g ?s) {{ {values} }} GRAPH ?g {{ ?s {rdf.LABEL} ?o }} }}"
        ).rows:
            yield Quad(s, rdf.LABEL, o, g)  # type: ignore[arg-type]


def _naming(store: Store, iris: Iterable[str]) -> rdf.Facts:
    """What entities are called (see `rdf.merge_names`)."""
    entities = [i for i in iris if not _hangs_on(i)]
    return rdf.merge_names(*(_described(store, entities, graph) for graph in rdf.NAMING_GRAPHS))


def _described(store: Store, iris: Sequence[str], graph: NamedNode) -> Iterator[Quad]:
    for start in range(0, len(iris), AT_ONCE):
        # pairs are looked up one by one; two separate lists would be joined with all there is
        pairs = " ".join(f"(<{i}> {p})" for i in iris[start : start + AT_ONCE] for p in rdf.NAMING)
        rows = store.query(
            f"SELECT ?s ?p ?o {{ VALUES (?s ?p) {{ {pairs} }} GRAPH {graph} {{ ?s ?p ?o }} }}"
        ).rows
        for s, p, o in rows:
            yield Quad(s, p, o, graph)  # type: ignore[arg-type]


def _batches(iris: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(iris), AT_ONCE):
        yield " ".join(f"<{iri}>" for iri in iris[start : start + AT_ONCE])
