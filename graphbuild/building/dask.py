"""Reads articles on an existing Dask cluster instead of in local processes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, cast

from graphbuild.building.processes import AHEAD, Batch, Read, Result, Task, in_order, read_batch
from graphbuild.errors import WorkerError
from graphbuild.model import Article, Issue

WAIT = 20  # seconds for the scheduler to answer, and for its first worker


def read_on_cluster(
    articles: Iterable[Article],
    task: Task,
    scheduler: str,
    fingerprint: str,
    report: Callable[[Issue], None],
) -> Iterator[Read]:
    """Each article with its statements, in order, read by the workers of a Dask cluster.

    scheduler: its address, such as tcp://10.0.0.1:8786. Batches of a worker that dies are read by
    another. Raises WorkerError when the cluster cannot be reached, loses too many workers, or runs a
    version with another fingerprint.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as exc:
        raise WorkerError("--dask needs the extra: pip install 'graphbuild[dask]'") from exc
    waiting = iter(articles)
    first = next(waiting, None)
    if first is None:
        return
    connect: Any = Client  # it has no type hints
    try:
        client = connect(scheduler, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as exc:
        raise WorkerError(f"no Dask scheduler answers at {scheduler}: {exc}") from exc

    def submit(batch: list[Article]) -> Result:
        return cast(Result, client.submit(read_there, batch, task, fingerprint, pure=False))

    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT)
            n_ahead = AHEAD * max(2, sum(client.nthreads().values()))
            yield from in_order(chain((first,), waiting), submit, n_ahead, report)
        except KilledWorker as exc:
            raise WorkerError(f"the cluster at {scheduler} lost too many workers") from exc
        except TimeoutError as exc:
            raise WorkerError(f"the cluster at {scheduler} has no worker") from exc


def read_there(articles: list[Article], task: Task, fingerprint: str) -> Batch:
    """Read a batch on a worker; WorkerError if it runs another version than the sender."""
    if _own(task.model, task.reader) != fingerprint:
        raise WorkerError(
            "a worker of the cluster has another version of graphbuild or of its model: install the "
            "same one everywhere"
        )
    return read_batch(articles, task)


@functools.cache
def _own(model: str | None, reader: str) -> str:
    from graphbuild.building.fingerprint import fingerprint

    return fingerprint(model, reader)
