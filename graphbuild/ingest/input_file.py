"""What the readers of all formats get: an open file with its name, and whom to tell about faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from graphbuild.errors import InputError, UnknownKind
from graphbuild.ingest.decode import clean, mend
from graphbuild.model import INGEST, NOTE, Article, Issue

LARGEST = 32 * 1024 * 1024  # bytes of one page or one record; news articles have some thousands
MOST_ISSUES = 100  # that are told one by one of one file; the others are counted
MOST_IN_A_ROW = (
    10_000  # records without an article, after which the rest of a file is not looked at
)
HOPELESS = 32 * LARGEST  # bytes in one line after which the rest of a file is not looked at


def shown(path: str | Path) -> str:
    """A path as it can be printed: in one line, without control characters."""
    return " ".join(clean(str(path)).split())


class ByteStream(Protocol):
    """What readers use of an open binary file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, all when it is negative; none at the end."""

    def readline(self, size: int = -1, /) -> bytes:
        """The bytes up to a line feed and with it, at most `size`; none at the end."""


Inside = Callable[["InputFile", str, IO[bytes], int], Iterator[Article]]


def _nothing(file: InputFile, name: str, stream: IO[bytes], size: int) -> Iterator[Article]:
    raise UnknownKind("not supported inside another file")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file, or standard input, that is open for reading.

    stream: its bytes, already decompressed where the row of its format says so.
    name: what messages call it. stem: its name without folder and ending, of which a reader makes
        the ids of articles that have no other.
    fields: the names under which records have our fields (see `record.check_fields`).
    report: called with an Issue for a part that gives no article, while the rest is read.
    inside: reads a file inside this one: its path, its packed bytes and their number; UnknownKind
        where there is no reader for it.
    """

    stream: ByteStream
    name: str
    stem: str
    fields: Mapping[str, str]
    report: Callable[[Issue], None]
    inside: Inside = _nothing

    def fault(self, error: InputError, part: int | str | None = None) -> None:
        """Report an error of the whole file, or of a part (its number or name), by one Issue."""
        source = self.name if part is None else f"{self.name}:{part}"
        self.report(Issue(source, INGEST, str(error), error.reason))

    def note(self, message: str) -> None:
        """Say how the file is read; nothing of it is left out."""
        self.report(Issue(self.name, NOTE, message))

    def mended(self, text: str) -> str:
        """Text whose mojibake ("Ã©" for "é") is repaired, which is said."""
        right, n_lines = mend(text)
        if n_lines:
            lines = "a line" if n_lines == 1 else f"{n_lines} lines"
            self.note(f"mojibake repaired in {lines}")
        return right

    def content(self, advice: str = "not a news article") -> bytes:
        """All bytes; InputError, which ends in `advice`, when they are more than LARGEST."""
        data = self.stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError(f"larger than {LARGEST // 2**20} MiB: {advice}")
        return data

    def lines(self) -> Iterator[bytes]:
        """The lines; of one longer than LARGEST the first LARGEST + 1 bytes, the rest is passed over.

        InputError at a line of more than HOPELESS bytes, which may have no end.
        """
        while line := self.stream.readline(LARGEST + 1):
            yield line
            size = len(line)
            while len(line) > LARGEST and not line.endswith(b"\n"):
                line = self.stream.readline(LARGEST + 1)
                size += len(line)
                if size > HOPELESS:
                    raise InputError(
                        f"a line longer than {HOPELESS // 2**20} MiB: the rest is left out"
                    )


class IssueCap:
    """Tells the issues of one file, so that a kilobyte of compressed lines can't fill a disk with them."""

    def __init__(self, name: str, report: Callable[[Issue], None]) -> None:
        """`name`: of the file. `report`: whom to tell."""
        self._name, self._report = name, report
        self._n_issues = self._in_a_row = 0
        self._untold = Counter[str]()  # issues by reason

    def note(self, issue: Issue) -> None:
        """Tell an issue; InputError after MOST_IN_A_ROW of them without an article in between."""
        if issue.stage == NOTE and self._n_issues < MOST_ISSUES:
            self._report(issue)
            return
        self._n_issues += 1
        self._in_a_row += 1
        if self._n_issues <= MOST_ISSUES:
            self._report(issue)
        else:
            self._untold[issue.reason] += 1
        if self._in_a_row >= MOST_IN_A_ROW:
            raise InputError(f"{self._in_a_row} records in a row without an article: left out")

    def article(self) -> None:
        """Say that an article has come."""
        self._in_a_row = 0

    def close(self) -> None:
        """Say how many issues were not told, by their reasons."""
        for reason, n_issues in sorted(self._untold.items()):
            told = f"and {n_issues} more of its records: {reason}"
            self._report(Issue(self._name, INGEST, told, reason, n_issues))


class Rejoined:
    """A stream from whose beginning some bytes have been read, as if they had not."""

    def __init__(self, head: bytes, rest: ByteStream) -> None:
        """`head`: the bytes that were read."""
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        """See ByteStream."""
        if size < 0:
            return self._take(len(self._head)) + self._rest.read()
        taken = self._take(size)
        return taken + self._rest.read(size - len(taken))

    def readline(self, size: int = -1, /) -> bytes:
        """See ByteStream; a line that the head ends in comes in two pieces."""
        if not self._head:
            return self._rest.readline(size)
        end = self._head.find(b"\n") + 1 or len(self._head)
        return self._take(end if size < 0 else min(end, size))

    def _take(self, size: int) -> bytes:
        taken, self._head = self._head[:size], self._head[size:]
        return taken
