"""The command line: each command parses, calls one function and prints.

Exit codes: 0 fine; 1 an error, said in one line; 2 wrong use; 3 done, but some input was skipped.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild import __version__
from graphbuild.errors import ExportError, GraphbuildError, QueryError
from graphbuild.export import EXPORTERS

if TYPE_CHECKING:
    from graphbuild.model import Article, Issue
    from graphbuild.store import Answer, Store

SKIPPED = 3
app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Lines = StrEnum("Lines", ["jsonl", "csv", "ttl"])
Form = StrEnum("Form", ["table", "csv", "json"])
ExportName = StrEnum("ExportName", {n: n for n in EXPORTERS})  # type: ignore[misc]  # from a table

Paths = Annotated[list[str], typer.Argument(help="Files or folders; - is standard input.")]
Out = Annotated[str, typer.Argument(help="The folder that `build` wrote.", metavar="OUT")]
Model = Annotated[str | None, typer.Option(help="An installed spaCy pipeline.")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", help="Field of JSONL records: text=body, title=head ..."),
]


def main() -> None:
    """Run the command line; an error that we foresee is one line on standard error."""
    try:
        app()
    except GraphbuildError as exc:
        typer.echo(f"graphbuild: {exc}", err=True)
        raise SystemExit(1) from None
    except BrokenPipeError:  # whoever read our output has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Turn news articles into a graph that says who claims what, where, and who disputes it."""
    if version:
        typer.echo(f"graphbuild {__version__}")
        raise typer.Exit


@app.command()
def build(
    paths: Paths,
    out: Annotated[str, typer.Option("-o", "--out", help="The folder to write.")],
    model: Model = None,
    field: Fields = None,
) -> None:
    """Read articles into a graph; articles that have not changed are not read again."""
    from graphbuild.console import summary
    from graphbuild.incremental import build_into
    from graphbuild.store import open_store

    with open_store(out) as store, _progress() as done:
        report = build_into(
            store, paths, model=model, fields=_mapping(field), report=_warn, done=done
        )
        _write_issues(Path(out), report.issues)
        _show(summary(report, store))
    if report.issues:
        raise typer.Exit(SKIPPED)


@app.command()
def extract(
    paths: Paths,
    format: Annotated[Lines, typer.Option(help="What to print.")] = Lines.jsonl,
    open: Annotated[
        bool, typer.Option("--open", help="Statements outside the vocabulary, too.")
    ] = False,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out what is less sure.")
    ] = 0.0,
    model: Model = None,
    field: Fields = None,
) -> None:
    """Print the statements of articles; nothing is stored."""
    from graphbuild import extract as run
    from graphbuild.console import LINES, csv_header

    issues: list[Issue] = []
    if format == Lines.csv:
        typer.echo(csv_header(), nl=False)
    found = run(
        paths, model=model, fields=_mapping(field), open_triples=open, report=_noting(issues)
    )
    for article, statements in found:
        sure = [s for s in statements if s.confidence >= min_confidence]
        for line in LINES[format](article, sure):
            typer.echo(line, nl=False)
    if issues:
        raise typer.Exit(SKIPPED)


