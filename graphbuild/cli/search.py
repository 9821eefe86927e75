"""Search: find."""

from __future__ import annotations

from typing import Annotated

import typer

from graphbuild.cli.common import Command, Out, app, opened, show


@app.command(cls=Command)
def find(
    out: Out,
    text: Annotated[str, typer.Argument(help="Words of a name or of a quote.", metavar="TEXT")],
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Maximum of entities, and of quotes.", metavar="N")
    ] = 10,
) -> None:
    """Find entities by name or alias and quotes by their words; spelling mistakes are tolerated."""
    from graphbuild.cli.tables import found_tables
    from graphbuild.query import find_entities, find_quotes, open_index

    with opened(out) as store:
        index = open_index(store, done=_reading)
    for table in found_tables(find_entities(index, text, limit), find_quotes(index, text, limit)):
        show(table)


def _reading(n: int, total: int) -> None:
    """Report progress once every thousand articles."""
    if n % 1000 == 0:
        typer.echo(f"indexing: {n} of {total} articles", err=True)
