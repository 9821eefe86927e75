"""Reads files in a child process, so that no page or archive can hang, fill or end the run.

The child says when it begins and ends a record. When it dies in one, a new child reads the same
source again, without that record, and what had come from it before is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from graphbuild.building import children
from graphbuild.building.children import WALL_SECONDS, Child, Ended
from graphbuild.errors import InputError
from graphbuild.ingest.files import STANDARD_INPUT
from graphbuild.ingest.input_file import shown
from graphbuild.ingest.net import watched
from graphbuild.ingest.reader import ReadSource, read_source
from graphbuild.model import INGEST, Article, Issue

MOST_ENDED = 10  # records of one source that may each cost a process
OUTSIDE = 0  # what the child says between records, which count from 1
Messages = Iterator[Article | Issue]


class Wanted(NamedTuple):
    """A source to read: a path or "-", the names of fields, and why which records are left out."""

    source: str | Path
    fields: Mapping[str, str]
    left_out: Mapping[int, str]


@contextmanager
def intake() -> Iterator[ReadSource]:
    """How to read sources: in a child process, where the system has what that needs."""
    if not children.KILLABLE:
        yield read_source
        return
    child = Child("ingest", with_stdin=True)
    try:
        yield _reading_in(child)
    finally:
        child.end()


def _reading_in(child: Child) -> ReadSource:
    def read(
        source: str | Path, fields: Mapping[str, str], report: Callable[[Issue], None]
    ) -> Iterator[Article]:
        for message in _messages(child, source, fields):
            if isinstance(message, Issue):
                report(message)
            else:
                yield message

    return read


def _messages(child: Child, source: str | Path, fields: Mapping[str, str]) -> Messages:
    """What a source gives, each once, whatever happens to the child."""
    left_out: dict[int, str] = {}
    n_told = 0
    while True:
        watch = _Progress()
        try:
            for number, message in enumerate(watch.answers(child, source, fields, left_out), 1):
                if number > n_told:
                    n_told = number
                    yield message
            return
        except Ended as exc:
            told = f"reading it ended its process ({exc})"
        name, lost = shown(source), "the rest of the file is left out"
        if source == STANDARD_INPUT:
            name, lost = "standard input", "the rest is left out, as it cannot be read again"
        elif watch.record != OUTSIDE and len(left_out) < MOST_ENDED:
            left_out[watch.record] = f"{told}: left out"
            continue
        yield Issue(name, INGEST, f"{told}: {lost}", InputError.reason)
        return


class _Progress:
    """How far a child is in a source; `record`: the number of the record that it reads, or OUTSIDE."""

    def __init__(self) -> None:
        self.record = OUTSIDE

    def answers(
        self,
        child: Child,
        source: str | Path,
        fields: Mapping[str, str],
        left_out: Mapping[int, str],
    ) -> Messages:
        """The articles and issues of a source, as they come."""
        child.ask(Wanted(source, dict(fields), dict(left_out)))
        while True:
            message = child.answer(WALL_SECONDS if self.record != OUTSIDE else None)
            if message is None:
                return
            if isinstance(message, int):
                self.record = message
            elif isinstance(message, Article | Issue):
                yield message


def serve_sources(
    take: Callable[[], Any], give: Callable[[object], None], more_time: Callable[[], None]
) -> None:
    """In the child: give what each source has, and None after it."""
    while True:
        wanted = take()
        more_time()
        with watched(_Watch(give, more_time, wanted.left_out)):
            for article in read_source(wanted.source, wanted.fields, give):
                give(article)
        give(None)


class _Watch:
    """Tells the parent where each record begins and ends, and lets it have its own time."""

    def __init__(
        self,
        give: Callable[[object], None],
        more_time: Callable[[], None],
        left_out: Mapping[int, str],
    ) -> None:
        self._give, self._more_time, self._left_out = give, more_time, left_out
        self._n = 0

    def begin(self) -> None:
        """Say that a record begins; InputError where it has ended a process before."""
        self._n += 1
        if self._n in self._left_out:
            raise InputError(self._left_out[self._n])
        self._more_time()
        self._give(self._n)

    def end(self) -> None:
        """Say that it has ended."""
        self._give(OUTSIDE)
