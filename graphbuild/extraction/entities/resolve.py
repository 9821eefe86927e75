"""Mention chains -> Entities: identifier, label, class and links to catalogues."""

from __future__ import annotations

from collections.abc import Sequence

from graphbuild.extraction.entities.identifiers import Chained, catalogued_name, identifier
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.knowledge.reference import (
    CatalogueEntry,
    State,
    lookup,
    pieces,
    ruled_state,
    state_index,
    states,
)
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, PRONOUN, Entity, Mention
from graphbuild.nlp.annotate import ZERO_WIDTH, Document

CATALOGUED = ("ThreatActor", "Malware", "IntelligenceService", "Company")


def resolve_entities(document: Document, chains: Sequence[Chained]) -> dict[Mention, Entity]:
    """The entity of each mention; chains of nothing but pronouns have none."""
    found: dict[Mention, Entity] = {}
    for chain in chains:
        if any(m.form != PRONOUN for m in chain.mentions):
            entity = _entity(document, chain)
            found.update(dict.fromkeys(chain.mentions, entity))
    return found


def _entity(document: Document, chain: Chained) -> Entity:
    state = _state(chain)
    known = None if state else _known(chain)
    label = state.name if state else _clean(chain.name)
    named = any(m.form == NAME for m in chain.mentions)
    surfaces = {
        _clean(m.surface)
        for m in chain.mentions
        if m.form == NAME or (m.form != PRONOUN and not (named and is_role(document, m)))
    }
    return Entity(
        ENTITY_BASE + identifier(document, chain, state, known),
        label,
        chain.kind,
        tuple(sorted(surfaces - {label})),
        state.same_as if state else _same_as(chain, known) if known else (),
    )


def is_role(document: Document, mention: Mention) -> bool:
    """Whether a description is no name of what it describes: a bare role, or a relation to others.

    "Politician", "his son" and "an opponent of the president" fit many; "Xian leader" fits one.
    """
    words = mention.surface.split()
    noun = document.doc[mention.head].lemma_.lower()
    own = words[0].lower() in lexicon("coreference")["possessives"]
    bare = len(words) == 1 and words[0].islower()
    return bare or own or noun in lexicon("coreference")["relations"]


def _clean(surface: str) -> str:
    return " ".join("".join(c for c in surface if c not in ZERO_WIDTH).split())


def _state(chain: Chained) -> State | None:
    if chain.kind != "State":
        return None
    for mention in (m for m in chain.mentions if m.form == NAME):
        if name := state_index().get(pieces(mention.surface)):
            return states().get(name.code)
    ruled = (ruled_state(m.surface) for m in chain.mentions if m.form != PRONOUN)
    return states().get(next(filter(None, ruled), ""))


def _known(chain: Chained) -> CatalogueEntry | None:
    if chain.kind not in CATALOGUED:
        return None
    found = [lookup(m.surface, chain.kind) for m in chain.mentions if m.form == NAME]
    return next((k for k in found if k), None)


def _same_as(chain: Chained, known: CatalogueEntry) -> tuple[str, ...]:
    """What a catalogue lists under the very name that the entity is identified by."""
    return known.same_as if catalogued_name(chain, known) == known.name else ()
