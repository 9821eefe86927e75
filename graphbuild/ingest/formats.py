"""The formats that articles are read from.

To add one, write a module with `read(file)`, which yields the articles of an `InputFile`, and add a
row to READERS; the search of folders, standard input and the messages take it from there. A module
is imported when a file of its format is met, so that what it needs is loaded only then.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
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


# Names of columns, one of them usual for a text, separated by commas, semicolons or tabs.
_NAME = rb'"?[\w .-]{1,40}"?'
_CSV = (
    rb"(?=(?:[^\n]*[,;\t])?\"?(?:text|content|body|maintext|html|article|full.?text)\"?(?:[,;\t\r\n]|\Z))"
    rb"(" + _NAME + rb"[,;\t])+" + _NAME + rb"\r?(?:\n|\Z)"
)
_MAIL = (
    rb"(return-path|delivered-to|received|mime-version|message-id|x-[\w-]+|from|date): .*(\n|\Z)"
)

READERS = {
    "text": InputFormat(
        (".txt", ".text", ".md", ".markdown"), "graphbuild.ingest.text", compressed=True
    ),
    "feed": InputFormat(
        (".rss", ".atom", ".xml"),
        "graphbuild.ingest.feed",
        compressed=True,
        start=rb"(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*|<\?xml-stylesheet[^>]*\?>\s*)*<(rss|feed|rdf:rdf)\b",
    ),
    "html": InputFormat(
        (".html", ".htm", ".xhtml"),
        "graphbuild.ingest.html",
        compressed=True,
        start=rb"<(!doctype html|html|head|body|\?xml|article|div|meta)",
    ),
    "jsonl": InputFormat(
        (".jsonl", ".ndjson"), "graphbuild.ingest.jsonl", compressed=True, start=rb'\{[ \t]*"'
    ),
    "json": InputFormat(
        (".json",),
        "graphbuild.ingest.json_document",
        compressed=True,
        start=rb"\[\s*(\{|\Z)|\{\s*\Z",
    ),
    "csv": InputFormat((".csv", ".tsv"), "graphbuild.ingest.table", compressed=True, start=_CSV),
    "pdf": InputFormat((".pdf",), "graphbuild.ingest.pdf", compressed=True, start=rb"%pdf-"),
    "rtf": InputFormat((".rtf",), "graphbuild.ingest.rtf", compressed=True, start=rb"\{\\rtf"),
    "office": InputFormat((".docx", ".odt"), "graphbuild.ingest.office"),
    "mail": InputFormat(
        (".eml", ".mht", ".mhtml"), "graphbuild.ingest.mail", compressed=True, start=_MAIL
    ),
    "mbox": InputFormat(
        (".mbox",),
        "graphbuild.ingest.mailbox",
        compressed=True,
        start=rb"from \S+ .*\d{4}\s*(\n|\Z)",
    ),
    "zip": InputFormat((".zip", ".wacz"), "graphbuild.ingest.archive", start=rb"pk\x03\x04"),
    "warc": InputFormat((".warc", ".warc.gz"), "graphbuild.ingest.warc", start=rb"warc/\d"),
}
DEFAULT = "text"  # what standard input is that begins like no other format
BLANK = b"\xef\xbb\xbf \t\r\n"  # white space and the byte order mark of UTF-8


def endings() -> tuple[str, ...]:
    """All endings of files that can be read, in the order of the table."""
    return tuple(e for row in READERS.values() for e in row.all_endings)


def ending_of(path: PurePath) -> str:
    """The ending of a file's name by which its format is known, "" when there is none."""
    name = path.name.casefold()
    return next((e for e in endings() if name.endswith(e)), "")


def stem_of(path: PurePath) -> str:
    """A file's name without that ending."""
    return path.name[: len(path.name) - len(ending_of(path))] or path.name


def is_unnamed(path: Path) -> bool:
    """Whether a file's name says nothing of its format, so that its first bytes must."""
    return not path.suffix and not path.name.startswith(".")


def format_of(ending: str) -> InputFormat:
    """The format of files with one of the `endings`; StopIteration for another."""
    return next(row for row in READERS.values() if ending in row.all_endings)


def format_by_start(line: bytes) -> InputFormat:
    """The format of what begins with this line."""
    start = line.lstrip(BLANK).lower()
    found = (row for row in READERS.values() if row.start and re.match(row.start, start))
    return next(found, READERS[DEFAULT])
