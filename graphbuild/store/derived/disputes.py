"""Statements -> which denial disputes which statement.

A denial disputes the statements that accuse its subject, or the state or service that the subject
belongs to; if the denial names an accuser, only statements by that accuser. It disputes accusations in
its own article and, if it names an accuser, also in articles published within WINDOW_DAYS. A negated
statement disputes the same statement affirmed by another source. graphbuild.ttl says which properties
are denials, accusations or affiliations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from graphbuild.knowledge.ontology import Ontology, Property
from graphbuild.model import AFFIRMED, NEGATED, PLANNED, Entity, Statement

# An answer to an accusation comes within weeks; later ones mostly concern another affair.
WINDOW_DAYS = 31

Contents = tuple[str | None, Iterable[Statement]]
Edges = Mapping[str, Collection[str]]


class Accusation(NamedTuple):
    """A statement (id), whom it accuses, and everyone who makes or reports the accusation.

    measure: whether it is an act of an authority, which only a denial with a named accuser disputes.
    """

    id: str
    accused: str
    accusers: frozenset[str]
    measure: bool


class Denial(NamedTuple):
    """A denying statement (id), its speaker, and the accuser that it names.

    wholes: from each entity of the article to those it belongs to.
    alone: whether the speaker is known only by a description, and speaks for nobody else.
    """

    id: str
    speaker: str
    accuser: str | None
    alone: bool
    wholes: Edges


class Occurrence(NamedTuple):
    """An article: its number, and the day of its publication as an ordinal where it is known."""

    article: int
    day: int | None

    def near(self, other: Occurrence) -> bool:
        """Whether it is another article of the same weeks; an unknown date counts as near."""
        if self.article == other.article:
            return False
        return self.day is None or other.day is None or abs(self.day - other.day) <= WINDOW_DAYS


@dataclass(slots=True)
class Affair:
    """What is kept of all articles to find disputes between articles.

    accusers: ids of those whom some denial names as accuser; None where that is not known.
    """

    accusers: Collection[str] | None
    denials: list[tuple[Denial, Occurrence]] = field(default_factory=list)
    accusations: defaultdict[tuple[str, str], dict[Accusation, list[Occurrence]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    said: defaultdict[tuple[str, ...], dict[str, tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def find_disputes(
    articles: Iterable[Contents],
    ontology: Ontology,
    negated: Collection[tuple[str, ...]] | None = None,
    accusers: Collection[str] | None = None,
) -> Iterator[tuple[str, str]]:
    """Pairs (id of the denying statement, id of the disputed one), sorted, each once.

    articles: publication date and statements of each, read once.
    negated: (subject, predicate, object) of all negated statements, and accusers: ids of those whom
        some denial names as accuser; where they are known beforehand, they save memory.
    """
    affair, pairs = Affair(accusers), set[tuple[str, str]]()
    for number, (published, statements) in enumerate(articles):
        where = Occurrence(number, _day(published))
        pairs.update(_read(list(statements), where, affair, ontology, negated))
    pairs.update(_across(affair))
    for group in affair.said.values():
        pairs.update(_contradictions(group))
    yield from sorted(pairs)


def _read(
    statements: list[Statement],
    where: Occurrence,
    affair: Affair,
    ontology: Ontology,
    negated: Collection[tuple[str, ...]] | None,
) -> Iterator[tuple[str, str]]:
    """The disputes within one article; what matters for other articles is added to the affair."""
    denials: list[Statement] = []
    accusations: list[Accusation] = []
    wholes: defaultdict[str, set[str]] = defaultdict(set)
    for statement in statements:
        prop = ontology.properties[statement.predicate]
        if prop.content and statement.object is not None:
            _note(statement, affair, negated)
        if statement.polarity != AFFIRMED or statement.modality == PLANNED:
            continue
        if prop.denial:
            denials.append(statement)
        if prop.affiliation and isinstance(statement.object, Entity):
            wholes[statement.subject.id].add(statement.object.id)
        if accusation := _accusation(statement, prop):
            accusations.append(accusation)
    for accusation in accusations:
        for accuser in accusation.accusers:
            if affair.accusers is not None and accuser not in affair.accusers:
                continue
            known = affair.accusations[accuser, accusation.accused]
            known.setdefault(accusation, []).append(where)
    for denial in (_denial(d, wholes) for d in denials):
        yield from _answers(denial, accusations)
        if denial.accuser:
            affair.denials.append((denial, where))


def _note(
    statement: Statement, affair: Affair, negated: Collection[tuple[str, ...]] | None
) -> None:
    key = statement.key[:3]
    if statement.modality == PLANNED and statement.polarity == AFFIRMED:
        return
    if negated is None or key in negated:
        claimant = statement.claimant.id if statement.claimant else ""
        affair.said[key][statement.id] = (statement.polarity, claimant)


def _denial(statement: Statement, wholes: Edges) -> Denial:
    said = statement.object
    return Denial(
        statement.id,
        statement.subject.id,
        said.id if isinstance(said, Entity) else None,
        statement.subject.type == "Group",
        wholes,
    )


def _accusation(statement: Statement, prop: Property) -> Accusation | None:
    """The accusation that a statement makes, by the kind of its property; None for other statements."""
    if not isinstance(statement.object, Entity):
        return None
    accusers = {e.id for e in (statement.claimant, statement.outer) if e}
    if prop.harm:
        return Accusation(statement.id, statement.subject.id, frozenset(accusers), False)
    if prop.attribution:
        return Accusation(statement.id, statement.object.id, frozenset(accusers), False)
    measure = prop.hostile and prop.official_act
    if measure or prop.accusation:
        everybody = frozenset(accusers | {statement.subject.id})
        return Accusation(statement.id, statement.object.id, everybody, measure)
    return None


def _across(affair: Affair) -> Iterator[tuple[str, str]]:
    """Disputes where denial and accusation are in different articles; the denial names the accuser."""
    for denial, where in affair.denials:
        own, family = _families(denial)
        near = [
            accusation
            for accused in sorted(own | family)
            for accusation, places in affair.accusations.get(
                (denial.accuser or "", accused), {}
            ).items()
            if any(where.near(place) for place in places)
        ]
        yield from _answers(denial, near)


def _answers(denial: Denial, accusations: Iterable[Accusation]) -> Iterator[tuple[str, str]]:
    """The accusations against the denier and its parts or, if none, against what it belongs to."""
    own, family = _families(denial)
    friends = _side(denial.accuser, denial.wholes) if denial.accuser else set[str]()
    eligible = [
        a
        for a in accusations
        if a.accused in family
        and a.accusers.isdisjoint(own)
        and (a.accusers & friends if denial.accuser else not a.measure)
    ]
    chosen = [a for a in eligible if a.accused in own] or eligible
    yield from ((denial.id, a.id) for a in chosen)


def _families(denial: Denial) -> tuple[set[str], set[str]]:
    """(the denier and its parts, these and everything that belongs to the same whole)."""
    # people known only by a description speak for themselves, not for the state they serve
    above = set[str]() if denial.alone else _closure(denial.speaker, denial.wholes)
    parts = _inverse(denial.wholes)
    own = {denial.speaker, *_closure(denial.speaker, parts)}
    return own, own | above | {part for whole in above for part in _closure(whole, parts)}


def _side(agent: str, wholes: Edges) -> set[str]:
    """An agent, what it belongs to and what belongs to it."""
    return {agent, *_closure(agent, wholes), *_closure(agent, _inverse(wholes))}


def _closure(start: str, edges: Edges) -> set[str]:
    """Everything reachable from `start`, excluding it unless it is on a cycle."""
    found, queue = set[str](), [start]
    while queue:
        for at in edges.get(queue.pop(), ()):
            if at not in found:
                found.add(at)
                queue.append(at)
    return found


def _inverse(edges: Edges) -> dict[str, set[str]]:
    inverse: defaultdict[str, set[str]] = defaultdict(set)
    for start, ends in edges.items():
        for end in ends:
            inverse[end].add(start)
    return inverse


def _contradictions(group: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs of a negated statement and the same statement affirmed by another claimant."""
    for denial, (polarity, denier) in group.items():
        if polarity == NEGATED:
            for statement, (other, claimant) in group.items():
                if other == AFFIRMED and claimant != denier:
                    yield denial, statement


def _day(published: str | None) -> int | None:
    """The ordinal of a date that is known to the day, else None."""
    if not published or len(published) < 10:
        return None
    return date.fromisoformat(published).toordinal()
