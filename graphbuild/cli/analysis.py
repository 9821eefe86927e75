"""Figures and ways: stats, path, compare."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Out, app, opened, show

if TYPE_CHECKING:
    from graphbuild.analysis.table import Table

FORMS = ("table", "csv", "json")
Form = StrEnum("Form", [*FORMS])  # type: ignore[misc]  # from a table
TABLE = Form("table")
By = StrEnum("By", ["outlet", "claimant", "article"])

Format = Annotated[Form, typer.Option("--format", help="How to show the answer.")]
Top = Annotated[int, typer.Option("--top", min=1, help="Rows a table.")]


@app.command()
def stats(out: Out, top: Top = 20, format: Format = TABLE) -> None:
    """Count: central entities, communities, conflicts, sources."""
    from graphbuild.analysis.stats import statistics
    from graphbuild.knowledge.ontology import Ontology

    with opened(out) as store:
        _print(statistics(store, Ontology.load(), top=top), format)


@app.command()
def path(
    out: Out,
    one: Annotated[str, typer.Argument(help="A name, alias or id.", metavar="A")],
    other: Annotated[str, typer.Argument(help="Another one.", metavar="B")],
    most: Annotated[int, typer.Option("--most", min=1, help="Ways at most.")] = 3,
    format: Format = TABLE,
) -> None:
    """Find the shortest ways between two entities, each step with its quote."""
    from graphbuild.analysis.paths import find_paths
    from graphbuild.knowledge.ontology import Ontology

    with opened(out) as store:
        _print(find_paths(store, one, other, Ontology.load(), most=most), format)


@app.command()
def compare(
    out: Out,
    by: Annotated[By, typer.Option("--by", help="What to compare.")] = By.outlet,
    top: Top = 20,
    format: Format = TABLE,
) -> None:
    """Say what one outlet (claimant, article) says that the others do not."""
    from graphbuild.analysis.compare import compare as compared
    from graphbuild.knowledge.ontology import Ontology

    with opened(out) as store:
        _print(compared(store, by, Ontology.load(), top=top), format)


def _print(tables: list[Table], form: str) -> None:
    from graphbuild.analysis.table import to_csv, to_json

    if form == "table":
        for table in tables:
            show(_rich(table))
    else:
        typer.echo({"csv": to_csv, "json": to_json}[form](tables), nl=False)


def _rich(table: Table) -> object:
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(title=table.title, title_justify="left")
    for name, values in zip(table.columns, zip(*table.rows, strict=True), strict=False):
        numbers = all(isinstance(v, int | float) or v is None for v in values)
        shown.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text("" if v is None else str(v)) for v in row))
    return shown
