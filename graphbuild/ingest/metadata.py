"""Title, date, address and publisher of a page, from what the page itself shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graphbuild.ingest.blocks import Block
from graphbuild.ingest.boilerplate import Kind, is_byline, repeated, same_line
from graphbuild.ingest.datelines import Opening, find_dateline
from graphbuild.ingest.dates import (
    complete,
    date_in_name,
    date_in_url,
    find_dates,
    parse_date,
    without_dates,
    years_in,
)
from graphbuild.ingest.fields import Field, first
from graphbuild.ingest.markup import LINK_ONLY, URL
from graphbuild.ingest.urls import names_host, split_address, usable
from graphbuild.knowledge.tables import lexicon

TITLE_WORDS = (3, 40)


class Page(NamedTuple):
    """A page of text taken apart, from which its title, date, address and publisher are read.

    name: the file's name without its ending. blocks, kinds: its lines and paragraphs, and what each is.
    fields: the `key: value` lines of its head.
    """

    name: str
    blocks: list[Block]
    kinds: list[Kind]
    fields: list[Field]

    @property
    def head(self) -> int:
        """The number of blocks before the first paragraph."""
        return next((i for i, k in enumerate(self.kinds) if k is Kind.PROSE), len(self.kinds))


def find_title(page: Page) -> str | None:
    """The title: a field, else a heading, else the first headline above the article; None without any."""
    given = first(page.fields, "title")
    if given is not None:
        return given
    head = list(zip(page.blocks, page.kinds, strict=True))[: page.head]
    headings = [b.visible for b, k in head if k is Kind.HEADING and b.visible]
    short = [b for b, k in head if k is Kind.SHORT]
    lines = [b.visible for b in short if _is_headline(b.visible)]
    twice = repeated(short)
    long = [line for line in lines if len(line.split()) > TITLE_WORDS[0]]
    ranked = [*headings, *(line for line in long if line in twice), *long, *lines]
    return ranked[0] if ranked and len(page.blocks) > 1 else _sentence_title(page)


def find_url(page: Page) -> str | None:
    """The address in a field, in a link "Original article", or alone on a line of the head."""
    for name in ("url", "source"):
        value = first(page.fields, name)
        match = URL.search(value or "")
        if match is not None and usable(match.group()):
            return match.group()
    addresses = []
    for block in page.blocks[: page.head]:
        match = URL.search(block.raw) if LINK_ONLY.match(block.raw) else None
        if match is not None and _is_article(match.group()):
            addresses.append((0 if _ORIGINAL.search(block.visible) else 1, match.group()))
    return min(addresses)[1] if addresses else None


def find_publisher(page: Page, title: str | None, url: str | None) -> str | None:
    """A field, the end of the title ("… | Name"), or the agency of the dateline."""
    for name in ("publisher", "source"):
        value = first(page.fields, name)
        if value is not None and not URL.search(value) and len(value.split()) <= 8:
            return value
    return publisher_in_title(title or "", url) or _beside_date(page) or _agency(page, url)


def find_original(page: Page) -> str | None:
    """The date that a field calls the original one: "Original Published: 15 April 2021"."""
    return _parsed(first(page.fields, "original"))


def find_published(page: Page, title: str | None, url: str | None) -> str | None:
    """The date of publication (ISO, as precise as known), by fields, address, head and dateline."""
    told = _parsed(first(page.fields, "published"))
    dated = _parsed(first(page.fields, "date"))
    linked = date_in_url(url or "")
    if told is not None:
        return told
    if dated is not None:
        return linked or dated
    return (
        linked
        or _in_head(page, title)
        or _only_date(page)
        or _by_dateline(page, url)
        or date_in_name(page.name)
    )


def publisher_in_title(title: str, url: str | None) -> str | None:
    """The name behind "|" at the end of a title, or behind a dash if it is a paper's or the host's."""
    match = _BAR.match(title)
    if match is None:
        return None
    name = match["name"].strip()
    barred = "|" in title and title.rsplit("|", 1)[1].strip() == name
    certain = barred or _is_paper(name) or names_host(name, url)
    return name if certain and _is_name(name) else None


_ORIGINAL = re.compile(r"\b(?:original|source|article|link)\b", re.IGNORECASE)
_BAR = re.compile(r"^.{12,}\s(?:\||[-–—])\s(?P<name>[^|]{2,40})$")
_LATER = re.compile(r"\b(?:updated|modified|last|accessed|retrieved|copyright)\b|©", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:published|posted|first)\b", re.IGNORECASE)


def _is_headline(visible: str) -> bool:
    least, most = TITLE_WORDS
    crumbs = len(re.findall(r"[>»|/•]", visible)) > 1
    return least <= len(visible.split()) <= most and not crumbs and not is_byline(visible)


def _sentence_title(page: Page) -> str | None:
    """A first sentence that is the title: the date is on the next line, or a dateline follows."""
    if page.head != 0 or len(page.blocks) < 3 or len(page.blocks[0].visible.split()) > 20:
        return None
    top, below = page.blocks[:2]
    dated = page.kinds[1] is Kind.DATE and below.first == top.first + 1
    reported = page.kinds[1] is Kind.PROSE and find_dateline(below.visible) is not None
    is_title = dated or (reported and find_dateline(top.visible) is None)
    return top.visible if is_title else None


def _is_article(url: str) -> bool:
    path = split_address(url).path
    return len(path) > 12 and not re.search(r"\.(?:jpe?g|png|gif|webp|svg|mp4|pdf)$", path, re.I)


def _beside_date(page: Page) -> str | None:
    """A paper's name on the line with the date: "Example Weekly - 4 Nov 2021 - 2 min read"."""
    for block, kind in zip(page.blocks[: page.head], page.kinds, strict=False):
        parts = re.split(r"[|,·•–—-]+", without_dates(block.visible)) if kind is Kind.DATE else []
        for part in parts:
            if len(part.split()) > 1 and _is_name(part.strip()) and _is_paper(part.strip()):
                return part.strip()
    return None


