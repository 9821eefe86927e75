"""Claims of one article -> its Statements: mentions replaced by entities, evidence pooled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dataclasses import replace

from graphbuild.annotate import Document
from graphbuild.model import (
    ALLEGED,
    ASSERTED,
    NOMINAL,
    PLANNED,
    Claim,
    Entity,
    Evidence,
    Mention,
    Statement,
)
from graphbuild.ontology import Ontology

STRENGTH = {ASSERTED: 2, ALLEGED: 1, PLANNED: 0}


def merge(
    claims: Iterable[Claim],
    document: Document,
    entities: Mapping[Mention, Entity],
    members: Mapping[Entity, Sequence[Entity]],
    *,
    ontology: Ontology,
) -> list[Statement]:
    """The statements of one article, sorted by key, each with its evidence there.

    A claim whose argument resolves to nothing, joins a thing to itself or breaks domain or range is
    dropped.  What is said of a group whose members the text lists is said of each member, too.
    """
    pooled: dict[tuple[str, ...], Statement] = {}
    for claim in claims:
        for statement in distribute(claim, document, entities, members):
            if not admissible(statement, ontology):
                continue
            statement = ordered(statement, ontology)
            seen = pooled.get(statement.key)
            pooled[statement.key] = join(seen, statement) if seen else statement
    return [pooled[key] for key in sorted(pooled)]


def distribute(
    claim: Claim,
    document: Document,
    entities: Mapping[Mention, Entity],
    members: Mapping[Entity, Sequence[Entity]],
) -> Iterator[Statement]:
    """The statements of one claim: of its arguments and of the members of groups."""
    subject = entities.get(claim.subject)
    object = entities.get(claim.object) if isinstance(claim.object, Mention) else claim.object
    if subject is None or (object is None and claim.object is not None):
        return
    claimant = entities.get(claim.claimant) if claim.claimant else None
    outer = entities.get(claim.outer) if claim.outer else None
    evidence = Evidence(
        article=document.article.id,
        start=claim.start,
        end=claim.end,
        sentence=document.article.text[claim.start : claim.end],
        rule=claim.rule,
        confidence=round(claim.confidence, 4),
        subject=claim.subject.surface,
        object=claim.object.surface if isinstance(claim.object, Mention) else claim.object,
        claimant=claim.claimant.surface if claim.claimant else None,
    )
    subjects = [subject, *members.get(subject, ())]
    objects: list[Entity | str | None] = [object]
    if isinstance(object, Entity):
        objects += members.get(object, ())
    for each in subjects:
        for other in objects:
            yield Statement(
                subject=each,
                predicate=claim.predicate,
                object=other,
                claimant=claimant,
                polarity=claim.polarity,
                modality=claim.modality,
                date=claim.date,
                evidence=(evidence,),
                outer=outer,
                qualifiers=claim.qualifiers,
            )


def admissible(statement: Statement, ontology: Ontology) -> bool:
    """Whether a statement joins two different things as domain and range allow."""
    if statement.subject == statement.object:
        return False
    if isinstance(statement.object, str):
        return ontology.accepts(statement.predicate, statement.subject.type, None)
    kind = statement.object.type if statement.object else None
    return ontology.accepts(statement.predicate, statement.subject.type, kind)


def ordered(statement: Statement, ontology: Ontology) -> Statement:
    """A statement of a symmetric property with its arguments in the order of their ids."""
    object = statement.object
    if (
        not ontology.properties[statement.predicate].symmetric
        or not isinstance(object, Entity)
        or statement.subject.id <= object.id
    ):
        return statement
    evidence = tuple(
        replace(e, subject=e.object or "", object=e.subject) for e in statement.evidence
    )
    return replace(statement, subject=object, object=statement.subject, evidence=evidence)


def join(one: Statement, other: Statement) -> Statement:
    """Two statements of one key: evidence pooled, the stronger modality, the first date."""
    strong = max((one, other), key=lambda s: STRENGTH[s.modality])
    return Statement(
        subject=one.subject,
        predicate=one.predicate,
        object=one.object,
        claimant=one.claimant,
        polarity=one.polarity,
        modality=strong.modality,
        date=one.date or other.date,
        evidence=tuple(sorted({*one.evidence, *other.evidence}, key=evidence_order)),
        outer=one.outer or other.outer,
        qualifiers=tuple(sorted({*one.qualifiers, *other.qualifiers})),
    )


def evidence_order(evidence: Evidence) -> tuple[str, int, int, str]:
    """Reading order."""
    return evidence.article, evidence.start, evidence.end, evidence.rule


def with_cores(document: Document, entities: Mapping[Mention, Entity]) -> dict[Mention, Entity]:
    """Entities with the cores of their descriptions as aliases: "the 2018 attack" of "… on X"."""
    cores: dict[Entity, set[str]] = {}
    for mention, entity in entities.items():
        if mention.form == NOMINAL and mention.head - mention.first >= 1:
            if mention.head + 1 < mention.last:
                core = document.text(mention.first, mention.head + 1)
                cores.setdefault(entity, set()).add(" ".join(core.split()))
    fuller = {
        entity: replace(entity, aliases=tuple(sorted({*entity.aliases, *more} - {entity.label})))
        for entity, more in cores.items()
    }
    return {mention: fuller.get(entity, entity) for mention, entity in entities.items()}
