"""Questions: query."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Out, app, opened, show, waiting
from graphbuild.errors import QueryError

if TYPE_CHECKING:
    from graphbuild.store import Store

Form = StrEnum("Form", ["table", "csv", "tsv", "json", "xml", "turtle"])


@app.command()
def query(
    out: Out,
    text: Annotated[
        str | None, typer.Argument(help="SPARQL; say DISTINCT.", metavar="QUERY")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A file with the query.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="A named question.")] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", help="A value for it: NAME=VALUE.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Most rows of a named question.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the named questions.")] = False,
    format: Annotated[Form, typer.Option(help="How to show the answer.")] = Form.table,
) -> None:
    """Ask a SPARQL question over all graphs, or a named one; gb:, graph:, skos: ... are declared."""
    if listing:
        _list_questions()
        return
    if [text, file, name].count(None) != 2:
        raise typer.BadParameter("give one of a query, --file and --name (--list shows the names)")
    if name is None and (param or limit):
        raise typer.BadParameter("--param and --limit belong to --name")
    with opened(out) as store:
        asked = _named(store, name, param or [], limit) if name else _query_text(text, file)
        _ask(store, asked, format)


def _ask(store: Store, text: str, form: Form) -> None:
    from graphbuild.cli.tables import answer_table
    from graphbuild.store.answers import FORMS

    if form == Form.table:
        with waiting("asking"):
            table = answer_table(store.query(text))
        show(table, pages=True)
        return
    with waiting("asking"):
        for piece in FORMS[form](store.query(text)):
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _list_questions() -> None:
    from graphbuild.cli.tables import questions_table
    from graphbuild.query.questions import questions

    show(questions_table(questions().values()))


def _named(store: Store, name: str, given: list[str], limit: int | None) -> str:
    from graphbuild.query.questions import bound, question

    pairs = [value.partition("=") for value in given]
    for key, equals, _ in pairs:
        if not key or not equals:
            raise typer.BadParameter(f"--param wants NAME=VALUE, not {key!r}")
    return bound(question(name), {k: v for k, _, v in pairs}, store, limit=limit)


def _query_text(text: str | None, file: Path | None) -> str:
    if file is None:
        return str(text)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise QueryError(f"{file}: {getattr(exc, 'strerror', None) or 'not UTF-8 text'}") from exc
