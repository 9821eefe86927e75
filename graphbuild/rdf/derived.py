"""What follows from several articles -> the quads of the derived graph, of names and of edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.knowledge.ontology import GB
from graphbuild.model import AFFIRMED, PLANNED, Entity, Statement
from graphbuild.rdf.terms import (
    ACCUSED,
    ACCUSER,
    ALT_LABEL,
    ARTICLES,
    AUTHORITY,
    CLAIMANT,
    DERIVED_GRAPH,
    DISPUTES,
    EDGES_GRAPH,
    FIRST_ARTICLE,
    FIRST_REPORTED,
    LATEST,
    LAW,
    NAMES_GRAPH,
    OUTLET,
    PREF_LABEL,
    RANK,
    REPEATED_BY,
    REPETITION,
    REPORTERS,
    REPRINTS,
    SANCTIONED,
    SOURCES,
    STATEMENTS,
    TYPE,
    YEAR,
    article_graph,
    statement_iri,
    tally_iri,
)
from graphbuild.rdf.writing import date_literal, text_literal

Edge = tuple[str, str, str]  # IRIs


class Count(NamedTuple):
    """Articles that make or report an accusation, its independent sources at most, who reports it."""

    articles: int
    sources: int
    reporters: int


class Measure(NamedTuple):
    """Who sanctions whom (IRIs), under which law, in which year, and who says so."""

    authority: str
    sanctioned: str
    law: str | None
    year: str | None
    claimant: str | None

    @property
    def iris(self) -> tuple[str | None, ...]:
        """All but the year."""
        return self.authority, self.sanctioned, self.law, self.claimant


class Coverage(NamedTuple):
    """The first article that carries a statement, in the order of names, and its independent sources.

    since: the day of the earliest of its articles (ISO), where others are later.
    """

    first: NamedNode
    sources: int
    since: str | None = None


class EntityNames(NamedTuple):
    """What articles call an entity: one label, its classes (the commonest first), its other names.

    kinds: none for a catalogued entity, whose class the reference graph has.
    articles: how many name it.
    """

    label: str
    kinds: tuple[str, ...]
    others: tuple[str, ...]
    articles: int


def reprint_quads(reprints: Mapping[str, str]) -> list[Quad]:
    """The links from each article that has near-identical ones to the first of them."""
    return [
        Quad(article_graph(article), REPRINTS, article_graph(first), DERIVED_GRAPH)
        for article, first in reprints.items()
    ]


def dispute_quads(
    disputes: Sequence[tuple[str, str]], coverage: Mapping[str, Coverage]
) -> Iterator[Quad]:
    """Links from denying to disputed statements (ids), where each stands, and the rank of the disputed.

    Those on most sources come first. With these, a question about disputes need not look at all
    articles that carry a statement.
    """
    disputed = {statement for _, statement in disputes}
    for denial, statement in disputes:
        yield Quad(statement_iri(denial), DISPUTES, statement_iri(statement), DERIVED_GRAPH)
    for statement in sorted(disputed.union(denial for denial, _ in disputes)):
        first = coverage[statement].first
        yield Quad(statement_iri(statement), FIRST_ARTICLE, first, DERIVED_GRAPH)
    ranked = sorted(disputed, key=lambda s: (-coverage[s].sources, s))
    for rank, statement in enumerate(ranked, 1):
        yield Quad(statement_iri(statement), RANK, Literal(rank), DERIVED_GRAPH)


def coverage_quads(coverage: Mapping[str, Coverage]) -> Iterator[Quad]:
    """How many independent sources statements (ids) have, and since when; one is not worth saying."""
    for statement, known in coverage.items():
        if known.sources > 1:
            sources = Literal(known.sources)
            yield Quad(statement_iri(statement), SOURCES, sources, DERIVED_GRAPH)
        if known.since:
            since = date_literal(known.since)
            yield Quad(statement_iri(statement), FIRST_REPORTED, since, DERIVED_GRAPH)


def accusation_quads(counts: Iterable[tuple[Edge, Count]]) -> Iterator[Quad]:
    """A node for each accusation with its counts, and its rank among them, which are in order.

    A store sorts such numbers a hundred times faster than names.
    """
    for rank, (edge, count) in enumerate(counts, 1):
        (accuser, _, accused), node = edge, tally_iri(*edge)
        yield Quad(node, ACCUSER, NamedNode(accuser), EDGES_GRAPH)
        yield Quad(node, ACCUSED, NamedNode(accused), EDGES_GRAPH)
        numbers = zip((ARTICLES, SOURCES, REPORTERS, RANK), (*count, rank), strict=True)
        yield from (Quad(node, prop, Literal(n), EDGES_GRAPH) for prop, n in numbers)


def sanction_quads(measures: Iterable[Measure]) -> Iterator[Quad]:
    """A node for each measure with what is known of it, and its rank among them, which are in order."""
    for rank, measure in enumerate(measures, 1):
        node = tally_iri(*measure)
        iris = zip((AUTHORITY, SANCTIONED, LAW, CLAIMANT), measure.iris, strict=True)
        yield from (Quad(node, prop, NamedNode(i), EDGES_GRAPH) for prop, i in iris if i)
        if measure.year:
            yield Quad(node, YEAR, Literal(measure.year), EDGES_GRAPH)
        yield Quad(node, RANK, Literal(rank), EDGES_GRAPH)


def repetition_quads(counts: Iterable[tuple[str, str, int]]) -> Iterator[Quad]:
    """A node for each outlet that repeats another, with how many statements; counts: in order.

    Its rank has a name of its own, as a store finds the first of all ranks by going over them.
    """
    for rank, (outlet, other, n) in enumerate(counts, 1):
        node = tally_iri(outlet, other)
        yield Quad(node, OUTLET, text_literal(outlet), EDGES_GRAPH)
        yield Quad(node, REPEATED_BY, text_literal(other), EDGES_GRAPH)
        yield Quad(node, STATEMENTS, Literal(n), EDGES_GRAPH)
        yield Quad(node, REPETITION, Literal(rank), EDGES_GRAPH)


def latest_quads(latest: Iterable[tuple[str, Sequence[NamedNode]]]) -> Iterator[Quad]:
    """The latest articles of entities (IRIs) that very many articles name."""
    for iri, articles in latest:
        yield from (Quad(NamedNode(iri), LATEST, a, DERIVED_GRAPH) for a in articles)


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


def name_quads(names: Mapping[str, EntityNames]) -> Iterator[Quad]:
    """What entities (IRIs) are called: the one label, class and rank in the derived graph, all else in the names graph."""
    ranks = sorted(names, key=lambda iri: (-names[iri].articles, iri))
    for rank, iri in enumerate(ranks, 1):
        about, (label, kinds, others, _) = NamedNode(iri), names[iri]
        yield Quad(about, PREF_LABEL, text_literal(label), DERIVED_GRAPH)
        yield Quad(about, RANK, Literal(rank), DERIVED_GRAPH)
        for number, kind in enumerate(kinds):
            where = NAMES_GRAPH if number else DERIVED_GRAPH
            yield Quad(about, TYPE, NamedNode(GB + kind), where)
        for other in others:
            yield Quad(about, ALT_LABEL, text_literal(other), NAMES_GRAPH)
