"""Clauses -> Claims outside the closed vocabulary: "open:" and the predicate as the text words it.

The arguments are full noun phrases without determiner, relative clause and apposition; coordination is
distributed, passives with an agent are turned active, each preposition gives a claim of its own
("open:attack with").  Negation and modality are not in the predicate but in the claim; a verb that
governs another one is in it ("open:offer to restore").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.find import hedged
from graphbuild.extraction.claims.reports import enclosing
from graphbuild.extraction.clauses.find import Clause
from graphbuild.extraction.clauses.scope import is_negated, modal_of, own_modal
from graphbuild.extraction.open_triples.arguments import argument, best_mentions, nominal_attributes
from graphbuild.extraction.open_triples.predicates import (
    adjectives,
    governor_of,
    obliques,
    passive_of,
    predicate_of,
)
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NEGATED,
    PLANNED,
    Claim,
    Entity,
    Mention,
)
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token

OPEN = "open:"
RULE = "open.clause"
CONFIDENCE = 0.5
POSSIBLE = frozenset({"can", "could", "may", "might", "able", "possible", "likely", "unlikely"})


def find_open_claims(
    document: Document, context: ClaimContext, entities: Mapping[Mention, Entity]
) -> Iterator[Claim]:
    """The claims of a document's verbs in reading order; arguments are mentions or new phrases.

    Pronouns are replaced by a name or description of their entity; a claim about one that stands
    for nothing ("it", "there") is left out.
    """
    stand_ins = best_mentions(entities)
    for clause in context.clauses.values():
        if clause.kind == "verb":
            yield from clause_claims(document, context, entities, stand_ins, clause)


def clause_claims(
    document: Document,
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
    stand_ins: Mapping[Entity, Mention],
    clause: Clause,
) -> Iterator[Claim]:
    """The claims of one verb: with each object, then with the objects of each preposition."""

    def arguments(heads: Iterable[int]) -> list[Mention]:
        found = (argument(document, context, entities, stand_ins, i) for i in heads)
        return [m for m in found if m is not None]

    pairs: list[tuple[str, Mention | None]] = []
    subjects, predicate = arguments(clause.actor), predicate_of(document, clause)
    if clause.passive and not clause.actor:
        subjects, predicate = arguments(clause.undergoer), passive_of(document, clause)
    else:
        pairs += [(predicate, m) for m in arguments(clause.undergoer)]
        pairs += [(f"{predicate} to", m) for m in arguments(clause.recipient)]
    pairs += [(predicate, m) for m in arguments(nominal_attributes(document, clause))]
    for words, heads in obliques(document, clause):
        pairs += [(f"{predicate} {words}", m) for m in arguments(heads)]
    if not pairs and stands_alone(context, clause):
        pairs = [(words, None) for words in alone(document, clause, predicate)]
    for subject in subjects:
        for words, object in pairs:
            if object is None or object.head != subject.head:
                yield claim_of(document, context, entities, clause, subject, words, object)


def stands_alone(context: ClaimContext, clause: Clause) -> bool:
    """Whether a verb says something without any object; a verb of saying does not."""
    objects = clause.undergoer if not clause.passive else ()
    says = clause.lemma in context.reporting and not clause.passive
    return not (objects or clause.complements or says)


def alone(document: Document, clause: Clause, predicate: str) -> list[str]:
    """What a clause without an object says: the verb, of a copula its adjectives."""
    if clause.lemma != "be":
        return [predicate]
    return [f"be {word}" for word in adjectives(document, clause)]


def claim_of(
    document: Document,
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
    clause: Clause,
    subject: Mention,
    predicate: str,
    object: Mention | None,
) -> Claim:
    """One claim with its claimant, polarity and modality."""
    doc = document.doc
    verb, top = doc[clause.head], governor_of(doc[clause.head])
    around = enclosing(context, clause.head)
    sources = [doc.span(a.source[0], a.source[1]).root.i for a in around if a.source is not None]
    claimant = next((m for i in sources if (m := context.at.get(i)) in entities), None)
    below = top.i != verb.i and any(c.dep_ == "neg" for c in verb.children)
    return Claim(
        predicate=OPEN + predicate,
        subject=subject,
        object=object,
        claimant=claimant,
        start=document.starts[verb.sent.start],
        end=document.ends[verb.sent.end - 1],
        rule=RULE,
        polarity=NEGATED if is_negated(top) != below else AFFIRMED,
        modality=modality_of(verb, top, reported=bool(around)),
        confidence=CONFIDENCE,
        at=clause.head,
    )


def modality_of(verb: Token, top: Token, *, reported: bool) -> str:
    """Alleged where it is only possible or somebody says so, planned where it is yet to come."""
    modal = modal_of(top) or (own_modal(verb) if verb.i != top.i else None)
    if modal and modal not in POSSIBLE and modal not in lexicon("control")["conditional"]:
        return PLANNED
    return ALLEGED if modal or reported or hedged(verb) or hedged(top) else ASSERTED
