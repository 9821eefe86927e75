"""What changed and who wrote it: diff, log."""

from __future__ import annotations

from typing import Annotated

import typer

from graphbuild.cli.common import Command, Out, app, opened, show


@app.command(cls=Command)
def diff(
    before: Annotated[str, typer.Argument(help="The older graph.", metavar="OUT_A")],
    after: Annotated[str, typer.Argument(help="The newer graph.", metavar="OUT_B")],
) -> None:
    """Show which statements were added, were removed or changed status between two graphs."""
    from graphbuild.analysis.diff import differences
    from graphbuild.cli.tables import changes_table

    with opened(before) as one, opened(after) as other:
        show(changes_table(differences(one, other)), pages=True)


@app.command(cls=Command)
def log(
    out: Out,
    articles: Annotated[
        bool, typer.Option("--articles", help="List the articles of each build.")
    ] = False,
) -> None:
    """List the builds of a graph: when, with which version and model, how many articles."""
    from graphbuild.building.runs import read_runs
    from graphbuild.cli.tables import runs_table

    with opened(out) as store:
        show(runs_table(read_runs(store), articles=articles), pages=True)
