"""Processes that read the store, so that an answer that takes too long can be cut off.

A query in Oxigraph cannot be stopped from outside, a process can. Each worker has the store open to
read and opens it again when it has changed.
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

# Seconds in which a change of the store may go unseen: telling costs a look at each of its files.
SETTLED = 1.0
# Seconds in which a worker must be there, on the busiest machine.
STARTING = 60.0


class Worker:
    """One process, which is started again whenever it was cut off."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._url, self._limits = url, limits
        self._lock = threading.Lock()
        self._start()

    def ask(self, task: str, *values: object, mark: str = "", seconds: float) -> Any:
        """What the task returns; raises what it raises, TimedOut and Died."""
        with self._lock:
            if not self._process.is_alive():
                self._start()
            try:
                self._await_start()
                self._pipe.send((task, values, mark, seconds))
                if not self._pipe.poll(seconds):
                    self._kill()
                    self._start()
                    raise TimedOut(f"cut off after {seconds:g} seconds; ask for less")
                good, value = self._pipe.recv()
            except (EOFError, OSError) as exc:
                self._kill()
                self._start()
                raise Died(
                    "the answer ended its worker, most likely for want of memory; ask for less"
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
        """Wait until it has loaded what it needs, which is no part of an answer's time."""
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
        self._all = [Worker(url, limits) for _ in range(limits.workers)]
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        for worker in self._all:
            self._free.put_nowait(worker)
        self._threads = anyio.CapacityLimiter(limits.workers)
        self._mark, self._looked = "", 0.0

    @property
    def mark(self) -> str:
        """The state of the store, as known."""
        if time.monotonic() - self._looked > SETTLED:
            self._mark, self._looked = stamp(self._url), time.monotonic()
        return self._mark

    async def ask(self, task: str, *values: object, seconds: float | None = None) -> Any:
        """What a task of `tasks` returns in the next free worker; raises Busy, too."""
        try:
            worker = await asyncio.wait_for(self._free.get(), self._limits.waiting)
        except TimeoutError:
            raise Busy("too many questions at once; try again in a while") from None
        mark, limit = self.mark, seconds or self._limits.seconds
        try:
            return await anyio.to_thread.run_sync(
                lambda: worker.ask(task, *values, mark=mark, seconds=limit), limiter=self._threads
            )
        finally:
            self._free.put_nowait(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self._all:
            worker.close()
