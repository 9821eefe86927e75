"""Limits of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of every request.

    seconds: time of one query, after which it is ended. waiting: seconds in the queue.
    rows: of one result. answer: bytes of one result. held: bytes of all results that wait for
    their clients to read them. body: bytes of a request. memory: bytes of one worker, 0 for no limit.
    workers: processes for queries, and so the number that run at once. pages: those for pages.
    """

    seconds: float = 30.0
    waiting: float = 60.0
    rows: int = 100_000
    answer: int = 20_000_000
    held: int = 200_000_000
    body: int = 1_000_000
    memory: int = 2_000_000_000
    workers: int = 2
    pages: int = 1
