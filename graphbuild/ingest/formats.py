"""The formats that articles are read from.

To add one, write a module with `read(file)`, which yields the articles of an `InputFile`, and add a
row to READERS; the search of folders, standard input and the messages take it from there. A module
is imported when a file of its format is met, so that what it needs is loaded only then.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, cast

from graphbuild.ingest.compression import COMPRESSED
from graphbuild.ingest.input_file import InputFile
from graphbuild.model import Article

# The articles of a file, in order; InputError where the file gives none.
Reader = Callable[[InputFile], Iterator[Article]]


class InputFormat(NamedTuple):
    """One format.

    endings: of file names, in lower case. module: has the reader, `read(file)`.
    compressed: whether each ending may be followed by one of COMPRESSED.
    start: how standard input of this format begins, as a regular expression that is matched against
        the first line in lower case, without white space before it; None where it cannot be told.
    """

    endings: tuple[str, ...]
    module: str
    compressed: bool = False
    start: bytes | None = None

    @property
    def read(self) -> Reader:
        """The module's `read(file)`."""
        return cast(Reader, importlib.import_module(self.module).read)

    @property
    def all_endings(self) -> tuple[str, ...]:
        """The endings, those of compressed files among them."""
        packings = ("", *COMPRESSED) if self.compressed else ("",)
        return tuple(ending + packing for ending in self.endings for packing in packings)


READERS = {
    "text": InputFormat((".txt", ".text", ".md", ".markdown"), "graphbuild.ingest.text"),
    "html": InputFormat(
        (".html", ".htm", ".xhtml"),
        "graphbuild.ingest.html",
        start=rb"<(!doctype html|html|head|body|\?xml|article|div|meta)",
    ),
    "jsonl": InputFormat(
        (".jsonl", ".ndjson"), "graphbuild.ingest.jsonl", compressed=True, start=rb'\{[ \t]*"'
    ),
    "warc": InputFormat((".warc", ".warc.gz"), "graphbuild.ingest.warc"),
}
DEFAULT = "text"  # what standard input is that begins like no other format
BLANK = b"\xef\xbb\xbf \t\r\n"  # white space and the byte order mark of UTF-8


def endings() -> tuple[str, ...]:
    """All endings of files that can be read, in the order of the table."""
    return tuple(e for row in READERS.values() for e in row.all_endings)


def ending_of(path: Path) -> str:
    """The ending of a file's name by which its format is known, "" when there is none."""
    name = path.name.casefold()
    return next((e for e in endings() if name.endswith(e)), "")


def stem_of(path: Path) -> str:
    """A file's name without that ending."""
    return path.name[: len(path.name) - len(ending_of(path))] or path.name


def format_of(ending: str) -> InputFormat:
    """The format of files with one of the `endings`; StopIteration for another."""
    return next(row for row in READERS.values() if ending in row.all_endings)


def format_by_start(line: bytes) -> InputFormat:
    """The format of what begins with this line."""
    start = line.lstrip(BLANK).lower()
    found = (row for row in READERS.values() if row.start and re.match(row.start, start))
    return next(found, READERS[DEFAULT])
