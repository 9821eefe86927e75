"""Statements with the same key -> one Statement with the evidence of all of them.

Two rules: inside an article the first statement in reading order decides what the others leave open
(`join`); over many articles nothing may depend on the order in which they come (`pool`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphbuild.model import STRENGTH, Entity, Evidence, Statement


def join_by_key(statements: Iterable[Statement], *, all_evidence: bool = False) -> list[Statement]:
    """One statement for each key, in order of key, from those of one article in reading order."""
    groups: defaultdict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.key].append(statement)
    return [join(*groups[key], all_evidence=all_evidence) for key in sorted(groups)]


def join(one: Statement, *others: Statement, all_evidence: bool = False) -> Statement:
    """Statements of one key as one: evidence and qualifiers pooled, the strongest modality.

    Date and outer source are those of the first that has them. Of several pieces of evidence in one
    sentence, which several rows may read, the one that names the arguments best is kept, or, with
    `all_evidence`, each.
    """
    if not others:
        return one
    every = (one, *others)
    evidence = {e for s in every for e in s.evidence}
    kept = tuple(sorted(evidence)) if all_evidence else best_evidence(one, evidence)
    return replace(
        one,
        modality=max((s.modality for s in every), key=STRENGTH.__getitem__),
        date=next((s.date for s in every if s.date), None),
        evidence=kept,
        outer=next((s.outer for s in every if s.outer), None),
        qualifiers=tuple(sorted({q for s in every for q in s.qualifiers})),
    )


def pool(statements: Iterable[Statement]) -> list[Statement]:
    """One statement for each key, in order of id, the same whatever the order of the input.

    The modality is the strongest one, the date the most precise and then the earliest, and an
    entity has the label and type that most statements give it; its other labels become aliases.
    """
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.id].append(statement)
    entities = pool_entities(e for group in groups.values() for s in group for e in s.entities)
    return [_pool_group(groups[key], entities) for key in sorted(groups)]


def pool_entities(entities: Iterable[Entity]) -> dict[str, Entity]:
    """One entity for each id, in order of id."""
    groups: defaultdict[str, Counter[Entity]] = defaultdict(Counter)
    for entity in entities:
        groups[entity.id][entity] += 1
    return {key: _merge_entities(groups[key]) for key in sorted(groups)}


def commonest(counts: Counter[str]) -> str:
    """The value that occurs most often; of several the first in the alphabet."""
    return min(counts, key=lambda value: (-counts[value], value))


def evidence_order(evidence: Evidence) -> tuple[str | int, ...]:
    """Reading order, ties broken by every other field that can differ."""
    return (
        evidence.article,
        evidence.start,
        evidence.end,
        evidence.rule,
        evidence.subject,
        evidence.object or "",
        evidence.claimant or "",
        str(evidence.confidence),
    )


def best_evidence(statement: Statement, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence in reading order, one for each sentence: what names the things best, then the surest."""

    def rank(each: Evidence) -> tuple[int, float]:
        return _n_named(statement, each), each.confidence

    best: dict[tuple[str, int, int], Evidence] = {}
    for each in sorted(evidence, key=evidence_order):
        place = (each.article, each.start, each.end)
        if place not in best or rank(each) > rank(best[place]):
            best[place] = each
    return tuple(sorted(best.values(), key=evidence_order))


def _n_named(statement: Statement, evidence: Evidence) -> int:
    """How many of the arguments a piece of evidence calls by one of their names."""
    pairs = ((statement.subject, evidence.subject), (statement.object, evidence.object))
    return sum(
        surface in (entity.label, *entity.aliases)
        for entity, surface in pairs
        if isinstance(entity, Entity)
    )


def _pool_group(group: list[Statement], entities: Mapping[str, Entity]) -> Statement:
    outer = min((s.outer.id for s in group if s.outer), default=None)
    return replace(
        group[0].map_entities(lambda e: entities[e.id]),
        modality=max((s.modality for s in group), key=STRENGTH.__getitem__),
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
    first, *others = group
    return replace(first, label=commonest(labels), type=commonest(types)).with_names_of(
        (first, *others)
    )


def _place(evidence: Evidence) -> tuple[str, int, int, str, str]:
    return (evidence.article, evidence.start, evidence.end, evidence.rule, repr(evidence))
