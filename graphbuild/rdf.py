"""Statement <-> quads: the only module that knows the shape of the graph.

Each article has a named graph, `…/article/ID`. It describes the article, the entities that it names,
its statements and their evidence; a plain triple stands there for what the article says in its own
voice, and in `…/article/ID#claims` for what it has somebody claim. What catalogues know of an entity
is in the reference graph, what follows from several statements in the derived graph, and who built
what when in the runs graph. There are no blank nodes: every IRI is a hash or a position.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.errors import StoreError, UnknownTerm
from graphbuild.model import (
    AFFIRMED,
    ASSERTED,
    PLANNED,
    Article,
    Entity,
    Evidence,
    Statement,
)
from graphbuild.ontology import GB, SCHEMA, Ontology
from graphbuild.records import ArticleRecord

BASE = "https://w3id.org/graphbuild/"
ARTICLE, STATEMENT, EVIDENCE = BASE + "article/", BASE + "statement/", BASE + "evidence/"
REFERENCE_GRAPH = NamedNode(BASE + "graph/reference")
DERIVED_GRAPH = NamedNode(BASE + "graph/derived")
RUNS_GRAPH = NamedNode(BASE + "graph/runs")
CLAIMS = "#claims"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "gb": GB,
    "id": BASE + "id/",
    "oa": OA,
    "prov": PROV,
    "rdf": RDF,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

TYPE = NamedNode(RDF + "type")
SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + n) for n in ("subject", "predicate", "object"))
RDF_STATEMENT = NamedNode(RDF + "Statement")
CLAIMANT, OUTER = NamedNode(GB + "claimant"), NamedNode(GB + "reportedBy")
POLARITY, MODALITY, DATE = (NamedNode(GB + n) for n in ("polarity", "modality", "date"))
HAS_EVIDENCE, RULE, CONFIDENCE = (NamedNode(GB + n) for n in ("evidence", "rule", "confidence"))
MENTIONS = tuple(NamedNode(GB + n + "Mention") for n in ("subject", "object", "claimant"))
DISPUTES = NamedNode(GB + "disputes")
SHA256 = NamedNode(GB + "sha256")
REPRINTS = NamedNode(GB + "reprints")
PREF_LABEL, ALT_LABEL = NamedNode(SKOS + "prefLabel"), NamedNode(SKOS + "altLabel")
EXACT_MATCH = NamedNode(SKOS + "exactMatch")
HAS_SOURCE, HAS_SELECTOR = NamedNode(OA + "hasSource"), NamedNode(OA + "hasSelector")
QUOTE_SELECTOR = NamedNode(OA + "TextQuoteSelector")
POSITION_SELECTOR = NamedNode(OA + "TextPositionSelector")
EXACT, START, END = (NamedNode(OA + n) for n in ("exact", "start", "end"))
NEWS_ARTICLE = NamedNode(SCHEMA + "NewsArticle")
HEADLINE, PUBLISHER = NamedNode(SCHEMA + "headline"), NamedNode(SCHEMA + "publisher")
URL, PUBLISHED = NamedNode(SCHEMA + "url"), NamedNode(SCHEMA + "datePublished")

NOT_QUALIFIERS = frozenset({CLAIMANT, OUTER, POLARITY, MODALITY, DATE, HAS_EVIDENCE})
DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}

Term = NamedNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]
Facts = Mapping[NamedNode, Mapping[NamedNode, Sequence[Term]]]


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


def from_quads(quads: Iterable[Quad]) -> list[Statement]:
    """The statements of each article graph among the quads; evidence of several is not pooled."""
    graphs: defaultdict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name].append(quad)
    reference = facts_of(graphs.get(REFERENCE_GRAPH, ()))
    return [
        statement
        for graph in sorted(graphs, key=lambda g: g.value)
        if is_article_graph(graph)
        for statement in read_statements(facts_of(graphs[graph]), reference)
    ]


def read_statements(facts: Facts, reference: Facts) -> Iterator[Statement]:
    """The statements that one article's graph describes, in order of id."""
    ids = (s for s, f in facts.items() if RDF_STATEMENT in f.get(TYPE, ()))
    for iri in sorted(ids, key=lambda s: s.value):
        yield _read_statement(facts[iri], facts, reference)


