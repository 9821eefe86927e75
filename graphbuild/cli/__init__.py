"""The command line: each command parses, calls one function and prints.

Exit codes: 0 fine; 1 an error, said in one line; 2 wrong use; 3 done, but some input was skipped.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from graphbuild.building.startup import collect_seldom, leave_out_spacys_commands
from graphbuild.cli import (
    analysis,
    build,
    entities,
    export,
    history,
    large,
    query,
    search,
    serve,
    upkeep,
)
from graphbuild.cli.common import app
from graphbuild.errors import GraphbuildError, QueryError
from graphbuild.version import __version__

__all__ = [
    "analysis",
    "app",
    "build",
    "entities",
    "export",
    "history",
    "large",
    "main",
    "query",
    "search",
    "serve",
    "upkeep",
]  # a module adds its commands when imported


def main() -> None:
    """Run the command line; an error that we foresee is one line on standard error."""
    collect_seldom()
    leave_out_spacys_commands()
    try:
        _require_text(sys.argv[1:])
        app()
    except GraphbuildError as exc:
        typer.echo(f"graphbuild: {exc}", err=True)
        raise SystemExit(1) from None
    except BrokenPipeError:  # whoever read our output has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _require_text(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text in the system's encoding, but for names of files that are there."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            if not Path(argument).exists():
                shown = argument.encode("utf-8", "backslashreplace").decode()
                raise QueryError(f"{shown[:200]}: not UTF-8 text") from None


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Turn news articles into a knowledge graph of who says what about whom, with quotes and denials."""
    if version:
        typer.echo(f"graphbuild {__version__}")
        raise typer.Exit
