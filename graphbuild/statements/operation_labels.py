"""Readable labels for operations that the text only calls "the attack".

A bare noun says nothing outside its article: an operation with a known target is labelled by it, and
by the year where one is stated ("2022 cyberattack on Viasat").  Its identifier stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement

MAX_WORDS = 2  # words of a label that leave room for a target


def label_operations(statements: Sequence[Statement], ontology: Ontology) -> list[Statement]:
    """The statements, operations named by a bare noun renamed everywhere in them."""
    labels: dict[Entity, Entity] = {}
    for statement in sorted(statements, key=first_evidence):
        operation, target = statement.subject, statement.object
        harm = ontology.properties[statement.predicate].harm
        if not (harm and isinstance(target, Entity)) or operation in labels:
            continue
        if operation.type == "Operation" and is_bare(operation.label):
            year = f"{statement.date[:4]} " if statement.date else ""
            label = f"{year}{operation.label} on {target.label}"
            names = {*operation.aliases, operation.label}
            labels[operation] = replace(operation, label=label, aliases=tuple(sorted(names)))
    return [s.map_entities(lambda e: labels.get(e, e)) for s in statements]


def first_evidence(statement: Statement) -> tuple[int, tuple[str, ...]]:
    """Reading order, ties broken by the key."""
    return min(e.start for e in statement.evidence), statement.key


def is_bare(label: str) -> bool:
    """Whether a label is a noun with a modifier at most and tells no target."""
    words = label.split()
    return len(words) <= MAX_WORDS and not any(w[:1].isupper() or w[:1].isdigit() for w in words)
