"""What follows from several articles -> quads: of the graphs of derived data, names and edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

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
    DENIAL,
    DENIED_IN,
    DERIVED_GRAPH,
    DISPUTED,
    DISPUTES,
    EDGES_GRAPH,
    ENDED,
    ENDED_BY,
    FIRST_ARTICLE,
    FIRST_REPORTED,
    LATEST,
    LAW,
    NAMES_GRAPH,
    OUTLET,
    PREF_LABEL,
    RANK,
    RELIEVED_BY,
    REPEATED_BY,
    REPETITION,
    REPORTERS,
    REPRINTS,
    SAID_IN,
    SANCTIONED,
    SENTENCE,
    SOURCES,
    STATEMENTS,
    TYPE,
    YEAR,
    article_graph,
    dispute_iri,
    statement_iri,
    tally_iri,
)
from graphbuild.rdf.writing import date_literal, text_literal

Edge = tuple[str, str, str]  # IRIs


class Count(NamedTuple):
    """The counts of an accusation.

    articles: how many make or report it. sources: the largest number of independent sources that any
        of its statements has. reporters: how many claimants report it.
    """

    articles: int
    sources: int
    reporters: int


class Measure(NamedTuple):
    """Who sanctions whom under which law (IRIs), in which year (YYYY), and who says so (IRI).

    None where no article says it; claimant is None for what an article says in its own voice.
    """

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
    """Where a statement stands among the articles.

    first: the graph of the first article, by id, that carries it. sources: its independent sources.
    since: the day (ISO) of its earliest article, where it has later ones, too; else None.
    """

    first: NamedNode
    sources: int
    since: str | None = None


class DisputePlace(NamedTuple):
    """A denying statement, what it disputes (ids), and the articles (graphs) of the one and the other.

    sentence: the evidence of the denial.
    """

    denial: str
    disputed: str
    denied_in: NamedNode
    said_in: NamedNode
    sentence: NamedNode | None


class Over(Protocol):
    """What is known of a measure that is over: who ended it (IRI) and when."""

    @property
    def agent(self) -> str:
        """Who ended it."""

    @property
    def day(self) -> str | None:
        """When (ISO date), as precisely as known."""


class EntityNames(NamedTuple):
    """The names that are settled for an entity over all articles.

    label: the one preferred name. kinds: its classes, the commonest first; none for a catalogued
        entity, whose class the reference graph has. others: its other names.
    articles: how many articles name it.
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
    """The quads of disputes.

    disputes: pairs (id of the denying statement, id of the disputed one). coverage: of each of them.
    Written are the link between the two, one article that carries each, and for the disputed a rank,
    those on most sources first. With these, a query about disputes need not look at all articles.
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


def place_quads(places: Iterable[DisputePlace]) -> Iterator[Quad]:
    """A node for each dispute: both statements, their articles, and the sentence that denies."""
    for denial, disputed, denied_in, said_in, sentence in places:
        node = dispute_iri(denial, disputed)
        yield Quad(node, DENIAL, statement_iri(denial), DERIVED_GRAPH)
        yield Quad(node, DISPUTED, statement_iri(disputed), DERIVED_GRAPH)
        yield Quad(node, DENIED_IN, denied_in, DERIVED_GRAPH)
        yield Quad(node, SAID_IN, said_in, DERIVED_GRAPH)
        if sentence is not None:
            yield Quad(node, SENTENCE, sentence, DERIVED_GRAPH)


def ending_quads(endings: Iterable[tuple[str, str, str | None]]) -> Iterator[Quad]:
    """Links from what is over to what says so (ids), and its day, the earliest of several."""
    days: dict[str, str] = {}
    for statement, ending, day in endings:
        yield Quad(statement_iri(statement), ENDED_BY, statement_iri(ending), DERIVED_GRAPH)
        if day:
            days[statement] = min(day, days.get(statement, day))
    for statement, day in sorted(days.items()):
        yield Quad(statement_iri(statement), ENDED, date_literal(day), DERIVED_GRAPH)


def coverage_quads(coverage: Mapping[str, Coverage]) -> Iterator[Quad]:
    """The independent sources of statements (ids), where they have several, and since when each is reported."""
    for statement, known in coverage.items():
        if known.sources > 1:
            sources = Literal(known.sources)
            yield Quad(statement_iri(statement), SOURCES, sources, DERIVED_GRAPH)
        if known.since:
            since = date_literal(known.since)
            yield Quad(statement_iri(statement), FIRST_REPORTED, since, DERIVED_GRAPH)


def accusation_quads(counts: Iterable[tuple[Edge, Count]]) -> Iterator[Quad]:
    """A node for each accusation with its counts and its rank, which is its place in `counts`.

    The rank is written since a store sorts numbers a hundred times faster than names.
    """
    for rank, (edge, count) in enumerate(counts, 1):
        (accuser, _, accused), node = edge, tally_iri(*edge)
        yield Quad(node, ACCUSER, NamedNode(accuser), EDGES_GRAPH)
        yield Quad(node, ACCUSED, NamedNode(accused), EDGES_GRAPH)
        numbers = zip((ARTICLES, SOURCES, REPORTERS, RANK), (*count, rank), strict=True)
        yield from (Quad(node, prop, Literal(n), EDGES_GRAPH) for prop, n in numbers)


def sanction_quads(
    measures: Iterable[Measure], over: Mapping[tuple[str, str], Over]
) -> Iterator[Quad]:
    """A node for each measure with what is known of it, and its rank, which is its place in `measures`.

    over: what ended the sanctions of an authority on somebody (IRIs).
    """
    for rank, measure in enumerate(measures, 1):
        node = tally_iri(*measure)
        iris = zip((AUTHORITY, SANCTIONED, LAW, CLAIMANT), measure.iris, strict=True)
        yield from (Quad(node, prop, NamedNode(i), EDGES_GRAPH) for prop, i in iris if i)
        if measure.year:
            yield Quad(node, YEAR, Literal(measure.year), EDGES_GRAPH)
        ended = over.get((measure.authority, measure.sanctioned))
        if ended and (measure.year or "") <= (ended.day or "9"):
            yield Quad(node, RELIEVED_BY, NamedNode(ended.agent), EDGES_GRAPH)
            if ended.day:
                yield Quad(node, ENDED, date_literal(ended.day), EDGES_GRAPH)
        yield Quad(node, RANK, Literal(rank), EDGES_GRAPH)


def repetition_quads(counts: Iterable[tuple[str, str, int]]) -> Iterator[Quad]:
    """A node for each pair of outlets of which one repeats the other's statements.

    counts: (outlet, the one that repeats it, how many statements), in the order of rank. The rank has
        a property of its own: a query for the first ranks goes over all values of the property, and
        those of accusations would be among them.
    """
    for rank, (outlet, other, n) in enumerate(counts, 1):
        node = tally_iri(outlet, other)
        yield Quad(node, OUTLET, text_literal(outlet), EDGES_GRAPH)
        yield Quad(node, REPEATED_BY, text_literal(other), EDGES_GRAPH)
        yield Quad(node, STATEMENTS, Literal(n), EDGES_GRAPH)
        yield Quad(node, REPETITION, Literal(rank), EDGES_GRAPH)


def latest_quads(latest: Iterable[tuple[str, Sequence[NamedNode]]]) -> Iterator[Quad]:
    """The links from entities (IRIs) that very many articles name to the latest of these articles."""
    for iri, articles in latest:
        yield from (Quad(NamedNode(iri), LATEST, a, DERIVED_GRAPH) for a in articles)


def edge_quad(edge: Edge) -> Quad:
    """The quad of the graph of edges for a plain triple that at least one article has."""
    subject, predicate, value = map(NamedNode, edge)
    return Quad(subject, predicate, value, EDGES_GRAPH)


def edge_of(statement: Statement) -> Edge | None:
    """The plain triple of a statement; None for what is denied, planned, or about no other entity."""
    affirmed = statement.polarity == AFFIRMED and statement.modality != PLANNED
    if not affirmed or not isinstance(statement.object, Entity):
        return None
    return statement.subject.id, GB + statement.predicate, statement.object.id


def name_quads(names: Mapping[str, EntityNames]) -> Iterator[Quad]:
    """The quads of the names of entities, by IRI.

    The one label, the first class and the rank (those that most articles name first) go into the
    derived graph; other names and classes go into the graph of names.
    """
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
