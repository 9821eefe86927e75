"""The chronology: who did and said what when, as a picture of lanes and a list of days."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology, Property
from graphbuild.pages.sheet import Card, Sheet, shortened, write_sheet
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements
from graphbuild.presentation.stances import CONTESTED

MOST_LANES = 14
MOST_LETTERS = 27  # in the name of a lane
OTHERS = "others"
LEFT, TOP, LANE, WIDEST = 190.0, 44.0, 30.0, 1190.0
STEP, A_DAY, LONGEST_GAP = 15.0, 0.6, 90
TICK = 46.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What one actor did or said on one day; shape: act, word or deed, and "reported" without a date."""

    key: str
    x: float
    y: float
    radius: float
    shape: str
    stance: str
    title: str


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the page, or the picture alone when the path ends in .svg."""
    write_sheet(chronology(display_statements(dataset, ontology)), path)


def chronology(every: Sequence[DisplayStatement]) -> Sheet:
    """Acts, words and hostile deeds by day; without a date, by the day of the first report."""
    shown = [t for t in every if t.day and _happens(t)]
    days = sorted({t.day for t in shown})
    where = _places(days)
    counts = Counter(t.statement.subject.label for t in shown)
    lanes = [n for n, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:MOST_LANES]]
    marks = _marks(shown, lanes, where)
    if len(counts) > len(lanes):
        lanes.append(OTHERS)
    cards = [Card(t, (_key(t, lanes),)) for t in shown]
    drawing = {
        "marks": marks,
        "lanes": [(shortened(n, MOST_LETTERS), TOP + i * LANE) for i, n in enumerate(lanes)],
        "ticks": _ticks(days, where),
        "left": LEFT,
        "width": math.ceil(max([*where.values(), LEFT + 400]) + 40),
        "height": math.ceil(TOP + len(lanes) * LANE + 26),
    }
    lede = (
        "A square is an official act, a dot a statement, a diamond a deed; hollow: dated by the "
        "first report. Pick a mark to read its quotes."
    )
    return Sheet("Who did and said what when", lede, "chronology.svg.jinja", drawing, cards, True)


def _happens(shown: DisplayStatement) -> bool:
    """Whether it is an event, not a lasting relation."""
    prop = shown.prop
    conflict = prop.hostile or prop.harm or prop.denial
    return conflict or prop.speech_act or prop.official_act or shown.dated


def _places(days: Sequence[str]) -> dict[str, float]:
    """From day to x in pixels: in order, with long gaps shortened, at most WIDEST."""
    found: dict[str, float] = {}
    x, before = 0.0, None
    for day in days:
        at = _date(day)
        x += STEP + (A_DAY * min((at - before).days, LONGEST_GAP) if before else 0.0)
        found[day], before = x, at
    scale = min(1.0, (WIDEST - LEFT) / x) if x else 1.0
    return {day: round(LEFT + x * scale, 1) for day, x in found.items()}


def _date(day: str) -> date:
    """The first day of a month or a year; for an invalid date, the first day of its year."""
    found = [int(part) for part in day[:10].split("-") if part.isdigit()]
    year, month, of_month = [*found, 1, 1, 1][:3]
    try:
        return date(year, month, of_month)
    except ValueError:
        return date(min(max(year, 1), 9999), 1, 1)


def _marks(
    shown: Sequence[DisplayStatement], lanes: Sequence[str], where: dict[str, float]
) -> list[Mark]:
    groups: defaultdict[str, list[DisplayStatement]] = defaultdict(list)
    for t in shown:
        groups[_key(t, lanes)].append(t)
    return [_mark(key, group, where) for key, group in sorted(groups.items())]


def _key(shown: DisplayStatement, lanes: Sequence[str]) -> str:
    label = shown.statement.subject.label
    lane = lanes.index(label) if label in lanes else MOST_LANES
    return f"d{shown.day}-{lane}"


def _mark(key: str, group: Sequence[DisplayStatement], where: dict[str, float]) -> Mark:
    first = group[0]
    stance = CONTESTED if any(t.stance == CONTESTED for t in group) else first.stance
    lane = int(key.rpartition("-")[2])
    words = "; ".join(t.words for t in group[:3]) + (" …" if len(group) > 3 else "")
    return Mark(
        key,
        where[first.day],
        TOP + lane * LANE,
        round(4.5 + 1.6 * math.sqrt(len(group) - 1), 1),
        _shape(first.prop) + ("" if any(t.dated for t in group) else " reported"),
        stance,
        f"{first.day}: {words}",
    )


def _shape(prop: Property) -> str:
    if prop.official_act:
        return "act"
    return "word" if prop.speech_act else "deed"


def _ticks(days: Sequence[str], where: dict[str, float]) -> list[tuple[float, str]]:
    """The first day of each month that has room for its name."""
    ticks: list[tuple[float, str]] = []
    for day in days:
        name = day[:7]
        if not ticks or (ticks[-1][1] != name and where[day] - ticks[-1][0] >= TICK):
            ticks.append((where[day], name))
    return ticks
