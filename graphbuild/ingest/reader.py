"""Files -> Articles: finds the article on a page, its title, date, address and publisher.

Text and Markdown (`.txt`, `.md`), web pages (`.html`), JSON lines (`.jsonl`, also `.gz`, `.bz2` and
`.zst`), web archives (`.warc`, `.warc.gz`), folders of these, and standard input (`-`). Offsets count
characters of `Article.text`, whose line breaks are all `\\n`; for a web page it is the extracted text (see `html.py`).

To add a format, write a reader `(data, name) -> Article`, and a row in `files.py` and `_reader`.
"""

from __future__ import annotations

import io
import itertools
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from graphbuild.deadline import time_limit
from graphbuild.errors import InputError
from graphbuild.ingest.compression import unpacked
from graphbuild.ingest.decode import decode
from graphbuild.ingest.files import (
    ARCHIVES,
    HTML,
    RECORDS,
    STANDARD_INPUT,
    find_files,
    shown,
    stem_of,
    suffix_of,
)
from graphbuild.ingest.html import read_html
from graphbuild.ingest.identifiers import unique_ids
from graphbuild.ingest.jsonl import LARGEST, check_fields, is_record, read_records
from graphbuild.ingest.text import read_text
from graphbuild.ingest.warc import read_warc
from graphbuild.model import Article, Issue

__all__ = ["read_articles"]

SHOWN_INPUT = "standard input"
HOPELESS = 32 * LARGEST  # bytes in one line after which the rest of a file is not looked at
_MARKUP = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<?xml",
    b"<article",
    b"<div",
    b"<meta",
)


def read_articles(
    paths: Iterable[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    report: Callable[[Issue], None] = lambda issue: None,
) -> Iterator[Article]:
    """Articles of files, folders and standard input ("-"), lazily, in order, with unique ids.

    fields: names that records of JSON lines use, by ours (id, url, title, publisher, published,
        text, html); a dotted name looks inside an object. An unknown name of ours is a
        GraphbuildError, raised at once.
    report: called with an Issue for each input that gives no article; nothing else is raised.
    """
    return _read_all(paths, check_fields(fields), report)


def _read_all(
    paths: Iterable[str | Path], fields: Mapping[str, str], report: Callable[[Issue], None]
) -> Iterator[Article]:
    unique = unique_ids()
    for source in find_files(paths, report):
        folder = "" if source == STANDARD_INPUT else shown(Path(source).absolute().parent.name)
        for article in _read_source(source, fields, report):
            name = unique(shown(article.id), folder)
            yield article if name == article.id else replace(article, id=name)


def _read_source(
    source: str | Path, fields: Mapping[str, str], report: Callable[[Issue], None]
) -> Iterator[Article]:
    """The articles of one file; what goes wrong becomes one Issue."""
    name = SHOWN_INPUT if source == STANDARD_INPUT else shown(source)
    try:
        if source == STANDARD_INPUT:
            yield from _read_stream(sys.stdin.buffer, name, fields, report)
            return
        path = Path(source)
        stem, ending = shown(stem_of(path)), suffix_of(path)
        with _open(path) as stream:
            if ending in RECORDS:
                yield from read_records(_lines(stream), name, stem, fields, report)
            elif ending in ARCHIVES:
                yield from read_warc(stream, name, stem, report)
            else:
                yield _read_page(stream, stem, is_html=ending in HTML)
    except InputError as exc:
        report(Issue(name, "ingest", str(exc)))
    except (OSError, EOFError, zlib.error) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        report(Issue(name, "ingest", f"cannot be read: {reason}"))


def _open(path: Path) -> IO[bytes]:
    if not path.is_file():  # to open a pipe would be to wait for who writes into it
        raise InputError("not a file" if path.exists() else "cannot be read: no such file")
    ending = suffix_of(path)
    return unpacked(path, ending) if ending in RECORDS else path.open("rb")


def _read_page(stream: IO[bytes], name: str, *, is_html: bool) -> Article:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"larger than {LARGEST // 2**20} MiB: not a news article")
    with time_limit():
        text = decode(data)
        return read_html(text, name) if is_html else read_text(text, name)


def _read_stream(
    stream: IO[bytes], shown: str, fields: Mapping[str, str], report: Callable[[Issue], None]
) -> Iterator[Article]:
    """Standard input: JSON lines if the first line is an object, else one page."""
    lines = _lines(stream)
    head: list[bytes] = []
    for line in lines:
        head.append(line)
        if line.strip():
            break
    if head and is_record(head[-1]):
        yield from read_records(itertools.chain(head, lines), shown, "stdin", fields, report)
        return
    page = io.BytesIO(b"".join(head) + stream.read(LARGEST + 1))
    start = page.getvalue()[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    yield _read_page(page, "stdin", is_html=start.startswith(_MARKUP))


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines; of one longer than LARGEST the first LARGEST + 1 bytes, the rest is passed over."""
    while line := stream.readline(LARGEST + 1):
        yield line
        size = len(line)
        while len(line) > LARGEST and not line.endswith(b"\n"):
            line = stream.readline(LARGEST + 1)
            size += len(line)
            if size > HOPELESS:
                raise InputError(
                    f"a line longer than {HOPELESS // 2**20} MiB: the rest is left out"
                )
