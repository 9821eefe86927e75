"""Statements -> the quads of their article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.errors import UnknownTerm
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import AFFIRMED, ASSERTED, PLANNED, Article, Entity, Evidence, Statement
from graphbuild.rdf.terms import (
    ALT_LABEL,
    CLAIMANT,
    CLAIMS,
    CONFIDENCE,
    DATE,
    DATE_TYPES,
    EXACT,
    EXACT_MATCH,
    HAS_EVIDENCE,
    HEADLINE,
    LABEL,
    MENTIONS,
    MODALITY,
    NAMES_GRAPH,
    NEWS_ARTICLE,
    OBJECT,
    OUTER,
    PAGES,
    POLARITY,
    PREDICATE,
    PREF_LABEL,
    PUBLISHED,
    PUBLISHER,
    REFERENCE_GRAPH,
    SAME_TEXT,
    SHA256,
    SUBJECT,
    TYPE,
    URL,
    XSD,
    Term,
    Triple,
    article_graph,
    evidence_iri,
    statement_iri,
)
from graphbuild.records import ArticleRecord


def to_quads(
    article: Article | ArticleRecord, statements: Sequence[Statement], ontology: Ontology
) -> list[Quad]:
    """All quads of one article: its own graph, its claims graph, and its share of two common graphs.

    The common graphs are those of names (classes and other names of its entities) and of reference
    data (what catalogues know of them). Of each statement only the evidence in this article is
    written. Confidence is kept to four decimals. Raises UnknownTerm for a predicate or class that the
    ontology does not define.
    """
    graph = article_graph(article.id)
    claims = NamedNode(graph.value + CLAIMS)
    triples = [*_article(article)]
    plain: list[Triple] = []
    entities = {e.id: e for s in statements for e in s.entities}
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


def labels(statement: Statement) -> tuple[str, str | None, str | None]:
    """What evidence calls subject, object and claimant where the graph says nothing else.

    The words of evidence are only written where they differ from these, which saves most of them.
    """
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
            yield about, prop, text_literal(value)
    if article.pages:
        yield about, PAGES, Literal(" ".join(map(str, article.pages)))
    if article.published:
        yield about, PUBLISHED, date_literal(article.published)


def _names(entity: Entity, ontology: Ontology) -> Iterator[Triple]:
    """The class and other names of an entity; the class of a catalogued one is reference data."""
    if entity.type not in ontology.classes:
        raise UnknownTerm(entity.type, f"entity {entity.label!r}", ontology.classes)
    if not entity.same_as:
        yield _class(entity)
    for alias in entity.aliases:
        yield NamedNode(entity.id), ALT_LABEL, text_literal(alias)


def reference_quads(entities: Iterable[Entity]) -> list[Quad]:
    """The quads of the reference graph about entities: what catalogues know of them."""
    return [Quad(*t, REFERENCE_GRAPH) for e in entities for t in _background(e)]


def _background(entity: Entity) -> Iterator[Triple]:
    if entity.same_as:
        yield _class(entity)
        yield NamedNode(entity.id), PREF_LABEL, text_literal(entity.label)
    for iri in entity.same_as:
        yield NamedNode(entity.id), EXACT_MATCH, NamedNode(iri)


def _class(entity: Entity) -> Triple:
    return NamedNode(entity.id), TYPE, NamedNode(GB + entity.type)


def _label(entity: Entity) -> Triple:
    return NamedNode(entity.id), LABEL, text_literal(entity.label)


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
        yield about, DATE, date_literal(statement.date)
    for name, text in statement.qualifiers:
        yield about, NamedNode(GB + name), text_literal(text)
    for evidence in statement.evidence:
        if article_graph(evidence.article) == graph:
            yield from _evidence(evidence, statement)


def _evidence(evidence: Evidence, statement: Statement) -> Iterator[Triple]:
    about = evidence_iri(evidence, statement.id)
    yield statement_iri(statement.id), HAS_EVIDENCE, about
    yield about, EXACT, text_literal(evidence.sentence)
    yield about, CONFIDENCE, _decimal(evidence.confidence)
    surfaces = (evidence.subject, evidence.object, evidence.claimant)
    for prop, surface, label in zip(MENTIONS, surfaces, labels(statement), strict=True):
        if surface and surface != label:
            yield about, prop, text_literal(surface)


def _plain(statement: Statement) -> Iterator[Triple]:
    affirmed = statement.polarity == AFFIRMED and statement.modality != PLANNED
    if affirmed and statement.object is not None:
        predicate = NamedNode(GB + statement.predicate)
        yield NamedNode(statement.subject.id), predicate, _node(statement.object)


def _node(value: Entity | str) -> Term:
    return NamedNode(value.id) if isinstance(value, Entity) else text_literal(value)


def text_literal(text: str) -> Literal:
    """A literal; a lone surrogate, which no RDF syntax can carry, becomes U+FFFD."""
    return Literal(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _decimal(value: float) -> Literal:
    """A number with up to four decimals, without trailing zeros.

    That is the canonical form of xsd:decimal: a store rewrites any other, and what is read back would
    differ from what was written.
    """
    text = format(Decimal(f"{value:.4f}").normalize(), "f")
    return Literal(text, datatype=NamedNode(XSD + "decimal"))


def date_literal(text: str) -> Literal:
    """A day, a month or a year (ISO), or text where it is none of these."""
    kind = DATE_TYPES.get(len(text))
    return Literal(text, datatype=NamedNode(XSD + kind)) if kind else Literal(text)