def _is_name(name: str) -> bool:
    words = name.split()
    return 0 < len(words) <= 4 and all(w[0].isupper() or w[0].isdigit() for w in words)


def _is_paper(name: str) -> bool:
    """Whether a name ends like that of a paper ("Daily", "News"), and is no section's."""
    boilerplate = lexicon("boilerplate")
    known = boilerplate["publisher_words"]
    words = name.casefold().split()
    section = all(w in known for w in words[:-1]) or " ".join(words) in boilerplate["tails"]
    return words[-1] in known and not section


def _agency(page: Page, url: str | None) -> str | None:
    """The dateline's agency, unless the address is somebody else's (who reprints the agency)."""
    for opening in _openings(page):
        if opening.agency is None:
            continue
        host = split_address(url).netloc.casefold()
        return opening.agency if not host or opening.agency.casefold() in host else None
    return None


def _openings(page: Page) -> Iterator[Opening]:
    for block in page.blocks[page.head : page.head + 2]:
        opening = find_dateline(block.visible)
        if opening is not None:
            yield opening


def _parsed(value: str | None) -> str | None:
    return None if value is None else parse_date(value)


def _in_head(page: Page, title: str | None) -> str | None:
    """The date nearest to the title; a day before a month, "published" before "updated"."""
    end = page.head + 1  # a sub-headline may stand above the date
    if page.kinds[page.head + 1 : page.head + 2] == [Kind.DATE]:
        end += 1
    at = next((i for i, b in enumerate(page.blocks) if same_line(b.visible, title or "")), 0)
    ranked = []
    for i, (block, kind) in enumerate(zip(page.blocks[:end], page.kinds, strict=False)):
        if kind in {Kind.PROSE, Kind.HEADING, Kind.FIELD} or len(block.visible.split()) > 25:
            continue
        rank = 0 if _FIRST.search(block.visible) else 2 if _LATER.search(block.visible) else 1
        rank += 3 if same_line(block.visible, title or "") else 0
        ranked += [(rank, -len(d), abs(i - at), i < at, d) for d in find_dates(block.visible)]
    return min(ranked)[-1] if ranked else None


def _only_date(page: Page) -> str | None:
    """The date of a "Published …" line anywhere, else the one date that stands on a line alone."""
    lines = [b.visible for b, k in zip(page.blocks, page.kinds, strict=True) if k is Kind.DATE]
    said = [d for line in lines if _FIRST.search(line) for d in find_dates(line)]
    alone = {d for line in lines for d in find_dates(line)}
    if said:
        return said[0]
    return alone.pop() if len(alone) == 1 and len(lines) == 1 else None


def _by_dateline(page: Page, url: str | None) -> str | None:
    for opening in _openings(page):
        if opening.date is not None:
            return complete(opening.date, years_in(page.name) or years_in(url or ""))
    return None
