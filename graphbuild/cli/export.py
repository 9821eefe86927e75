"""Files and pages: export, view, brief."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        _export(store, out, to, path)
    empty = path.is_file() and path.stat().st_size == 0
    typer.echo(f"wrote {path}" + (": nothing of this kind is in the graph" if empty else ""))


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
        _export(store, out, kind, path)
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
        _write_brief(made, out, path)
    _show(path, browser)


def _write_brief(made: Brief, out: str, path: Path) -> None:
    from graphbuild.pages.brief import to_html, to_markdown

    text = to_markdown(made) if path.suffix == ".md" else to_html(made)
    with written(out, path) as part:
        part.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _show(path: Path, browser: bool) -> None:
    typer.echo(f"the page is at {path}")
    if browser:
        typer.launch(str(path))


def _export(store: Store, out: str, name: str, path: Path) -> None:
    from graphbuild.export import writer
    from graphbuild.knowledge.ontology import Ontology

    with written(out, path) as part:
        writer(name)(store, part, Ontology.load())


@contextmanager
def written(out: str, path: Path) -> Iterator[Path]:
    """A file to write, whose bytes then are at `path`: in place of a file, or written to a device or pipe.

    Raises ExportError, also for a path within the files of the store.
    """
    from graphbuild.durable import written_whole
    from graphbuild.store.backends.oxigraph import FOLDER

    try:
        if path.resolve().is_relative_to((Path(out) / FOLDER).resolve()):
            raise ExportError(f"{path}: the files of the store are there; choose another place")
        if path.exists() and not path.is_file() and not path.is_dir():
            with tempfile.TemporaryDirectory() as folder:
                yield (whole := Path(folder) / "export")
                with whole.open("rb") as made, path.open("wb") as device:
                    shutil.copyfileobj(made, device)
        else:
            with written_whole(path) as part:
                yield part
    except OSError as exc:
        if isinstance(exc, BrokenPipeError):
            raise
        raise ExportError(f"{str(path)[:200]}: {exc.strerror or exc}") from exc
