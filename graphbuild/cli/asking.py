"""Questions: query."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Out, app, opened, show
from graphbuild.errors import QueryError

if TYPE_CHECKING:
    from graphbuild.store import Answer

Form = StrEnum("Form", ["table", "csv", "json"])


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
    with opened(out) as store:
        _answer(store.query(_query_text(text, file)), format)


def _answer(answer: Answer, form: Form) -> None:
    from graphbuild.console import answer_table
    from graphbuild.store.answers import FORMS

    if form == Form.table:
        show(answer_table(answer))
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
