"""How a name that a person types finds entities: the one place that decides it.

An id (an IRI, or its end as in `person/ann-example`) finds its entity. A name finds the entities that
have it, by the first of these rules that finds any: the label or else an alias exactly as typed; in any
case; without regard to accents, spaces and a leading "the". Commands, pages and named queries differ
only in where they take the candidates from; `query.find` is the full-text search and no look-up.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from rapidfuzz import fuzz, process

from graphbuild.errors import UnknownEntity
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import Entity, Statement

NEAR = 70  # how alike a name must be to be suggested, 0..100
SUGGESTED = 3


class Candidate(NamedTuple):
    """An entity that a name may mean; weight: how often it is named, to order equal matches."""

    id: str
    label: str
    aliases: frozenset[str] = frozenset()
    weight: int = 0


def folded(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def plain_name(text: str) -> str:
    """A name as it is compared last: folded, with single spaces, without a leading "the"."""
    return " ".join(folded(text).split()).removeprefix("the ")


def ids_of(text: str) -> tuple[str, str]:
    """The two IRIs that a typed id may stand for: itself, and the IRI whose end it is."""
    return text, ENTITY_BASE + text.removeprefix("id:")


FORMS: tuple[Callable[[str], str], ...] = (str, str.lower, plain_name)


def matching(typed: str, candidates: Iterable[Candidate]) -> list[str]:
    """The ids of the candidates that the typed text means, most often named first."""
    every = list(candidates)
    own = ids_of(typed)
    if by_id := [c.id for c in every if c.id in own]:
        return by_id
    for form in FORMS:
        wanted = form(typed)
        labelled = [c for c in every if form(c.label) == wanted]
        found = labelled or [c for c in every if wanted in map(form, c.aliases)]
        if found:
            return [c.id for c in sorted(found, key=lambda c: (-c.weight, c.id))]
    return []


def unknown(typed: str, names: Iterable[str]) -> UnknownEntity:
    """The error for a name that no entity has, with the most similar names."""
    near = process.extract(
        typed,
        sorted(set(names)),
        scorer=fuzz.WRatio,
        processor=plain_name,
        limit=SUGGESTED,
        score_cutoff=NEAR,
    )
    hint = f"; did you mean {' or '.join(repr(name) for name, *_ in near)}?" if near else ""
    return UnknownEntity(f'No entity named "{typed}" in this graph{hint}')


def find_entity(typed: str, statements: Iterable[Statement]) -> Entity:
    """The entity of this id or name among those that the statements name; of several, the one most named.

    What a statement gives as a name ("is also known as") is an alias here. Raises UnknownEntity.
    """
    entities: dict[str, Entity] = {}
    counts: Counter[str] = Counter()
    aliases: dict[str, set[str]] = {}
    for s in statements:
        named = {e.id: e for e in s.entities}
        entities |= named
        counts.update(named.keys())
        if isinstance(s.object, str):
            aliases.setdefault(s.subject.id, set()).add(s.object)
    candidates = [
        Candidate(e.id, e.label, frozenset(aliases.get(e.id, set()).union(e.aliases)), counts[e.id])
        for e in entities.values()
    ]
    if found := matching(typed, candidates):
        return entities[found[0]]
    raise unknown(typed, (n for c in candidates for n in (c.label, *c.aliases)))
