"""RSS and Atom -> Articles: one an entry, from its full content or, where there is none, its summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from graphbuild.errors import InputError, NoArticle, UnknownKind
from graphbuild.ingest.decode import clean
from graphbuild.ingest.fragments import fragment_text
from graphbuild.ingest.input_file import InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.ingest.urls import name_of, usable
from graphbuild.model import Article


def read(file: InputFile) -> Iterator[Article]:
    """The articles of the entries; an entry without one is reported as `name:number`."""
    import feedparser

    data = file.content()
    if not data.strip():
        raise NoArticle("empty file")
    with one_record():
        feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise UnknownKind("XML that is no RSS or Atom feed")
    if not feed.entries:
        raise NoArticle("a feed without entries")
    publisher = clean(feed.feed.get("title") or "")
    n_summaries = 0
    for number, entry in enumerate(feed.entries, start=1):
        try:
            with one_record():
                markup, is_summary = _content(entry)
                article = _read(entry, markup, f"{file.stem}-{number}", publisher)
            n_summaries += is_summary
            yield article
        except InputError as exc:
            file.fault(exc, number)
    if n_summaries:
        file.note(f"{n_summaries} of {len(feed.entries)} entries have a summary only")


def _content(entry: Any) -> tuple[str, bool]:
    """The longest content of an entry, else its summary; whether it is the summary."""
    contents = [c.get("value") or "" for c in entry.get("content") or ()]
    full = max(contents, key=len, default="")
    summary = entry.get("summary") or ""
    return (full, False) if full.strip() else (summary, True)


def _read(entry: Any, markup: str, fallback: str, publisher: str) -> Article:
    link = usable(clean(entry.get("link") or ""))
    told = {
        "title": " ".join(fragment_text(entry.get("title") or "").split()),
        "url": link or "",
        "publisher": clean((entry.get("source") or {}).get("title") or "") or publisher,
        "published": _day(entry),
    }
    text = clean(fragment_text(markup))
    if not text:
        raise NoArticle("an entry without a text")
    known = {name: value for name, value in told.items() if value}
    return read_text(text, name_of(link) or fallback, known)


def _day(entry: Any) -> str:
    """The day (UTC) on which an entry was published, else updated."""
    moment: time.struct_time | None = entry.get("published_parsed") or entry.get("updated_parsed")
    return time.strftime("%Y-%m-%d", moment) if moment else ""
