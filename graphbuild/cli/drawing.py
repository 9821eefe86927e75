"""Files and pages: export, view."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Out, app, opened
from graphbuild.errors import ExportError
from graphbuild.export import EXPORTERS

if TYPE_CHECKING:
    from graphbuild.store import Store

ExportName = StrEnum("ExportName", {n: n for n in EXPORTERS})  # type: ignore[misc]  # from a table


@app.command()
def export(
    out: Out,
    to: Annotated[ExportName, typer.Option("--to", help="Format.")],
    file: Annotated[Path | None, typer.Option("-f", "--file", help="File to write.")] = None,
) -> None:
    """Write the graph to a file (OUT/graph with the format's suffix, unless -f says where)."""
    path = file or Path(out) / f"graph{EXPORTERS[to].suffix}"
    with opened(out) as store:
        _export(store, to, path)
    typer.echo(f"wrote {path}")


@app.command()
def view(
    out: Out,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it.")] = True,
) -> None:
    """Write the interactive page into OUT and open it."""
    path = Path(out) / "graph.html"
    with opened(out) as store:
        _export(store, "html", path)
    typer.echo(f"the page is at {path}")
    if browser:
        typer.launch(str(path))


def _export(store: Store, name: str, path: Path) -> None:
    from graphbuild.export import writer
    from graphbuild.ontology import Ontology

    part = path.with_name(f".{path.name}.part")  # a full disk costs no file that was there
    try:
        writer(name)(store, part, Ontology.load())
        part.replace(path)
    except OSError as exc:
        raise ExportError(f"{path}: {exc.strerror or exc}") from exc
    finally:
        part.unlink(missing_ok=True)
