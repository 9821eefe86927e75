"""The matrix: who accuses, denies, sanctions ... whom; a row acts on a column."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphbuild.export import Dataset
from graphbuild.export.sheet import Card, Sheet, write_sheet
from graphbuild.export.stances import CONTESTED
from graphbuild.export.telling import Told, tell
from graphbuild.model import AFFIRMED, Entity
from graphbuild.ontology import Ontology

MOST = 18
CELL, LEFT, TOP = 34, 210, 168
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row says and does about a column; `counts` is "predicate:n predicate:n ..."."""

    key: str
    x: int
    y: int
    n: int
    heat: float
    counts: str
    contested: bool
    title: str


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the page, or the picture alone when the path ends in .svg."""
    write_sheet(matrix(tell(dataset, ontology)), path)


def matrix(every: Sequence[Told]) -> Sheet:
    """The most active rows and the columns most concerned, with a cell for each pair of them."""
    told = [t for t in every if _concerns(t)]
    pairs: defaultdict[Pair, list[Told]] = defaultdict(list)
    for t in told:
        pairs[_pair(t)].append(t)
    rows = _most(a for a, b in map(_pair, told))
    columns = _most(b for a, b in map(_pair, told) if a in set(rows))
    names = {
        e.id: e.label
        for t in told
        for e in (t.statement.subject, t.statement.object)
        if isinstance(e, Entity)
    }
    shown = {p: g for p, g in sorted(pairs.items()) if p[0] in rows and p[1] in columns}
    keys = {p: f"p{rows.index(p[0])}-{columns.index(p[1])}" for p in shown}
    drawing = {
        "cells": _cells(shown, keys, rows, columns),
        "rows": [(_short(names[r], 28), TOP + i * CELL) for i, r in enumerate(rows)],
        "columns": [(_short(names[c], 24), LEFT + i * CELL) for i, c in enumerate(columns)],
        "cell": CELL, "left": LEFT, "top": TOP,
        "width": LEFT + len(columns) * CELL + 90,
        "height": TOP + len(rows) * CELL + 16,
    }  # fmt: skip
    cards = [Card(t, (keys[_pair(t)],)) for t in told if _pair(t) in keys]
    lede = (
        "A row acts on a column; the number counts statements, a red frame marks what is "
        "contested. Pick a cell to read its quotes."
    )
    return Sheet("Who accuses, denies, sanctions whom", lede, "matrix.svg.jinja", drawing, cards)


def _concerns(told: Told) -> bool:
    """Whether one party confronts another."""
    statement = told.statement
    if not isinstance(statement.object, Entity) or statement.polarity != AFFIRMED:
        return False
    confronts = not told.prop.kinds.isdisjoint({"Hostile", "Denial"})
    return confronts and statement.object.id != statement.subject.id


def _pair(told: Told) -> Pair:
    statement = told.statement
    assert isinstance(statement.object, Entity)
    return statement.subject.id, statement.object.id


def _most(ids: Iterable[str]) -> list[str]:
    counts = Counter(ids)
    return [i for i, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:MOST]]


def _cells(
    pairs: Mapping[Pair, Sequence[Told]],
    keys: Mapping[Pair, str],
    rows: Sequence[str],
    columns: Sequence[str],
) -> list[Cell]:
    top = max((len(group) for group in pairs.values()), default=1)
    return [
        Cell(
            keys[pair],
            LEFT + columns.index(pair[1]) * CELL,
            TOP + rows.index(pair[0]) * CELL,
            len(group),
            round(0.16 + 0.74 * (len(group) / top) ** 0.5, 2),
            counts_of(group),
            any(t.stance == CONTESTED for t in group),
            f"{group[0].words}" + (f" and {len(group) - 1} more" if len(group) > 1 else ""),
        )
        for pair, group in pairs.items()
    ]


def counts_of(group: Sequence[Told]) -> str:
    """The statements by predicate, as the page's script reads them."""
    counts = Counter(t.prop.name for t in group)
    return " ".join(f"{name}:{n}" for name, n in sorted(counts.items()))


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"
