"""Ways to run the pipeline: in child processes, in this process, or on a Dask cluster."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from graphbuild.building import children
from graphbuild.building.fingerprint import fingerprint
from graphbuild.errors import AskError
from graphbuild.model import LARGE, LEARNED, Article, Issue, Statement

if TYPE_CHECKING:
    from graphbuild.llm.settings import Settings

Reader = Callable[[Iterable[Article]], Iterator[tuple[Article, list[Statement]]]]


def reader(
    model: str | None,
    *,
    kind: str = LEARNED,
    large: Settings | None = None,
    open_triples: bool = False,
    explain: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    report: Callable[[Issue], None] | None = None,
) -> Reader:
    """A function from articles to articles with their statements, in order.

    Rules and parser are loaded when the first article comes: in child processes, which may end
    without ending the run, or, on Windows and where a large language model is asked, in this process
    where there is one worker. kind: one of READERS. large: how the large language model is asked, for
    the readers that have one. workers: number of processes that
    read. scheduler: address of a Dask cluster that reads instead. The statements do not depend on
    either. report: called with each article that could not be read. explain: whether to report the
    claims that were dropped, too. Raises AskError where a large language model is missing or cannot be had so.
    """
    note = report or _ignore

    def read(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.nlp.load import load_model
        from graphbuild.pipeline import Rules, build

        waiting = iter(articles)
        for first in waiting:
            nlp, rules = load_model(model), Rules.load(kind)
            both = chain((first,), waiting)
            yield from build(
                both,
                nlp=nlp,
                rules=rules,
                open_triples=open_triples,
                explain=explain,
                report=report,
            )

    def read_in_parallel(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.crew import read_in_children
        from graphbuild.building.processes import Task, read_in_processes

        task = Task(model, open_triples, explain, kind)
        start = read_in_children if children.KILLABLE else read_in_processes
        return start(articles, task, workers, note)

    def read_elsewhere(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.dask import read_on_cluster
        from graphbuild.building.processes import Task

        task = Task(model, open_triples, explain, kind)
        where = str(scheduler)
        return read_on_cluster(articles, task, where, fingerprint(model, kind), note)

    if kind in LARGE:
        if large is None:
            raise AskError(f"the reader {kind!r} needs a large language model: see docs/llm.md")
        if scheduler:
            raise AskError("a Dask cluster cannot read the file of answers: use --workers")
        if workers > 1:
            return _asking_in_parallel(model, kind, large, open_triples, explain, workers, note)
        return _asking(model, kind, large, open_triples, explain, note)
    if scheduler:
        return read_elsewhere
    return read if workers == 1 and not children.KILLABLE else read_in_parallel


def _asking(
    model: str | None,
    kind: str,
    large: Settings,
    open_triples: bool,
    explain: bool,
    report: Callable[[Issue], None],
) -> Reader:
    """Reads in this process what a large language model has answered."""

    def read(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.asking import asking
        from graphbuild.extraction.llm.reader import LargeReader
        from graphbuild.nlp.load import load_model
        from graphbuild.pipeline import Rules, build

        with asking(large, report) as asker:
            rules = Rules.load(kind, LargeReader(large.model, asker.cache.get))
            yield from build(
                articles,
                nlp=load_model(model),
                rules=rules,
                open_triples=open_triples,
                explain=explain,
                report=report,
                ahead=asker.ahead,
            )

    return read


def _asking_in_parallel(
    model: str | None,
    kind: str,
    large: Settings,
    open_triples: bool,
    explain: bool,
    workers: int,
    report: Callable[[Issue], None],
) -> Reader:
    """Asks in this process, and reads in others, which take the answers from the file."""

    def read(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.asking import asking
        from graphbuild.building.crew import read_in_children
        from graphbuild.building.processes import Task, read_in_processes
        from graphbuild.nlp.annotate import annotate
        from graphbuild.nlp.load import load_model

        with tempfile.TemporaryDirectory(prefix="graphbuild-") as folder:
            file = large.cache or Path(folder) / "answers.sqlite"
            with asking(replace(large, cache=file), report) as asker:
                documents = asker.ahead(annotate(articles, load_model(model)))
                task = Task(model, open_triples, explain, kind, (large.model, file))
                answered = (document.article for document in documents)
                start = read_in_children if children.KILLABLE else read_in_processes
                yield from start(answered, task, workers, report)

    return read


def _ignore(issue: Issue) -> None:
    """For a caller that does not ask for issues."""
