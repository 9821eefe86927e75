"""Statements as records for the templates of the server's pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from pyoxigraph import NamedNode

from graphbuild import rdf
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.model import NEGATED, Entity, Evidence, Statement
from graphbuild.presentation.escape import http
from graphbuild.presentation.links import live
from graphbuild.presentation.outcomes import Ended, Outcomes
from graphbuild.presentation.stances import disputed_by, stance
from graphbuild.presentation.wording import is_plural, verb
from graphbuild.records import ArticleRecord, page_of
from graphbuild.server.tasks import StoreSlice

CLAIMS = "claims"
# The order in which statements come: what is in dispute first.
ORDER = {"contested": 0, "asserted": 1, "alleged": 1, "denied": 1, "planned": 2}


class Part(NamedTuple):
    """A piece of a sentence, and which argument it names: subject, object, said or nothing."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A sentence in its article.

    href: its place in the article's page. anchor: the id of that place. live: the address at which a
    browser shows the sentence in the page that was read. place: page and characters, in words.
    """

    parts: tuple[Part, ...]
    article: str
    href: str
    title: str
    publisher: str
    published: str
    url: str | None
    place: str
    anchor: str
    live: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement, ready to be shown; `against` disputes it, `answers` it disputes."""

    id: str
    href: str
    statement: Statement
    label: str
    negated: bool
    stance: str
    quotes: tuple[QuoteView, ...]
    n_articles: int
    against: tuple[Statement, ...]
    answers: tuple[Statement, ...]
    ended: Ended | None


class Group(NamedTuple):
    """Statements under a heading."""

    heading: str
    statements: list[StatementView]


def view(part: StoreSlice, ontology: Ontology) -> dict[str, StatementView]:
    """All statements by id, disputed ones first, then those in most articles."""
    outcomes = Outcomes.of(part)
    disputing = disputed_by((b, a) for a, b in part.pairs)
    made = [_statement(s, part.records, outcomes, disputing, ontology) for s in part.chosen]
    made.sort(key=lambda v: (ORDER[v.stance], -v.n_articles, v.statement.date or "~", v.id))
    return {v.id: v for v in made}


def groups(iri: str, views: Iterable[StatementView], ontology: Ontology) -> list[Group]:
    """The statements of an entity by property and direction, those it only claims at the end."""
    found: defaultdict[tuple[int, str], list[StatementView]] = defaultdict(list)
    for one in views:
        prop = ontology.properties[one.statement.predicate]
        said = one.statement.object
        if one.statement.subject.id == iri:
            found[0, prop.label].append(one)
        elif isinstance(said, Entity) and said.id == iri:
            found[1, prop.label if prop.symmetric else prop.inverse_label].append(one)
        elif any(e.id == iri for e in one.statement.entities):
            found[2, CLAIMS].append(one)
    ordered = sorted(found.items(), key=lambda f: (f[0][0] == 2, -len(f[1]), f[0]))
    return [Group(heading, own) for (_, heading), own in ordered]


def href(iri: str) -> str:
    """The page of an entity, a statement or an article (IRI), of evidence its place there."""
    if rdf.EVIDENCE.fullmatch(iri):
        place = rdf.evidence_place(NamedNode(iri))
        return quote_href(place.article, place.start, place.end)
    if iri.startswith((ENTITY_BASE, rdf.STATEMENT, rdf.ARTICLE)):
        return "/" + quote(iri.removeprefix(rdf.BASE), safe="/%:@!$&'()*+,;=~.-_")
    return f"/entity?iri={quote(iri, safe='')}"


def anchor(start: int, end: int) -> str:
    """The id of a place in the page of its article: the fragment of the IRI of evidence (RFC 5147)."""
    return f"char={start},{end}"


def quote_href(article: str, start: int, end: int) -> str:
    """The place of a quote in the page of its article (id)."""
    return f"{href(rdf.article_graph(article).value)}#{anchor(start, end)}"


def links(entity: Entity) -> list[tuple[str, str]]:
    """Addresses of the entity elsewhere, each with a short text."""
    own = [] if entity.id.startswith(ENTITY_BASE) else [entity.id]
    found = [url for url in map(http, [*own, *entity.same_as]) if url]
    return [(url, url.split("://", 1)[1].removeprefix("www.").rstrip("/")) for url in found]


def mark(sentence: str, surfaces: Sequence[tuple[str, str | None]]) -> tuple[Part, ...]:
    """The sentence in parts, where the first occurrence of each (role, surface) is a part of its own."""
    spots: list[tuple[int, int, str]] = []
    for role, surface in surfaces:
        at = _find(sentence, surface) if surface else -1
        end = at + len(surface or "")
        if at >= 0 and not any(at < e and end > s for s, e, _ in spots):
            spots.append((at, end, role))
    parts, done = [], 0
    for start, end, role in sorted(spots):
        parts += [Part(sentence[done:start], ""), Part(sentence[start:end], role)]
        done = end
    return tuple(p for p in (*parts, Part(sentence[done:], "")) if p.text)


def _find(sentence: str, surface: str) -> int:
    """The offset of a surface, preferably where it is a whole word; -1 where there is none."""
    word = re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", sentence)
    return word.start() if word else sentence.find(surface)


def _statement(
    statement: Statement,
    articles: Mapping[str, ArticleRecord],
    outcomes: Outcomes,
    disputing: Mapping[str, Sequence[str]],
    ontology: Ontology,
) -> StatementView:
    by_id, disputed = outcomes.statements, outcomes.disputed
    ordered = sorted(statement.evidence, key=lambda e: (_date(e, articles), e))
    return StatementView(
        statement.id,
        href(rdf.statement_iri(statement.id).value),
        statement,
        verb(
            ontology.properties[statement.predicate].label,
            plural=is_plural(statement.subject),
        ),
        statement.polarity == NEGATED,
        stance(statement, disputed),
        tuple(_quote(e, articles.get(e.article)) for e in ordered),
        len({e.article for e in statement.evidence}),
        tuple(by_id[i] for i in disputed.get(statement.id, ()) if i in by_id),
        tuple(by_id[i] for i in disputing.get(statement.id, ()) if i in by_id),
        outcomes.ended.get(statement.id),
    )


def _date(evidence: Evidence, articles: Mapping[str, ArticleRecord]) -> str:
    record = articles.get(evidence.article)
    return (record and record.published) or "9"


def _quote(evidence: Evidence, article: ArticleRecord | None) -> QuoteView:
    surfaces = (
        ("subject", evidence.subject),
        ("object", evidence.object),
        ("said", evidence.claimant),
    )
    page = page_of(article, evidence.start) if article else None
    return QuoteView(
        mark(evidence.sentence, surfaces),
        evidence.article,
        quote_href(evidence.article, evidence.start, evidence.end),
        (article and article.title) or evidence.article,
        (article and article.publisher) or "",
        (article and article.published) or "",
        http(article.url) if article else None,
        f"{f'page {page}, ' if page else ''}characters {evidence.start}–{evidence.end}",
        anchor(evidence.start, evidence.end),
        live(article.url, evidence.sentence, page) if article else None,
        evidence.rule,
        evidence.confidence,
    )
