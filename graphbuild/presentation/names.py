"""Finds an entity by the name that somebody types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from graphbuild.errors import ExportError
from graphbuild.model import Entity, Statement

CLOSE = 70


def entities_of(statements: Iterable[Statement]) -> tuple[dict[str, Entity], Counter[str]]:
    """All entities by id, and how many statements name each."""
    found: dict[str, Entity] = {}
    counts: Counter[str] = Counter()
    for s in statements:
        named = {e.id: e for e in s.entities}
        found |= named
        counts.update(named.keys())
    return found, counts


def find_entity(name: str, statements: Iterable[Statement]) -> Entity:
    """The entity of this id, label or alias, whatever its case; of several, the one most named.

    A label goes before an alias, and so does a name that a statement gives. Raises ExportError,
    with the nearest names, when there is none.
    """
    statements = [*statements]
    found, counts = entities_of(statements)
    wanted = " ".join(name.casefold().split())
    names = {e.id: {a.casefold() for a in e.aliases} for e in found.values()}
    for s in statements:
        if isinstance(s.object, str):
            names[s.subject.id].add(s.object.casefold())
    ranks = {
        e.id: 0 if wanted in {e.id.casefold(), e.label.casefold()} else 1
        for e in found.values()
        if wanted in {e.id.casefold(), e.label.casefold()} | names[e.id]
    }
    best = min(ranks, key=lambda i: (ranks[i], -counts[i], i), default=None)
    if best is None:
        raise ExportError(f"no entity is called {name!r}{_near(name, found.values())}")
    return found[best]


def _near(name: str, entities: Iterable[Entity]) -> str:
    names = sorted({n for e in entities for n in (e.label, *e.aliases)})
    hits = process.extract(
        name, names, scorer=fuzz.ratio, processor=str.casefold, limit=3, score_cutoff=CLOSE
    )
    return f"; near it: {', '.join(repr(label) for label, *_ in hits)}" if hits else ""
