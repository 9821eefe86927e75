"""Articles into a graph and out of it: build, extract, evaluate, forget, validate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli import large
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
    from collections.abc import Sequence

    from graphbuild.model import Issue, Statement


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
    keep_text: Annotated[
        bool | None,
        typer.Option(
            "--keep-text/--no-keep-text",
            help="Whether the texts are kept beside the graph; the default where it is in a folder.",
            show_default=False,
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            "--mirror",
            help="Forget the articles of the graph that PATHS no longer have.",
        ),
    ] = False,
    llm_url: large.Url = None,
    llm_model: large.Name = None,
    allow_remote: large.AllowRemote = False,
    llm_concurrency: large.Concurrency = large.CONCURRENCY,
    llm_budget: large.Budget = None,
    llm_cache: large.Cache = None,
    llm_cache_only: large.CacheOnly = False,
    llm_timeout: large.Timeout = large.TIMEOUT,
) -> None:
    """Read articles into a graph; unchanged articles are not read again."""
    from graphbuild.building.build import build_into
    from graphbuild.building.upkeep import Upkeep
    from graphbuild.cli.tables import account_line, articles_line, refused_line, summary
    from graphbuild.ingest.files import require_any
    from graphbuild.store import open_store

    asked = large.settings(
        reader,
        url=llm_url,
        model=llm_model,
        allow_remote=allow_remote,
        concurrency=llm_concurrency,
        budget=llm_budget,
        cache=llm_cache,
        cache_only=llm_cache_only,
        timeout=llm_timeout,
        out=out,
    )
    require_any(paths)
    with open_store(out) as store, issue_log(Path(out)) as note, progress() as done:
        report = build_into(
            store,
            paths,
            model=model,
            reader=reader,
            large=asked,
            workers=workers,
            scheduler=dask,
            fields=mapping(field),
            keep_text=keep_text,
            upkeep=Upkeep(corrected=_say_corrected, prune=prune, gone=_say_gone),
            report=note,
            done=done,
        )
        if keep_text is False:
            typer.echo("texts are not kept (--no-keep-text)")
        if report.kept_absent:
            typer.echo(f"nothing was forgotten: {report.kept_absent}", err=True)
        typer.echo(articles_line(report))
        typer.echo(account_line(report))
        if report.refused:
            typer.echo(refused_line(report))
        show(summary(report, store))
    if report.issues:
        raise typer.Exit(SKIPPED)


def _say_gone(article: str) -> None:
    typer.echo(f"{article}: no longer in the input, forgotten", err=True)


def _say_corrected(article: str, before: Sequence[Statement], after: Sequence[Statement]) -> None:
    """What a corrected article says now and did not say before, a line for each statement."""
    from graphbuild.analysis.diff import corrections

    for line in corrections(before, after) or ["its text has changed, its statements have not"]:
        typer.echo(f"{article}: {line}", err=True)


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
    show_boilerplate: Annotated[
        bool,
        typer.Option(
            "--show-boilerplate",
            help="Print the text instead: marked - what was taken for boilerplate.",
        ),
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
    llm_url: large.Url = None,
    llm_model: large.Name = None,
    allow_remote: large.AllowRemote = False,
    llm_concurrency: large.Concurrency = large.CONCURRENCY,
    llm_budget: large.Budget = None,
    llm_cache: large.Cache = None,
    llm_cache_only: large.CacheOnly = False,
    llm_timeout: large.Timeout = large.TIMEOUT,
) -> None:
    """Print the statements of articles; nothing is stored."""
    from graphbuild import extract as run
    from graphbuild.building.runs import Report
    from graphbuild.cli.layout import shown_lines
    from graphbuild.cli.tables import LINES, account_line, csv_header

    asked = large.settings(
        reader,
        url=llm_url,
        model=llm_model,
        allow_remote=allow_remote,
        concurrency=llm_concurrency,
        budget=llm_budget,
        cache=llm_cache,
        cache_only=llm_cache_only,
        timeout=llm_timeout,
    )
    issues: list[Issue] = []
    if show_boilerplate:
        for line in shown_lines(paths, mapping(field), noting(issues)):
            typer.echo(line)
        raise typer.Exit(SKIPPED if issues else 0)
    account = Report()
    if format == "csv":
        typer.echo(csv_header(), nl=False)
    found = run(
        paths,
        model=model,
        reader=reader,
        large=asked,
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
    llm_url: large.Url = None,
    llm_model: large.Name = None,
    allow_remote: large.AllowRemote = False,
    llm_concurrency: large.Concurrency = large.CONCURRENCY,
    llm_budget: large.Budget = None,
    llm_cache: large.Cache = None,
    llm_cache_only: large.CacheOnly = False,
    llm_timeout: large.Timeout = large.TIMEOUT,
) -> None:
    """Score the statements read from articles against annotated (gold) ones."""
    from graphbuild import extract as run
    from graphbuild.analysis.evaluate import evaluate as score
    from graphbuild.cli.tables import scores_table
    from graphbuild.knowledge.ontology import Ontology

    asked = large.settings(
        reader,
        url=llm_url,
        model=llm_model,
        allow_remote=allow_remote,
        concurrency=llm_concurrency,
        budget=llm_budget,
        cache=llm_cache,
        cache_only=llm_cache_only,
        timeout=llm_timeout,
    )
    issues: list[Issue] = []
    read = run(paths, model=model, reader=reader, large=asked, report=noting(issues))
    found = {article.id: statements for article, statements in read}
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
    from graphbuild.building.forget import forget_articles
    from graphbuild.llm.cache import NAME, forget_answers
    from graphbuild.query import forget_in_index
    from graphbuild.store import open_store
    from graphbuild.store.upkeep import erase

    opened(out).close()  # an error where there is no graph, instead of a new one
    with open_store(out) as store:
        gone, n_statements = forget_articles(store, articles)
    left = [path for path in erase(out) if path.name != NAME] if erased else []
    if erased:
        forget_answers(Path(out) / NAME, articles)
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
