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
    HAS_EVIDENCE,
    HEADLINE,
    MENTIONS,
    MODALITY,
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
    RULE,
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
    """How many articles state or report an edge; of an accusation also how many sources at most, and reporters."""

    articles: int
    accusation: bool = False
    sources: int = 1
    reporters: int = 0


def to_quads(
    article: Article | ArticleRecord, statements: Sequence[Statement], ontology: Ontology
) -> list[Quad]:
    """All quads of one article: its graph, its claims graph, its part of the reference graph.

    Confidence is kept to four decimals. Raises UnknownTerm for a predicate or class that the
    ontology does not define.
    """
    graph = article_graph(article.id)
    claims = NamedNode(graph.value + CLAIMS)
    triples = [*_article(article)]
    plain: list[Triple] = []
    entities = {e.id: e for s in statements for e in entities_of(s)}
    for entity in entities.values():
        triples += _entity(entity, ontology)
    for statement in statements:
        triples += _statement(statement, graph, ontology)
        own = statement.claimant is None and statement.modality == ASSERTED
        (triples if own else plain).extend(_plain(statement))
    background = [t for e in entities.values() for t in _background(e)]
    sides = ((graph, triples), (claims, plain), (REFERENCE_GRAPH, background))
    return [Quad(*t, where) for where, side in sides for t in dict.fromkeys(side)]


def reprint_quads(reprints: Mapping[str, str]) -> list[Quad]:
    """The links from each article that has near-identical ones to the first of them."""
    return [
        Quad(article_graph(article), REPRINTS, article_graph(first), DERIVED_GRAPH)
        for article, first in reprints.items()
    ]


def dispute_quads(disputes: Iterable[tuple[str, str]]) -> list[Quad]:
    """Links from denying to disputed statements (ids), in the derived graph."""
    return [
        Quad(statement_iri(denial), DISPUTES, statement_iri(disputed), DERIVED_GRAPH)
        for denial, disputed in disputes
    ]


def source_quads(counts: Iterable[tuple[str, int]]) -> list[Quad]:
    """How many independent sources statements (ids) have; one is what goes without saying."""
    return [
        Quad(statement_iri(statement), SOURCES, Literal(n), DERIVED_GRAPH)
        for statement, n in counts
        if n > 1
    ]


def edge_quads(edges: Mapping[Edge, Count]) -> Iterator[Quad]:
    """Each edge once, and how many articles have it when several do; of an accusation, all counts.

    Accusations are ranked, those in most articles first, since a store sorts numbers faster than names.
    """
    accusations = sorted((-c.articles, edge) for edge, c in edges.items() if c.accusation)
    ranks = {edge: n for n, (_, edge) in enumerate(accusations, 1)}
    for (subject, predicate, value), count in edges.items():
        yield Quad(NamedNode(subject), NamedNode(predicate), NamedNode(value), EDGES_GRAPH)
        node = edge_iri(subject, predicate, value)
        if count.articles > 1 or count.accusation:
            yield Quad(node, ARTICLES, Literal(count.articles), EDGES_GRAPH)
        if count.accusation:
            yield Quad(node, ACCUSER, NamedNode(subject), EDGES_GRAPH)
            yield Quad(node, ACCUSED, NamedNode(value), EDGES_GRAPH)
            yield Quad(node, SOURCES, Literal(count.sources), EDGES_GRAPH)
            yield Quad(node, REPORTERS, Literal(count.reporters), EDGES_GRAPH)
            yield Quad(node, RANK, Literal(ranks[subject, predicate, value]), EDGES_GRAPH)


def edge_of(statement: Statement) -> Edge | None:
    """The plain triple of a statement; None for what is denied, planned, or about no other entity."""
    affirmed = statement.polarity == AFFIRMED and statement.modality != PLANNED
    if not affirmed or not isinstance(statement.object, Entity):
        return None
    return statement.subject.id, GB + statement.predicate, statement.object.id


def label_quads(labels: Mapping[str, str]) -> list[Quad]:
    """The one name of each entity (IRI), for queries that show it."""
    return [
        Quad(NamedNode(iri), PREF_LABEL, _literal(label), DERIVED_GRAPH)
        for iri, label in labels.items()
    ]


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


def _entity(entity: Entity, ontology: Ontology) -> Iterator[Triple]:
    """What the article says of it; the name and class of a catalogued one are background."""
    if entity.type not in ontology.classes:
        raise UnknownTerm(entity.type, f"entity {entity.label!r}", ontology.classes)
    about = NamedNode(entity.id)
    if not entity.same_as:
        yield from _named(entity)
    for alias in entity.aliases:
        yield about, ALT_LABEL, _literal(alias)


def reference_quads(entities: Iterable[Entity]) -> list[Quad]:
    """What catalogues know of entities, in the reference graph."""
    return [Quad(*t, REFERENCE_GRAPH) for e in entities for t in _background(e)]


def _background(entity: Entity) -> Iterator[Triple]:
    if entity.same_as:
        yield from _named(entity)
    for iri in entity.same_as:
        yield NamedNode(entity.id), EXACT_MATCH, NamedNode(iri)


def _named(entity: Entity) -> Iterator[Triple]:
    yield NamedNode(entity.id), TYPE, NamedNode(GB + entity.type)
    yield NamedNode(entity.id), PREF_LABEL, _literal(entity.label)


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
    yield about, RULE, _literal(evidence.rule)
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
