"""A large language model: the options of the commands that can read with one; llm export, llm import."""

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
    app,
    mapping,
    noting,
)
from graphbuild.errors import AskError
from graphbuild.model import LARGE

if TYPE_CHECKING:
    from graphbuild.llm.settings import Settings
    from graphbuild.model import Issue

llm = typer.Typer(no_args_is_help=True, help="Requests to a large language model, as files.")
app.add_typer(llm, name="llm")

Url = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        help="Where the large language model is asked: the base of an OpenAI-compatible server, such as "
        "http://localhost:8080/v1. Without it nothing is sent anywhere.",
        metavar="URL",
    ),
]
Name = Annotated[
    str | None,
    typer.Option("--llm-model", help="The model's name, as its server knows it.", metavar="NAME"),
]
AllowRemote = Annotated[
    bool,
    typer.Option("--allow-remote", help="Let --llm-url be another machine: it gets the articles."),
]
Concurrency = Annotated[
    int,
    typer.Option(
        "--llm-concurrency", min=1, max=256, help="Requests under way at a time.", metavar="N"
    ),
]
Budget = Annotated[
    str | None,
    typer.Option(
        "--llm-budget",
        help='Stop asking after "200000 tokens" or "50 articles"; the next run goes on from there.',
        metavar="AMOUNT",
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--llm-cache",
        help="File of the model's answers; for a graph in a folder it is in the folder.",
        metavar="FILE",
    ),
]
CacheOnly = Annotated[
    bool, typer.Option("--llm-cache-only", help="Take only answers that are there; ask nobody.")
]
Timeout = Annotated[
    float,
    typer.Option("--llm-timeout", min=1, help="Seconds to wait for one answer.", metavar="SECONDS"),
]
CONCURRENCY, TIMEOUT = 4, 600.0


def settings(
    reader: str,
    *,
    url: str | None,
    model: str | None,
    allow_remote: bool,
    concurrency: int,
    budget: str | None,
    cache: Path | None,
    cache_only: bool,
    timeout: float,
    out: str | None = None,
) -> Settings | None:
    """How the large language model is asked, or None for a reader without one; AskError where it may not be.

    out: where the graph is written: in a folder, the answers are beside it.
    """
    if reader not in LARGE:
        if url or model or budget or cache or cache_only:
            raise typer.BadParameter(
                "options that begin with --llm are for --reader llm and --reader both"
            )
        return None
    from graphbuild.llm.settings import Budget, Settings

    return Settings(
        model=model or "",
        url=url,
        allow_remote=allow_remote,
        concurrency=concurrency,
        budget=Budget.parse(budget) if budget else None,
        cache=cache or (answers_beside(out) if out is not None else None),
        cache_only=cache_only,
        timeout=timeout,
    )


def answers_beside(out: str) -> Path | None:
    """The file of answers beside a graph in a folder; None for a graph elsewhere."""
    from graphbuild.llm.cache import NAME

    return None if "://" in out or out.endswith(":") else Path(out) / NAME


def _file_for(out: str, cache: Path | None) -> Path:
    file = cache or answers_beside(out)
    if file is None:
        raise AskError(f"{out} is no folder: say with --llm-cache where the answers are kept")
    return file


@llm.command("export", cls=Command)
def export_(
    out: Out,
    paths: Paths,
    llm_model: Annotated[
        str,
        typer.Option("--llm-model", help="The model that will answer.", metavar="NAME"),
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "-f", "--file", help="File to write (OUT/llm-requests.jsonl).", metavar="FILE"
        ),
    ] = None,
    llm_cache: Cache = None,
    model: Model = None,
    field: Fields = None,
) -> None:
    """Write the requests about articles that have no answer yet, as JSON lines of the batch format."""
    from graphbuild.building.batches import export_requests

    issues: list[Issue] = []
    target = file or Path(out) / "llm-requests.jsonl"
    answers = _file_for(out, llm_cache)
    wrote = export_requests(
        paths,
        llm_model,
        answers,
        target,
        model=model,
        fields=mapping(field),
        report=noting(issues),
    )
    typer.echo(f"{target}: {wrote.written} requests; {wrote.known} were answered before")
    if issues:
        raise typer.Exit(SKIPPED)


@llm.command("import", cls=Command)
def import_(
    out: Out,
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of answers, JSON lines.", metavar="ANSWERS"),
    ],
    llm_cache: Cache = None,
) -> None:
    """Read the answers to exported requests; a build with --llm-cache-only then reads with them."""
    from graphbuild.building.batches import import_answers

    issues: list[Issue] = []
    kept = import_answers(files, _file_for(out, llm_cache), report=noting(issues))
    typer.echo(f"{kept} answers kept, {len(issues)} lines skipped")
    if issues:
        raise typer.Exit(SKIPPED)