def read_article(graph: NamedNode, facts: Facts) -> ArticleRecord:
    """The article that a graph describes."""
    about = facts[graph]
    return ArticleRecord(
        article_id(graph),
        _text(about, HEADLINE),
        _text(about, URL),
        _text(about, PUBLISHER),
        _text(about, PUBLISHED),
        _text(about, SHA256) or "",
        next((article_id(n) for n in about.get(REPRINTS, ()) if isinstance(n, NamedNode)), None),
    )


def facts_of(quads: Iterable[Quad]) -> Facts:
    """Subject -> predicate -> objects, whatever the graph."""
    facts: defaultdict[NamedNode, defaultdict[NamedNode, list[Term]]]
    facts = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            facts[quad.subject][quad.predicate].append(quad.object)
    return facts


def with_background(quads: Iterable[Quad], reference: Facts) -> list[Triple]:
    """The triples of an article's graph, and of the reference graph on what they mention."""
    facts = facts_of(quads)
    own = [(s, p, o) for s, about in facts.items() for p, values in about.items() for o in values]
    mentioned = dict.fromkeys(o for _, _, o in own if isinstance(o, NamedNode))
    return own + [
        (subject, prop, value)
        for subject in mentioned
        for prop, values in reference.get(subject, {}).items()
        for value in values
    ]


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


def statement_iri(statement: str) -> NamedNode:
    """The IRI of the statement with this id."""
    return NamedNode(STATEMENT + statement)


def statement_id(iri: NamedNode) -> str:
    """The id of the statement with this IRI."""
    return iri.value.removeprefix(STATEMENT)


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


def entities_of(statement: Statement) -> list[Entity]:
    """The entities that a statement names."""
    named = (statement.subject, statement.object, statement.claimant, statement.outer)
    return [e for e in named if isinstance(e, Entity)]


def _article(article: Article | ArticleRecord) -> Iterator[Triple]:
    about = article_graph(article.id)
    yield about, TYPE, NEWS_ARTICLE
    yield about, SHA256, Literal(article.sha256)
    for prop, value in ((HEADLINE, article.title), (PUBLISHER, article.publisher)):
        if value:
            yield about, prop, _literal(value)
    if article.url:
        yield about, URL, _literal(article.url)
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
    yield about, TYPE, RDF_STATEMENT
    yield about, SUBJECT, NamedNode(statement.subject.id)
    yield about, PREDICATE, NamedNode(GB + statement.predicate)
    if statement.object is not None:
        yield about, OBJECT, _node(statement.object)
    for prop, agent in ((CLAIMANT, statement.claimant), (OUTER, statement.outer)):
        if agent:
            yield about, prop, NamedNode(agent.id)
    yield about, POLARITY, Literal(statement.polarity)
    yield about, MODALITY, Literal(statement.modality)
    if statement.date:
        yield about, DATE, _date(statement.date)
    for name, text in statement.qualifiers:
        yield about, NamedNode(GB + name), _literal(text)
    for evidence in statement.evidence:
        if article_graph(evidence.article) == graph:
            yield from _evidence(evidence, statement, graph)


def _evidence(evidence: Evidence, statement: Statement, graph: NamedNode) -> Iterator[Triple]:
    about = _evidence_iri(evidence, statement)
    selector = NamedNode(f"{graph.value}#char={evidence.start},{evidence.end}")
    yield statement_iri(statement.id), HAS_EVIDENCE, about
    yield about, HAS_SOURCE, graph
    yield about, HAS_SELECTOR, selector
    yield about, RULE, _literal(evidence.rule)
    yield about, CONFIDENCE, _decimal(evidence.confidence)
    surfaces = (evidence.subject, evidence.object, evidence.claimant)
    for prop, surface, label in zip(MENTIONS, surfaces, _labels(statement), strict=True):
        if surface and surface != label:
            yield about, prop, _literal(surface)
    yield selector, TYPE, QUOTE_SELECTOR
    yield selector, TYPE, POSITION_SELECTOR
    yield selector, EXACT, _literal(evidence.sentence)
    yield selector, START, Literal(evidence.start)
    yield selector, END, Literal(evidence.end)


