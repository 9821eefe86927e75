"""Counts the independent sources among articles.

Articles of one publisher are one source, and so are reprints of one text. For an article without a
publisher, the host of its URL counts as the publisher; without a URL it is a source of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from graphbuild.records import ArticleRecord

Key = tuple[str, str]


def independent(articles: Iterable[ArticleRecord]) -> int:
    """The number of independent sources: groups of articles with no publisher or text in common."""
    return count([tuple(source_keys(a)) for a in articles])


def count(sources: Iterable[tuple[Key, ...]]) -> int:
    """The number of groups after joining sources that share a key; each source has at least one key."""
    parents: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        parents.setdefault(key, key)
        while parents[key] != key:
            parents[key] = key = parents[parents[key]]
        return key

    for first, *others in sources:
        for other in (first, *others):
            parents[root(other)] = root(first)
    return sum(key == parent for key, parent in parents.items())


def source_keys(article: ArticleRecord) -> Iterator[Key]:
    """The keys of an article; two articles with a key in common are one source."""
    if article.same_text:
        yield "text", article.same_text
    host = (_host(article.url) if article.url else "").removeprefix("www.")
    if article.publisher:
        yield "publisher", " ".join(article.publisher.casefold().split())
    elif host:
        yield "publisher", host
    elif not article.same_text:
        yield "article", article.id


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # not an address at all
        return ""
