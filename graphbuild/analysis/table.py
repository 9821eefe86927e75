"""A table that the command line shows, or writes as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from graphbuild.presentation.escape import cell

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the names of the columns, and rows of as many cells."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def to_csv(tables: Sequence[Table]) -> str:
    """All tables as one CSV, the title of each in its first column; no cell is a formula."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    for table in tables:
        lines.writerow(["table", *table.columns])
        lines.writerows([table.title, *(_plain(value) for value in row)] for row in table.rows)
    return text.getvalue()


def to_json(tables: Sequence[Table]) -> str:
    """An object: from title to a list of rows, each an object by column."""
    found = {t.title: [dict(zip(t.columns, row, strict=True)) for row in t.rows] for t in tables}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Cell) -> str:
    """A number as it is; a text so that no spreadsheet takes it for a formula."""
    return str(value) if isinstance(value, int | float) else cell(value)
