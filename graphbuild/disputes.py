"""Statements -> which denial disputes which statement.

A denial disputes the statements in which its subject, or the state or service that the subject
belongs to, stands accused; where the denial names an accuser, those by that accuser. It answers
accusations in its own article, and one with a named accuser also those in articles of the same
weeks. A negated statement disputes the same statement affirmed by another source. Which properties
deny, accuse or bind is written in graphbuild.ttl.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from graphbuild.model import AFFIRMED, NEGATED, PLANNED, Entity, Statement
from graphbuild.ontology import Ontology

# An answer to an accusation comes within weeks; later ones mostly concern another affair.
WINDOW_DAYS = 31


class Accusation(NamedTuple):
    """A statement, whom it accuses, and everybody who makes or passes on the accusation.

    measure: whether it is an act of an authority, which only a denial that names it answers.
    """

    id: str
    accused: str
    accusers: frozenset[str]
    measure: bool


@dataclass(slots=True)
class Scene:
    """What bears on disputes in one article."""

    published: str | None
    denials: list[Statement] = field(default_factory=list)
    accusations: list[Accusation] = field(default_factory=list)
    wholes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def find_disputes(
    articles: Iterable[tuple[str | None, Iterable[Statement]]], ontology: Ontology
) -> Iterator[tuple[str, str]]:
    """Pairs (id of the denying statement, id of the disputed one), sorted, each once.

    articles: publication date and statements of each.
    """
    scenes: list[Scene] = []
    said: defaultdict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for published, statements in articles:
        group = list(statements)
        scenes.append(_scene(published, group, ontology))
        for statement in group:
            if ontology.properties[statement.predicate].content and statement.object is not None:
                said[statement.key[:3]].append(statement)
    pairs = {*_within(scenes), *_across(scenes)}
    for group in said.values():
        pairs.update(_contradictions(group))
    yield from sorted(pairs)


def _scene(published: str | None, statements: list[Statement], ontology: Ontology) -> Scene:
    scene = Scene(published)
    for statement in statements:
        kinds = ontology.properties[statement.predicate].kinds
        if statement.polarity != AFFIRMED or statement.modality == PLANNED:
            continue
        if "Denial" in kinds:
            scene.denials.append(statement)
        if "Affiliation" in kinds and isinstance(statement.object, Entity):
            scene.wholes[statement.subject.id].add(statement.object.id)
        if accusation := _accusation(statement, kinds):
            scene.accusations.append(accusation)
    return scene


def _accusation(statement: Statement, kinds: frozenset[str]) -> Accusation | None:
    """What a statement accuses whom of, read off the kinds of its property."""
    if not isinstance(statement.object, Entity):
        return None
    accusers = {e.id for e in (statement.claimant, statement.outer) if e}
    if "Harm" in kinds:
        return Accusation(statement.id, statement.subject.id, frozenset(accusers), False)
    if "Attribution" in kinds:
        return Accusation(statement.id, statement.object.id, frozenset(accusers), False)
    measure = {"Hostile", "OfficialAct"} <= kinds
    if measure or "Accusation" in kinds:
        everybody = frozenset(accusers | {statement.subject.id})
        return Accusation(statement.id, statement.object.id, everybody, measure)
    return None


def _within(scenes: Iterable[Scene]) -> Iterator[tuple[str, str]]:
    for scene in scenes:
        for denial in scene.denials:
            yield from _answers(denial, scene.accusations, scene.wholes)


def _across(scenes: list[Scene]) -> Iterator[tuple[str, str]]:
    """Answers to a named accuser that stand in another article than the accusation."""
    by_accuser: defaultdict[str, list[tuple[Scene, Accusation]]] = defaultdict(list)
    for scene in scenes:
        for accusation in scene.accusations:
            for accuser in accusation.accusers:
                by_accuser[accuser].append((scene, accusation))
    for scene in scenes:
        for denial in scene.denials:
            if isinstance(denial.object, Entity):
                near = [
                    accusation
                    for other, accusation in by_accuser[denial.object.id]
                    if other is not scene and _same_weeks(scene.published, other.published)
                ]
                yield from _answers(denial, near, scene.wholes)


def _answers(
    denial: Statement, accusations: list[Accusation], wholes: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """The accusations of the denier and its parts or, without any, of what it belongs to."""
    speaker = denial.subject.id
    # people known only by a description speak for themselves, not for the state they serve
    above = _closure(speaker, wholes) if denial.subject.type != "Group" else set[str]()
    parts = _inverse(wholes)
    own = {speaker, *_closure(speaker, parts)}
    family = own | above | {part for whole in above for part in _closure(whole, parts)}
    accuser = denial.object.id if isinstance(denial.object, Entity) else None
    friends = _side(accuser, wholes, parts) if accuser else set[str]()
    eligible = [
        a
        for a in accusations
        if a.accused in family
        and a.accusers.isdisjoint(own)
        and (a.accusers & friends if accuser else not a.measure)
    ]
    chosen = [a for a in eligible if a.accused in own] or eligible
    yield from ((denial.id, a.id) for a in chosen)


def _side(agent: str, wholes: Mapping[str, set[str]], parts: Mapping[str, set[str]]) -> set[str]:
    """An agent, what it belongs to and what belongs to it."""
    return {agent, *_closure(agent, wholes), *_closure(agent, parts)}


def _closure(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from `start`, without it unless it lies on a circle."""
    found, queue = set[str](), [start]
    while queue:
        for at in edges.get(queue.pop(), ()):
            if at not in found:
                found.add(at)
                queue.append(at)
    return found


def _inverse(edges: Mapping[str, set[str]]) -> dict[str, set[str]]:
    inverse: defaultdict[str, set[str]] = defaultdict(set)
    for start, ends in edges.items():
        for end in ends:
            inverse[end].add(start)
    return inverse


def _contradictions(group: list[Statement]) -> Iterator[tuple[str, str]]:
    """From each negated statement to the affirmed ones by others; subject and object are the same."""
    for denial in (s for s in group if s.polarity == NEGATED):
        for statement in (s for s in group if s.polarity == AFFIRMED):
            if statement.claimant != denial.claimant and statement.modality != PLANNED:
                yield denial.id, statement.id


def _same_weeks(one: str | None, other: str | None) -> bool:
    """Whether two ISO dates are near; dates that are unknown or less precise than a day are."""
    if not one or not other or len(one) < 10 or len(other) < 10:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= WINDOW_DAYS
