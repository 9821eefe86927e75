"""Paths between two entities: which statements, with which quotes, lead from one to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice, pairwise

import networkx as nx

from graphbuild.analysis.table import Table
from graphbuild.errors import ExportError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements
from graphbuild.presentation.names import find_entity
from graphbuild.presentation.stances import DENIED

COLUMNS = ("step", "statement", "stance", "claimant", "date", "quote", "outlet")


def find_paths(
    dataset: Dataset, one: str, other: str, ontology: Ontology, *, limit: int = 3
) -> list[Table]:
    """The shortest paths, `limit` of them at most: a table each, with the best statement of each step.

    A statement connects in both directions; a negated one does not count. Raises ExportError when a name is
    unknown, when both are the same entity, or when nothing connects them.
    """
    shown = [t for t in display_statements(dataset, ontology) if t.stance != DENIED]
    statements = [t.statement for t in shown]
    start, end = find_entity(one, statements), find_entity(other, statements)
    if start.id == end.id:
        raise ExportError(f"{one!r} and {other!r} are the same entity: {start.label}")
    edges = _edges(shown)
    graph = nx.Graph()
    graph.add_nodes_from(sorted(e.id for e in (start, end)))
    graph.add_edges_from(sorted(edges))
    try:
        paths = sorted(islice(nx.all_shortest_paths(graph, start.id, end.id), 50))
    except nx.NetworkXNoPath:
        raise ExportError(f"nothing connects {start.label!r} with {end.label!r}") from None
    paths.sort(key=lambda path: (-_sourced(path, edges), path))
    return [_table(n, path, edges) for n, path in enumerate(paths[:limit], 1)]


Edges = dict[tuple[str, str], list[DisplayStatement]]


def _edges(shown: Sequence[DisplayStatement]) -> Edges:
    """From a pair of ids, the smaller first, to its statements, the best sourced first."""
    found: defaultdict[tuple[str, str], list[DisplayStatement]] = defaultdict(list)
    for t in shown:
        value = t.statement.object
        if isinstance(value, Entity) and value.id != t.statement.subject.id:
            ends = sorted((t.statement.subject.id, value.id))
            found[ends[0], ends[1]].append(t)
    for group in found.values():
        group.sort(key=lambda t: (-len(t.outlets), -t.statement.confidence, t.statement.id))
    return dict(found)


def _sourced(path: Sequence[str], edges: Edges) -> int:
    return sum(len(edges[_pair(a, b)][0].outlets) for a, b in pairwise(path))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _table(n: int, path: Sequence[str], edges: Edges) -> Table:
    steps = [edges[_pair(a, b)][0] for a, b in pairwise(path)]
    rows = [
        (
            *(i, t.words, t.stance, t.statement.claimant.label if t.statement.claimant else ""),
            *(t.statement.date, t.quotes[0].sentence, t.quotes[0].outlet),
        )
        for i, t in enumerate(steps, 1)
    ]
    return Table(f"path {n}", COLUMNS, rows)