@app.command()
def query(
    out: Out,
    text: Annotated[
        str | None, typer.Argument(help="SPARQL; say DISTINCT.", metavar="QUERY")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A file with the query.")] = None,
    format: Annotated[Form, typer.Option(help="How to show the answer.")] = Form.table,
) -> None:
    """Ask a SPARQL question over all graphs; gb:, rdf:, skos:, oa: and others are declared."""
    with _opened(out) as store:
        _answer(store.query(_query_text(text, file)), format)


@app.command()
def export(
    out: Out,
    to: Annotated[ExportName, typer.Option("--to", help="Format.")],
    file: Annotated[Path | None, typer.Option("-f", "--file", help="File to write.")] = None,
) -> None:
    """Write the graph to a file (OUT/graph with the format's suffix, unless -f says where)."""
    path = file or Path(out) / f"graph{EXPORTERS[to].suffix}"
    with _opened(out) as store:
        _export(store, to, path)
    typer.echo(f"wrote {path}")


@app.command()
def view(
    out: Out,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it.")] = True,
) -> None:
    """Write the interactive page into OUT and open it."""
    path = Path(out) / "graph.html"
    with _opened(out) as store:
        _export(store, "html", path)
    typer.echo(f"the page is at {path}")
    if browser:
        typer.launch(str(path))


@app.command()
def forget(
    out: Out, articles: Annotated[list[str], typer.Argument(help="Ids of articles.")]
) -> None:
    """Take articles out of the graph, with everything that only they said."""
    from graphbuild.store import open_store

    _opened(out).close()  # an error where there is no graph, instead of a new one
    with open_store(out) as store:
        missing = [article for article in articles if not store.forget(article)]
        store.refresh()
    for article in missing:
        typer.echo(f"{article}: no such article in {out}", err=True)
    if missing:
        raise typer.Exit(SKIPPED)


@app.command()
def validate(out: Out) -> None:
    """Check every article's graph against the SHACL shapes."""
    from graphbuild.validate import validate as check

    with _opened(out) as store:
        n_articles, problems = check(store)
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{n_articles} articles, {len(problems)} problems")
    if problems:
        raise typer.Exit(1)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold statements.")],
    paths: Paths,
    model: Model = None,
) -> None:
    """Score the statements of articles against gold ones."""
    from graphbuild import extract as run
    from graphbuild.console import scores_table
    from graphbuild.evaluate import evaluate as score
    from graphbuild.ontology import Ontology

    issues: list[Issue] = []
    found = {a.id: statements for a, statements in run(paths, model=model, report=_noting(issues))}
    _show(scores_table(score(gold, found, Ontology.load())))
    if issues:
        raise typer.Exit(SKIPPED)


def _opened(out: str) -> Store:
    from graphbuild.store import open_store

    return open_store(out, read_only=True)


def _export(store: Store, name: str, path: Path) -> None:
    from graphbuild.export import writer
    from graphbuild.ontology import Ontology

    try:
        writer(name)(store, path, Ontology.load())
    except OSError as exc:
        raise ExportError(f"{path}: {exc.strerror or exc}") from exc


def _answer(answer: Answer, form: Form) -> None:
    from graphbuild.console import answer_table
    from graphbuild.store.answers import FORMS

    if form == Form.table:
        _show(answer_table(answer))
    else:
        typer.echo(FORMS[form](answer), nl=False)


def _query_text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise typer.BadParameter("give either a query or --file")
    if file is None:
        return str(text)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise QueryError(f"{file}: {getattr(exc, 'strerror', None) or 'not UTF-8 text'}") from exc


def _show(table: object) -> None:
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160).print(table)


@contextmanager
def _progress() -> Iterator[Callable[[Article, int | None], None]]:
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
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda article, n: progress.update(task, advance=1, description=article.id)


def _line(article: Article, n_statements: int | None) -> None:
    news = "unchanged" if n_statements is None else f"{n_statements} statements"
    typer.echo(f"{article.id}: {news}", err=True)


def _warn(issue: Issue) -> None:
    typer.echo(f"skipped {issue}", err=True)


def _noting(issues: list[Issue]) -> Callable[[Issue], None]:
    def note(issue: Issue) -> None:
        issues.append(issue)
        _warn(issue)

    return note


def _write_issues(out: Path, issues: list[Issue]) -> None:
    if not out.is_dir():
        return
    fields = ("source", "stage", "message")
    lines = [json.dumps({f: getattr(i, f) for f in fields}, ensure_ascii=False) for i in issues]
    path = out / "issues.jsonl"
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as exc:
        raise ExportError(f"{path}: {exc.strerror or exc}") from exc


def _mapping(fields: list[str] | None) -> dict[str, str] | None:
    if not fields:
        return None
    pairs = [field.partition("=") for field in fields]
    for name, _, value in pairs:
        if not name or not value:
            raise typer.BadParameter(f"--field wants NAME=FIELD, not {name!r}")
    return {name: value for name, _, value in pairs}
