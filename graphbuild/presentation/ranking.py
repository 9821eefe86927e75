"""Ranks entities by importance, and finds the strongest conflict."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement

Pair = tuple[str, str]
# Entities of this class are known by a description only; with one neighbour they are unimportant.
DESCRIBED = "Group"
# A connected part with fewer entities is left out of the first screen.
ALONE = 4
# Weights chosen by eye on the first screens of a few sample graphs: a contested entity matters more
# than one that is often named.
PLAIN, HOSTILE, DISPUTED = 1.0, 2.0, 3.0


def ranked(
    statements: Iterable[Statement], disputed: Collection[str], ontology: Ontology
) -> list[str]:
    """The ids of all entities that a statement joins to another, most important first."""
    weight: defaultdict[str, float] = defaultdict(float)
    articles: defaultdict[str, set[str]] = defaultdict(set)
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    for statement in statements:
        if not isinstance(statement.object, Entity):
            continue
        ends = (statement.subject, statement.object)
        for one, other in (ends, ends[::-1]):
            kinds[one.id] = one.type
            weight[one.id] += _weight(statement, disputed, ontology)
            articles[one.id].update(e.article for e in statement.evidence)
            neighbours[one.id].add(other.id)
    alone = {e for e in kinds if kinds[e] == DESCRIBED and len(neighbours[e]) < 2}
    score = {
        e: (math.log1p(weight[e]) + math.log1p(len(neighbours[e])))
        * math.log(1.5 + len(articles[e]))
        for e in kinds
    }
    return sorted(kinds, key=lambda e: (e in alone, -round(score[e], 6), e))


def first_entities(order: Sequence[str], statements: Iterable[Statement], most: int) -> list[str]:
    """The entities of the first screen: at most `most`, each joined to another of them."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for s in statements:
        if isinstance(s.object, Entity) and s.subject.id != s.object.id:
            neighbours[s.subject.id].add(s.object.id)
            neighbours[s.object.id].add(s.subject.id)
    best = _sizeable(order[:most], neighbours)
    chosen = [e for e in order[:most] if e in best]
    for entity in order[most:]:
        if len(chosen) < most and not neighbours[entity].isdisjoint(chosen):
            chosen.append(entity)
    return chosen


def _sizeable(entities: Sequence[str], neighbours: Mapping[str, set[str]]) -> set[str]:
    """The entities in connected parts of at least ALONE or, if there are none, of at least two."""
    parts: list[set[str]] = []
    left = dict.fromkeys(entities)
    while left:
        queue = [next(iter(left))]
        part = set(queue)
        while queue:
            near = neighbours[queue.pop()] & left.keys() - part
            part |= near
            queue += near
        left = {e: None for e in left if e not in part}
        parts.append(part)
    large = [part for part in parts if len(part) >= ALONE]
    return {e for part in (large or parts) if len(part) > 1 for e in part}


def strongest_conflict(
    statements: Iterable[Statement],
    disputed: Collection[str],
    among: Collection[str],
    ontology: Ontology,
) -> Pair | None:
    """The pair of these entities with most contested and hostile statements; None if there are none."""
    heat: Counter[Pair] = Counter()
    for statement in statements:
        if not isinstance(statement.object, Entity):
            continue
        pair = (statement.subject.id, statement.object.id)
        if pair[0] != pair[1] and pair[0] in among and pair[1] in among:
            prop = ontology.properties[statement.predicate]
            articles = len({e.article for e in statement.evidence})
            heat[pair] += 4 * articles * (statement.id in disputed)
            heat[pair] += articles * prop.hostile
    best = min(heat, key=lambda pair: (-heat[pair], pair), default=None)
    return best if best is not None and heat[best] else None


def _weight(statement: Statement, disputed: Collection[str], ontology: Ontology) -> float:
    prop = ontology.properties.get(statement.predicate)
    hostile = HOSTILE * (prop is not None and (prop.hostile or prop.denial))
    return PLAIN + hostile + DISPUTED * (statement.id in disputed)
