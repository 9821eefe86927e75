"""The matrix: who accuses, denies, sanctions ... whom; a row acts on a column."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, Entity
from graphbuild.pages.sheet import Card, Sheet, shortened, write_sheet
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements
from graphbuild.presentation.ranking import DESCRIBED
from graphbuild.presentation.stances import CONTESTED

MOST = 18
CELL, LEFT, TOP = 34, 210, 168
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row says and does about a column; counts: "predicate:n predicate:n ..."."""

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
    write_sheet(matrix(display_statements(dataset, ontology), ontology), path)


def matrix(every: Iterable[DisplayStatement], ontology: Ontology) -> Sheet:
    """The most active entities as rows, those most concerned as columns, and a cell for each pair.

    For an attributed operation the claimant is the row and the accused the column: whoever says that an
    attack hit X has not attacked X.
    """
    shown = [(pair, t) for t in every if (pair := _pair(t, ontology))]
    kinds = {e.id: e for pair, _ in shown for e in pair}
    rows = _most((a for (a, _), _ in shown))
    columns = _most((b for (a, b), _ in shown if a.id in rows))
    pairs: defaultdict[tuple[str, str], list[DisplayStatement]] = defaultdict(list)
    for (one, other), t in shown:
        if one.id in rows and other.id in columns:
            pairs[one.id, other.id].append(t)
    rows = [r for r in rows if any(p[0] == r for p in pairs)]
    keys = {p: f"p{rows.index(p[0])}-{columns.index(p[1])}" for p in pairs}
    drawing = {
        "cells": _cells(pairs, keys, rows, columns),
        "rows": [(shortened(kinds[r].label, 28), TOP + i * CELL) for i, r in enumerate(rows)],
        "columns": [
            (shortened(kinds[c].label, 24), LEFT + i * CELL) for i, c in enumerate(columns)
        ],
        "cell": CELL,
        "left": LEFT,
        "top": TOP,
        "width": LEFT + len(columns) * CELL + 90,
        "height": TOP + len(rows) * CELL + 16,
    }
    cards = [Card(t, (keys[p],)) for p in sorted(pairs, key=lambda p: keys[p]) for t in pairs[p]]
    lede = (
        "A row accuses, denies, sanctions, attacks a column; the number counts statements, a red "
        "frame marks what is contested. Pick a cell to read its quotes."
    )
    return Sheet("Who accuses, denies, sanctions whom", lede, "matrix.svg.jinja", drawing, cards)


def _pair(shown: DisplayStatement, ontology: Ontology) -> tuple[Entity, Entity] | None:
    """(who acts, against whom), if both are agents; else None."""
    s = shown.statement
    if not (shown.prop.hostile or shown.prop.denial) or s.polarity != AFFIRMED:
        return None
    ascribed = shown.prop.attribution
    actor = (
        s.subject if ontology.is_a(s.subject.type, "Agent") else s.claimant if ascribed else None
    )
    if actor is None or not isinstance(s.object, Entity) or actor.id == s.object.id:
        return None
    return (actor, s.object) if ontology.is_a(s.object.type, "Agent") else None


def _most(entities: Iterable[Entity]) -> list[str]:
    """The most frequent ids; entities known by a description only come last."""
    counts: Counter[tuple[bool, str]] = Counter()
    for entity in entities:
        counts[entity.type == DESCRIBED, entity.id] += 1
    ordered = sorted(counts, key=lambda c: (c[0], -counts[c], c[1]))
    return [i for _, i in ordered][:MOST]


def _cells(
    pairs: Mapping[Pair, Sequence[DisplayStatement]],
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
            _title(group),
        )
        for pair, group in pairs.items()
    ]


def _title(group: Sequence[DisplayStatement]) -> str:
    first = group[0]
    says = f"{first.statement.claimant.label}: " if first.statement.claimant else ""
    return f"{says}{first.words}" + (f" and {len(group) - 1} more" if len(group) > 1 else "")


def counts_of(group: Sequence[DisplayStatement]) -> str:
    """The statements by predicate, as the page's script reads them."""
    counts = Counter(t.prop.name for t in group)
    return " ".join(f"{name}:{n}" for name, n in sorted(counts.items()))
