"""A statement as triples, for the formats that put statements into graphs of their own making."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from graphbuild.knowledge.ontology import GB, SCHEMA
from graphbuild.model import Entity, Evidence, Statement
from graphbuild.presentation.escape import plain
from graphbuild.rdf import ARTICLE, OA, RDF, SKOS, STATEMENT, XSD
from graphbuild.records import ArticleRecord

Term = NamedNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]
TYPE = NamedNode(RDF + "type")
DATES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def node(statement: str) -> NamedNode:
    """The IRI of a statement, by id."""
    return NamedNode(STATEMENT + statement)


def article_node(article: str) -> NamedNode:
    """The IRI of an article, by id."""
    return NamedNode(ARTICLE + quote(article, safe=""))


def predicate_node(statement: Statement) -> NamedNode:
    """The IRI of the statement's property."""
    return NamedNode(GB + statement.predicate)


def value(statement: Statement) -> Term | None:
    """The object as an RDF term."""
    found = statement.object
    if isinstance(found, Entity):
        return NamedNode(found.id)
    return None if found is None else Literal(plain(found))


def how(statement: Statement) -> Iterator[Triple]:
    """How it is said: polarity, modality, date, qualifiers; not who says it."""
    about = node(statement.id)
    yield about, NamedNode(GB + "polarity"), Literal(statement.polarity)
    yield about, NamedNode(GB + "modality"), Literal(statement.modality)
    if statement.date:
        yield about, NamedNode(GB + "date"), dated(statement.date)
    for name, text in statement.qualifiers:
        yield about, NamedNode(GB + name), Literal(plain(text))


def dated(day: str) -> Literal:
    """A date as precise as it is known."""
    kind = DATES.get(len(day))
    return Literal(day, datatype=NamedNode(XSD + kind)) if kind else Literal(day)


def described(entity: Entity) -> Iterator[Triple]:
    """Class and names of an entity."""
    about = NamedNode(entity.id)
    yield about, TYPE, NamedNode(GB + entity.type)
    yield about, NamedNode(SKOS + "prefLabel"), Literal(plain(entity.label))
    for alias in entity.aliases:
        yield about, NamedNode(SKOS + "altLabel"), Literal(plain(alias))


def quoted(statement: Statement, evidence: Evidence, number: int) -> Iterator[Triple]:
    """One sentence with its place: a specific resource of the Web Annotation model."""
    about = NamedNode(f"{STATEMENT}{statement.id}#quote-{number}")
    yield about, TYPE, NamedNode(OA + "SpecificResource")
    yield about, NamedNode(OA + "hasSource"), article_node(evidence.article)
    yield about, NamedNode(OA + "exact"), Literal(plain(evidence.sentence))
    yield about, NamedNode(OA + "start"), Literal(evidence.start)
    yield about, NamedNode(OA + "end"), Literal(evidence.end)
    yield about, NamedNode(GB + "rule"), Literal(evidence.rule)
    confidence = Literal(f"{evidence.confidence:.4f}", datatype=NamedNode(XSD + "decimal"))
    yield about, NamedNode(GB + "confidence"), confidence


def published(article: ArticleRecord) -> Iterator[Triple]:
    """What is known of an article."""
    about = article_node(article.id)
    yield about, TYPE, NamedNode(SCHEMA + "NewsArticle")
    facts = {"headline": article.title, "publisher": article.publisher, "url": article.url}
    for name, text in facts.items():
        if text:
            yield about, NamedNode(SCHEMA + name), Literal(plain(text))
    if article.published:
        yield about, NamedNode(SCHEMA + "datePublished"), dated(article.published)