def _evidence_iri(evidence: Evidence, statement: Statement) -> NamedNode:
    place = (statement.id, evidence.article, str(evidence.start), str(evidence.end), evidence.rule)
    return NamedNode(EVIDENCE + hashlib.sha256("\x1f".join(place).encode()).hexdigest()[:32])


def _plain(statement: Statement) -> Iterator[Triple]:
    affirmed = statement.polarity == AFFIRMED and statement.modality != PLANNED
    if affirmed and statement.object is not None:
        predicate = NamedNode(GB + statement.predicate)
        yield NamedNode(statement.subject.id), predicate, _node(statement.object)


def _labels(statement: Statement) -> tuple[str, str | None, str | None]:
    """The surfaces that evidence has where the graph gives none."""
    said = statement.object
    return (
        statement.subject.label,
        said.label if isinstance(said, Entity) else said,
        statement.claimant.label if statement.claimant else None,
    )


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


def _read_statement(
    about: Mapping[NamedNode, Sequence[Term]], facts: Facts, reference: Facts
) -> Statement:
    claimant, outer = about.get(CLAIMANT), about.get(OUTER)
    statement = Statement(
        subject=_read_entity(about[SUBJECT][0], facts, reference),
        predicate=about[PREDICATE][0].value.removeprefix(GB),
        object=_read_object(about.get(OBJECT), facts, reference),
        claimant=_read_entity(claimant[0], facts, reference) if claimant else None,
        polarity=about[POLARITY][0].value,
        modality=about[MODALITY][0].value,
        date=_text(about, DATE),
        evidence=(),
        outer=_read_entity(outer[0], facts, reference) if outer else None,
        qualifiers=_read_qualifiers(about),
    )
    evidence = (_read_evidence(e, statement, facts) for e in about.get(HAS_EVIDENCE, ()))
    ordered = sorted(evidence, key=lambda e: (e.article, e.start, e.end, e.rule))
    return replace(statement, evidence=tuple(ordered))


def _read_object(
    values: Sequence[Term] | None, facts: Facts, reference: Facts
) -> Entity | str | None:
    if not values:
        return None
    [value] = values
    return value.value if isinstance(value, Literal) else _read_entity(value, facts, reference)


def _read_entity(iri: Term, facts: Facts, reference: Facts) -> Entity:
    if not isinstance(iri, NamedNode):
        raise StoreError(f"{iri}: a literal stands where an entity must")
    said, known = facts.get(iri, {}), reference.get(iri, {})
    named = known or said
    return Entity(
        iri.value,
        _text(named, PREF_LABEL) or iri.value,
        (_text(named, TYPE) or "").removeprefix(GB),
        tuple(sorted(t.value for t in said.get(ALT_LABEL, ()))),
        tuple(sorted(t.value for t in known.get(EXACT_MATCH, ()))),
    )


def _read_qualifiers(about: Mapping[NamedNode, Sequence[Term]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (prop.value.removeprefix(GB), value.value)
            for prop, values in about.items()
            if prop.value.startswith(GB) and prop not in NOT_QUALIFIERS
            for value in values
        )
    )


def _read_evidence(iri: Term, statement: Statement, facts: Facts) -> Evidence:
    if not isinstance(iri, NamedNode):
        raise StoreError(f"{iri}: a literal stands where evidence must")
    about = facts[iri]
    selector = facts[_iri(about, HAS_SELECTOR)]
    mentions = (_text(about, prop) for prop in MENTIONS)
    subject, said, claimant = (
        mention or label for mention, label in zip(mentions, _labels(statement), strict=True)
    )
    return Evidence(
        article_id(_iri(about, HAS_SOURCE)),
        int(selector[START][0].value),
        int(selector[END][0].value),
        selector[EXACT][0].value,
        about[RULE][0].value,
        float(about[CONFIDENCE][0].value),
        subject or "",
        said,
        claimant,
    )


def _iri(about: Mapping[NamedNode, Sequence[Term]], prop: NamedNode) -> NamedNode:
    [value] = about[prop]
    if not isinstance(value, NamedNode):
        raise StoreError(f"{prop}: {value} is not an IRI")
    return value


def _text(about: Mapping[NamedNode, Sequence[Term]], prop: NamedNode) -> str | None:
    return min((t.value for t in about.get(prop, ())), default=None)
