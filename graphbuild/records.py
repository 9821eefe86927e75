"""The statement record, graphbuild's public JSON interface: one object for each piece of evidence.

Names and order of the fields are promised to users; a new field goes at the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from graphbuild.model import Article, Entity, Evidence, Statement


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What a store keeps of an article: everything but its text.

    published, sha256, same_text, pages: as in `Article`.
    reprints: where near-identical articles are stored, the id of the first of them (which may be this
        article's own); else None. Articles that share it count as one independent source.
    """

    id: str
    title: str | None
    url: str | None
    publisher: str | None
    published: str | None
    sha256: str
    same_text: str | None = None
    reprints: str | None = None
    pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, article: Article) -> ArticleRecord:
        """The record of an article."""
        return cls(
            article.id,
            article.title,
            article.url,
            article.publisher,
            article.published,
            article.sha256,
            article.same_text,
            pages=article.pages,
        )

    def with_text(self, text: str, body: tuple[tuple[int, int], ...]) -> Article:
        """The article again, from its text."""
        about = (self.title, self.url, self.publisher, self.published, self.same_text)
        return Article(self.id, text, body, *about, pages=self.pages)


class Program(NamedTuple):
    """Which version of the program read an article, and in which run.

    fingerprint: a hash of all code, tables and models that decide how an article is read.
    run: IRI of the build, None outside of one.
    """

    fingerprint: str = ""
    run: NamedNode | None = None


def to_record(
    statement: Statement, article: Article | ArticleRecord, evidence: Evidence | None = None
) -> dict[str, Any]:
    """One record, ready for `json.dumps`; without `evidence`, with the first from the article.

    Raises StopIteration when the statement has no evidence in the article.
    """
    seen = evidence or next(e for e in statement.evidence if e.article == article.id)
    return {
        "article": {
            "id": article.id,
            "title": article.title,
            "published": article.published,
            "publisher": article.publisher,
            "url": article.url,
        },
        "subject": _entity(statement.subject, seen.subject),
        "predicate": statement.predicate,
        "object": _object(statement.object, seen.object),
        "claimant": statement.claimant and _entity(statement.claimant, seen.claimant),
        "polarity": statement.polarity,
        "modality": statement.modality,
        "event_date": statement.date,
        "qualifiers": dict(statement.qualifiers),
        "evidence": {
            "sentence": seen.sentence,
            "start": seen.start,
            "end": seen.end,
            **({} if (page := page_of(article, seen.start)) is None else {"page": page}),
        },
        "confidence": round(seen.confidence, 4),
        "rule": seen.rule,
        "outer": statement.outer and _entity(statement.outer, None),
    }


def to_records(statement: Statement, article: Article | ArticleRecord) -> Iterator[dict[str, Any]]:
    """One record for each piece of evidence that the article gives, in reading order."""
    own = (e for e in statement.evidence if e.article == article.id)
    for evidence in sorted(own, key=lambda e: (e.start, e.end, e.rule)):
        yield to_record(statement, article, evidence)


def page_of(article: Article | ArticleRecord, start: int) -> int | None:
    """The number of the printed page that has an offset, where the article has pages."""
    return max(bisect_right(article.pages, start), 1) if article.pages else None


def _object(value: Entity | str | None, mention: str | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"literal": value} if isinstance(value, str) else _entity(value, mention)


def _entity(entity: Entity, mention: str | None) -> dict[str, Any]:
    return {
        "id": entity.id,
        "label": entity.label,
        "type": entity.type,
        "mention": mention or entity.label,
        "aliases": list(entity.aliases),
    }
