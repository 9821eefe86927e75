"""Articles, read again -> which statements of a store still stand on the words that they quote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphbuild import rdf
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Article, Evidence, Statement
from graphbuild.presentation.display import sentence
from graphbuild.store import Store

# The order is from good to bad; a statement has the worst status of its quotes.
STANDS, MOVED, UNCHECKED, FELL = "stands", "moved", "not checked", "fell"
STATUSES = (STANDS, MOVED, UNCHECKED, FELL)
IN_PLURAL = {STANDS: "stand"}
UNCHANGED, CHANGED, MISSING = "unchanged", "changed", "missing"


class QuoteCheck(NamedTuple):
    """A quote and what became of it; now: its offsets in the article as it is, None where it is nowhere."""

    article: str
    start: int
    end: int
    sentence: str
    status: str
    now: tuple[int, int] | None


@dataclass(slots=True)
class StatementCheck:
    """A statement in words, and its quotes that do not stand."""

    words: str
    status: str = STANDS
    quotes: list[QuoteCheck] = field(default_factory=list)

    def add(self, quote: QuoteCheck) -> None:
        """Count a quote."""
        if quote.status != STANDS:
            self.quotes.append(quote)
        self.status = max(self.status, quote.status, key=STATUSES.index)


@dataclass(slots=True)
class Verification:
    """What became of each article (id) and of each statement (id) of a store."""

    articles: dict[str, str] = field(default_factory=dict)
    statements: dict[str, StatementCheck] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether every statement stands."""
        return all(s.status == STANDS for s in self.statements.values())

    def lines(self) -> Iterator[str]:
        """Each quote that does not stand, then the counts, in lines for the terminal."""
        for one in self.statements.values():
            for q in one.quotes:
                place = f"{q.article} {q.start}–{q.end}"
                if q.status == MOVED and q.now:
                    place += f", now {q.now[0]}–{q.now[1]}"
                yield f"{q.status}: {one.words} ({place})"
        report = self.report()
        for name in ("articles", "statements"):
            counts = (f"{n} {IN_PLURAL.get(s, s)}" for s, n in report[name].items())
            yield f"{name}: {', '.join(counts)}"

    def report(self) -> dict[str, Any]:
        """All of it as JSON: counts, articles that are not as they were, every statement's status."""
        found = Counter(s.status for s in self.statements.values())
        read = Counter(self.articles.values())
        return {
            "stands": self.stands,
            "statements": {status: found[status] for status in STATUSES},
            "articles": {status: read[status] for status in (UNCHANGED, CHANGED, MISSING)},
            "not_as_they_were": {
                name: status
                for name, status in sorted(self.articles.items())
                if status != UNCHANGED
            },
            "of_statements": [
                {
                    "id": name,
                    "statement": one.words,
                    "status": one.status,
                    "quotes": [quote._asdict() for quote in one.quotes],
                }
                for name, one in sorted(self.statements.items())
            ],
        }


def verify(store: Store, articles: Iterable[Article]) -> Verification:
    """Compare a store with its articles, read again: their hashes, and each quote at its offsets.

    An article of the store that is not among them leaves its statements UNCHECKED; one that is not in
    the store is passed over.
    """
    result = Verification()
    records = {record.id: record.sha256 for record in store.articles()}
    names, ontology = store.names(), Ontology.load()

    def stated(article: str) -> Iterator[tuple[Statement, Evidence]]:
        facts = rdf.facts_of(store.graph(rdf.article_graph(article)))
        for statement in rdf.read_statements(facts, names):
            if statement.id not in result.statements:
                words = sentence(statement, ontology.properties[statement.predicate])
                result.statements[statement.id] = StatementCheck(words)
            for evidence in statement.evidence:
                yield statement, evidence

    for article in articles:
        if article.id in records and article.id not in result.articles:
            same = records[article.id] == article.sha256
            result.articles[article.id] = UNCHANGED if same else CHANGED
            searched = SearchedText(article)
            for statement, evidence in stated(article.id):
                result.statements[statement.id].add(searched.check(evidence))
    for name in sorted(records.keys() - result.articles.keys()):
        result.articles[name] = MISSING
        for statement, e in stated(name):
            quote = QuoteCheck(name, e.start, e.end, e.sentence, UNCHECKED, None)
            result.statements[statement.id].add(quote)
    return result


class SearchedText:
    """An article in which quotes are looked for, whatever its white space and markup."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._made: tuple[str, list[int]] | None = None

    def check(self, evidence: Evidence) -> QuoteCheck:
        """What became of a quote of this article."""
        place = (evidence.start, evidence.end)
        now: tuple[int, int] | None = place
        if self._article.quote(*place) == evidence.sentence:
            status = STANDS
        else:
            now = self._found(evidence.sentence, evidence.start)
            status = FELL if now is None else MOVED
        return QuoteCheck(evidence.article, *place, evidence.sentence, status, now)

    def _found(self, words: str, start: int) -> tuple[int, int] | None:
        """The place of a sentence that is nearest to where it was."""
        if self._made is None:
            self._made = _visible(self._article)
        text, offsets = self._made
        wanted = " ".join(words.split())
        if not wanted:
            return None
        places = [m.start() for m in re.finditer(re.escape(wanted), text)]
        if not places:
            return None
        at = min(places, key=lambda place: abs(offsets[place] - start))
        return offsets[at], offsets[at + len(wanted) - 1] + 1


def _visible(article: Article) -> tuple[str, list[int]]:
    """The body with single spaces and without markup, and the offset of each of its characters."""
    chars: list[str] = []
    offsets: list[int] = []
    previous = 0
    for start, end in article.body:
        apart = " " if chars and "\n" in article.text[previous:start] else ""
        for at, char in [*((start, c) for c in apart), *enumerate(article.text[start:end], start)]:
            if not char.isspace():
                chars.append(char)
                offsets.append(at)
            elif chars and chars[-1] != " ":
                chars.append(" ")
                offsets.append(at)
        previous = end
    return "".join(chars), offsets
