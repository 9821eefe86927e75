"""Statements prepared for pages and tables: in words, with stance, day and every quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from graphbuild.knowledge.ontology import Ontology, Property
from graphbuild.model import NEGATED, Entity, Evidence, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.escape import http
from graphbuild.presentation.links import live
from graphbuild.presentation.outcomes import Ended, Outcomes, find_ended
from graphbuild.presentation.stances import disputed_by
from graphbuild.presentation.wording import is_plural, verb
from graphbuild.records import ArticleRecord, page_of

UNNAMED = "unnamed outlet"
Pieces = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DisplayQuote:
    """One sentence of an article that carries a statement.

    pieces: the sentence in parts, each with its role: "subject", "object", "said" (the claimant)
        or "" (anything else). outlet: the publisher, the host of the URL, or UNNAMED.
    url: an http(s) address or None. start, end: offsets into the article's text, in characters.
    article: its id. page: number of the printed page, None where there are none. live: the address at
        which a browser shows the sentence.
    """

    pieces: Pieces
    outlet: str
    published: str | None
    title: str
    url: str | None
    start: int
    end: int
    article: str
    page: int | None = None
    live: str | None = None

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class DisplayStatement:
    """A statement with everything that a page shows of it.

    day: ISO date as precise as known, "" when unknown: of the event if `dated`, else of the first
        report. object: label, literal or "". answers: the statements that dispute it, in words.
    quotes: earliest first. ended: who has ended it since, and when.
    """

    statement: Statement
    prop: Property
    stance: str
    day: str
    dated: bool
    object: str
    answers: tuple[str, ...]
    quotes: tuple[DisplayQuote, ...]
    ended: Ended | None

    @property
    def words(self) -> str:
        """Subject, predicate and object in one line."""
        return sentence(self.statement, self.prop)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that report it, sorted."""
        return tuple(sorted({q.outlet for q in self.quotes}))


def display_statements(dataset: Dataset, ontology: Ontology) -> list[DisplayStatement]:
    """All statements of the vocabulary, earliest first; those without any day come last."""
    statements = {s.id: s for s in dataset.statements() if s.predicate in ontology.properties}
    articles = {a.id: a for a in dataset.articles()}
    outcomes = Outcomes(
        statements,
        disputed_by(dataset.disputes()),
        find_ended(dataset.endings(), statements, articles),
    )
    shown = [_display(s, articles, outcomes, ontology) for s in statements.values()]
    return sorted(shown, key=lambda t: (t.day or "9", t.statement.id))


def sentence(statement: Statement, prop: Property) -> str:
    """A statement in words, without its claimant."""
    negation = "not: " if statement.polarity == NEGATED else ""
    says = verb(prop.label, plural=is_plural(statement.subject))
    return f"{statement.subject.label} {negation}{says} {_object(statement)}".rstrip()


def _object(statement: Statement) -> str:
    value = statement.object
    return value.label if isinstance(value, Entity) else value or ""


def _display(
    statement: Statement,
    articles: Mapping[str, ArticleRecord],
    outcomes: Outcomes,
    ontology: Ontology,
) -> DisplayStatement:
    sentences = {(e.article, e.start, e.end): e for e in sorted(statement.evidence, reverse=True)}
    quotes = [_quote(e, articles[e.article]) for e in sentences.values()]
    reported = min((q.published for q in quotes if q.published), default="")
    statements, disputed = outcomes.statements, outcomes.disputed
    denials = (statements[d] for d in disputed.get(statement.id, ()) if d in statements)
    return DisplayStatement(
        statement,
        ontology.properties[statement.predicate],
        outcomes.stance(statement),
        statement.date or reported,
        statement.date is not None,
        _object(statement),
        tuple(sentence(d, ontology.properties[d.predicate]) for d in denials),
        tuple(sorted(quotes, key=lambda q: (q.published or "9", q.article, q.start))),
        outcomes.ended.get(statement.id),
    )


def _quote(evidence: Evidence, article: ArticleRecord) -> DisplayQuote:
    page = page_of(article, evidence.start)
    return DisplayQuote(
        _marked(evidence),
        article.publisher or _host(article.url) or UNNAMED,
        article.published,
        article.title or article.id,
        http(article.url),
        evidence.start,
        evidence.end,
        article.id,
        page,
        live(article.url, evidence.sentence, page),
    )


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url and http(url) else None


def _marked(evidence: Evidence) -> Pieces:
    """The sentence in parts, split at the first occurrence of each surface; overlapping ones are skipped."""
    surfaces = (
        ("subject", evidence.subject),
        ("object", evidence.object),
        ("said", evidence.claimant),
    )
    spots: list[tuple[int, int, str]] = []
    for role, surface in surfaces:
        at = evidence.sentence.find(surface) if surface else -1
        if at >= 0 and all(
            at >= end or at + len(surface or "") <= start for start, end, _ in spots
        ):
            spots.append((at, at + len(surface or ""), role))
    return tuple(_pieces(evidence.sentence, sorted(spots)))


def _pieces(text: str, spots: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    done = 0
    for start, end, role in spots:
        if start > done:
            yield text[done:start], ""
        yield text[start:end], role
        done = end
    if done < len(text):
        yield text[done:], ""
