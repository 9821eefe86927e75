"""The files of a graph: check, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphbuild.cli.common import Command, Out, app


@app.command(cls=Command)
def check(out: Out) -> None:
    """Read the whole graph, compare it with its notes, and print each fault."""
    from graphbuild.store.upkeep import check as faults

    n_faults = 0
    for fault in faults(out):
        n_faults += 1
        typer.echo(fault, err=True)
    typer.echo(f"{n_faults} faults" if n_faults else "no faults")
    if n_faults:
        raise typer.Exit(1)


@app.command(cls=Command)
def backup(
    out: Out,
    to: Annotated[Path, typer.Argument(help="A new folder for the copy.", metavar="TO")],
) -> None:
    """Copy the graph and the decisions about its entities into a new folder."""
    from graphbuild.store.upkeep import backup as copy

    copy(out, to)
    typer.echo(f"the copy is at {to}")
