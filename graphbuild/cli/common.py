"""What the commands share: their usual parameters, and how they open, show and warn."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from graphbuild.errors import ExportError

if TYPE_CHECKING:
    from graphbuild.model import Article, Issue
    from graphbuild.store import Store

SKIPPED = 3
app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[list[str], typer.Argument(help="Files or folders; - is standard input.")]
Out = Annotated[str, typer.Argument(help="The folder that `build` wrote.", metavar="OUT")]
Model = Annotated[str | None, typer.Option(help="An installed spaCy pipeline.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, help="Processes that read; the result is the same.")
]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", help="Field of JSONL records: text=body, title=head ..."),
]


def opened(out: str) -> Store:
    """The graph that stands in a folder, to read from; an error where there is none."""
    from graphbuild.store import open_store

    return open_store(out, read_only=True)


def show(table: object, *, pages: bool = False) -> None:
    """Print a table as wide as the terminal, or 160 columns into a pipe.

    pages: what is longer than the terminal goes through the pager ($PAGER).
    """
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160)
    if pages and console.is_terminal:
        lines = console.render_lines(table, pad=False)  # type: ignore[arg-type]  # any renderable
        if len(lines) > console.height:
            with console.pager(styles=False):
                console.print(table)
            return
    console.print(table)


@contextmanager
def progress() -> Iterator[Callable[[Article, int | None], None]]:
    """A counter on a terminal, a line for each article elsewhere; both on standard error."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.completed} articles"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda article, n: bar.update(task, advance=1, description=article.id)


@contextmanager
def waiting(what: str, *, after: float = 1) -> Iterator[None]:
    """A moving bar and the time on a terminal's standard error, for what takes longer than a second."""
    if not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task(what, total=None)
    timer = Timer(after, bar.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def _line(article: Article, n_statements: int | None) -> None:
    news = "unchanged" if n_statements is None else f"{n_statements} statements"
    typer.echo(f"{article.id}: {news}", err=True)


def warn(issue: Issue) -> None:
    """Say on standard error what was left out, and why."""
    typer.echo(f"skipped {issue}", err=True)


@contextmanager
def issue_log(out: Path) -> Iterator[Callable[[Issue], None]]:
    """A reporter that warns and writes `issues.jsonl` into a folder, a line at a time."""
    if not out.is_dir():  # the store is not a folder
        yield warn
        return
    path = out / "issues.jsonl"
    with _writing(path):
        file = path.open("w", encoding="utf-8", buffering=1)
    with file:
        yield lambda issue: _log(issue, file, path)


def _log(issue: Issue, file: IO[str], path: Path) -> None:
    fields = {f: getattr(issue, f) for f in ("source", "stage", "message")}
    with _writing(path):
        file.write(json.dumps(fields, ensure_ascii=False) + "\n")
    warn(issue)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise ExportError(f"{path}: {exc.strerror or exc}") from exc


def noting(issues: list[Issue]) -> Callable[[Issue], None]:
    """A reporter that warns and keeps the issue."""

    def note(issue: Issue) -> None:
        issues.append(issue)
        warn(issue)

    return note


def mapping(fields: list[str] | None) -> dict[str, str] | None:
    """The fields that `--field NAME=FIELD` names."""
    if not fields:
        return None
    pairs = [field.partition("=") for field in fields]
    for name, _, value in pairs:
        if not name or not value:
            raise typer.BadParameter(f"--field wants NAME=FIELD, not {name!r}")
    return {name: value for name, _, value in pairs}
