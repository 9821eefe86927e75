"""One node for what the text itself calls the same: "the Main Directorate (formerly …, the GRU)".

A claim of another name joins the entities of the two names in this article, when both are bodies,
both people, both means of attack or both operations.  Which of two names an article uses for a thing
is the article's business; across articles the resolver decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, Claim, Entity, Mention

# Classes of which two entities can be one thing.
FAMILIES = (
    ("Person",),
    ("Malware",),
    ("Operation",),
    ("LegalInstrument",),
    ("Body", "ThreatActor"),
)


def unify(
    entities: Mapping[Mention, Entity], claims: Iterable[Claim], ontology: Ontology
) -> dict[Mention, Entity]:
    """The entities, those joined that a claim of another name says are one."""
    by_name: dict[str, Entity] = {}
    for mention, entity in entities.items():
        if mention.form == NAME:
            by_name.setdefault(key(mention.surface), entity)
    joined: dict[Entity, Entity] = {}
    given = [
        (claim, claim.object)
        for claim in claims
        if ontology.properties[claim.predicate].literal and isinstance(claim.object, str)
    ]
    bearers: dict[str, set[Entity]] = {}
    for claim, name in given:
        if claim.subject in entities:
            bearers.setdefault(key(name), set()).add(entities[claim.subject])
    for claim, name in given:
        if len(bearers.get(key(name), ())) > 1:
            continue  # a name that two things bear makes them no one thing
        one, other = entities.get(claim.subject), by_name.get(key(name))
        if one is None or other is None or claim.subject.form != NAME:
            continue
        one, other = root(one, joined), root(other, joined)
        if _are_two(one, other, name):
            continue
        if one != other and same_family(one, other, ontology):
            joined[other] = one
    pooled = pool(joined)
    return {
        mention: pooled.get(root(e, joined), root(e, joined)) for mention, e in entities.items()
    }


def _are_two(one: Entity, other: Entity, name: str) -> bool:
    """Whether another name of the first is, by catalogues, one of several that the text has of the second."""
    others = {key(n) for n in (other.label, *other.aliases)} - {key(name)}
    listed = one.same_as and other.same_as and not set(one.same_as) & set(other.same_as)
    return bool(listed and others)


def key(name: str) -> str:
    """A name as it is compared: without case, quotation marks and spaces at its ends."""
    return name.casefold().strip(" \"'“”‘’")


def same_family(one: Entity, other: Entity, ontology: Ontology) -> bool:
    """Whether two entities are of kinds that can be one thing."""
    return any(
        ontology.is_a(one.type, *family) and ontology.is_a(other.type, *family)
        for family in FAMILIES
    )


def root(entity: Entity, joined: Mapping[Entity, Entity]) -> Entity:
    """The entity that another has been joined to, or itself."""
    while entity in joined:
        entity = joined[entity]
    return entity


def pool(joined: Mapping[Entity, Entity]) -> dict[Entity, Entity]:
    """Each entity that others were joined to, with all their names and identities."""
    groups: dict[Entity, list[Entity]] = {}
    for other in joined:
        groups.setdefault(root(other, joined), []).append(other)
    return {one: one.with_names_of(others) for one, others in groups.items()}
