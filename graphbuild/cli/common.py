"""What the commands share: parameters, former names of options, and how they open, show and warn."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graphbuild.errors import ExportError, without_login
from graphbuild.model import DROPPED, NOTE, READERS, REFUSED

if TYPE_CHECKING:
    from graphbuild.model import Article, Issue
    from graphbuild.store import Store

SKIPPED = 3  # exit code: done, but some input was left out
# Former names of options still work, so that scripts need not change; help shows the new ones.
FORMER = {"--top": "--limit", "--most": "--limit"}


class Command(TyperCommand):
    """A command that takes former names of its options, and whose usage line has no brackets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if parameter.param_type_name == "argument" or getattr(parameter, "is_flag", False):
                # Its name says what it is; Typer would show `<list[str]>` or `<bool>` beside it.
                setattr(parameter, "display_type_rich", lambda ctx: "")  # noqa: B010

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments, with former names of options replaced."""
        known = {name for parameter in self.params for name in parameter.opts}
        return super().parse_args(ctx, [_current(text, known) for text in args])

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """PATHS..., not {PATHS}...; what may be left out keeps its square brackets."""
        return [
            piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)
        ]


def _current(text: str, known: Iterable[str]) -> str:
    name, equals, value = text.partition("=")
    if name in known or name not in FORMER:
        return text
    return f"{FORMER[name]}{equals}{value}"


def one_of(
    values: Iterable[str], what: str, former: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The settings of an option that takes one of some values; `what`: "a format".

    former: old names of values, which are still understood.
    """
    known, old = tuple(values), former or {}

    def parse(value: str) -> str:
        value = old.get(value, value)
        if value not in known:
            raise typer.BadParameter(f"{value!r} is not {what}; choose {', '.join(known)}")
        return value

    return {"parser": parse, "autocompletion": lambda: list(known)}


app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[
    list[str], typer.Argument(help="Files or folders; - is standard input.", metavar="PATHS")
]
Out = Annotated[
    str, typer.Argument(help="Folder (or URL of a SPARQL server) of the graph.", metavar="OUT")
]
Model = Annotated[
    str | None, typer.Option("--model", help="An installed spaCy pipeline.", metavar="NAME")
]
Reader = Annotated[
    str,
    typer.Option(
        "--reader",
        help="Who decides what an article says: learned (rules and a trained network), rules, llm (a large "
        "language model, see --llm-url) or both (learned and llm).",
        metavar="READER",
        **one_of(READERS, "a reader"),
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", min=1, help="Number of processes; the result is the same.", metavar="N"
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        help="Which field of JSON records or column of CSV holds what: text=body.content, title=head ... May be repeated.",
        metavar="NAME=FIELD",
    ),
]


def opened(out: str) -> Store:
    """The graph in a folder or on a server, opened to read; an error where there is none."""
    from graphbuild.store import open_store

    return open_store(out, read_only=True)


def show(table: object, *, pages: bool = False) -> None:
    """Print a table as wide as the terminal, or 160 columns into a pipe.

    pages: whether what is longer than the terminal goes through the pager ($PAGER).
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
    """Show a moving bar and the time on standard error, if it is a terminal and it takes over a second."""
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
    from graphbuild.model import PARTLY

    kinds = {PARTLY: "partly read", NOTE: "note:"}
    typer.echo(without_login(f"{kinds.get(issue.stage, 'skipped')} {issue}"), err=True)


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
    names = ("source", "stage", "message", "reason", *(("count",) if issue.count != 1 else ()))
    fields = {name: getattr(issue, name) for name in names}
    with _writing(path):
        file.write(without_login(json.dumps(fields, ensure_ascii=False)) + "\n")
    if issue.stage != REFUSED:  # the sums are told at the end
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
        if issue.stage == REFUSED:
            return
        if issue.stage != NOTE:
            issues.append(issue)
        warn(issue)

    return note


def noting_or_printing(issues: list[Issue]) -> Callable[[Issue], None]:
    """A reporter that prints on standard error what was dropped; the rest as `noting` has it."""
    note = noting(issues)

    def note_or_print(issue: Issue) -> None:
        if issue.stage in (DROPPED, REFUSED):
            typer.echo(str(issue), err=True)
        else:
            note(issue)

    return note_or_print


def mapping(fields: list[str] | None) -> dict[str, str] | None:
    """The fields that `--field NAME=FIELD` names."""
    if not fields:
        return None
    pairs = [field.partition("=") for field in fields]
    for name, _, value in pairs:
        if not name or not value:
            raise typer.BadParameter(f"--field wants NAME=FIELD, not {name!r}")
    return {name: value for name, _, value in pairs}
