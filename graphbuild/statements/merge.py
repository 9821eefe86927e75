"""Claims of one article -> its Statements: mentions replaced by entities, evidence pooled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import (
    ALLEGED,
    ASSERTED,
    PLANNED,
    Claim,
    Entity,
    Evidence,
    Mention,
    Statement,
)
from graphbuild.nlp.annotate import Document

NOBODY = frozenset(
    [
        "both",
        "all",
        "some",
        "those",
        "these",
        "one",
        "others",
        "they",
        "it",
        "who",
        "that",
        "which",
        "this",
        "many",
        "several",
        "each",
        "none",
        "another",
        "anyone",
        "someone",
        "everyone",
    ]
)
DONE_TOGETHER = frozenset({"Harm", "Attribution"})  # what a group did, not each of its members
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
        kinds = ontology.properties[claim.predicate].kinds
        shared = {} if kinds & DONE_TOGETHER else members
        for statement in distribute(claim, document, entities, shared):
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
    for node in (statement.subject, statement.object):
        if isinstance(node, Entity) and node.label.casefold() in NOBODY:
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
        evidence=pooled_evidence(one, {*one.evidence, *other.evidence}),
        outer=one.outer or other.outer,
        qualifiers=tuple(sorted({*one.qualifiers, *other.qualifiers})),
    )


def pooled_evidence(statement: Statement, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence in reading order; of several of one sentence and row, what names the things best."""
    best: dict[tuple[str, int, int, str], Evidence] = {}
    for each in sorted(evidence, key=evidence_order):
        place = (each.article, each.start, each.end, each.rule)
        if place not in best or naming(statement, each) > naming(statement, best[place]):
            best[place] = each
    return tuple(sorted(best.values(), key=evidence_order))


def naming(statement: Statement, evidence: Evidence) -> int:
    """How many of the arguments a piece of evidence calls by one of their names."""
    pairs = ((statement.subject, evidence.subject), (statement.object, evidence.object))
    return sum(
        surface in (entity.label, *entity.aliases)
        for entity, surface in pairs
        if isinstance(entity, Entity)
    )


def evidence_order(evidence: Evidence) -> tuple[str | int, ...]:
    """Reading order, ties broken by every other field that can differ."""
    return (
        evidence.article,
        evidence.start,
        evidence.end,
        evidence.rule,
        evidence.subject,
        evidence.object or "",
        evidence.claimant or "",
        str(evidence.confidence),
    )
