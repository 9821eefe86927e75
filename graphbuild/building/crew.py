"""Reads articles in child processes, each of which can end without ending the run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from typing import cast

from graphbuild.building.children import WALL_SECONDS, Child, Ended
from graphbuild.building.processes import AHEAD, Batch, Read, Task, in_order
from graphbuild.errors import InputError
from graphbuild.model import Article, Issue


def read_in_children(
    articles: Iterable[Article], task: Task, workers: int, report: Callable[[Issue], None]
) -> Iterator[Read]:
    """Each article with its statements, in order, read by `workers` child processes.

    An article whose reading ends a process is read once more, alone, and then left out by an Issue.
    """
    waiting = iter(articles)
    for first in waiting:  # no process is started for nothing
        with _crew(workers, task) as submit:
            yield from in_order(chain((first,), waiting), submit, workers * AHEAD, report)


@contextmanager
def _crew(workers: int, task: Task) -> Iterator[Callable[[list[Article]], Future[Batch]]]:
    """A function that hands a batch to the next child that is free; each child has a thread here."""
    own = threading.local()
    started: list[Child] = []

    def read(batch: list[Article]) -> Batch:
        if not hasattr(own, "child"):
            own.child = Child("extract")
            started.append(own.child)
        return read_apart(own.child, batch, task)

    pool = ThreadPoolExecutor(workers, thread_name_prefix="graphbuild-child")
    try:
        yield lambda batch: pool.submit(read, batch)
    finally:
        for child in started:
            child.close()
        pool.shutdown(cancel_futures=True)
        for child in started:
            child.end()


def read_apart(child: Child, batch: list[Article], task: Task) -> Batch:
    """The results of a batch; where that ends the child, of each of its articles on its own."""
    try:
        return _ask(child, batch, task)
    except Ended:
        pass
    found = Batch([], [])
    for place, article in enumerate(batch):
        try:
            one = _ask(child, [article], task)
        except Ended as exc:
            told = f"reading it ended its process ({exc}): left out"
            found.issues.append(Issue(article.id, "extract", told, InputError.reason))
        else:
            found.issues.extend(one.issues)
            found.read.extend((place, statements) for _, statements in one.read)
    return found


def _ask(child: Child, batch: list[Article], task: Task) -> Batch:
    child.ask((batch, task))
    return cast(Batch, child.answer(WALL_SECONDS * len(batch)))
