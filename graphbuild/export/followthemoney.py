"""FollowTheMoney: entities as JSON lines, as OpenSanctions, Aleph and yente read them.

An official act whose counterpart in the ontology is a schema (a sanction) becomes an entity of that
schema with authority, program, dates and reason; an affiliation becomes a link between two entities.
Statements that are claimed, alleged, planned or negated are left out. The library is not needed: a test
checks the names of schemata and properties against its model.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, ASSERTED, Entity, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements
from graphbuild.presentation.escape import http, plain
from graphbuild.presentation.states import STATE

Json = dict[str, Any]
Place = tuple[str, int]  # an article, and where a sentence of it begins
Bases = defaultdict[str, defaultdict[str, set[Place]]]
Properties = Mapping[str, Iterable[str | None]]


class Link(NamedTuple):
    """A schema of links: the properties for its two ends, and the schema that each end must have."""

    source: str
    target: str
    source_schema: str
    target_schema: str


# The ends of the schemata of FollowTheMoney that gb:followTheMoney names for properties.
LINKS: Mapping[str, Link] = {
    "UnknownLink": Link("subject", "object", "Thing", "Thing"),
    "Representation": Link("agent", "client", "LegalEntity", "LegalEntity"),
    "Employment": Link("employee", "employer", "Person", "Organization"),
    "Membership": Link("member", "organization", "LegalEntity", "Organization"),
}
MEASURE = "Sanction"
# What is below what among the schemata that gb:followTheMoney names for classes. The others have no
# place in the file: `Thing` is abstract, and a `Document` is a file.
BELOW: Mapping[str, frozenset[str]] = {
    "Person": frozenset({"Person", "LegalEntity", "Thing"}),
    "LegalEntity": frozenset({"LegalEntity", "Thing"}),
    "Organization": frozenset({"Organization", "LegalEntity", "Thing"}),
    "Company": frozenset({"Company", "Organization", "LegalEntity", "Thing"}),
    "PublicBody": frozenset({"PublicBody", "Organization", "LegalEntity", "Thing"}),
    "Event": frozenset({"Event", "Thing"}),
    "Address": frozenset({"Address", "Thing"}),
}


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write one entity a line, sorted by id."""
    found = {e["id"]: e for e in _entities(display_statements(dataset, ontology), ontology)}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for key in sorted(found):
            file.write(json.dumps(found[key], ensure_ascii=False, sort_keys=True) + "\n")


def schema_of(entity: Entity, ontology: Ontology) -> str | None:
    """The schema of the entity's class, or of the nearest class above that has one; or None."""
    kind = ontology.classes.get(entity.type)
    above = (
        sorted(kind.ancestors, key=lambda n: -len(ontology.classes[n].ancestors)) if kind else []
    )
    named = (ontology.classes[n].follow_the_money for n in above)
    schema = next((schema for schema in named if schema), None)
    return schema if schema in BELOW else None


def _entities(shown: Sequence[DisplayStatement], ontology: Ontology) -> Iterator[Json]:
    facts = [t for t in shown if _is_fact(t)]
    bases, authorities = _bases(facts), _authorities(facts)
    named: dict[str, Entity] = {}
    for t in facts:
        value = t.statement.object
        schema = t.prop.follow_the_money
        if not isinstance(value, Entity) or schema is None:
            continue
        ends = (t.statement.subject, value)
        if schema == MEASURE and schema_of(value, ontology):
            only = len(authorities[value.id]) == 1
            yield _measure(t, value, _program(t.statement, value.id, bases, only))
        elif schema in LINKS and _fit(ends, LINKS[schema], ontology):
            yield _link(t, value, LINKS[schema], schema)
        else:
            continue
        named |= {e.id: e for e in ends}
    names, nationalities = _values(facts)
    for entity in named.values():
        yield _entity(entity, names[entity.id], nationalities[entity.id], ontology)


def _is_fact(shown: DisplayStatement) -> bool:
    """Whether it is reported in the articles' own voice, or is an official act, as a fact."""
    s = shown.statement
    own = s.claimant is None or shown.prop.official_act
    return own and s.polarity == AFFIRMED and s.modality == ASSERTED


def _bases(facts: Iterable[DisplayStatement]) -> Bases:
    """From an entity's id to the legal instruments under which it was designated, with their sentences."""
    found: Bases = defaultdict(lambda: defaultdict(set))
    for t in facts:
        value = t.statement.object
        if t.prop.follow_the_money == f"{MEASURE}:program" and isinstance(value, Entity):
            found[t.statement.subject.id][value.label] |= _places(t.statement)
    return found


