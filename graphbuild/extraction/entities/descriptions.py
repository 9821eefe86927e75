"""Shorter and longer forms of descriptions, and entities of coordinations."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphbuild.extraction.entities.resolve import is_role
from graphbuild.model import (
    NAME,
    NOMINAL,
    Entity,
    Mention,
)
from graphbuild.nlp.annotate import Document

MAX_EXTENDED = 14  # tokens; longer clauses say more than who is meant


def with_phrases(
    document: Document,
    entities: Mapping[Mention, Entity],
    coordinations: Mapping[Mention, Sequence[Mention]],
) -> dict[Mention, Entity]:
    """Entities with shorter and longer forms of their descriptions, and those of coordinations.

    "attack on X" is also "the 2018 attack"; "hackers" that "hackers affiliated with X" opens are also
    that, and are labelled so where the bare noun says nothing.
    """
    named = {e for m, e in entities.items() if m.form == NAME}
    more: dict[Entity, set[str]] = {}
    longer: dict[Entity, str] = {}
    for mention, entity in entities.items():
        if mention.form != NOMINAL or (entity in named and is_role(document, mention)):
            continue
        core, extended = core_of(document, mention), extended_of(document, mention)
        forms = (core if entity not in named else None, extended)
        more.setdefault(entity, set()).update(text for text in forms if text)
        bare = (
            mention.head == mention.first and entity.label.casefold() == mention.surface.casefold()
        )
        participle = any(c.dep_ == "acl" for c in document.doc[mention.head].children)
        if extended and bare and participle:
            longer.setdefault(entity, extended)
    changed = {
        entity: _renamed(entity, longer.get(entity), names) for entity, names in more.items()
    }
    out = {mention: changed.get(entity, entity) for mention, entity in entities.items()}
    for whole, parts in coordinations.items():
        known = [out[p] for p in parts if p in out]
        if known:
            names = {p.surface for p in parts}
            joint = Entity(
                id=f"{known[0].id}-{hashlib.sha256(whole.surface.encode()).hexdigest()[:8]}",
                label=whole.surface,
                type=whole.kind,
                aliases=tuple(sorted(names - {whole.surface})),
            )
            out |= dict.fromkeys((whole, *(p for p in parts if p in out)), joint)
    return out


def _renamed(entity: Entity, label: str | None, forms: set[str]) -> Entity:
    label = label or entity.label
    names = {*entity.aliases, *forms, entity.label} - {label}
    return replace(entity, label=label, aliases=tuple(sorted(names)))


def core_of(document: Document, mention: Mention) -> str | None:
    """A description up to its head noun, where it has words before it and more after it."""
    if mention.head == mention.first or mention.head + 1 >= mention.last:
        return None
    return " ".join(document.text(mention.first, mention.head + 1).split())


def extended_of(document: Document, mention: Mention) -> str | None:
    """A description with the participle or relative clause after it, up to MAX_EXTENDED tokens."""
    head = document.doc[mention.head]
    clauses = [c for c in head.children if c.dep_ in ("acl", "relcl") and c.i >= mention.last]
    if not clauses or clauses[0].left_edge.i > mention.last:
        return None
    last = clauses[0].right_edge.i + 1
    if document.doc.span(mention.first, last).text.count("(") > document.doc.span(
        mention.first, last
    ).text.count(")"):
        last += 1  # the bracket that closes the phrase
    if last - mention.first > MAX_EXTENDED:
        return None
    return " ".join(document.text(mention.first, last).split())
