"""The state that an entity is or belongs to, and the places of states on the schematic map."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping

from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology, ontology_dir
from graphbuild.model import AFFIRMED, ASSERTED, Entity, Statement

STATE = f"{ENTITY_BASE}state/"
LONGEST_CHAIN = 4
SEA = ".."
Tile = tuple[int, int]


@functools.cache
def tiles() -> Mapping[str, Tile]:
    """From ISO 3166-1 code to (column, row), from ontology/tiles.toml."""
    path = ontology_dir() / "tiles.toml"
    try:
        lines = tomllib.loads(path.read_text(encoding="utf-8"))["grid"].split("\n")
    except (OSError, ValueError, KeyError) as exc:
        raise OntologyError(f"{path}: {exc}") from exc
    rows = [line.split() for line in lines if line.strip()]
    found = {
        code: (x, y) for y, row in enumerate(rows) for x, code in enumerate(row) if code != SEA
    }
    if len(found) != sum(code != SEA for row in rows for code in row):
        raise OntologyError(f"{path}: a state is twice in the grid")
    return found


def homes(statements: Iterable[Statement], ontology: Ontology) -> dict[str, str]:
    """From an entity's id to the ISO 3166-1 code of its state.

    For other entities than states, it is the state of what they are part of or work for, as articles
    report in their own voice; what is alleged, claimed or denied does not count.
    """
    wholes: dict[str, str] = {}
    known: dict[str, str] = {}
    for s in sorted(statements, key=lambda s: (-len(s.evidence), s.id)):
        for entity in (s.subject, s.object, s.claimant):
            if isinstance(entity, Entity) and (code := _code(entity)):
                known[entity.id] = code
        if isinstance(s.object, Entity) and _binds(s, ontology):
            wholes.setdefault(s.subject.id, s.object.id)
    for entity_id in wholes:
        if code := _climb(entity_id, wholes, known):
            known[entity_id] = code
    return known


def _code(entity: Entity) -> str | None:
    code = entity.id.removeprefix(STATE)
    return code if code != entity.id and code in tiles() else None


def _binds(statement: Statement, ontology: Ontology) -> bool:
    prop = ontology.properties.get(statement.predicate)
    own = statement.claimant is None and statement.modality == ASSERTED
    return bool(prop and prop.affiliation and own and statement.polarity == AFFIRMED)


def _climb(entity: str, wholes: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    for _ in range(LONGEST_CHAIN):
        if entity in known:
            return known[entity]
        if entity not in wholes:
            return None
        entity = wholes[entity]
    return known.get(entity)
