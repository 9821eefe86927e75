"""The day of publication that a web page states in its markup: JSON-LD, then properties of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from graphbuild.ingest.dates import parse_date

LARGEST = 500_000  # characters of one piece of JSON-LD
DEEPEST = 20  # objects in one another
# Endings of the types of schema.org that are articles.
ARTICLES = ("article", "posting", "report", "review")
_PUBLISHED = re.compile(r'"datePublished"\s*+:\s*+"([^"]{4,40})"')
# Names of properties as they are found in pages, the surest first.
PROPERTIES = (
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "og:published_time",
    "dc.date.issued",
    "dcterms.issued",
    "date.published",
    "article.published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "date",
)


def stated_date(tree: Any) -> str | None:
    """The date as the markup has it, the first that is one; None where there is none."""
    for value in (*_in_json(tree), *_in_properties(tree), *_in_times(tree)):
        if parse_date(value):
            return value
    return None


def _in_json(tree: Any) -> Iterator[str]:
    """What JSON-LD says, that of an article first; JSON with a mistake is searched as text."""
    found: list[tuple[bool, str]] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > LARGEST:
            continue
        try:
            found += _published(json.loads(text, strict=False), 0)
        except (ValueError, RecursionError):
            found += [(False, value) for value in _PUBLISHED.findall(text)]
    yield from (value for _, value in sorted(found, key=lambda f: not f[0]))


def _published(node: object, depth: int) -> Iterator[tuple[bool, str]]:
    """(whether an article's, datePublished) of each object that has one; comments left out."""
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for each in node:
            yield from _published(each, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        names = [str(k).lower() for k in (kinds if isinstance(kinds, list) else [kinds])]
        if "comment" in names:
            return
        value = node.get("datePublished")
        if isinstance(value, str):
            yield any(name.endswith(ARTICLES) for name in names), value
        for each in node.values():
            yield from _published(each, depth + 1)


def _in_properties(tree: Any) -> Iterator[str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if content and name:
                found.setdefault(name, content)
    yield from (found[name] for name in PROPERTIES if name in found)


def _in_times(tree: Any) -> Iterator[str]:
    """Elements that are marked as the date of publication."""
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        for value in (element.get("content"), element.get("datetime"), element.text_content()):
            if value and value.strip():
                yield value.strip()
