"""Figures and paths: stats, path, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Command, Out, app, one_of, opened, show

if TYPE_CHECKING:
    from graphbuild.analysis.table import Table

Format = Annotated[
    str,
    typer.Option(
        "--format",
        help="How to print the tables: table, csv or json.",
        metavar="FORMAT",
        **one_of(("table", "csv", "json"), "a format"),
    ),
]
Limit = Annotated[
    int, typer.Option("--limit", min=1, help="Maximum number of rows per table.", metavar="N")
]


@app.command(cls=Command)
def stats(out: Out, limit: Limit = 20, format: Format = "table") -> None:
    """Count central entities, communities, conflicts and outlets."""
    from graphbuild.analysis.stats import statistics
    from graphbuild.knowledge.ontology import Ontology

    with opened(out) as store:
        _print(statistics(store, Ontology.load(), limit=limit), format)


@app.command(cls=Command)
def path(
    out: Out,
    one: Annotated[str, typer.Argument(help="A name, alias or id.", metavar="A")],
    other: Annotated[str, typer.Argument(help="Another one.", metavar="B")],
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Maximum number of paths.", metavar="N")
    ] = 3,
    format: Format = "table",
) -> None:
    """Find the shortest paths between two entities, each step with its quote."""
    from graphbuild.analysis.paths import find_paths
    from graphbuild.knowledge.ontology import Ontology

    with opened(out) as store:
        _print(find_paths(store, one, other, Ontology.load(), limit=limit), format)


@app.command(cls=Command)
def compare(
    out: Out,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="What to compare: outlet, claimant or article.",
            metavar="WHAT",
            **one_of(("outlet", "claimant", "article"), "something to compare"),
        ),
    ] = "outlet",
    limit: Limit = 20,
    format: Format = "table",
) -> None:
    """Show what only one outlet (claimant, article) says, and what two of them share."""
    from graphbuild.analysis.compare import compare as compared
    from graphbuild.knowledge.ontology import Ontology

    with opened(out) as store:
        _print(compared(store, by, Ontology.load(), limit=limit), format)


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
