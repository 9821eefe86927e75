"""Statements -> which measure or accusation is over, by whom it was ended and when.

What a property ends is written in graphbuild.ttl (`gb:ends`). A statement that something is ended
("lifted", "withdrew"; not "eased") ends the earlier statements of these properties about the same
object by the same agent, by a part of that agent, or, where a body acts that belongs to the same
whole as the author (a court of the same union), by that body. What was taken anew since is not over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, PLANNED, Entity, Statement

EFFECT, ENDED = "effect", "ended"


class Ending(NamedTuple):
    """A statement that is over, the one that says so (ids), who ended it (id) and when.

    author, target: of what is over (ids). measure: whether it is a measure.
    day: ISO date as precise as known, or None.
    """

    statement: str
    ending: str
    agent: str
    day: str | None
    author: str
    target: str
    measure: bool


class Act(NamedTuple):
    """A statement that may be over: its id and property, who made it, and when at the earliest.

    stated: whether the day is that of the act, not of the article.
    """

    id: str
    predicate: str
    author: str
    day: str | None
    stated: bool


class Relief(NamedTuple):
    """A statement that something is over; authors: whose statements it may end besides `agent`'s."""

    id: str
    agent: str
    ends: frozenset[str]
    day: str | None
    authors: frozenset[str]


class Endings:
    """Reads articles one after the other; what nothing ends is not kept."""

    def __init__(self, ontology: Ontology, targets: Collection[str] | None = None) -> None:
        """Begin with none; targets: ids of whom some statement relieves, where that is known before."""
        self._ontology, self._targets = ontology, targets
        self._ended = {name for p in ontology.properties.values() for name in p.ends}
        self._acts: defaultdict[str, list[Act]] = defaultdict(list)
        self._reliefs: defaultdict[str, list[Relief]] = defaultdict(list)

    def read(self, statements: Iterable[Statement], published: str | None) -> None:
        """Add those of one article; published: its day, which stands for that of an act without one."""
        wholes: defaultdict[str, set[str]] = defaultdict(set)
        reliefs: list[tuple[Statement, Entity]] = []
        for s in statements:
            prop = self._ontology.properties[s.predicate]
            if s.polarity != AFFIRMED or s.modality == PLANNED or not isinstance(s.object, Entity):
                continue
            if prop.affiliation:
                wholes[s.subject.id].add(s.object.id)
            if prop.ends and (EFFECT, ENDED) in s.qualifiers:
                reliefs.append((s, s.object))
            if s.predicate in self._ended and self._is_wanted(s.object.id):
                day = s.date or published
                act = Act(s.id, s.predicate, s.subject.id, day, s.date is not None)
                self._acts[s.object.id].append(act)
        for s, target in reliefs:
            ends = self._ontology.properties[s.predicate].ends
            authors = self._side(s.subject, wholes)
            self._reliefs[target.id].append(
                Relief(s.id, s.subject.id, ends, s.date or published, authors)
            )

    def _is_wanted(self, target: str) -> bool:
        return self._targets is None or target in self._targets

    def _side(self, agent: Entity, wholes: dict[str, set[str]]) -> frozenset[str]:
        """The parts of an agent and, of a body, the wholes that it belongs to and their parts."""
        above = set[str]()
        if self._ontology.is_a(agent.type, "Body"):
            above = wholes.get(agent.id, set())
        tops = {agent.id, *above}
        return frozenset({*above, *(part for part, of in wholes.items() if of & tops)})

    def found(self) -> Iterator[Ending]:
        """The endings, in order; of a statement that several end, each."""
        endings = set[Ending]()
        for target, reliefs in self._reliefs.items():
            acts = self._acts.get(target, [])
            for relief in reliefs:
                for act in acts:
                    own = act.author == relief.agent or act.author in relief.authors
                    if act.predicate not in relief.ends or not own or _later(act.day, relief.day):
                        continue
                    renewed = any(
                        other.stated
                        and (other.author, other.predicate) == (act.author, act.predicate)
                        and _later(other.day, relief.day)
                        for other in acts
                    )
                    if not renewed:
                        measure = self._ontology.properties[act.predicate].measure
                        who = (relief.agent, relief.day, act.author, target, measure)
                        endings.add(Ending(act.id, relief.id, *who))
        yield from sorted(endings, key=lambda e: (*e[:3], e.day or "", *e[4:]))


def _later(day: str | None, other: str | None) -> bool:
    """Whether a day is certainly after another, as precisely as both are known."""
    if not day or not other:
        return False
    shared = min(len(day), len(other))
    return day[:shared] > other[:shared]
