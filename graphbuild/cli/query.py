"""SPARQL and named queries: query."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Command, Out, app, one_of, opened, show, waiting
from graphbuild.errors import QueryError

if TYPE_CHECKING:
    from graphbuild.store import Store

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")


@app.command(cls=Command)
def query(
    out: Out,
    text: Annotated[
        str | None,
        typer.Argument(help="SPARQL; add DISTINCT, otherwise rows repeat.", metavar="QUERY"),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="File with the query.", metavar="FILE")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="A named query (see --list).", metavar="NAME")
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", help="A parameter of a named query; may be repeated.", metavar="NAME=VALUE"
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Maximum rows of a named query.", metavar="N"),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"How to print the rows: {', '.join(FORMATS)}.",
            metavar="FORMAT",
            **one_of(FORMATS, "a format"),
        ),
    ] = "table",
) -> None:
    """Run a SPARQL query over all articles, or a named query; gb:, graph:, skos: ... are declared."""
    if listing:
        _list_queries()
        return
    if [text, file, name].count(None) != 2:
        raise typer.BadParameter("give a query, --file or --name (--list shows the names)")
    if name is None and (param or limit):
        raise typer.BadParameter("--param and --limit belong to --name")
    with opened(out) as store:
        asked = _named(store, name, param or [], limit) if name else _query_text(text, file)
        _ask(store, asked, format)


def _ask(store: Store, text: str, form: str) -> None:
    from graphbuild.cli.tables import answer_table
    from graphbuild.store.answers import FORMS

    if form == "table":
        with waiting("running the query"):
            table = answer_table(store.query(text))
        show(table, pages=True)
        return
    with waiting("running the query"):
        for piece in FORMS[form](store.query(text)):
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _list_queries() -> None:
    from graphbuild.cli.tables import queries_table
    from graphbuild.query.named import named_queries

    show(queries_table(named_queries().values()))


def _named(store: Store, name: str, given: list[str], limit: int | None) -> str:
    from graphbuild.query.named import bound, named_query

    pairs = [value.partition("=") for value in given]
    for key, equals, _ in pairs:
        if not key or not equals:
            raise typer.BadParameter(f"--param wants NAME=VALUE, not {key!r}")
    return bound(named_query(name), {k: v for k, _, v in pairs}, store, limit=limit)


def _query_text(text: str | None, file: Path | None) -> str:
    if file is None:
        return str(text)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise QueryError(f"{file}: {getattr(exc, 'strerror', None) or 'not UTF-8 text'}") from exc
