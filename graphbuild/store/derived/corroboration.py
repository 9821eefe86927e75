"""Articles -> how many independent sources they are.

Articles of one publisher are one source, and so are reprints of one text, whoever prints them. An
article without a publisher is known by the host of its address and, without one, by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from graphbuild.records import ArticleRecord

Key = tuple[str, str]


def independent(articles: Iterable[ArticleRecord]) -> int:
    """The number of groups that share neither publisher nor text."""
    return count([tuple(source_keys(a)) for a in articles])


def count(sources: Iterable[tuple[Key, ...]]) -> int:
    """The number of groups of which no two share a key; each source has its keys, at least one."""
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
    """By what the article is known to come from the same source as another."""
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
