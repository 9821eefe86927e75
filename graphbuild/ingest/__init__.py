"""Files -> Articles: finds the article on a page, its title, date, address and publisher.

Text and Markdown (`.txt`, `.md`), web pages (`.html`), JSON lines (`.jsonl`, `.jsonl.gz`), folders
of these, and standard input (`-`). Offsets count characters of `Article.text`, whose line breaks
are all `\\n`; for a web page it is the extracted text (see `html.py`).

To add a format, write a reader `(data, name) -> Article`, and a row in `sources.py` and `_reader`.
"""

from __future__ import annotations

import gzip
import itertools
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from graphbuild.errors import InputError
from graphbuild.ingest.decode import clean, decode
from graphbuild.ingest.html import read_html
from graphbuild.ingest.identifiers import unique_ids
from graphbuild.ingest.plain import read_text
from graphbuild.ingest.records import check_fields, is_record, read_records
from graphbuild.ingest.sources import (
    HTML,
    RECORDS,
    STANDARD_INPUT,
    find_files,
    stem_of,
    suffix_of,
)
from graphbuild.model import Article, Issue

__all__ = ["read_articles"]

SHOWN_INPUT = "standard input"
LARGEST = 32 * 1024 * 1024  # bytes of one page or one record; news articles have some thousands
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
        folder = "" if source == STANDARD_INPUT else Path(source).absolute().parent.name
        for article in _read_source(source, fields, report):
            name = unique(clean(article.id), clean(folder))
            yield article if name == article.id else replace(article, id=name)


def _read_source(
    source: str | Path, fields: Mapping[str, str], report: Callable[[Issue], None]
) -> Iterator[Article]:
    """The articles of one file; what goes wrong becomes one Issue."""
    shown = SHOWN_INPUT if source == STANDARD_INPUT else clean(str(source))
    try:
        if source == STANDARD_INPUT:
            yield from _read_stream(sys.stdin.buffer, shown, fields, report)
            return
        path = Path(source)
        stem, ending = clean(stem_of(path)), suffix_of(path)
        with _open(path) as stream:
            if ending in RECORDS:
                yield from read_records(_lines(stream), shown, stem, fields, report)
            else:
                yield _read_page(stream, stem, is_html=ending in HTML)
    except InputError as exc:
        report(Issue(shown, "ingest", str(exc)))
    except (OSError, EOFError, zlib.error) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        report(Issue(shown, "ingest", f"cannot be read: {reason}"))


def _open(path: Path) -> IO[bytes]:
    if path.name.casefold().endswith(".gz"):
        return cast(IO[bytes], gzip.open(path, "rb"))
    return path.open("rb")


def _read_page(stream: IO[bytes], name: str, *, is_html: bool) -> Article:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"larger than {LARGEST // 2**20} MiB: not a news article")
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
    rest = b"".join(itertools.chain(head, lines))
    text = decode(rest)
    start = rest[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    yield read_html(text, "stdin") if start.startswith(_MARKUP) else read_text(text, "stdin")


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of at most LARGEST bytes; a longer one comes in pieces (and is no JSON object)."""
    while line := stream.readline(LARGEST):
        yield line
