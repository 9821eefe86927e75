"""A limit on how long one piece of work may take, so that no input can hang a run.

It rests on the timer signal of Unix and on the main thread. Elsewhere (Windows, a thread of a Dask
worker) there is none, and only the limits on size hold.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from graphbuild.errors import TooSlow

SECONDS = 60.0  # for one article; an ordinary one takes less than one second
AGAIN = 1.0  # seconds to the next alarm, should the first be swallowed on its way out


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TooSlow inside the block when it takes longer than this.

    Blocks must not be nested, as there is one timer, nor contain a `yield`, as the timer would run on
    in the caller.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"took longer than {seconds:g} seconds: left out")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
