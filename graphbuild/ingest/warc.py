"""Web archives (WARC) -> Articles: one for each page that a crawler fetched.

Read are responses with status 200 and the extracted texts of WET files, if they are HTML or plain
text. Requests, images, redirects and the like are passed over: a crawl has thousands of them.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from typing import Any

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import clean, decode
from graphbuild.ingest.html import read_html
from graphbuild.ingest.input_file import LARGEST, InputFile, shown
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.ingest.urls import name_of, usable
from graphbuild.model import Article

HTML = frozenset({"text/html", "application/xhtml+xml"})
PLAIN = "text/plain"
LONGEST_REASON = 120  # characters of a message of warcio's


def read(file: InputFile) -> Iterator[Article]:
    """The articles of an archive, compressed or not; a bad record is reported as `name:number`."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = n_pages = 0
    try:
        for number, record in enumerate(_quietly(ArchiveIterator(file.stream)), start=1):
            try:
                with one_record():
                    kind = _kind(record)
                    article = kind and _read(record, kind, f"{file.stem}-{number}", file.mended)
            except InputError as exc:
                n_pages += 1
                file.fault(exc, number)
                continue
            if article:
                n_pages += 1
                yield article
    except (ArchiveLoadFailed, AttributeError, IndexError, UnicodeDecodeError, ValueError) as exc:
        # warcio raises these on bytes that are no archive; see the tests
        reason = shown(str(exc))[:LONGEST_REASON]
        raise InputError(f"no readable web archive after record {number} ({reason})") from exc
    if not n_pages:
        raise NoArticle(f"no page among the {number} records of this archive")


def _quietly(records: Iterator[Any]) -> Iterator[Any]:
    """The records, without what warcio has to say about them on standard error."""
    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(records, None)
        if record is None:
            return
        yield record


def _kind(record: Any) -> str | None:
    """The media type of a record that can be an article, else None."""
    if record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return None
        told = record.http_headers.get_header("Content-Type")
    elif record.rec_type in {"resource", "conversion"}:
        told = record.rec_headers.get_header("Content-Type")
    else:
        return None
    kind = (told or "text/html").partition(";")[0].strip().casefold()
    return kind if kind in HTML or kind == PLAIN else None


def _charset(record: Any) -> str | None:
    """The charset that the server's header names."""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    told = (headers.get_header("Content-Type") if headers else "") or ""
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", told, re.IGNORECASE)
    return match.group(1) if match else None


def _read(record: Any, kind: str, fallback: str, mended: Callable[[str], str]) -> Article:
    data = record.content_stream().read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"larger than {LARGEST // 2**20} MiB: not a news article")
    url = usable(clean(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"))
    known = {"url": url} if url else {}
    read = read_html if kind in HTML else read_text
    return read(mended(decode(data, _charset(record))), name_of(url) or fallback, known)
