"""The names of the graph: its vocabulary, and the IRIs of articles, statements and evidence."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode

from graphbuild.errors import StoreError
from graphbuild.knowledge.ontology import GB, SCHEMA
from graphbuild.model import Evidence

BASE = "https://w3id.org/graphbuild/"
ARTICLE, STATEMENT = BASE + "article/", BASE + "statement/"
REFERENCE_GRAPH = NamedNode(BASE + "graph/reference")
DERIVED_GRAPH = NamedNode(BASE + "graph/derived")
EDGES_GRAPH = NamedNode(BASE + "graph/edges")
NAMES_GRAPH = NamedNode(BASE + "graph/names")
IDENTITY_GRAPH = NamedNode(BASE + "graph/identity")
RUNS_GRAPH = NamedNode(BASE + "graph/runs")
CLAIMS = "#claims"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "gb": GB,
    "graph": BASE + "graph/",
    "id": BASE + "id/",
    "oa": OA,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

TYPE = NamedNode(RDF + "type")
SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + n) for n in ("subject", "predicate", "object"))
CLAIMANT, OUTER = NamedNode(GB + "claimant"), NamedNode(GB + "reportedBy")
POLARITY, MODALITY, DATE = (NamedNode(GB + n) for n in ("polarity", "modality", "date"))
HAS_EVIDENCE, CONFIDENCE = NamedNode(GB + "evidence"), NamedNode(GB + "confidence")
MENTIONS = tuple(NamedNode(GB + n + "Mention") for n in ("subject", "object", "claimant"))
DISPUTES, SOURCES = NamedNode(GB + "disputes"), NamedNode(GB + "independentSources")
REPRINTS = NamedNode(GB + "reprints")
ARTICLES, REPORTERS = NamedNode(GB + "articles"), NamedNode(GB + "reporters")
ACCUSER, ACCUSED = NamedNode(GB + "accuser"), NamedNode(GB + "accused")
AUTHORITY, SANCTIONED = NamedNode(GB + "authority"), NamedNode(GB + "sanctioned")
LAW, YEAR = NamedNode(GB + "law"), NamedNode(GB + "year")
OUTLET, REPEATED_BY = NamedNode(GB + "outlet"), NamedNode(GB + "repeatedBy")
STATEMENTS, REPETITION = NamedNode(GB + "statements"), NamedNode(GB + "repetitionRank")
DENIAL, DISPUTED = NamedNode(GB + "denial"), NamedNode(GB + "disputed")
DENIED_IN, SAID_IN = NamedNode(GB + "deniedIn"), NamedNode(GB + "saidIn")
SENTENCE = NamedNode(GB + "sentence")
ENDED_BY, ENDED, RELIEVED_BY = (NamedNode(GB + n) for n in ("endedBy", "ended", "relievedBy"))
LATEST = NamedNode(GB + "latestArticle")
RANK, FIRST_ARTICLE = NamedNode(GB + "rank"), NamedNode(GB + "firstArticle")
FIRST_REPORTED = NamedNode(GB + "firstReported")
SHA256, SAME_TEXT = NamedNode(GB + "sha256"), NamedNode(GB + "sameText")
PAGES = NamedNode(GB + "pages")
# What one article calls an entity; the one preferred label, for all articles, is in the derived graph.
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
PREF_LABEL, ALT_LABEL = NamedNode(SKOS + "prefLabel"), NamedNode(SKOS + "altLabel")
EXACT_MATCH, CLOSE_MATCH = NamedNode(SKOS + "exactMatch"), NamedNode(SKOS + "closeMatch")
EXACT = NamedNode(OA + "exact")
NEWS_ARTICLE = NamedNode(SCHEMA + "NewsArticle")
HEADLINE, PUBLISHER = NamedNode(SCHEMA + "headline"), NamedNode(SCHEMA + "publisher")
URL, PUBLISHED = NamedNode(SCHEMA + "url"), NamedNode(SCHEMA + "datePublished")

NAMING = (TYPE, PREF_LABEL, ALT_LABEL, EXACT_MATCH)
# Where entities have their names: from catalogues, settled for all articles, from each article.
NAMING_GRAPHS = (REFERENCE_GRAPH, DERIVED_GRAPH, NAMES_GRAPH)
NOT_QUALIFIERS = frozenset({CLAIMANT, OUTER, POLARITY, MODALITY, DATE, HAS_EVIDENCE, SOURCES})
DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
EVIDENCE = re.compile(
    re.escape(ARTICLE) + r"([^?#]*)\?rule=([^&#]*)&of=[0-9a-f]{16}#char=(\d+),(\d+)"
)

Term = NamedNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]


def article_graph(article: str) -> NamedNode:
    """The IRI of an article, which is the name of its graph."""
    return NamedNode(ARTICLE + quote(article, safe=""))


def claims_graph(article: str) -> NamedNode:
    """The name of the graph of what an article has others claim."""
    return NamedNode(article_graph(article).value + CLAIMS)


def article_id(graph: NamedNode) -> str:
    """The id of the article whose graph this is."""
    return unquote(graph.value.removeprefix(ARTICLE).removesuffix(CLAIMS))


def is_article_graph(graph: object) -> bool:
    """Whether it is the name of an article's own graph (not of its claims graph)."""
    return (
        isinstance(graph, NamedNode)
        and graph.value.startswith(ARTICLE)
        and not graph.value.endswith(CLAIMS)
    )


def tally_iri(*parts: str | None) -> NamedNode:
    """The node that holds the counts of a triple of IRIs, a measure or a pair of outlets."""
    text = " ".join("-" if part is None else quote(part) for part in parts)
    return NamedNode(f"{BASE}edge/{hashlib.sha256(text.encode()).hexdigest()[:32]}")


def dispute_iri(denial: str, disputed: str) -> NamedNode:
    """The node that says where a statement (id) disputes another one."""
    return NamedNode(f"{BASE}dispute/{denial[:16]}-{disputed[:16]}")


def statement_iri(statement: str) -> NamedNode:
    """The IRI of the statement with this id."""
    return NamedNode(STATEMENT + statement)


def statement_id(iri: NamedNode) -> str:
    """The id of the statement with this IRI."""
    return iri.value.removeprefix(STATEMENT)


def evidence_iri(evidence: Evidence, statement: str) -> NamedNode:
    """The place in the article (RFC 5147), the rule that read it, and the statement (id) it carries."""
    about = article_graph(evidence.article).value
    reading = f"rule={quote(evidence.rule, safe='')}&of={statement[:16]}"
    return NamedNode(f"{about}?{reading}#char={evidence.start},{evidence.end}")


class EvidencePlace(NamedTuple):
    """What the IRI of a piece of evidence says: article (id), rule, offsets in characters."""

    article: str
    rule: str
    start: int
    end: int


def evidence_place(iri: NamedNode) -> EvidencePlace:
    """What the IRI of a piece of evidence says; StoreError when it is not one."""
    match = EVIDENCE.fullmatch(iri.value)
    if match is None:
        raise StoreError(f"{iri}: not the name of a place in an article")
    return EvidencePlace(unquote(match[1]), unquote(match[2]), int(match[3]), int(match[4]))
