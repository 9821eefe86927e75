"""Statistics of a graph: central entities, communities, conflicts, outlets, and how far its readers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import networkx as nx

from graphbuild.analysis.table import Table
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, Entity
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements
from graphbuild.presentation.network import to_networkx
from graphbuild.presentation.stances import CONTESTED
from graphbuild.statements.readers import is_built_in, is_large

LIMIT = 20
# Betweenness takes a search from every node; above this many, from that many drawn by a fixed seed.
SAMPLE = 500
NAMED = 5
ALL = "(all)"


def statistics(dataset: Dataset, ontology: Ontology, *, limit: int = LIMIT) -> list[Table]:
    """Tables on the whole graph, its entities, communities, conflicts and outlets; on readers where two read.

    The same graph gives the same figures. limit: maximum number of rows per table, the largest first.
    """
    shown = display_statements(dataset, ontology)
    graph = to_networkx(dataset, ontology)
    simple = _simple(graph)
    groups = _communities(simple)
    tables = [
        _whole(shown, simple, groups, sum(1 for _ in dataset.articles())),
        _entities(graph, simple, groups, limit),
        _groups(simple, groups, limit),
        _conflicts(shown, limit),
        _outlets(shown, limit),
    ]
    readers = _readers(shown)
    return [*tables, readers] if readers is not None else tables


def _simple(graph: nx.MultiDiGraph) -> nx.Graph:
    """Undirected, one edge a pair; its weight is the number of statements."""
    simple = nx.Graph()
    simple.add_nodes_from((n, {"label": d["label"]}) for n, d in graph.nodes(data=True))
    weights = Counter((min(a, b), max(a, b)) for a, b in graph.edges() if a != b)
    simple.add_weighted_edges_from((a, b, n) for (a, b), n in sorted(weights.items()))
    return simple


def _communities(simple: nx.Graph) -> list[list[str]]:
    """Louvain communities of more than one node, the largest first."""
    found = nx.community.louvain_communities(simple, seed=1)
    return sorted((sorted(c) for c in found if len(c) > 1), key=lambda c: (-len(c), c))


def _whole(
    shown: Sequence[DisplayStatement],
    simple: nx.Graph,
    groups: Sequence[Sequence[str]],
    n_articles: int,
) -> Table:
    parts = [c for c in nx.connected_components(simple) if len(c) > 1]
    modularity = (
        nx.community.modularity(simple, [*groups, *([n] for n in nx.isolates(simple))])
        if simple.number_of_edges()
        else 0.0
    )
    rows: list[tuple[str, int | float]] = [
        ("articles", n_articles),
        ("entities", len(simple)),
        ("statements", len(shown)),
        ("quotes", sum(len(t.quotes) for t in shown)),
        ("pairs of entities", simple.number_of_edges()),
        ("contested statements", sum(t.stance == CONTESTED for t in shown)),
        ("connected parts", len(parts)),
        ("entities in the largest part", max(map(len, parts), default=0)),
        ("communities", len(groups)),
        ("modularity", round(modularity, 3)),
    ]
    return Table("graph", ("figure", "value"), rows)


def _entities(
    graph: nx.MultiDiGraph, simple: nx.Graph, groups: Sequence[Sequence[str]], limit: int
) -> Table:
    rank = nx.pagerank(simple, weight="weight") if len(simple) else {}
    sample = SAMPLE if len(simple) > SAMPLE else None
    between = nx.betweenness_centrality(simple, k=sample, seed=1)
    group = {n: i for i, members in enumerate(groups, 1) for n in members}
    order = sorted(graph, key=lambda n: (-round(rank[n], 9), n))[:limit]
    rows = [
        (
            *(graph.nodes[n]["label"], graph.nodes[n]["type"], simple.degree(n)),
            *(graph.in_degree(n), graph.out_degree(n), round(rank[n], 4), round(between[n], 4)),
            group.get(n),
        )
        for n in order
    ]
    columns = ("entity", "type", "neighbours", "in", "out", "PageRank", "betweenness", "community")
    return Table("entities", columns, rows)


def _groups(simple: nx.Graph, groups: Sequence[Sequence[str]], limit: int) -> Table:
    rows = []
    for i, members in enumerate(groups[:limit], 1):
        central = sorted(members, key=lambda n: (-simple.degree(n, weight="weight"), n))
        names = ", ".join(simple.nodes[n]["label"] for n in central[:NAMED])
        rows.append((i, len(members), names))
    return Table("communities", ("community", "entities", "most connected"), rows)


def _conflicts(shown: Sequence[DisplayStatement], limit: int) -> Table:
    """For each entity: hostile statements by it and against it, and how many are contested."""
    by, against, contested = Counter[str](), Counter[str](), Counter[str]()
    labels: dict[str, str] = {}
    for t in shown:
        s = t.statement
        if t.prop.hostile and isinstance(s.object, Entity) and s.polarity == AFFIRMED:
            labels |= {s.subject.id: s.subject.label, s.object.id: s.object.label}
            by[s.subject.id] += 1
            against[s.object.id] += 1
            contested[s.object.id] += t.stance == CONTESTED
    order = sorted(labels, key=lambda e: (-by[e] - against[e], e))[:limit]
    rows = [
        (labels[e], by[e], against[e], by[e] - against[e], contested[e]) for e in order
    ]  # the balance is positive for who acts more than is acted against
    columns = ("entity", "hostile by it", "hostile against it", "balance", "contested against it")
    return Table("conflicts", columns, rows)


def _outlets(shown: Sequence[DisplayStatement], limit: int) -> Table:
    """For each outlet: articles, statements, those only it has, those that are contested."""
    articles: dict[str, set[str]] = {}
    statements, alone, contested = Counter[str](), Counter[str](), Counter[str]()
    for t in shown:
        for quote in t.quotes:
            articles.setdefault(quote.outlet, set()).add(quote.article)
        for outlet in t.outlets:
            statements[outlet] += 1
            alone[outlet] += len(t.outlets) == 1
            contested[outlet] += t.stance == CONTESTED
    order = sorted(articles, key=lambda o: (-statements[o], o))[:limit]
    rows = [(o, len(articles[o]), statements[o], alone[o], contested[o]) for o in order]
    return Table("outlets", ("outlet", "articles", "statements", "only here", "contested"), rows)


def _readers(shown: Sequence[DisplayStatement]) -> Table | None:
    """How many statements a large language model and the built-in readers both give, by predicate.

    None where no large language model has read. Agreement is the share of all that both give.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for t in shown:
        rules = [e.rule for e in t.statement.evidence]
        large, built_in = any(map(is_large, rules)), any(map(is_built_in, rules))
        given = "both" if large and built_in else "large" if large else "built-in"
        for name in (ALL, t.prop.name):
            counts[name][given] += 1
    if not counts[ALL]["both"] + counts[ALL]["large"]:
        return None
    rows = [
        (name, n["both"], n["large"], n["built-in"], round(n["both"] / n.total(), 3))
        for name, n in sorted(counts.items(), key=lambda c: (-c[1].total(), c[0]))
    ]
    columns = ("predicate", "both", "only the large model", "only built in", "agreement")
    return Table("readers", columns, rows)
