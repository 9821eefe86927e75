"""Denials -> whose accusation they answer: the accuser that the sentence, or one just before, names.

"Malta accused Tunisia of spying. Tunisia denied the charge." denies Malta.  Taken is the nearest
accusation of whoever denies, or of what it belongs to or answers for ("a spokesman for the Tunisian
ministry"), unless the denial is of something else that the accusation does not mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.selection import suits
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import AFFIRMED, Claim, Entity, Mention

SENTENCES_BACK = 2
BELONGS = 3  # affiliations followed: a spokesman, a ministry, a state
INFERRED = 0.9  # share of such accusers that are the right ones


@dataclass(frozen=True, slots=True)
class _Accusation:
    """Who accuses whom in the sentence that begins at `start`; `at`: the predicate's token.

    measure: whether it is a measure, which others than its target may reject.
    """

    accuser: Mention
    accused: Entity
    start: int
    at: int
    measure: bool = False


def with_accusers(
    claims: Iterable[Claim], context: ClaimContext, entities: Mapping[Mention, Entity]
) -> Iterator[Claim]:
    """The claims; a denial that names nobody, with the accuser that it answers."""
    found = list(claims)
    made = [*_accusations(found, context, entities), *_namings(context, entities)]
    wholes = _wholes(found, context, entities)
    for claim in found:
        prop = context.ontology.properties[claim.predicate]
        if not prop.denial or claim.object is not None or claim.polarity != AFFIRMED:
            yield claim
            continue
        accuser = _accuser(claim, made, wholes, context, entities)
        if accuser is None:
            yield claim
        else:
            yield replace(claim, object=accuser, confidence=claim.confidence * INFERRED)


def _accusations(
    claims: Sequence[Claim], context: ClaimContext, entities: Mapping[Mention, Entity]
) -> Iterator[_Accusation]:
    """The accusations among the claims, and the measures, which say as much."""
    for claim in claims:
        prop = context.ontology.properties[claim.predicate]
        accuses = prop.accusation or (prop.hostile and (prop.official_act or prop.speech_act))
        if accuses and isinstance(claim.object, Mention) and claim.polarity == AFFIRMED:
            accused = entities.get(claim.object)
            if accused is not None and claim.subject in entities:
                yield _Accusation(claim.subject, accused, claim.start, claim.at, prop.measure)


def _namings(context: ClaimContext, entities: Mapping[Mention, Entity]) -> Iterator[_Accusation]:
    """ "Three firms were named by the Treasury": who names whom, where one then denies something."""
    document = context.document
    for clause in context.clauses.values():
        if not clause.passive or clause.lemma not in lexicon("control")["naming_acts"]:
            continue
        by = [m for i in clause.actor if (m := context.at.get(i)) and suits(context, m, ("Agent",))]
        start = document.starts[document.doc[clause.head].sent.start]
        for i in clause.undergoer:
            named = entities.get(context.at[i]) if i in context.at else None
            if by and by[0] in entities and named is not None:
                yield _Accusation(by[0], named, start, clause.head)


def _wholes(
    claims: Sequence[Claim], context: ClaimContext, entities: Mapping[Mention, Entity]
) -> dict[Entity, set[Entity]]:
    """What each entity belongs to, directly."""
    wholes: dict[Entity, set[Entity]] = {}
    for claim in claims:
        if context.ontology.properties[claim.predicate].affiliation:
            part = entities.get(claim.subject)
            whole = entities.get(claim.object) if isinstance(claim.object, Mention) else None
            if part is not None and whole is not None:
                wholes.setdefault(part, set()).add(whole)
    return wholes


def _above(entity: Entity, wholes: Mapping[Entity, set[Entity]]) -> set[Entity]:
    """An entity and what it belongs to, a few steps up."""
    found, edge = {entity}, {entity}
    for _ in range(BELONGS):
        edge = {whole for part in edge for whole in wholes.get(part, ())} - found
        found |= edge
    return found


def _accuser(
    denial: Claim,
    made: Sequence[_Accusation],
    wholes: Mapping[Entity, set[Entity]],
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
) -> Mention | None:
    denier = entities.get(denial.subject)
    if denier is None:
        return None
    side = _above(denier, wholes)
    earliest = _sentence_start(denial, context)
    of_measure = _is_of_measure(denial, context)
    topics = _topics(denial, context, entities) - side
    fitting = [
        a
        for a in made
        if earliest <= a.start <= denial.start
        and (a.accused in side or denier in _above(a.accused, wholes) or (of_measure and a.measure))
        and entities[a.accuser] not in side
        and (not topics or topics & _named(a, context, entities))
    ]
    best = max(fitting, key=lambda a: (a.start, -abs(a.at - denial.at)), default=None)
    return best.accuser if best is not None else None


def _is_of_measure(denial: Claim, context: ClaimContext) -> bool:
    """Whether what is rejected is a measure: "rejected the sanctions"."""
    measures = lexicon("control")["measures"]
    return any(
        c.dep_ == "dobj" and c.lemma_.lower() in measures
        for c in context.document.doc[denial.at].children
    )


def _sentence_start(denial: Claim, context: ClaimContext) -> int:
    """Where the last sentence that may hold the accusation begins."""
    sent = context.document.doc[denial.at].sent
    for _ in range(SENTENCES_BACK):
        if sent.start == 0:
            break
        sent = context.document.doc[sent.start - 1].sent
    return context.document.starts[sent.start]


def _topics(
    denial: Claim, context: ClaimContext, entities: Mapping[Mention, Entity]
) -> set[Entity]:
    """What the denial is about, where it says so: incidents and names below its verb, after it."""
    doc = context.document.doc
    found = set[Entity]()
    for token in doc[denial.at].subtree:
        mention = context.at.get(token.i)
        if token.i > denial.at and mention is not None and mention in entities:
            entity = entities[mention]
            if entity.type in ("Operation", "State", "Malware") or mention.form == "name":
                found.add(entity)
    return found


def _named(
    accusation: _Accusation, context: ClaimContext, entities: Mapping[Mention, Entity]
) -> set[Entity]:
    """Everything that the sentence of an accusation mentions."""
    sent = context.document.doc[accusation.at].sent
    mentions = (context.at.get(i) for i in range(sent.start, sent.end))
    return {entities[m] for m in mentions if m is not None and m in entities}
