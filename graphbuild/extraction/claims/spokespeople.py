""" "They hacked us," said the director of X: the target is X, not the director."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.model import PRONOUN, Claim, Entity, Mention

OURSELVES = frozenset({"us", "ourselves"})


def for_their_bodies(
    claims: Iterable[Claim],
    offices: Iterable[Claim],
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
) -> Iterator[Claim]:
    """The claims, those of harm done to "us" with whom the speaker serves as their object.

    offices: claims of noun phrases, among them who serves whom. Where nothing says whom a person
    speaks for, the claim gets a doubt: one person is not "us".
    """
    served: dict[Entity, Mention] = {}
    for office in offices:
        holder = entities.get(office.subject)
        serves = context.ontology.properties[office.predicate].affiliation
        if serves and holder is not None and isinstance(office.object, Mention):
            served.setdefault(holder, office.object)
    for claim in claims:
        person = _speaker(claim, context, entities)
        if person is None:
            yield claim
        elif person in served:
            yield replace(claim, object=served[person])
        else:
            yield replace(claim, doubt=claim.doubt or 'nothing says who "us" are')


def _speaker(
    claim: Claim, context: ClaimContext, entities: Mapping[Mention, Entity]
) -> Entity | None:
    """The person whose "us" is harmed in a claim, or None."""
    mention = claim.object
    if not context.ontology.properties[claim.predicate].harm or not isinstance(mention, Mention):
        return None
    if mention.form != PRONOUN or mention.surface.lower() not in OURSELVES:
        return None
    entity = entities.get(mention)
    return entity if entity is not None and entity.type == "Person" else None
