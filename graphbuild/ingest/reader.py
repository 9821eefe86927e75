"""Files, folders and standard input -> Articles, whatever their formats (the table is in `formats.py`).

Offsets count characters of `Article.text`, whose line breaks are all `\\n`; for a web page it is the
extracted text (see `html.py`).
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from graphbuild.errors import InputError, UnknownKind
from graphbuild.ingest.compression import decompressed
from graphbuild.ingest.files import STANDARD_INPUT, each_path, find_files
from graphbuild.ingest.formats import (
    BLANK,
    READERS,
    InputFormat,
    ending_of,
    endings,
    format_by_start,
    format_of,
    is_unnamed,
    stem_of,
)
from graphbuild.ingest.identifiers import unique_ids
from graphbuild.ingest.input_file import LARGEST, InputFile, IssueCap, Rejoined, shown
from graphbuild.ingest.record import check_fields
from graphbuild.model import INGEST, Article, Issue

HEAD = 4096  # bytes of a file by which its format is known

__all__ = ["ReadSource", "read_articles", "read_source"]

# From a file's path or "-", names of fields, and whom to tell of issues, to the articles of it.
ReadSource = Callable[[str | Path, Mapping[str, str], Callable[[Issue], None]], Iterator[Article]]


def read_articles(
    paths: str | Path | Iterable[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    report: Callable[[Issue], None] = lambda issue: None,
    read: ReadSource | None = None,
) -> Iterator[Article]:
    """Articles of files, folders and standard input ("-"), lazily, in order, with unique ids.

    fields: names that records of JSON and columns of CSV use, by ours (id, url, title, publisher, published,
        text, html); a dotted name looks inside an object. An unknown name of ours is a
        GraphbuildError, raised at once.
    report: called with an Issue for each input that gives no article; nothing else is raised.
    read: how one of them is read; by `read_source`, in this process, unless it is said.
    A single path may stand for itself.
    """
    return _read_all(each_path(paths), check_fields(fields), report, read or read_source)


def _read_all(
    paths: Iterable[str | Path],
    fields: Mapping[str, str],
    report: Callable[[Issue], None],
    read: ReadSource,
) -> Iterator[Article]:
    unique = unique_ids()
    for source in find_files(paths, report):
        folder = "" if source == STANDARD_INPUT else shown(Path(source).absolute().parent.name)
        for article in read(source, fields, report):
            name = unique(shown(article.id), folder)
            yield article if name == article.id else replace(article, id=name)


def read_source(
    source: str | Path, fields: Mapping[str, str], report: Callable[[Issue], None]
) -> Iterator[Article]:
    """The articles of one file or of standard input; what goes wrong becomes one Issue."""
    name = "standard input" if source == STANDARD_INPUT else shown(source)
    cap = IssueCap(name, report)
    try:
        for article in _read_format(source, name, fields, cap.note):
            cap.article()
            yield article
        cap.close()
    except InputError as exc:
        cap.close()
        report(Issue(name, INGEST, str(exc), exc.reason))
    except ModuleNotFoundError as exc:
        cap.close()
        told = f"needs the package {exc.name}: pip install 'graphbuild[documents]'"
        report(Issue(name, INGEST, told, InputError.reason))
    except (OSError, EOFError, zlib.error) as exc:
        cap.close()
        reason = getattr(exc, "strerror", None) or str(exc)
        report(Issue(name, INGEST, f"cannot be read: {reason}", InputError.reason))


def _read_format(
    source: str | Path, name: str, fields: Mapping[str, str], report: Callable[[Issue], None]
) -> Iterator[Article]:
    """The articles of a source, by the reader of its format."""
    if source == STANDARD_INPUT:
        head = _head(sys.stdin.buffer)
        file = InputFile(Rejoined(head, sys.stdin.buffer), name, "stdin", fields, report, _inside)
        yield from format_by_start(head).read(file)
        return
    path = Path(source)
    with _open(path) as stream:
        file = InputFile(stream, name, shown(stem_of(path)), fields, report, _inside)
        yield from _format(path).read(file)


def _inside(file: InputFile, name: str, stream: IO[bytes], size: int) -> Iterator[Article]:
    """The articles of a file in an archive; archives in it are not read."""
    path = PurePosixPath(name)
    ending = ending_of(path)
    if not ending or format_of(ending) is READERS["zip"]:
        raise UnknownKind(f"not supported in an archive (supported: {', '.join(endings())})")
    row = format_of(ending)
    unpacked = decompressed(stream, ending, size) if row.compressed else stream
    inner = replace(
        file, stream=unpacked, name=f"{file.name}:{shown(name)}", stem=shown(stem_of(path))
    )
    yield from row.read(inner)


def _format(path: Path) -> InputFormat:
    """The format of a file by its ending, or, where it has none, by its first bytes."""
    if not is_unnamed(path):
        return format_of(ending_of(path))
    with path.open("rb") as stream:
        return format_by_start(stream.read(HEAD))


def _open(path: Path) -> IO[bytes]:
    if not path.is_file():  # to open a pipe would be to wait for who writes into it
        raise InputError("not a file" if path.exists() else "cannot be read: no such file")
    if is_unnamed(path):
        return path.open("rb")
    ending = ending_of(path)
    return decompressed(path, ending) if format_of(ending).compressed else path.open("rb")


def _tells(head: bytes) -> bool:
    """Whether a beginning has more than blanks and an XML declaration, which many formats share."""
    start = head.strip(BLANK)
    return bool(start) and (
        len(head) > HEAD or re.fullmatch(rb"(?:<\?xml[^>]*\?>\s*)+", start) is None
    )


def _head(stream: IO[bytes]) -> bytes:
    """The first line that is neither blank nor an XML declaration, with those above it.

    No more is read, so that records which arrive one by one are read as they arrive.
    """
    head = b""
    while not _tells(head) and (line := stream.readline(LARGEST + 1)):
        head += line
    return head
