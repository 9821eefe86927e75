"""Nanopublications in TriG: each statement is an assertion with its provenance, citable by itself.

The assertion holds the triple where the statement affirms it, whoever claims it: an assertion is
what its source says, and the provenance graph names that source. What is negated or planned is there
as a statement only. A nanopublication whose statement disputes another cites it (cito:disputes).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from graphbuild.export.quads import save
from graphbuild.export.reified import (
    TYPE,
    Term,
    Triple,
    article_node,
    dated,
    described,
    how,
    node,
    predicate_node,
    published,
    quoted,
    value,
)
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import AFFIRMED, PLANNED, Entity, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.rdf import BASE, PROV, RDF
from graphbuild.records import ArticleRecord

NP = "http://www.nanopub.org/nschema#"
CITO = "http://purl.org/spar/cito/"
DCTERMS = "http://purl.org/dc/terms/"
NANOPUBLICATION = BASE + "nanopublication/"
PARTS = {
    "assertion": "Assertion",
    "provenance": "Provenance",
    "publication-info": "PublicationInfo",
}
PROGRAM = NamedNode(BASE + "program")


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the nanopublications in order of the statements' ids."""
    articles = {a.id: a for a in dataset.articles()}
    disputes: defaultdict[str, list[str]] = defaultdict(list)
    for denial, disputed in sorted(dataset.disputes()):
        disputes[denial].append(disputed)
    statements = sorted(dataset.statements(), key=lambda s: s.id)
    quads = (q for s in statements for q in nanopublication(s, articles, disputes.get(s.id, ())))
    save(quads, path, RdfFormat.TRIG)


def nanopublication(
    statement: Statement, articles: Mapping[str, ArticleRecord], disputes: Sequence[str]
) -> Iterator[Quad]:
    """Its head and its three graphs."""
    me = NamedNode(NANOPUBLICATION + statement.id)
    graphs = {part: NamedNode(f"{me.value}#{part}") for part in PARTS}
    parts: Mapping[str, Iterator[Triple]] = {
        "head": _head(me, graphs),
        "assertion": _assertion(statement),
        "provenance": _provenance(statement, graphs["assertion"], articles),
        "publication-info": _information(me, statement, articles, disputes),
    }
    for part, triples in parts.items():
        graph = NamedNode(f"{me.value}#{part}")
        yield from (Quad(*t, graph) for t in sorted({*triples}, key=str))


def _head(me: NamedNode, graphs: Mapping[str, NamedNode]) -> Iterator[Triple]:
    yield me, TYPE, NamedNode(NP + "Nanopublication")
    for part, name in PARTS.items():
        yield me, NamedNode(f"{NP}has{name}"), graphs[part]


def _assertion(statement: Statement) -> Iterator[Triple]:
    about, found = node(statement.id), value(statement)
    subject, predicate = NamedNode(statement.subject.id), predicate_node(statement)
    yield about, TYPE, NamedNode(RDF + "Statement")
    yield about, NamedNode(RDF + "subject"), subject
    yield about, NamedNode(RDF + "predicate"), predicate
    if found is not None:
        yield about, NamedNode(RDF + "object"), found
        if statement.polarity == AFFIRMED and statement.modality != PLANNED:
            yield subject, predicate, found
    yield from how(statement)
    for entity in (statement.subject, statement.object):
        if isinstance(entity, Entity):
            yield from described(entity)


def _provenance(
    statement: Statement, assertion: NamedNode, articles: Mapping[str, ArticleRecord]
) -> Iterator[Triple]:
    """Who claims it, who reports the claim, and every quote; without a claimant the articles do."""
    for name, who in (("claimant", statement.claimant), ("reportedBy", statement.outer)):
        if who:
            yield assertion, NamedNode(GB + name), NamedNode(who.id)
            yield from described(who)
    for number, evidence in enumerate(sorted(statement.evidence), 1):
        triples = [*quoted(statement, evidence, number)]
        yield assertion, NamedNode(PROV + "wasQuotedFrom"), triples[0][0]
        yield assertion, NamedNode(PROV + "wasDerivedFrom"), article_node(evidence.article)
        yield from triples
    for article in sorted({e.article for e in statement.evidence}):
        yield from published(articles[article])


def _information(
    me: NamedNode,
    statement: Statement,
    articles: Mapping[str, ArticleRecord],
    disputes: Sequence[str],
) -> Iterator[Triple]:
    """Made by a program, on the day of the first report if that is known."""
    days = (articles[e.article].published for e in statement.evidence)
    first: str | None = min((d for d in days if d), default=None)
    facts: list[tuple[str, Term]] = [(DCTERMS + "creator", PROGRAM)]
    if first:
        facts.append((DCTERMS + "created", dated(first)))
    facts += [(CITO + "disputes", NamedNode(NANOPUBLICATION + d)) for d in disputes]
    yield from ((me, NamedNode(name), found) for name, found in facts)
    yield PROGRAM, NamedNode(f"{DCTERMS}title"), Literal("graphbuild")
