"""Files and pages: export, view, brief."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Out, app, opened
from graphbuild.errors import ExportError
from graphbuild.export import EXPORTERS
from graphbuild.pages import PAGES

if TYPE_CHECKING:
    from graphbuild.pages.brief import Brief
    from graphbuild.store import Store

ExportName = StrEnum("ExportName", {n: n for n in EXPORTERS})  # type: ignore[misc]  # from a table
VIEWS = {"page" if name == "html" else name: name for name in PAGES}
ViewName = StrEnum("ViewName", [*VIEWS])  # type: ignore[misc]  # from a table
PAGE = ViewName("page")


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
    kind: Annotated[ViewName, typer.Option("--as", help="What to look at.")] = PAGE,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it.")] = True,
) -> None:
    """Write a page into OUT and open it: the explorer, or a chronology, a matrix, a map."""
    name = VIEWS[kind]
    path = Path(out) / f"graph{EXPORTERS[name].suffix}"
    with opened(out) as store:
        _export(store, name, path)
    _show(path, browser)


@app.command()
def brief(
    out: Out,
    name: Annotated[str, typer.Argument(help="A name, alias or id of an entity.")],
    file: Annotated[
        Path | None, typer.Option("-f", "--file", help="File to write: .html or .md.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it.")] = False,
) -> None:
    """Write what the graph holds of an entity on one page, each line with its quote.

    Without -f both OUT/brief-NAME.html and OUT/brief-NAME.md.
    """
    from graphbuild.knowledge.ontology import Ontology
    from graphbuild.pages.brief import make_brief, slug

    with opened(out) as store:
        made = make_brief(store, name, Ontology.load())
    stem = Path(out) / f"brief-{slug(made)}"
    for path in [file] if file else [Path(f"{stem}.md"), Path(f"{stem}.html")]:
        _write_brief(made, path)
    _show(path, browser)


def _write_brief(made: Brief, path: Path) -> None:
    from graphbuild.pages.brief import write_brief

    try:
        write_brief(made, path)
    except OSError as exc:
        raise ExportError(f"{path}: {exc.strerror or exc}") from exc


def _show(path: Path, browser: bool) -> None:
    typer.echo(f"the page is at {path}")
    if browser:
        typer.launch(str(path))


def _export(store: Store, name: str, path: Path) -> None:
    from graphbuild.export import writer
    from graphbuild.knowledge.ontology import Ontology

    part = path.with_name(f".{path.name}.part")  # a full disk costs no file that was there
    try:
        writer(name)(store, part, Ontology.load())
        part.replace(path)
    except OSError as exc:
        raise ExportError(f"{path}: {exc.strerror or exc}") from exc
    finally:
        part.unlink(missing_ok=True)