def _authorities(facts: Iterable[DisplayStatement]) -> dict[str, set[str]]:
    """From an entity's id to the ids of those who took measures against it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for t in facts:
        if t.prop.follow_the_money == MEASURE and isinstance(t.statement.object, Entity):
            found[t.statement.object.id].add(t.statement.subject.id)
    return found


def _places(statement: Statement) -> set[Place]:
    """The sentences of a statement's evidence."""
    return {(e.article, e.start) for e in statement.evidence}


def _program(statement: Statement, target: str, bases: Bases, only: bool) -> list[str]:
    """The instruments of a measure: those of its own sentences; all, where it is the only authority's.

    Another authority's measure against the same target rests on another law.
    """
    own = _places(statement)
    laws: Mapping[str, set[Place]] = bases.get(target, {})
    beside = sorted(law for law, places in laws.items() if places & own)
    return beside or (sorted(laws) if only else [])


def _values(
    facts: Iterable[DisplayStatement],
) -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """The names and the nationalities that statements give, by entity."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    nationalities: defaultdict[str, set[str]] = defaultdict(set)
    for t in facts:
        counterpart = t.prop.follow_the_money or ""
        if counterpart.endswith(":alias") and t.object:
            names[t.statement.subject.id].add(t.object)
        if counterpart.endswith(":nationality") and isinstance(t.statement.object, Entity):
            nationalities[t.statement.subject.id].update(state_code(t.statement.object))
    return names, nationalities


def _entity(
    entity: Entity, names: Iterable[str], nationalities: Iterable[str], ontology: Ontology
) -> Json:
    schema = schema_of(entity, ontology) or "LegalEntity"
    wikidata = [u.rsplit("/", 1)[-1] for u in entity.same_as if "wikidata.org/entity/Q" in u]
    return _made(
        key_of(entity),
        schema,
        {
            "name": [entity.label],
            "alias": sorted({*entity.aliases, *names} - {entity.label}),
            "sourceUrl": [u for u in map(http, entity.same_as) if u],
            "wikidataId": wikidata,
            "nationality": sorted(nationalities) if schema == "Person" else [],
            "country": [*state_code(entity)],
        },
    )


def _measure(shown: DisplayStatement, target: Entity, program: Sequence[str]) -> Json:
    s = shown.statement
    qualifiers = dict(s.qualifiers)
    stated = qualifiers.get("instrument")
    return _made(
        _hash("measure", s.id),
        MEASURE,
        {
            "entity": [key_of(target)],
            "authority": [s.subject.label],
            "country": [*state_code(s.subject)],
            "program": [stated] if stated else program,
            "startDate": [s.date],
            "endDate": [shown.ended.day] if shown.ended else [],
            "status": [f"ended by {shown.ended.names}"] if shown.ended else [],
            "reason": [qualifiers.get("reason")],
            **_sourced(shown),
        },
    )


def _fit(ends: tuple[Entity, Entity], link: Link, ontology: Ontology) -> bool:
    """Whether both ends have the types that the schema requires."""
    wanted = (link.source_schema, link.target_schema)
    schemata = (schema_of(e, ontology) for e in ends)
    return all(s is not None and w in BELOW[s] for s, w in zip(schemata, wanted, strict=True))


def _link(shown: DisplayStatement, other: Entity, link: Link, schema: str) -> Json:
    return _made(
        _hash("link", shown.statement.id),
        schema,
        {
            link.source: [key_of(shown.statement.subject)],
            link.target: [key_of(other)],
            "date": [shown.statement.date],
            **_sourced(shown),
        },
    )


def _sourced(shown: DisplayStatement) -> Properties:
    """The sources: outlets, URLs, and each quote with its offsets."""
    quotes = (f"“{q.sentence}” ({q.article}#char={q.start},{q.end})" for q in shown.quotes)
    return {
        "publisher": shown.outlets,
        "sourceUrl": sorted({q.url for q in shown.quotes if q.url}),
        "summary": quotes,
        "recordId": [shown.statement.id],
    }


def state_code(entity: Entity) -> Iterator[str]:
    """The ISO 3166-1 code of a state, if it is one that has a code."""
    code = entity.id.removeprefix(STATE)
    if code != entity.id and len(code) == 2:
        yield code


def key_of(entity: Entity) -> str:
    """The id of an entity in the file: of letters, digits and hyphens."""
    return _hash("entity", entity.id)


def _hash(kind: str, key: str) -> str:
    return f"gb-{hashlib.sha256(f'{kind} {key}'.encode()).hexdigest()[:40]}"


def _made(key: str, schema: str, properties: Properties) -> Json:
    values = {name: [plain(v) for v in found if v] for name, found in properties.items()}
    return {"id": key, "schema": schema, "properties": {n: v for n, v in values.items() if v}}
