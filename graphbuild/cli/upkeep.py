"""The files of a graph, and what it rests on: check, backup, repair, verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import SKIPPED, Command, Fields, Out, app, mapping, opened, warn
from graphbuild.errors import StoreError

if TYPE_CHECKING:
    from graphbuild.analysis.verify import Verification


@app.command(cls=Command)
def check(out: Out) -> None:
    """Read the whole graph, compare it with its notes, and print each fault."""
    from graphbuild.store.upkeep import check as faults

    n_faults = 0
    for fault in faults(out):
        n_faults += 1
        typer.echo(fault, err=True)
    typer.echo(f"{n_faults} faults" if n_faults else "no faults")
    if n_faults:
        raise typer.Exit(1)


@app.command(cls=Command)
def backup(
    out: Out,
    to: Annotated[Path, typer.Argument(help="A new folder for the copy.", metavar="TO")],
) -> None:
    """Copy the graph, the decisions about its entities and the answers of a model into a new folder."""
    from graphbuild.llm.cache import copy_answers
    from graphbuild.store.upkeep import backup as copy

    copy(out, to)
    copy_answers(Path(out), to)
    typer.echo(f"the copy is at {to}")


@app.command(cls=Command)
def verify(
    out: Out,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="The articles that the graph was built from; without any, the kept texts.",
            metavar="PATHS",
        ),
    ] = None,
    field: Fields = None,
    file: Annotated[
        Path | None,
        typer.Option("-f", "--file", help="Report to write: .json or .html.", metavar="FILE"),
    ] = None,
) -> None:
    """Find every quote again, and say which statements stand, moved or fell.

    Without -f the report is OUT/verify.json and OUT/verify.html. Exit code 0 only if all stand.
    """
    from graphbuild.analysis.verify import verify as compared
    from graphbuild.building.intake import intake
    from graphbuild.ingest.files import require_any
    from graphbuild.ingest.reader import read_articles
    from graphbuild.store.texts import has_texts

    if paths:
        require_any(paths)
    elif not has_texts(out):
        raise StoreError(f"{out}: no texts are kept beside it; name the files it was built from")
    with opened(out) as store, intake() as read:
        articles = (
            read_articles(paths, fields=mapping(field), report=warn, read=read)
            if paths
            else store.kept_articles()
        )
        found = compared(store, articles)
    folder = Path(out)
    usual = [folder / "verify.json", folder / "verify.html"] if folder.is_dir() else []
    for path in [file] if file else usual:
        _write_verification(found, out, path)
    for line in found.lines():
        typer.echo(line)
    if not found.stands:
        raise typer.Exit(1)


def _write_verification(found: Verification, out: str, path: Path) -> None:
    from graphbuild.cli.export import written
    from graphbuild.pages.verification import to_html

    report = found.report()
    page = path.suffix == ".html"
    text = to_html(report) if page else json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    with written(out, path) as part:
        part.write_text(text, encoding="utf-8", errors="replace", newline="\n")


@app.command(cls=Command)
def repair(out: Out) -> None:
    """Make a damaged graph whole again, of what can be read of it."""
    from graphbuild.identity.update import bring_up_to_date
    from graphbuild.query import forget_in_index
    from graphbuild.store import open_store
    from graphbuild.store.repair import repair as mend

    kept, lost = mend(out)
    with open_store(out) as store:
        bring_up_to_date(store)
    forget_in_index(out)
    for article in lost:
        typer.echo(f"{article}: cannot be read; build its file again", err=True)
    typer.echo(f"{kept} articles kept, {len(lost)} lost")
    if lost:
        raise typer.Exit(SKIPPED)
