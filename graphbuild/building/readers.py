"""Ways to run the pipeline: in this process, in several, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from graphbuild.building.fingerprint import fingerprint
from graphbuild.model import LEARNED, Article, Issue, Statement

Reader = Callable[[Iterable[Article]], Iterator[tuple[Article, list[Statement]]]]


def reader(
    model: str | None,
    *,
    kind: str = LEARNED,
    open_triples: bool = False,
    explain: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    report: Callable[[Issue], None] | None = None,
) -> Reader:
    """A function from articles to articles with their statements, in order.

    Rules and parser are loaded when the first article comes. kind: LEARNED or RULES. workers: number of processes that
    read. scheduler: address of a Dask cluster that reads instead. The statements do not depend on
    either. report: called with each article that could not be read. explain: whether to report the
    claims that were dropped, too.
    """

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
        from graphbuild.building.processes import Task, read_in_processes

        task = Task(model, open_triples, explain, kind)
        return read_in_processes(articles, task, workers, report or _ignore)

    def read_elsewhere(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.dask import read_on_cluster
        from graphbuild.building.processes import Task

        task = Task(model, open_triples, explain, kind)
        where = str(scheduler)
        return read_on_cluster(articles, task, where, fingerprint(model, kind), report or _ignore)

    if scheduler:
        return read_elsewhere
    return read if workers == 1 else read_in_parallel


def _ignore(issue: Issue) -> None:
    """For a caller that does not ask for issues."""
