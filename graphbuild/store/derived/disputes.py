"""Statements -> which denial disputes which statement.

A denial disputes the statements that accuse its subject, or the state or service that the subject
belongs to; if the denial names an accuser, only statements by that accuser. It disputes accusations in
its own article and, if it names an accuser, also in articles published within WINDOW_DAYS, unless what
was attacked is something else there. What the speaker denies in detail ("never attacked X") disputes only
accusations of that. A negated statement disputes the same statement affirmed by another source.
graphbuild.ttl says which properties are denials, accusations or affiliations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from graphbuild.knowledge.ontology import Ontology, Property
from graphbuild.model import AFFIRMED, NEGATED, PLANNED, Entity, Statement

# An answer to an accusation comes within weeks; later ones mostly concern another affair.
WINDOW_DAYS = 31

Contents = tuple[str | None, Iterable[Statement]]
Edges = Mapping[str, Collection[str]]


class Dispute(NamedTuple):
    """A denying statement and one that it disputes (ids).

    denied_in, said_in: numbers of the first articles in which the one answers the other.
    """

    denial: str
    disputed: str
    denied_in: int
    said_in: int


class Accusation(NamedTuple):
    """A statement (id), whom it accuses, and everyone who makes or reports the accusation.

    measure: whether it is an act of an authority, which only a denial with a named accuser disputes.
    incident: what was attacked, or the operation that is ascribed (id); None where it says neither.
    old: whether it was made long before the article that tells of it.
    """

    id: str
    accused: str
    accusers: frozenset[str]
    measure: bool
    incident: str | None = None
    old: bool = False


class Denial(NamedTuple):
    """A denying statement (id), its speaker, and the accuser that it names.

    wholes: from each entity of the article to those it belongs to.
    alone: whether the speaker is known only by a description, and speaks for nobody else.
    about: the incidents that the speaker denies in detail.
    """

    id: str
    speaker: str
    accuser: str | None
    alone: bool
    wholes: Edges
    about: frozenset[str] = frozenset()


class Occurrence(NamedTuple):
    """An article: its number, and the day of its publication as an ordinal where it is known.

    incidents: what is at issue there between one accuser and one accused, or in a denial.
    """

    article: int
    day: int | None
    incidents: frozenset[str] = frozenset()

    def near(self, other: Occurrence) -> bool:
        """Whether it is another article of the same weeks and affair; what is unknown counts as such."""
        if self.article == other.article:
            return False
        if self.incidents and other.incidents and self.incidents.isdisjoint(other.incidents):
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
    said: defaultdict[tuple[str, ...], dict[str, tuple[str, str, int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def find_disputes(
    articles: Iterable[Contents],
    ontology: Ontology,
    negated: Collection[tuple[str, ...]] | None = None,
    accusers: Collection[str] | None = None,
) -> Iterator[Dispute]:
    """The disputes, sorted, each pair of statements once.

    articles: publication date and statements of each, read once.
    negated: (subject, predicate, object) of all negated statements, and accusers: ids of those whom
        some denial names as accuser; where they are known beforehand, they save memory.
    """
    affair = Affair(accusers)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for number, (published, statements) in enumerate(articles):
        where = Occurrence(number, _day(published))
        for pair in _read(list(statements), where, affair, ontology, negated):
            found.setdefault(pair, (number, number))
    for denial, disputed, *places in (*_across(affair), *_contradicted(affair)):
        found.setdefault((denial, disputed), (places[0], places[1]))
    yield from sorted(Dispute(*pair, *places) for pair, places in found.items())


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
    details: defaultdict[str, set[str]] = defaultdict(set)
    for statement in statements:
        prop = ontology.properties[statement.predicate]
        if prop.content and statement.object is not None:
            _note(statement, where, affair, negated)
        if statement.polarity != AFFIRMED and statement.claimant:
            details[statement.claimant.id].update(filter(None, [_incident(statement, prop)]))
        if statement.polarity != AFFIRMED or statement.modality == PLANNED:
            continue
        if prop.denial:
            denials.append(statement)
        if prop.affiliation and isinstance(statement.object, Entity):
            wholes[statement.subject.id].add(statement.object.id)
        if accusation := _accusation(statement, prop, where.day):
            accusations.append(accusation)
    _note_accusations(accusations, where, affair)
    for denial in (_denial(d, wholes, details[d.subject.id]) for d in denials):
        answered = list(_answers(denial, accusations))
        yield from ((denial.id, a.id) for a in answered)
        if denial.accuser:
            incidents = frozenset(a.incident for a in answered if a.incident)
            affair.denials.append((denial, where._replace(incidents=incidents)))


def _note_accusations(accusations: Sequence[Accusation], where: Occurrence, affair: Affair) -> None:
    """Keep the accusations by those whom denials name, with what they are about in this article."""
    about: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    kept: list[tuple[Accusation, str]] = []
    for accusation in accusations:
        for accuser in accusation.accusers:
            if affair.accusers is None or accuser in affair.accusers:
                kept.append((accusation, accuser))
                about[accuser, accusation.accused].update(filter(None, [accusation.incident]))
    for accusation, accuser in kept:
        known = affair.accusations[accuser, accusation.accused]
        incidents = frozenset(about[accuser, accusation.accused])
        known.setdefault(accusation, []).append(where._replace(incidents=incidents))


def _note(
    statement: Statement,
    where: Occurrence,
    affair: Affair,
    negated: Collection[tuple[str, ...]] | None,
) -> None:
    key = statement.key[:3]
    if statement.modality == PLANNED and statement.polarity == AFFIRMED:
        return
    if negated is None or key in negated:
        claimant = statement.claimant.id if statement.claimant else ""
        said = (statement.polarity, claimant, where.article)
        affair.said[key].setdefault(statement.id, said)


def _denial(statement: Statement, wholes: Edges, details: Iterable[str]) -> Denial:
    said = statement.object
    return Denial(
        statement.id,
        statement.subject.id,
        said.id if isinstance(said, Entity) else None,
        statement.subject.type == "Group",
        wholes,
        frozenset(details),
    )


def _accusation(statement: Statement, prop: Property, today: int | None) -> Accusation | None:
    """The accusation that a statement makes, by the kind of its property, or None; today: day of the article."""
    if not isinstance(statement.object, Entity):
        return None
    accusers = frozenset(e.id for e in (statement.claimant, statement.outer) if e)
    incident = _incident(statement, prop)
    if prop.harm:
        return Accusation(statement.id, statement.subject.id, accusers, False, incident)
    if prop.attribution:
        return Accusation(statement.id, statement.object.id, accusers, False, incident)
    measure = prop.hostile and prop.official_act
    if measure or prop.accusation:
        everybody = accusers | {statement.subject.id}
        last = _last_day(statement.date)
        old = last is not None and today is not None and last + WINDOW_DAYS < today
        return Accusation(statement.id, statement.object.id, everybody, measure, old=old)
    return None


def _incident(statement: Statement, prop: Property) -> str | None:
    """What was attacked, or the operation that is ascribed to somebody (id)."""
    if prop.harm and isinstance(statement.object, Entity):
        return statement.object.id
    return statement.subject.id if prop.attribution else None


def _across(affair: Affair) -> Iterator[tuple[str, str, int, int]]:
    """Disputes where denial and accusation are in different articles; the denial names the accuser."""
    for denial, where in affair.denials:
        own, family = _families(denial)
        near: dict[Accusation, int] = {}
        for accused in sorted(own | family):
            known = affair.accusations.get((denial.accuser or "", accused), {})
            for accusation, places in known.items():
                if accusation.measure and where.incidents:
                    continue  # the denial is about what somebody is said to have done
                place = next((p.article for p in places if where.near(p)), None)
                if place is not None:
                    near[accusation] = place
        for answered in _answers(denial, near):
            yield denial.id, answered.id, where.article, near[answered]


def _answers(denial: Denial, accusations: Iterable[Accusation]) -> Iterator[Accusation]:
    """The accusations against the denier and its parts or, if none, against what it belongs to."""
    own, family = _families(denial)
    friends = _side(denial.accuser, denial.wholes) if denial.accuser else set[str]()
    eligible = [
        a
        for a in accusations
        if a.accused in family
        and a.accusers.isdisjoint(own)
        and (a.accusers & friends if denial.accuser else not a.measure)
        and (not denial.about or a.incident in denial.about)
    ]
    eligible = [a for a in eligible if not a.old] or eligible
    yield from [a for a in eligible if a.accused in own] or eligible


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


def _contradicted(affair: Affair) -> Iterator[tuple[str, str, int, int]]:
    """Pairs of a negated statement and the same statement affirmed by another claimant, with their articles."""
    for group in affair.said.values():
        for denial, (polarity, denier, denied_in) in group.items():
            if polarity == NEGATED:
                for statement, (other, claimant, said_in) in group.items():
                    if other == AFFIRMED and claimant != denier:
                        yield denial, statement, denied_in, said_in


def _last_day(day: str | None) -> int | None:
    """The last day (ordinal) of a year, a month or a day, some days too late for a short month."""
    if not day:
        return None
    if len(day) == 10:
        return date.fromisoformat(day).toordinal()
    year, month, *_ = (*day.split("-"), "12")
    return date(int(year), int(month), 1).toordinal() + 30


def _day(published: str | None) -> int | None:
    """The ordinal of a date that is known to the day, else None."""
    if not published or len(published) < 10:
        return None
    return date.fromisoformat(published).toordinal()
