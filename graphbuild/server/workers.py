"""Worker processes that read the store, so that a query that takes too long can be ended.

A query in Oxigraph cannot be stopped from outside, but a process can. Each worker has the store open to
read, and opens it again when it has changed.
"""

from __future__ import annotations

import asyncio
import threading
import time
from multiprocessing import get_context
from typing import Any

import anyio.to_thread

from graphbuild.errors import Busy, Died, TimedOut
from graphbuild.server.limits import Limits
from graphbuild.server.tasks import run
from graphbuild.store.stamp import stamp

# Seconds for which the stamp of the store is reused, since it takes a look at each file.
SETTLED = 1.0
# Seconds within which a worker must have started, even on a busy machine.
STARTING = 60.0
# Tasks whose cost depends on the client; they have workers of their own, so that pages need not wait.
COSTLY = frozenset(("ask", "table", "explorer"))


class Worker:
    """One process, which is started again after it was ended."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._url, self._limits = url, limits
        self._lock = threading.Lock()
        self._start()

    def ask(self, task: str, *values: object, mark: str = "", seconds: float) -> Any:
        """The result of a task; raises what the task raises, TimedOut and Died."""
        with self._lock:
            if not self._process.is_alive():
                self._start()
            try:
                self._await_start()
                self._pipe.send((task, values, mark, seconds))
                if not self._pipe.poll(seconds):
                    self._kill()
                    self._start()
                    raise TimedOut(
                        f"ended after {seconds:g} seconds; add a LIMIT or narrow the query down"
                    )
                good, value = self._pipe.recv()
            except (EOFError, OSError) as exc:
                self._kill()
                self._start()
                raise Died(
                    "the query ended its worker, probably because it ran out of memory; add a LIMIT or narrow it down"
                ) from exc
        if not good:
            raise value
        return value

    def close(self) -> None:
        """End the process."""
        self._kill()

    def _start(self) -> None:
        context = get_context("spawn")  # a fork would take the threads of the server with it
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=run, args=(self._url, theirs, self._limits.memory), daemon=True
        )
        self._process.start()
        self._ready = False
        theirs.close()

    def _await_start(self) -> None:
        """Wait until the process has loaded; that does not count as time of the query."""
        if not self._ready:
            if not self._pipe.poll(STARTING):
                raise EOFError
            self._ready = bool(self._pipe.recv())

    def _kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


class Pool:
    """The workers of a server; used from one event loop."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._url, self._limits = url, limits
        self._all = [Worker(url, limits) for _ in range(limits.workers + limits.pages)]
        self._costly: asyncio.Queue[Worker] = asyncio.Queue()
        self._pages: asyncio.Queue[Worker] = asyncio.Queue()
        for n, worker in enumerate(self._all):
            (self._costly if n < limits.workers else self._pages).put_nowait(worker)
        self._threads = anyio.CapacityLimiter(len(self._all))
        self._mark, self._looked = "", 0.0

    @property
    def mark(self) -> str:
        """The stamp of the store, at most SETTLED seconds old."""
        if time.monotonic() - self._looked > SETTLED:
            self._mark, self._looked = stamp(self._url), time.monotonic()
        return self._mark

    async def ask(self, task: str, *values: object, seconds: float | None = None) -> Any:
        """The result of a task of `tasks`, run in the next free worker; also raises Busy."""
        free = self._costly if task in COSTLY else self._pages
        try:
            worker = await asyncio.wait_for(free.get(), self._limits.waiting)
        except TimeoutError:
            raise Busy("too many queries at once; try again later") from None
        mark, limit = self.mark, seconds or self._limits.seconds
        try:
            return await anyio.to_thread.run_sync(
                lambda: worker.ask(task, *values, mark=mark, seconds=limit), limiter=self._threads
            )
        finally:
            free.put_nowait(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self._all:
            worker.close()
