"""What a request may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for every request.

    seconds: for one answer; what takes longer is cut off. waiting: seconds in the queue.
    rows: of one answer. body: bytes of a request. memory: bytes of one worker, 0 for no bound.
    workers: processes that read the store, which is how many answers are worked out at once.
    """

    seconds: float = 30.0
    waiting: float = 60.0
    rows: int = 100_000
    body: int = 1_000_000
    memory: int = 2_000_000_000
    workers: int = 2
