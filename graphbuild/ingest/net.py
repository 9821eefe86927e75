"""What holds for every record, whatever its format: a time limit, and an error that costs it alone."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from graphbuild.deadline import SECONDS, time_limit
from graphbuild.errors import InputError
from graphbuild.faults import FAULTS, fault_line

# Of the parsers and decompressors that the formats use; an lxml error of syntax is a SyntaxError.
_FOREIGN = (RuntimeError, SyntaxError, EOFError, OSError, zlib.error)


class Watch(Protocol):
    """Who is told where records begin and end."""

    def begin(self) -> None:
        """Called before a record is read; an InputError leaves it out."""

    def end(self) -> None:
        """Called after it."""


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Tell `watch` of every record that is read inside the block."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def one_record(seconds: float = SECONDS) -> Iterator[None]:
    """Turn whatever reading a record raises into InputError, so that the next one is still read.

    Blocks may neither be nested nor contain a `yield` (see `time_limit`).
    """
    watch = _watch.get()
    if watch is not None:
        watch.begin()
    try:
        with time_limit(seconds):
            yield
    except (*FAULTS, *_FOREIGN) as exc:
        raise InputError(fault_line(exc)) from exc
    finally:
        if watch is not None:
            watch.end()
