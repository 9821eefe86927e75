"""Search: find."""

from __future__ import annotations

from typing import Annotated

import typer

from graphbuild.cli.common import Out, app, opened, show


@app.command()
def find(
    out: Out,
    text: Annotated[str, typer.Argument(help="Words of a name or of a quote.")],
    limit: Annotated[int, typer.Option(min=1, help="How many of each at most.")] = 10,
) -> None:
    """Find entities by name or alias and sentences by their words; slips of the pen do not matter."""
    from graphbuild.cli.tables import found_tables
    from graphbuild.query import find_entities, find_quotes, open_index

    with opened(out) as store:
        index = open_index(store, done=_reading)
    for table in found_tables(find_entities(index, text, limit), find_quotes(index, text, limit)):
        show(table)


def _reading(n: int, total: int) -> None:
    """Say how far it is, where it takes long."""
    if n % 1000 == 0:
        typer.echo(f"indexing: {n} of {total} articles", err=True)
