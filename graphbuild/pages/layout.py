"""The positions of the explorer's entities, computed when the page is written.

Small graphs are laid out by stress majorisation (distance in the drawing follows distance in the graph);
large ones by communities, each laid out by itself. The same graph gives the same positions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

Points = npt.NDArray[np.float64]
Point = tuple[int, int]

_NONE = np.empty((0, 2), dtype=np.intp)
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# Stress takes n² memory and time: 0.2 s for 400 nodes.
LARGEST_BY_STRESS = 400
ROUNDS = 60
EDGE = 150.0
FAR = 3.0
# Width and height between legend and panel on a laptop, less a margin for labels.
SCREEN = (560.0, 540.0)
# With fewer nodes they are further apart than labels need.
ROOMY = 26
# Characters to a line of a label; the page's script breaks lines at the same place.
LINE = 22


def places(nodes: Sequence[int], edges: Iterable[tuple[int, int]]) -> dict[int, Point]:
    """A position for each node, in pixels around the origin."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a != b)
    if len(nodes) <= LARGEST_BY_STRESS:
        points = _stress(graph) * EDGE
        return _rounded(nodes, _apart(points, np.full((len(nodes), 2), 70.0), rounds=60))
    return _by_community(graph)


def readable_places(
    nodes: Sequence[int], edges: Iterable[tuple[int, int]], labels: Mapping[int, str]
) -> dict[int, Point]:
    """Positions for a few dozen nodes: labels do not overlap, and all nodes fit the screen."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a != b)
    for a, b, attributes in graph.edges(data=True):  # room around those with many neighbours
        attributes["length"] = (graph.degree(a) * graph.degree(b)) ** 0.25
    points = _stretched(_upright(_stress(graph)))
    boxes = [(min(len(labels[n]), LINE) * 7 + 22, 52 + 15 * (len(labels[n]) > LINE)) for n in nodes]
    airy = 1 + max(0, ROOMY - len(nodes)) / ROOMY / 2
    return _rounded(nodes, _apart(points, np.array(boxes, dtype=float).reshape(-1, 2) * airy))


def _stress(graph: nx.Graph, rounds: int = ROUNDS) -> Points:
    """Stress majorisation: neighbours at distance 1, others at the length of the shortest path."""
    n = len(graph)
    if n < 2:
        return np.zeros((n, 2))
    wanted = _distances(graph)
    weights = np.where(wanted > 0, wanted, 1.0) ** -2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1 / n)  # the constant vector is all that it does not fix
    pulled = weights * wanted
    points = _spiral(n)
    for _ in range(rounds):
        pull = pulled / np.maximum(cdist(points, points), 1e-6)
        points = inverse @ (pull.sum(axis=1, keepdims=True) * points - pull @ points)
    return points


def _distances(graph: nx.Graph) -> Points:
    """Lengths of the shortest paths; between unconnected parts, a little more than the longest.

    An edge counts its attribute `length`, if it has one.
    """
    weighted = bool(nx.get_edge_attributes(graph, "length"))
    matrix = nx.to_scipy_sparse_array(graph, weight="length" if weighted else None, format="csr")
    found = shortest_path(matrix, directed=False, unweighted=not weighted)
    longest = found[np.isfinite(found)].max()
    beyond = min(longest + 1, FAR + weighted)
    result: Points = np.where(np.isfinite(found), found, beyond)
    return result


def _spiral(n: int) -> Points:
    turns = np.arange(n) * GOLDEN_ANGLE
    radii = np.sqrt(np.arange(n) + 0.5)
    return np.stack([radii * np.cos(turns), radii * np.sin(turns)], axis=1)


def _upright(points: Points) -> Points:
    """The points, rotated so that the longest extent is horizontal."""
    if len(points) < 3:
        return points
    centred = points - points.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1]
    signs = np.where(axes[0] < 0, -1.0, 1.0)
    turned: Points = centred @ (axes * signs)
    return turned


def _stretched(points: Points) -> Points:
    """The points, scaled to the screen if there are enough of them to fill it."""
    if len(points) < 2:
        return points
    extent = np.maximum(points.max(axis=0) - points.min(axis=0), 1e-6)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    wanted = np.minimum(np.array(SCREEN), EDGE * math.sqrt(len(points)) * 1.1)
    result: Points = (points - middle) / extent * wanted
    return result


def _apart(points: Points, boxes: Points, rounds: int = 200) -> Points:
    """The points, moved until no two boxes (width, height) overlap, or for `rounds` rounds."""
    points = points.copy()
    reach = float(boxes.max(initial=0.0)) * math.sqrt(2)
    for _ in range(rounds):
        pairs = KDTree(points).query_pairs(reach, output_type="ndarray") if len(points) else _NONE
        one, other = pairs[np.lexsort(pairs.T[::-1])].T
        gap = points[one] - points[other]
        overlap = (boxes[one] + boxes[other]) / 2 - np.abs(gap)
        hit = (overlap > 0).all(axis=1)
        if not hit.any():
            break
        one, other, gap, overlap = one[hit], other[hit], gap[hit], overlap[hit]
        shorter = overlap[:, 0] < overlap[:, 1]
        push = np.where(gap < 0, -1.0, 1.0) * overlap * 0.3
        push *= np.stack([shorter, ~shorter], axis=1)
        np.add.at(points, one, push)
        np.add.at(points, other, -push)
    return points


def _by_community(graph: nx.Graph) -> dict[int, Point]:
    communities = sorted(
        (sorted(c) for c in nx.community.louvain_communities(graph, seed=1)),
        key=lambda c: (-len(c), c),
    )
    inside = [_community(graph.subgraph(c), c) for c in communities]
    radii = np.array([np.linalg.norm(p, axis=1).max() + 60 for p in inside])
    centres = _spiral(len(communities)) * radii.max() * 0.6
    centres = _apart(centres, np.stack([radii, radii], axis=1) * 2, rounds=400)
    found: dict[int, Point] = {}
    for nodes, points, centre in zip(communities, inside, centres, strict=True):
        found |= _rounded(nodes, points + centre)
    return found


def _community(graph: nx.Graph, nodes: list[int]) -> Points:
    """By stress, in the order of `nodes`; a very large one as a spiral with its hubs inside."""
    if len(nodes) > LARGEST_BY_STRESS:
        rank = {n: i for i, n in enumerate(sorted(nodes, key=lambda n: (-graph.degree(n), n)))}
        return _spiral(len(nodes))[[rank[n] for n in nodes]] * 45
    ordered = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted((min(e), max(e)) for e in graph.edges))
    return _apart(
        _stress(ordered, ROUNDS // 2) * EDGE / 2, np.full((len(nodes), 2), 45.0), rounds=20
    )


def _rounded(nodes: Iterable[int], points: Points) -> dict[int, Point]:
    return {n: (round(float(x)), round(float(y))) for n, (x, y) in zip(nodes, points, strict=True)}
