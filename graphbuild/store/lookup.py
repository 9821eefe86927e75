"""Everything about one entity, statement or article, without reading the rest of the store.

What hangs on a statement is followed from node to node and read by `rdf`, which alone knows the
shape of the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.model import Entity, Statement
from graphbuild.pooling import pool
from graphbuild.records import ArticleRecord
from graphbuild.store.answers import plain
from graphbuild.store.notes import IDENTIFIED
from graphbuild.store.store import FINGERPRINT, GENERATED_BY, Store

# Names in one query; more make its text long without making it faster.
AT_ONCE = 400
# From a statement to its evidence, and from there to the place in the text.
STEPS = 3
NAMING = (rdf.TYPE, rdf.PREF_LABEL, rdf.EXACT_MATCH)


def statements(store: Store, ids: Iterable[str]) -> list[Statement]:
    """The statements with these ids, with the evidence of all articles, in the order of the ids.

    An id that the store does not have is left out.
    """
    wanted = list(dict.fromkeys(ids))
    quads = list(_followed(store, [rdf.statement_iri(i).value for i in wanted if _is_id(i)]))
    seen = {q.object.value for q in quads if isinstance(q.object, NamedNode)}
    reference = rdf.facts_of(_naming(store, seen))
    graphs: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if rdf.is_article_graph(quad.graph_name):
            graphs[getattr(quad.graph_name, "value", "")].append(quad)
    read = (
        statement
        for name in sorted(graphs)
        for statement in rdf.read_statements(rdf.facts_of(graphs[name]), reference)
    )
    found = {s.id: s for s in pool(read)}
    return [found[i] for i in wanted if i in found]


def naming(store: Store, entity: str) -> list[str]:
    """The ids of the statements that name an entity, in order."""
    if not is_iri(entity):
        return []
    text = f'STRSTARTS(STR(?s), "{rdf.STATEMENT}")'
    rows = store.query(f"SELECT DISTINCT ?s {{ ?s ?p <{entity}> FILTER({text}) }}").rows
    return sorted(rdf.statement_id(s) for (s,) in rows if isinstance(s, NamedNode))


def entity(store: Store, iri: str) -> Entity | None:
    """An entity with its names and its other identifiers, None when nothing is known of it."""
    if not is_iri(iri):
        return None
    named = rdf.facts_of(_naming(store, [iri])).get(NamedNode(iri))
    if not named or rdf.PREF_LABEL not in named:
        return None
    rows = store.query(f"SELECT DISTINCT ?name {{ <{iri}> {rdf.ALT_LABEL} ?name }}").rows
    aliases = {name.value for (name,) in rows if isinstance(name, Literal)}
    label = min(t.value for t in named[rdf.PREF_LABEL])
    return Entity(
        iri,
        label,
        min((t.value for t in named.get(rdf.TYPE, ())), default="").rsplit("#")[-1],
        tuple(sorted(aliases - {label})),
        tuple(sorted(t.value for t in named.get(rdf.EXACT_MATCH, ()))),
    )


def article(store: Store, name: str) -> ArticleRecord | None:
    """What is kept of an article, None when it is not in the store."""
    graph = rdf.article_graph(name)
    facts = rdf.facts_of(store.backend.about(graph, graph))
    return rdf.read_article(graph, facts) if graph in facts else None


def told_by(store: Store, name: str) -> list[str]:
    """The ids of the statements that an article makes, in order."""
    subjects = {q.subject for q in store.graph(rdf.article_graph(name))}
    iris = (s.value for s in subjects if isinstance(s, NamedNode))
    return sorted(rdf.statement_id(NamedNode(i)) for i in iris if i.startswith(rdf.STATEMENT))


def disputes(store: Store, ids: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (id of the denying statement, id of the disputed one) with one of the ids, in order."""
    found = set[tuple[str, str]]()
    for iris in _batches([rdf.statement_iri(i).value for i in ids if _is_id(i)]):
        for side in ("?denial", "?disputed"):
            rows = store.query(
                f"SELECT DISTINCT ?denial ?disputed {{ VALUES {side} {{ {iris} }} "
                f"?denial {rdf.DISPUTES} ?disputed }}"
            ).rows
            for a, b in rows:
                if isinstance(a, NamedNode) and isinstance(b, NamedNode):
                    found.add((rdf.statement_id(a), rdf.statement_id(b)))
    return sorted(found)


def marks(store: Store) -> dict[str, str]:
    """Each article's id with a text that changes whenever its graph is written again.

    The text is empty for an article that was stored by hand, of which nothing is known.
    """
    found: dict[NamedNode, list[str]] = {
        graph: [] for graph in store.backend.graphs() if rdf.is_article_graph(graph)
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
    """The one name of each entity (IRI), as the last build settled it."""
    about = store.query(
        f"SELECT ?s ?o {{ GRAPH {rdf.DERIVED_GRAPH} {{ ?s {rdf.PREF_LABEL} ?o }} }}"
    ).rows
    return {s.value: plain(o) for s, o in about if isinstance(s, NamedNode)}


def each(store: Store, articles: Iterable[str]) -> Iterator[tuple[ArticleRecord, list[Statement]]]:
    """Articles (ids) with their own statements, in order; evidence of others is not pooled."""
    reference = rdf.facts_of(store.graph(rdf.REFERENCE_GRAPH))
    for name in articles:
        graph = rdf.article_graph(name)
        facts = rdf.facts_of(store.graph(graph))
        yield rdf.read_article(graph, facts), list(rdf.read_statements(facts, reference))


def quads_about(store: Store, subjects: Iterable[str]) -> Iterator[Quad]:
    """What the named graphs say of the subjects (IRIs), and of what hangs on them."""
    yield from _followed(store, [s for s in subjects if is_iri(s)])


def is_iri(text: str) -> bool:
    """Whether the text can stand between angle brackets."""
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
    """Whether a node is there for the one that points to it: evidence, a place in a text."""
    return iri.startswith(rdf.BASE + "evidence/") or (iri.startswith(rdf.ARTICLE) and "#" in iri)


def _naming(store: Store, iris: Iterable[str]) -> Iterator[Quad]:
    """Classes, labels and other identifiers: the common ones and, without these, each article's."""
    entities = [i for i in iris if not _hangs_on(i)]
    common = (f"GRAPH {graph} {{ ?s ?p ?o }}" for graph in (rdf.DERIVED_GRAPH, rdf.REFERENCE_GRAPH))
    known = [quad for pattern in common for quad in _described(store, entities, pattern)]
    yield from known
    labelled = {q.subject for q in known if q.predicate == rdf.PREF_LABEL}
    others = [i for i in entities if NamedNode(i) not in labelled]
    yield from _described(store, others, "?s ?p ?o")


def _described(store: Store, iris: Sequence[str], pattern: str) -> Iterator[Quad]:
    for start in range(0, len(iris), AT_ONCE):
        # pairs are looked up one by one; two separate lists would be joined with all there is
        pairs = " ".join(f"(<{i}> {p})" for i in iris[start : start + AT_ONCE] for p in NAMING)
        rows = store.query(
            f"SELECT DISTINCT ?s ?p ?o {{ VALUES (?s ?p) {{ {pairs} }} {pattern} }}"
        ).rows
        for s, p, o in rows:
            yield Quad(s, p, o, rdf.REFERENCE_GRAPH)  # type: ignore[arg-type]


def _batches(iris: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(iris), AT_ONCE):
        yield " ".join(f"<{iri}>" for iri in iris[start : start + AT_ONCE])
