"""Statements -> the quads of their article, and what is derived from several articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.errors import UnknownTerm
from graphbuild.model import (
    AFFIRMED,
    ASSERTED,
    PLANNED,
    Article,
    Entity,
    Evidence,
    Statement,
)
from graphbuild.ontology import GB, Ontology
from graphbuild.rdf.terms import (
    ACCUSED,
    ACCUSER,
    ALT_LABEL,
    ARTICLES,
    CLAIMANT,
    CLAIMS,
    CONFIDENCE,
    DATE,
    DATE_TYPES,
    DERIVED_GRAPH,
    DISPUTES,
    EDGES_GRAPH,
    EXACT,
    EXACT_MATCH,
    FIRST_ARTICLE,
    FIRST_REPORTED,
    HAS_EVIDENCE,
    HEADLINE,
    MENTIONS,
    MODALITY,
    NAMES_GRAPH,
    NEWS_ARTICLE,
    OBJECT,
    OUTER,
    POLARITY,
    PREDICATE,
    PREF_LABEL,
    PUBLISHED,
    PUBLISHER,
    RANK,
    REFERENCE_GRAPH,
    REPORTERS,
    REPRINTS,
    SAME_TEXT,
    SHA256,
    SOURCES,
    SUBJECT,
    TYPE,
    URL,
    XSD,
    Term,
    Triple,
    article_graph,
    edge_iri,
    evidence_iri,
    statement_iri,
)
from graphbuild.records import ArticleRecord

Edge = tuple[str, str, str]  # IRIs


class Count(NamedTuple):
    """Articles that make or report an accusation, its independent sources at most, who reports it."""

    articles: int
    sources: int
    reporters: int


class Standing(NamedTuple):
    """The first article that carries a statement, in the order of names, and its independent sources.

    since: the day of the earliest of its articles (ISO), where others are later.
    """

    first: NamedNode
    sources: int
    since: str | None = None


class Naming(NamedTuple):
    """What articles call an entity: one label, its classes (the commonest first), its other names.

    kinds: none for a catalogued entity, whose class the reference graph has.
    articles: how many name it.
    """

    label: str
    kinds: tuple[str, ...]
    others: tuple[str, ...]
    articles: int


def to_quads(
    article: Article | ArticleRecord, statements: Sequence[Statement], ontology: Ontology
) -> list[Quad]:
    """All quads of one article: its graph, its claims graph, its part of the names and the reference graph.

    Confidence is kept to four decimals. Raises UnknownTerm for a predicate or class that the
    ontology does not define.
    """
    graph = article_graph(article.id)
    claims = NamedNode(graph.value + CLAIMS)
    triples = [*_article(article)]
    plain: list[Triple] = []
    entities = {e.id: e for s in statements for e in entities_of(s)}
    triples += [_label(e) for e in entities.values() if not e.same_as]
    names = [t for e in entities.values() for t in _names(e, ontology)]
    for statement in statements:
        triples += _statement(statement, graph, ontology)
        own = statement.claimant is None and statement.modality == ASSERTED
        (triples if own else plain).extend(_plain(statement))
    background = [t for e in entities.values() for t in _background(e)]
    sides = (
        *((graph, triples), (claims, plain)),
        *((NAMES_GRAPH, names), (REFERENCE_GRAPH, background)),
    )
    return [Quad(*t, where) for where, side in sides for t in dict.fromkeys(side)]


def reprint_quads(reprints: Mapping[str, str]) -> list[Quad]:
    """The links from each article that has near-identical ones to the first of them."""
    return [
        Quad(article_graph(article), REPRINTS, article_graph(first), DERIVED_GRAPH)
        for article, first in reprints.items()
    ]


def dispute_quads(
    disputes: Sequence[tuple[str, str]], standings: Mapping[str, Standing]
) -> Iterator[Quad]:
    """Links from denying to disputed statements (ids), where each stands, and the rank of the disputed.

    Those on most sources come first. With these, a question about disputes need not look at all
    articles that carry a statement.
    """
    disputed = {statement for _, statement in disputes}
    for denial, statement in disputes:
        yield Quad(statement_iri(denial), DISPUTES, statement_iri(statement), DERIVED_GRAPH)
    for statement in sorted(disputed.union(denial for denial, _ in disputes)):
        first = standings[statement].first
        yield Quad(statement_iri(statement), FIRST_ARTICLE, first, DERIVED_GRAPH)
    ranked = sorted(disputed, key=lambda s: (-standings[s].sources, s))
    for rank, statement in enumerate(ranked, 1):
        yield Quad(statement_iri(statement), RANK, Literal(rank), DERIVED_GRAPH)


def standing_quads(standings: Mapping[str, Standing]) -> Iterator[Quad]:
    """How many independent sources statements (ids) have, and since when; one is not worth saying."""
    for statement, standing in standings.items():
        if standing.sources > 1:
            sources = Literal(standing.sources)
            yield Quad(statement_iri(statement), SOURCES, sources, DERIVED_GRAPH)
        if standing.since:
            since = _date(standing.since)
            yield Quad(statement_iri(statement), FIRST_REPORTED, since, DERIVED_GRAPH)


def accusation_quads(counts: Mapping[Edge, Count]) -> Iterator[Quad]:
    """A node for each accusation with its counts and its rank, those in most articles first.

    A store sorts such numbers a hundred times faster than names.
    """
    for rank, edge in enumerate(sorted(counts, key=lambda e: (-counts[e].articles, e)), 1):
        (accuser, _, accused), node, count = edge, edge_iri(*edge), counts[edge]
        yield Quad(node, ACCUSER, NamedNode(accuser), EDGES_GRAPH)
        yield Quad(node, ACCUSED, NamedNode(accused), EDGES_GRAPH)
        numbers = zip((ARTICLES, SOURCES, REPORTERS, RANK), (*count, rank), strict=True)
        yield from (Quad(node, prop, Literal(n), EDGES_GRAPH) for prop, n in numbers)


def edge_quad(edge: Edge) -> Quad:
    """A triple that some article has, once for all articles."""
    subject, predicate, value = map(NamedNode, edge)
    return Quad(subject, predicate, value, EDGES_GRAPH)


def edge_of(statement: Statement) -> Edge | None:
    """The plain triple of a statement; None for what is denied, planned, or about no other entity."""
    affirmed = statement.polarity == AFFIRMED and statement.modality != PLANNED
    if not affirmed or not isinstance(statement.object, Entity):
        return None
    return statement.subject.id, GB + statement.predicate, statement.object.id


def name_quads(names: Mapping[str, Naming]) -> Iterator[Quad]:
    """What entities (IRIs) are called: the one label, class and rank in the derived graph, all else in the names graph."""
    ranks = sorted(names, key=lambda iri: (-names[iri].articles, iri))
    for rank, iri in enumerate(ranks, 1):
        about, (label, kinds, others, _) = NamedNode(iri), names[iri]
        yield Quad(about, PREF_LABEL, _literal(label), DERIVED_GRAPH)
        yield Quad(about, RANK, Literal(rank), DERIVED_GRAPH)
        for number, kind in enumerate(kinds):
            where = NAMES_GRAPH if number else DERIVED_GRAPH
            yield Quad(about, TYPE, NamedNode(GB + kind), where)
        for other in others:
            yield Quad(about, ALT_LABEL, _literal(other), NAMES_GRAPH)


def entities_of(statement: Statement) -> list[Entity]:
    """The entities that a statement names."""
    named = (statement.subject, statement.object, statement.claimant, statement.outer)
    return [e for e in named if isinstance(e, Entity)]


def labels(statement: Statement) -> tuple[str, str | None, str | None]:
    """The surfaces that evidence has where the graph gives none."""
    said = statement.object
    return (
        statement.subject.label,
        said.label if isinstance(said, Entity) else said,
        statement.claimant.label if statement.claimant else None,
    )


def _article(article: Article | ArticleRecord) -> Iterator[Triple]:
    about = article_graph(article.id)
    yield about, TYPE, NEWS_ARTICLE
    yield about, SHA256, Literal(article.sha256)
    texts = (
        (HEADLINE, article.title),
        (PUBLISHER, article.publisher),
        (URL, article.url),
        (SAME_TEXT, article.same_text),
    )
    for prop, value in texts:
        if value:
            yield about, prop, _literal(value)
    if article.published:
        yield about, PUBLISHED, _date(article.published)


def _names(entity: Entity, ontology: Ontology) -> Iterator[Triple]:
    """Its class and other names; the class of a catalogued one is background."""
    if entity.type not in ontology.classes:
        raise UnknownTerm(entity.type, f"entity {entity.label!r}", ontology.classes)
    if not entity.same_as:
        yield _class(entity)
    for alias in entity.aliases:
        yield NamedNode(entity.id), ALT_LABEL, _literal(alias)


def reference_quads(entities: Iterable[Entity]) -> list[Quad]:
    """What catalogues know of entities, in the reference graph."""
    return [Quad(*t, REFERENCE_GRAPH) for e in entities for t in _background(e)]


def _background(entity: Entity) -> Iterator[Triple]:
    if entity.same_as:
        yield _class(entity)
        yield _label(entity)
    for iri in entity.same_as:
        yield NamedNode(entity.id), EXACT_MATCH, NamedNode(iri)


def _class(entity: Entity) -> Triple:
    return NamedNode(entity.id), TYPE, NamedNode(GB + entity.type)


def _label(entity: Entity) -> Triple:
    return NamedNode(entity.id), PREF_LABEL, _literal(entity.label)


def _statement(statement: Statement, graph: NamedNode, ontology: Ontology) -> Iterator[Triple]:
    if statement.predicate not in ontology.properties:
        raise UnknownTerm(statement.predicate, f"statement {statement.id}", ontology.properties)
    about = statement_iri(statement.id)
    yield about, SUBJECT, NamedNode(statement.subject.id)
    yield about, PREDICATE, NamedNode(GB + statement.predicate)
    if statement.object is not None:
        yield about, OBJECT, _node(statement.object)
    for prop, agent in ((CLAIMANT, statement.claimant), (OUTER, statement.outer)):
        if agent:
            yield about, prop, NamedNode(agent.id)
    if statement.polarity != AFFIRMED:
        yield about, POLARITY, Literal(statement.polarity)
    if statement.modality != ASSERTED:
        yield about, MODALITY, Literal(statement.modality)
    if statement.date:
        yield about, DATE, _date(statement.date)
    for name, text in statement.qualifiers:
        yield about, NamedNode(GB + name), _literal(text)
    for evidence in statement.evidence:
        if article_graph(evidence.article) == graph:
            yield from _evidence(evidence, statement)


def _evidence(evidence: Evidence, statement: Statement) -> Iterator[Triple]:
    about = evidence_iri(evidence, statement.id)
    yield statement_iri(statement.id), HAS_EVIDENCE, about
    yield about, EXACT, _literal(evidence.sentence)
    yield about, CONFIDENCE, _decimal(evidence.confidence)
    surfaces = (evidence.subject, evidence.object, evidence.claimant)
    for prop, surface, label in zip(MENTIONS, surfaces, labels(statement), strict=True):
        if surface and surface != label:
            yield about, prop, _literal(surface)


def _plain(statement: Statement) -> Iterator[Triple]:
    affirmed = statement.polarity == AFFIRMED and statement.modality != PLANNED
    if affirmed and statement.object is not None:
        predicate = NamedNode(GB + statement.predicate)
        yield NamedNode(statement.subject.id), predicate, _node(statement.object)


def _node(value: Entity | str) -> Term:
    return NamedNode(value.id) if isinstance(value, Entity) else _literal(value)


def _literal(text: str) -> Literal:
    """A literal; a lone surrogate, which no RDF syntax can carry, becomes U+FFFD."""
    return Literal(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _decimal(value: float) -> Literal:
    """Four decimals in canonical form, the form that stores rewrite every other to."""
    text = format(Decimal(f"{value:.4f}").normalize(), "f")
    return Literal(text, datatype=NamedNode(XSD + "decimal"))


def _date(text: str) -> Literal:
    kind = DATE_TYPES.get(len(text))
    return Literal(text, datatype=NamedNode(XSD + kind)) if kind else Literal(text)
