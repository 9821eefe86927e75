"""Quads of the store -> Statement and ArticleRecord: the inverse of `writing.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.errors import StoreError
from graphbuild.knowledge.ontology import GB
from graphbuild.model import AFFIRMED, ASSERTED, Entity, Evidence, Statement
from graphbuild.rdf.terms import (
    ALT_LABEL,
    CLAIMANT,
    CLOSE_MATCH,
    CONFIDENCE,
    DATE,
    DISPUTES,
    ENDED_BY,
    EXACT,
    EXACT_MATCH,
    HAS_EVIDENCE,
    HEADLINE,
    LABEL,
    MENTIONS,
    MODALITY,
    NAMING,
    NAMING_GRAPHS,
    NOT_QUALIFIERS,
    OBJECT,
    OUTER,
    PAGES,
    POLARITY,
    PREDICATE,
    PREF_LABEL,
    PUBLISHED,
    PUBLISHER,
    REPRINTS,
    SAME_TEXT,
    SHA256,
    SUBJECT,
    TYPE,
    URL,
    Term,
    Triple,
    article_id,
    evidence_place,
    is_article_graph,
    statement_id,
)
from graphbuild.rdf.writing import labels
from graphbuild.records import ArticleRecord

# The triples of some graph, by subject and by predicate.
Facts = Mapping[NamedNode, Mapping[NamedNode, Sequence[Term]]]


def from_quads(quads: Iterable[Quad]) -> list[Statement]:
    """The statements of all article graphs among the quads, by graph and then by id.

    A statement that several articles make comes once for each; `statements.pool.pool` makes one of them.
    """
    graphs: defaultdict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name].append(quad)
    names = merge_names(*(graphs.get(graph, ()) for graph in NAMING_GRAPHS))
    return [
        statement
        for graph in sorted(graphs, key=lambda g: g.value)
        if is_article_graph(graph)
        for statement in read_statements(facts_of(graphs[graph]), names)
    ]


def merge_names(*layers: Iterable[Quad]) -> Facts:
    """The names and classes of entities, merged from the quads of several graphs.

    layers: the quads of one graph each, the most trusted graph first. An entity gets one label, that
        of the first graph that has one; all other labels become alternative labels. It keeps all
        classes, those of the first graph first.
    """
    found: defaultdict[NamedNode, defaultdict[NamedNode, list[Term]]]
    found = defaultdict(lambda: defaultdict(list))
    for layer in layers:
        quads = (q for q in layer if q.predicate in NAMING)
        for about, prop, value, _ in sorted(quads, key=lambda q: (str(q.subject), str(q.object))):
            if isinstance(about, NamedNode) and isinstance(value, NamedNode | Literal):
                known = found[about]
                other = prop == PREF_LABEL and known[prop] not in ([], [value])
                values = known[ALT_LABEL if other else prop]
                if value not in values:
                    values.append(value)
    return found


def read_statements(facts: Facts, names: Facts) -> Iterator[Statement]:
    """The statements that one article's graph describes, in order of id.

    facts: those of the article's graph. names: of all entities, from `merge_names`.
    """
    ids = (s for s, f in facts.items() if PREDICATE in f)
    for iri in sorted(ids, key=lambda s: s.value):
        yield _read_statement(facts[iri], facts, names)


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
        _text(about, SAME_TEXT),
        next((article_id(n) for n in about.get(REPRINTS, ()) if isinstance(n, NamedNode)), None),
        tuple(int(n) for n in (_text(about, PAGES) or "").split()),
    )


def facts_of(quads: Iterable[Quad]) -> Facts:
    """The quads by subject and predicate, their graphs left out, objects in the order of the quads."""
    facts: defaultdict[NamedNode, defaultdict[NamedNode, list[Term]]]
    facts = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            facts[quad.subject][quad.predicate].append(quad.object)
    return facts


def with_background(quads: Iterable[Quad], names: Facts) -> list[Triple]:
    """The triples of an article's graph, and the names and classes of the entities in them."""
    facts = facts_of(quads)
    own = [(s, p, o) for s, about in facts.items() for p, values in about.items() for o in values]
    mentioned = dict.fromkeys(o for _, _, o in own if isinstance(o, NamedNode))
    return own + [
        (subject, prop, value)
        for subject in mentioned
        for prop, values in names.get(subject, {}).items()
        if prop != PREF_LABEL or prop not in facts.get(subject, ())
        for value in values
    ]


def statement_key(about: Mapping[NamedNode, Sequence[Term]]) -> tuple[str, str, str]:
    """Subject, predicate and object of a statement, as in `Statement.key`."""
    said = min(about.get(OBJECT, ()), key=str, default=None)
    value = said.value if said is not None else None
    return (
        about[SUBJECT][0].value,
        about[PREDICATE][0].value.removeprefix(GB),
        f'"{value}"' if isinstance(said, Literal) else value or "",
    )


