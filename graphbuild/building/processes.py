"""Reads articles in several processes: in batches, with the results in the order of the articles.

The statements of an article do not depend on its batch, so the bytes of a store do not depend on the
number of processes.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from graphbuild.building.startup import collect_seldom, leave_out_spacys_commands
from graphbuild.errors import WorkerError
from graphbuild.model import LEARNED, Article, Issue, Statement

if TYPE_CHECKING:
    from spacy.language import Language

    from graphbuild.nlp.annotate import Parsed
    from graphbuild.pipeline import Rules

BATCH = 8  # articles
AHEAD = 3  # batches that wait for each process

Read = tuple[Article, list[Statement]]


class Task(NamedTuple):
    """How to read: name of the spaCy pipeline, whether open triples are wanted, which reader.

    large: the large language model, and the file of its answers, for the readers that have one.
    """

    model: str | None
    open_triples: bool
    explain: bool = False
    reader: str = LEARNED
    large: tuple[str, Path] | None = None


class Batch(NamedTuple):
    """The results of a batch: (index of the article in it, statements), and issues."""

    read: list[tuple[int, list[Statement]]]
    issues: list[Issue]


class Result(Protocol):
    """A batch that is being read elsewhere."""

    def result(self) -> Batch:
        """Wait for it."""


Submit = Callable[[list[Article]], Result]


def read_in_processes(
    articles: Iterable[Article], task: Task, workers: int, report: Callable[[Issue], None]
) -> Iterator[Read]:
    """Each article with its statements, in order, read by `workers` processes.

    Raises WorkerError when one of them is killed.
    """
    waiting = iter(articles)
    for first in waiting:  # no process is started for nothing
        with _pool(workers) as pool:

            def submit(batch: list[Article]) -> Future[Batch]:
                return pool.submit(read_batch, batch, task)

            yield from in_order(chain((first,), waiting), submit, workers * AHEAD, report)


def in_order(
    articles: Iterable[Article], submit: Submit, n_ahead: int, report: Callable[[Issue], None]
) -> Iterator[Read]:
    """Submit batches, at most `n_ahead` at a time, and return the results in the articles' order."""
    waiting = iter(articles)
    sent: deque[tuple[list[Article], Result]] = deque()
    while True:
        while len(sent) < n_ahead and (batch := list(islice(waiting, BATCH))):
            sent.append((batch, submit(batch)))
        if not sent:
            return
        batch, pending = sent.popleft()
        try:
            found = pending.result()
        except BrokenProcessPool as exc:
            raise WorkerError(
                "a worker process was killed (out of memory?); what was read is stored: "
                "run the same command again, perhaps with fewer --workers"
            ) from exc
        for issue in found.issues:
            report(issue)
        for place, statements in found.read:
            yield batch[place], statements


def serve_batches(
    take: Callable[[], Any], give: Callable[[object], None], more_time: Callable[[], None]
) -> None:
    """In a child process: give the Batch of each (articles, task) that is taken."""
    while True:
        articles, task = take()
        more_time()
        give(read_batch(articles, task, between=more_time))


def read_batch(
    articles: list[Article], task: Task, *, between: Callable[[], None] = lambda: None
) -> Batch:
    """Read a batch in this process, whose parser and rules are loaded once.

    between: called after each article.
    """
    from graphbuild.pipeline import build

    issues: list[Issue] = []
    places = {article.id: place for place, article in enumerate(articles)}
    with _READING:
        nlp, rules, parsed = _loaded(task.model, task.reader, task.large)
        found = build(
            articles,
            nlp=nlp,
            rules=rules,
            open_triples=task.open_triples,
            explain=task.explain,
            parsed=parsed,
            report=issues.append,
        )
        read = []
        for article, statements in found:
            read.append((places[article.id], statements))
            between()
        return Batch(read, issues)


_READING = threading.Lock()  # the threads of a Dask worker share one parser


@functools.cache
def _loaded(
    model: str | None, reader: str, large: tuple[str, Path] | None
) -> tuple[Language, Rules, Parsed]:
    """The pipeline, what the rules need, and the parses of recent paragraphs."""
    from graphbuild.nlp.load import load_model
    from graphbuild.pipeline import Rules

    if large is None:
        return load_model(model), Rules.load(reader), {}
    from graphbuild.extraction.llm.reader import LargeReader
    from graphbuild.llm.cache import AnswerCache

    name, file = large
    cache = AnswerCache(file, read_only=True)  # for as long as the process lives
    return load_model(model), Rules.load(reader, LargeReader(name, cache.get)), {}


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")  # a fork would share the open store
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    """Leave interrupts to the parent, and end when it ends, however that happens."""
    collect_seldom()
    leave_out_spacys_commands()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
