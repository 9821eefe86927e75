"""Articles into a graph and out of it: build, extract, evaluate, forget, validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import (
    SKIPPED,
    Command,
    Fields,
    Model,
    Out,
    Paths,
    Reader,
    Workers,
    app,
    issue_log,
    mapping,
    noting,
    noting_or_printing,
    one_of,
    opened,
    progress,
    show,
)
from graphbuild.model import LEARNED

if TYPE_CHECKING:
    from graphbuild.model import Issue


@app.command(cls=Command)
def build(
    paths: Paths,
    out: Annotated[
        str,
        typer.Option(
            "-o", "--out", help="Folder (or URL of a SPARQL server) to write.", metavar="OUT"
        ),
    ],
    model: Model = None,
    reader: Reader = LEARNED,
    field: Fields = None,
    workers: Workers = 1,
    dask: Annotated[
        str | None,
        typer.Option("--dask", help="Read on the Dask cluster with this scheduler.", metavar="URL"),
    ] = None,
) -> None:
    """Read articles into a graph; unchanged articles are not read again."""
    from graphbuild.building.build import build_into
    from graphbuild.cli.tables import account_line, articles_line, summary
    from graphbuild.ingest.files import require_any
    from graphbuild.store import open_store

    require_any(paths)
    with open_store(out) as store, issue_log(Path(out)) as note, progress() as done:
        report = build_into(
            store,
            paths,
            model=model,
            reader=reader,
            workers=workers,
            scheduler=dask,
            fields=mapping(field),
            report=note,
            done=done,
        )
        typer.echo(articles_line(report))
        typer.echo(account_line(report))
        show(summary(report, store))
    if report.issues:
        raise typer.Exit(SKIPPED)


@app.command(cls=Command)
def extract(
    paths: Paths,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help="What to print: jsonl, csv or ttl.",
            metavar="FORMAT",
            **one_of(("jsonl", "csv", "ttl"), "a format"),
        ),
    ] = "jsonl",
    open: Annotated[
        bool, typer.Option("--open", help="Print statements outside the vocabulary, too.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Print what was dropped, and why, on standard error."),
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence",
            min=0,
            max=1,
            help="Leave out statements with a lower confidence.",
            metavar="X",
        ),
    ] = 0.0,
    model: Model = None,
    reader: Reader = LEARNED,
    field: Fields = None,
    workers: Workers = 1,
) -> None:
    """Print the statements of articles; nothing is stored."""
    from graphbuild import extract as run
    from graphbuild.building.runs import Report
    from graphbuild.cli.tables import LINES, account_line, csv_header

    issues: list[Issue] = []
    account = Report()
    if format == "csv":
        typer.echo(csv_header(), nl=False)
    found = run(
        paths,
        model=model,
        reader=reader,
        workers=workers,
        fields=mapping(field),
        open_triples=open,
        explain=explain,
        report=noting_or_printing(issues),
    )
    for article, statements in found:
        account.new += 1
        sure = [s for s in statements if s.confidence >= min_confidence]
        for line in LINES[format](article, sure):
            typer.echo(line, nl=False)
    for issue in issues:
        account.count(issue)
    typer.echo(account_line(account), err=True)
    if issues:
        raise typer.Exit(SKIPPED)


@app.command(cls=Command)
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold files (*.json).", metavar="GOLD")],
    paths: Paths,
    model: Model = None,
    reader: Reader = LEARNED,
) -> None:
    """Score the statements read from articles against annotated (gold) ones."""
    from graphbuild import extract as run
    from graphbuild.analysis.evaluate import evaluate as score
    from graphbuild.cli.tables import scores_table
    from graphbuild.knowledge.ontology import Ontology

    issues: list[Issue] = []
    found = {
        a.id: statements
        for a, statements in run(paths, model=model, reader=reader, report=noting(issues))
    }
    show(scores_table(score(gold, found, Ontology.load())))
    if issues:
        raise typer.Exit(SKIPPED)


@app.command(cls=Command)
def forget(
    out: Out,
    articles: Annotated[list[str], typer.Argument(help="Ids of articles.", metavar="ARTICLES")],
    erased: Annotated[
        bool,
        typer.Option(
            "--erase", help="Write the files again, so that nothing of them is left there."
        ),
    ] = False,
) -> None:
    """Remove articles from the graph, with every statement that only they make."""
    from graphbuild.identity.update import bring_up_to_date
    from graphbuild.query import forget_in_index
    from graphbuild.store import open_store
    from graphbuild.store.upkeep import erase

    opened(out).close()  # an error where there is no graph, instead of a new one
    with open_store(out) as store:
        before = sum(store.counts().values())
        gone = [article for article in articles if store.forget(article)]
        bring_up_to_date(store)
        n_statements = before - sum(store.counts().values())
    left = erase(out) if erased else []
    forget_in_index(out)
    missing = [article for article in articles if article not in gone]
    if gone:
        typer.echo(f"forgotten: {', '.join(gone)}, with {n_statements} statements of theirs alone")
    for path in left:
        typer.echo(f"made before, may still name them: {path}")
    for article in missing:
        typer.echo(f"{article}: no such article in {out}", err=True)
    if missing:
        raise typer.Exit(SKIPPED)


@app.command(cls=Command)
def validate(out: Out) -> None:
    """Check every article's graph against the SHACL shapes."""
    from graphbuild.analysis.validate import validate as check

    with opened(out) as store:
        n_articles, problems = check(store)
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{n_articles} articles, {len(problems)} problems")
    if problems:
        raise typer.Exit(1)
