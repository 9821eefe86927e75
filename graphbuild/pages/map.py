"""The map: one tile per state, and an arrow for what one state's side says or does against another's."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, Entity
from graphbuild.pages.matrix import counts_of
from graphbuild.pages.sheet import Card, Sheet, write_sheet
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements
from graphbuild.presentation.stances import CONTESTED
from graphbuild.presentation.states import Tile, homes, tiles

TILE, MARGIN = 34, 12
MOST_ARROWS = 40
Sides = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StateTile:
    """The tile of a state; heat (0..1): how much is directed at it."""

    key: str
    code: str
    x: int
    y: int
    n: int
    heat: float
    involved: bool
    counts: str
    title: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """What one side says and does against another."""

    key: str
    path: str
    width: float
    contested: bool
    counts: str
    n: int
    title: str


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the page, or the picture alone when the path ends in .svg."""
    shown = display_statements(dataset, ontology)
    write_sheet(state_map(shown, homes((t.statement for t in shown), ontology)), path)


def state_map(every: Sequence[DisplayStatement], home: Mapping[str, str]) -> Sheet:
    """Hostile statements between the sides of two states; home: from an entity's id to its state."""
    pairs: defaultdict[Sides, list[DisplayStatement]] = defaultdict(list)
    for t in every:
        sides = _sides(t, home)
        if sides:
            pairs[sides].append(t)
    ordered = sorted(pairs, key=lambda p: (-len(pairs[p]), p))
    keys = {pair: f"{pair[0]}-{pair[1]}" for pair in ordered}
    names = _names(every, home)
    grid = tiles()
    arrows = [_arrow(p, pairs[p], keys[p], names) for p in ordered[:MOST_ARROWS] if p[0] != p[1]]
    drawing = {
        "places": _tiles(grid, pairs, names),
        "arrows": arrows[::-1],
        "tile": TILE,
        "width": (max(x for x, _ in grid.values()) + 1) * TILE + 2 * MARGIN,
        "height": (max(y for _, y in grid.values()) + 1) * TILE + 2 * MARGIN,
    }
    cards = [Card(t, (keys[p], f"s-{p[0]}", f"s-{p[1]}")) for p in ordered for t in pairs[p]]
    lede = (
        "Accusations, sanctions, attacks and the like between states and their bodies: an arrow "
        "runs from who acts; the darker a tile, the more is directed at it; contested is red. A "
        "schematic map, one tile a state."
    )
    return Sheet("Which state acts against which", lede, "map.svg.jinja", drawing, cards)


def _sides(shown: DisplayStatement, home: Mapping[str, str]) -> Sides | None:
    """The states of subject and object of a hostile statement; None unless both are known."""
    s = shown.statement
    if not shown.prop.hostile or s.polarity != AFFIRMED:
        return None
    if not isinstance(s.object, Entity) or s.subject.id not in home or s.object.id not in home:
        return None
    return home[s.subject.id], home[s.object.id]


def _names(shown: Sequence[DisplayStatement], home: Mapping[str, str]) -> dict[str, str]:
    entities = (
        e for t in shown for e in (t.statement.subject, t.statement.object, t.statement.claimant)
    )
    states = (
        e for e in entities if isinstance(e, Entity) and e.id.endswith(f"/state/{home.get(e.id)}")
    )
    return {home[e.id]: e.label for e in states}


def _tiles(
    grid: Mapping[str, Tile],
    pairs: Mapping[Sides, Sequence[DisplayStatement]],
    names: Mapping[str, str],
) -> list[StateTile]:
    against: defaultdict[str, list[DisplayStatement]] = defaultdict(list)
    by = Counter[str]()
    for (one, other), group in pairs.items():
        against[other] += group
        by[one] += len(group)
    top = max((len(group) for group in against.values()), default=1)
    return [
        StateTile(
            f"s-{code}",
            code.upper(),
            MARGIN + x * TILE,
            MARGIN + y * TILE,
            len(against[code]),
            round(0.15 + 0.7 * (len(against[code]) / top) ** 0.5, 2) if against[code] else 0.0,
            bool(against[code] or by[code]),
            counts_of(against[code]),
            f"{names.get(code, code.upper())}: {len(against[code])} against it, {by[code]} by it",
        )
        for code, (x, y) in sorted(grid.items(), key=lambda c: (c[1][1], c[1][0]))
    ]


def _arrow(
    pair: Sides, group: Sequence[DisplayStatement], key: str, names: Mapping[str, str]
) -> Arrow:
    one, other = (_middle(tiles()[code]) for code in pair)
    who, whom = (names.get(code, code.upper()) for code in pair)
    return Arrow(
        key,
        _curve(one, other),
        round(1 + 0.9 * math.sqrt(len(group)), 1),
        any(t.stance == CONTESTED for t in group),
        counts_of(group),
        len(group),
        f"{who} against {whom}: {len(group)}; {group[0].words}",
    )


def _middle(tile: Tile) -> tuple[float, float]:
    return MARGIN + (tile[0] + 0.5) * TILE, MARGIN + (tile[1] + 0.5) * TILE


def _curve(one: tuple[float, float], other: tuple[float, float]) -> str:
    """An SVG path that bends to the left, so that two opposite arrows do not overlap."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    bend = min(0.2 * length, 70.0)
    middle = ((one[0] + other[0]) / 2 + uy * bend, (one[1] + other[1]) / 2 - ux * bend)
    start, end = (one[0] + ux * 8, one[1] + uy * 8), (other[0] - ux * 13, other[1] - uy * 13)
    points = (f"{x:.1f} {y:.1f}" for x, y in (start, middle, end))
    return "M{} Q{} {}".format(*points)
