"""Files and pages: export, view, brief."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Command, Out, app, one_of, opened
from graphbuild.errors import ExportError
from graphbuild.export import EXPORTERS
from graphbuild.pages import FORMER, PAGES

if TYPE_CHECKING:
    from graphbuild.pages.brief import Brief
    from graphbuild.store import Store

Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Whether to open it in the browser.")
]


@app.command(cls=Command)
def export(
    out: Out,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help=f"Format: {', '.join(EXPORTERS)}.",
            metavar="FORMAT",
            **one_of(EXPORTERS, "a format", FORMER),
        ),
    ],
    file: Annotated[
        Path | None, typer.Option("-f", "--file", help="File to write.", metavar="FILE")
    ] = None,
) -> None:
    """Write the graph to a file (OUT/graph with the format's suffix, unless -f says where)."""
    path = file or Path(out) / f"graph{EXPORTERS[to].suffix}"
    with opened(out) as store:
        _export(store, to, path)
    typer.echo(f"wrote {path}")


@app.command(cls=Command)
def view(
    out: Out,
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            help=f"Which page: {', '.join(PAGES)}.",
            metavar="PAGE",
            **one_of(PAGES, "a page", FORMER),
        ),
    ] = "explorer",
    browser: Browser = True,
) -> None:
    """Write a page into OUT and open it: the explorer, a chronology, a matrix or a map."""
    path = Path(out) / f"graph{PAGES[kind].suffix}"
    with opened(out) as store:
        _export(store, kind, path)
    _show(path, browser)


@app.command(cls=Command)
def brief(
    out: Out,
    name: Annotated[str, typer.Argument(help="A name, alias or id of an entity.", metavar="NAME")],
    file: Annotated[
        Path | None,
        typer.Option("-f", "--file", help="File to write: .html or .md.", metavar="FILE"),
    ] = None,
    browser: Browser = False,
) -> None:
    """Write everything that the graph says about an entity on one page, each line with its quote.

    Without -f it writes OUT/brief-NAME.html and OUT/brief-NAME.md.
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
