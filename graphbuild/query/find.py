"""Full-text search: words -> entities and quotes, best first; misspelt words are corrected."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from graphbuild.presentation.names import folded
from graphbuild.query.index import Index
from graphbuild.query.words import joined, meant, words

# The number of names whose similarity to the typed text is computed.
MOST_COMPARED = 200


class EntityHit(NamedTuple):
    """An entity found: its IRI, type, label, the name that matched, and its number of articles."""

    entity: str
    type: str
    label: str
    name: str
    articles: int


class QuoteHit(NamedTuple):
    """A sentence found, its article, its offsets there (characters), and the ids of its statements."""

    article: str
    title: str
    publisher: str
    published: str
    start: int
    end: int
    text: str
    statements: tuple[str, ...]


def find_entities(index: Index, text: str, limit: int = 10) -> list[EntityHit]:
    """Entities with a name of these words, ranked by similarity of the name and number of articles."""
    typed = words(text)
    if not typed:
        return []
    found = _names(index, typed, " AND ")
    if not found and len(typed) > 1:
        found = _names(index, typed, " OR ")
    best: dict[str, tuple[float, EntityHit]] = {}
    for entity, kind, label, name, is_label, articles in found.values():
        score = _likeness(text, name) + 2 * math.log1p(articles) + is_label
        if entity not in best or best[entity][0] < score:
            best[entity] = (score, EntityHit(entity, kind, label or name, name, articles))
    ranked = sorted(best.values(), key=lambda b: (-b[0], b[1].label, b[1].entity))
    return [hit for _, hit in ranked[:limit]]


def find_quotes(index: Index, text: str, limit: int = 10) -> list[QuoteHit]:
    """Sentences with all the words or, if there are none, with some of them; best first."""
    typed = words(text)
    if not typed:
        return []
    rows = _quotes(index, typed, " AND ", limit)
    if not rows and len(typed) > 1:
        rows = _quotes(index, typed, " OR ", limit)
    return [_quote(row) for row in rows]


NameRow = tuple[str, str, str, str, int, int]


def _names(index: Index, typed: Sequence[str], how: str) -> dict[int, NameRow]:
    parts = [_any_of(w, index.name_words) for w in typed]
    query = how.join(parts)
    if len(typed) > 1 and how == " AND ":
        query = f'({query}) OR joined : "{joined("".join(typed))}"*'
    rows = index.rows(
        """SELECT n.id, e.iri, e.type, n.text, n.label, e.label, e.articles
           FROM (SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT ?) AS f
           JOIN name AS n ON n.id = f.rowid JOIN entity AS e ON e.id = n.entity""",
        query,
        MOST_COMPARED,
    )
    return {
        int(str(i)): (str(e), str(k), str(label or ""), str(t), int(str(own)), int(str(n)))
        for i, e, k, t, own, label, n in rows
    }


def _quotes(index: Index, typed: Sequence[str], how: str, limit: int) -> list[tuple[object, ...]]:
    query = how.join(_any_of(_stem(w), index.quote_words) for w in typed)
    return index.rows(
        """SELECT a.id, a.title, a.publisher, a.published, q.start, q."end", q.text, q.statements
           FROM (SELECT rowid, rank FROM quotes WHERE quotes MATCH ? ORDER BY rank LIMIT ?) AS f
           JOIN quote AS q ON q.id = f.rowid JOIN article AS a ON a.id = q.article
           ORDER BY f.rank, a.published DESC, q.article, q.start""",
        query,
        limit,
    )


def _quote(row: Sequence[object]) -> QuoteHit:
    article, title, publisher, published, start, end, text, statements = map(_text, row)
    place = (int(start), int(end))
    return QuoteHit(article, title, publisher, published, *place, text, tuple(statements.split()))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _any_of(word: str, known: Sequence[str]) -> str:
    """The FTS5 query for a word and its continuations, or for similar words if the index has none of these."""
    at = bisect_left(known, word)
    if at < len(known) and known[at].startswith(word):
        return f'"{word}"*'
    return "(" + " OR ".join(f'"{w}"' for w in (meant(word, known) or [word])) + ")"


def _stem(word: str) -> str:
    """The word without a plural s, so that it finds both forms."""
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _likeness(typed: str, name: str) -> float:
    """0..100, with a bonus for the same words and for the same beginning."""
    one, other = folded(typed), folded(name)
    alike = max(fuzz.ratio(one, other), 0.9 * fuzz.token_sort_ratio(one, other))
    if joined(one) == joined(other):
        return alike + 25
    return alike + (
        15 if other.startswith(one) else 8 if set(words(one)) <= set(words(other)) else 0
    )