def alike_pairs(quads: Iterable[Quad]) -> Iterator[tuple[str, str]]:
    """Pairs of ids of names that a catalogue gives to one thing, among the quads."""
    for one, predicate, other, _ in quads:
        if predicate == CLOSE_MATCH and isinstance(one, NamedNode) and isinstance(other, NamedNode):
            yield one.value, other.value


def dispute_pairs(quads: Iterable[Quad]) -> Iterator[tuple[str, str]]:
    """Pairs (id of the denying statement, id of the disputed one) among the quads."""
    for quad in quads:
        if quad.predicate == DISPUTES:
            denial, disputed = quad.subject, quad.object
            if isinstance(denial, NamedNode) and isinstance(disputed, NamedNode):
                yield statement_id(denial), statement_id(disputed)


def ending_pairs(quads: Iterable[Quad]) -> Iterator[tuple[str, str]]:
    """Pairs (id of a statement that is over, id of the one that says so) among the quads."""
    for quad in quads:
        if quad.predicate != ENDED_BY:
            continue
        ended, ending = quad.subject, quad.object
        if isinstance(ended, NamedNode) and isinstance(ending, NamedNode):
            yield statement_id(ended), statement_id(ending)


def first_evidence(about: Mapping[NamedNode, Sequence[Term]]) -> NamedNode | None:
    """The first piece of evidence of a statement in its article."""
    found = (e for e in about.get(HAS_EVIDENCE, ()) if isinstance(e, NamedNode))
    return min(found, key=lambda e: (evidence_place(e)[2:], e.value), default=None)


def _read_statement(
    about: Mapping[NamedNode, Sequence[Term]], facts: Facts, names: Facts
) -> Statement:
    claimant, outer = about.get(CLAIMANT), about.get(OUTER)
    statement = Statement(
        subject=_read_entity(about[SUBJECT][0], facts, names),
        predicate=about[PREDICATE][0].value.removeprefix(GB),
        object=_read_object(about.get(OBJECT), facts, names),
        claimant=_read_entity(claimant[0], facts, names) if claimant else None,
        polarity=_text(about, POLARITY) or AFFIRMED,
        modality=_text(about, MODALITY) or ASSERTED,
        date=_text(about, DATE),
        evidence=(),
        outer=_read_entity(outer[0], facts, names) if outer else None,
        qualifiers=_read_qualifiers(about),
    )
    evidence = (_read_evidence(e, statement, facts) for e in about.get(HAS_EVIDENCE, ()))
    ordered = tuple(sorted(evidence, key=lambda e: (e.article, e.start, e.end, e.rule)))
    article = ordered[0].article if ordered and statement.object is None else ""
    return replace(statement, evidence=ordered, article=article)


def _read_object(values: Sequence[Term] | None, facts: Facts, names: Facts) -> Entity | str | None:
    if not values:
        return None
    [value] = values
    return value.value if isinstance(value, Literal) else _read_entity(value, facts, names)


def _read_entity(iri: Term, facts: Facts, names: Facts) -> Entity:
    if not isinstance(iri, NamedNode):
        raise StoreError(f"{iri}: a literal stands where an entity must")
    known = names.get(iri, {})
    labels, kinds = known.get(PREF_LABEL, ()), known.get(TYPE, ())
    label = labels[0].value if labels else _text(facts.get(iri, {}), LABEL) or iri.value
    return Entity(
        iri.value,
        label,
        kinds[0].value.removeprefix(GB) if kinds else "",
        tuple(sorted({t.value for t in known.get(ALT_LABEL, ())} - {label})),
        tuple(sorted(t.value for t in known.get(EXACT_MATCH, ()))),
    )


def _surfaces(statement: Statement, facts: Facts) -> list[str | None]:
    """What evidence calls subject, object and claimant where it has no words of its own for them.

    Evidence stores its words only where they differ from the label in its article (see `writing.labels`).
    """
    named = (statement.subject, statement.object, statement.claimant)
    own = (facts.get(NamedNode(e.id), {}) if isinstance(e, Entity) else {} for e in named)
    return [_text(f, LABEL) or label for f, label in zip(own, labels(statement), strict=True)]


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
    place = evidence_place(iri)
    mentions = (_text(about, prop) for prop in MENTIONS)
    subject, said, claimant = (
        mention or label
        for mention, label in zip(mentions, _surfaces(statement, facts), strict=True)
    )
    return Evidence(
        place.article,
        place.start,
        place.end,
        about[EXACT][0].value,
        place.rule,
        float(about[CONFIDENCE][0].value),
        subject or "",
        said,
        claimant,
    )


def _text(about: Mapping[NamedNode, Sequence[Term]], prop: NamedNode) -> str | None:
    return min((t.value for t in about.get(prop, ())), default=None)
