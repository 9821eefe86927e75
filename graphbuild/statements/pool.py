"""Statements of many articles -> one Statement for each key, with the evidence of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphbuild.model import ALLEGED, ASSERTED, PLANNED, Entity, Evidence, Statement

STRENGTH = {ASSERTED: 0, ALLEGED: 1, PLANNED: 2}


def pool(statements: Iterable[Statement]) -> list[Statement]:
    """One statement for each key, in order of id, the same whatever the order of the input.

    The modality is the strongest one, the date the most precise and then the earliest, and an
    entity has the label and type that most statements give it; its other labels become aliases.
    """
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.id].append(statement)
    entities = pool_entities(e for group in groups.values() for s in group for e in _entities(s))
    return [_merge(groups[key], entities) for key in sorted(groups)]


def pool_entities(entities: Iterable[Entity]) -> dict[str, Entity]:
    """One entity for each id, in order of id."""
    groups: defaultdict[str, Counter[Entity]] = defaultdict(Counter)
    for entity in entities:
        groups[entity.id][entity] += 1
    return {key: _merge_entities(groups[key]) for key in sorted(groups)}


def _entities(statement: Statement) -> list[Entity]:
    named = (statement.subject, statement.object, statement.claimant, statement.outer)
    return [e for e in named if isinstance(e, Entity)]


def _merge(group: list[Statement], entities: Mapping[str, Entity]) -> Statement:
    first = group[0]
    outer = min((s.outer.id for s in group if s.outer), default=None)
    return Statement(
        subject=entities[first.subject.id],
        predicate=first.predicate,
        object=entities[first.object.id] if isinstance(first.object, Entity) else first.object,
        claimant=entities[first.claimant.id] if first.claimant else None,
        polarity=first.polarity,
        modality=min((s.modality for s in group), key=STRENGTH.__getitem__),
        date=min((s.date for s in group if s.date), key=lambda d: (-len(d), d), default=None),
        evidence=tuple(sorted({e for s in group for e in s.evidence}, key=_place)),
        outer=entities[outer] if outer else None,
        qualifiers=tuple(sorted({q for s in group for q in s.qualifiers})),
    )


def _merge_entities(group: Counter[Entity]) -> Entity:
    labels, types = Counter[str](), Counter[str]()
    for entity, n in group.items():
        labels[entity.label] += n
        types[entity.type] += n
    label = commonest(labels)
    aliases = {name for e in group for name in (e.label, *e.aliases)} - {label}
    return replace(
        next(iter(group)),
        label=label,
        type=commonest(types),
        aliases=tuple(sorted(aliases)),
        same_as=tuple(sorted({iri for e in group for iri in e.same_as})),
    )


def _place(evidence: Evidence) -> tuple[str, int, int, str, str]:
    return (evidence.article, evidence.start, evidence.end, evidence.rule, repr(evidence))


def commonest(counts: Counter[str]) -> str:
    """The value that occurs most often; of several the first in the alphabet."""
    return min(counts, key=lambda value: (-counts[value], value))
