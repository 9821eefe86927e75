"""Open claims of one article -> its Statements about phrases as the text words them."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping

from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import PRONOUN, Claim, Entity, Mention, Statement
from graphbuild.nlp.annotate import Document
from graphbuild.statements.merge import distribute
from graphbuild.statements.pool import join_by_key


def open_statements(
    claims: Iterable[Claim], document: Document, entities: Mapping[Mention, Entity]
) -> list[Statement]:
    """Open claims as statements, sorted by key; a phrase that is no entity is one of its own.

    Such a phrase is identified by its words, so that the same words are the same thing everywhere.
    """
    owners = {m.head: entity for m, entity in entities.items() if m.form == PRONOUN}

    def found() -> Iterator[Statement]:
        for claim in claims:
            own = {
                m: as_entity(document, m, owners)
                for m in (claim.subject, claim.object)
                if isinstance(m, Mention) and is_of_its_own(m, document, entities)
            }
            known = ChainMap(own, dict(entities))
            yield from distribute(claim, document, known, members={})

    return join_by_key((s for s in found() if s.subject != s.object), all_evidence=True)


def is_of_its_own(mention: Mention, document: Document, entities: Mapping[Mention, Entity]) -> bool:
    """Whether a phrase is no entity of the text, or one known only as somebody's ("her lawyer")."""
    if mention not in entities:
        return True
    owned = document.doc[mention.first].tag_ == "PRP$"
    return owned and entities[mention].label == mention.surface


def as_entity(document: Document, mention: Mention, owners: Mapping[int, Entity]) -> Entity:
    """The entity that a phrase is by its words, a possessive pronoun among them replaced."""
    label = " ".join(mention.surface.split())
    first = document.doc[mention.first]
    if first.tag_ == "PRP$" and first.i in owners and mention.first < mention.head:
        label = f"{owners[first.i].label}'s {document.text(first.i + 1, mention.last)}"
    digest = hashlib.sha256(label.casefold().encode()).hexdigest()[:16]
    return Entity(f"{ENTITY_BASE}phrase/{digest}", label, mention.kind)
