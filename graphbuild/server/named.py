"""The queries that are offered by name: files with a line of comment that says what they ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = "queries"


class NamedQuery(NamedTuple):
    """A query, what it is called, and what it asks."""

    name: str
    description: str
    text: str


@cache
def named_queries() -> tuple[NamedQuery, ...]:
    """The queries that come with the program, in order of name."""
    here = Path(__file__).resolve().parents[1]
    folders = (here / FOLDER, here.parent / FOLDER, here.parent / "docs" / FOLDER)
    paths = [p for folder in folders for p in sorted(folder.glob("*.rq"))]
    return tuple(_read(p) for p in {p.stem: p for p in reversed(paths)}.values())[::-1]


def _read(path: Path) -> NamedQuery:
    lines = path.read_text(encoding="utf-8").splitlines()
    said = [line.lstrip("# ") for line in lines if line.startswith("#")]
    return NamedQuery(path.stem.replace("-", " "), said[0] if said else "", "\n".join(lines) + "\n")
