"""What runs in a child process: requests in, answers out, under limits that the system keeps.

It ends when its parent does, however that happens. To add a task, add a row to TASKS.
"""

from __future__ import annotations

import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from graphbuild.building.children import CPU_SECONDS, READY
from graphbuild.building.intake import serve_sources
from graphbuild.building.processes import serve_batches
from graphbuild.building.startup import collect_seldom, leave_out_spacys_commands
from graphbuild.errors import GraphbuildError

MEMORY = 4 * 1024**3  # bytes that may be taken beyond what is taken when the first request comes
Take = Callable[[], Any]
Give = Callable[[object], None]
TASKS: Mapping[str, Callable[[Take, Give, Callable[[], None]], None]] = {
    "extract": serve_batches,
    "ingest": serve_sources,
}


def main() -> None:
    """Serve the requests of the task that the command line names, until there are no more."""
    _, task, requests, answers = sys.argv
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupts are the parent's to handle
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    collect_seldom()
    leave_out_spacys_commands()
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    receiver = Connection(int(requests), writable=False)
    threading.Thread(target=_receive, args=(receiver, inbox), daemon=True).start()
    give = Connection(int(answers), readable=False).send
    give(READY)
    limit_memory()
    try:
        TASKS[task](inbox.get, give, more_time)
    except GraphbuildError as exc:
        give(exc)
    except BrokenPipeError:  # the parent has ended
        os._exit(1)


def more_time() -> None:
    """Let the system end this process after CPU_SECONDS of processor time from now, C code or not."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def limit_memory() -> None:
    """Let the system refuse more than MEMORY beyond what this process has now; Linux keeps to it."""
    with suppress(OSError, ValueError):  # no /proc, or less than that is allowed already
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))


def _receive(requests: Connection, inbox: queue.SimpleQueue[Any]) -> None:
    """Put requests into the queue; end the process, whatever it does, when the parent is gone."""
    while True:
        try:
            inbox.put(requests.recv())
        except (EOFError, OSError):
            os._exit(1)
