"""Claims of one article -> its Statements: mentions replaced by their entities, equal ones pooled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Claim, Entity, Evidence, Mention, Statement
from graphbuild.statements.pool import join_by_key

if TYPE_CHECKING:  # who only orders or pools statements loads no parser
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


def merge(
    claims: Iterable[Claim],
    document: Document,
    entities: Mapping[Mention, Entity],
    members: Mapping[Entity, Sequence[Entity]],
    *,
    ontology: Ontology,
    all_evidence: bool = False,
) -> list[Statement]:
    """The statements of one article, sorted by key, each with its evidence there.

    A claim whose argument resolves to nothing, joins a thing to itself or breaks domain or range is
    dropped.  What is said of a group whose members the text lists is said of each member, too.

    all_evidence: keep every piece of evidence in a sentence, not only the best one.
    """

    def found() -> Iterator[Statement]:
        for claim in claims:
            prop = ontology.properties[claim.predicate]
            shared = {} if prop.harm or prop.attribution else members  # done together
            for statement in distribute(claim, document, entities, shared):
                if admissible(statement, ontology):
                    yield ordered(statement, ontology)

    return join_by_key(found(), all_evidence=all_evidence)


def merge_each(
    claims: Iterable[tuple[Claim, Mapping[Mention, Entity]]], document: Document, ontology: Ontology
) -> list[Statement]:
    """The statements of claims that each come with the entities of their own mentions, sorted by key."""
    return join_by_key(
        ordered(statement, ontology)
        for claim, entities in claims
        for statement in distribute(claim, document, entities, {})
        if admissible(statement, ontology)
    )


def distribute(
    claim: Claim,
    document: Document,
    entities: Mapping[Mention, Entity],
    members: Mapping[Entity, Sequence[Entity]],
) -> Iterator[Statement]:
    """The statements of one claim: of its own arguments, and of each member of a group among them.

    There are none when subject or object is a mention without an entity, such as an unresolved
    pronoun; a claimant without one is left out. members: of each group, by its entity.
    """
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
        sentence=document.article.quote(claim.start, claim.end),
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
                article=document.article.id if other is None else "",
            )


def admissible(statement: Statement, ontology: Ontology) -> bool:
    """Whether a statement is about two different, nameable things that domain and range admit."""
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
