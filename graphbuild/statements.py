"""Claims of one article -> its Statements: mentions replaced by entities, evidence pooled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graphbuild.knowledge.ontology import Ontology
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
from graphbuild.nlp.annotate import Document

MAX_EXTENDED = 14  # tokens; longer clauses say more than who is meant
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


def with_phrases(
    document: Document,
    entities: Mapping[Mention, Entity],
    coordinations: Mapping[Mention, Sequence[Mention]],
) -> dict[Mention, Entity]:
    """Entities with shorter and longer forms of their descriptions, and those of coordinations.

    "attack on X" is also "the 2018 attack"; "hackers" that "hackers affiliated with X" opens are also
    that, and are labelled so where the bare noun says nothing.
    """
    more: dict[Entity, set[str]] = {}
    longer: dict[Entity, str] = {}
    for mention, entity in entities.items():
        if mention.form != NOMINAL:
            continue
        core, extended = core_of(document, mention), extended_of(document, mention)
        more.setdefault(entity, set()).update(text for text in (core, extended) if text)
        bare = (
            mention.head == mention.first and entity.label.casefold() == mention.surface.casefold()
        )
        participle = any(c.dep_ == "acl" for c in document.doc[mention.head].children)
        if extended and bare and participle:
            longer.setdefault(entity, extended)
    changed = {
        entity: _renamed(entity, longer.get(entity), forms) for entity, forms in more.items()
    }
    out = {mention: changed.get(entity, entity) for mention, entity in entities.items()}
    for whole, parts in coordinations.items():
        known = [out[p] for p in parts if p in out]
        if known:
            names = {p.surface for p in parts}
            joint = Entity(
                id=f"{known[0].id}-{hashlib.sha256(whole.surface.encode()).hexdigest()[:8]}",
                label=whole.surface,
                type=whole.kind,
                aliases=tuple(sorted(names - {whole.surface})),
            )
            out |= dict.fromkeys((whole, *(p for p in parts if p in out)), joint)
    return out


def _renamed(entity: Entity, label: str | None, forms: set[str]) -> Entity:
    label = label or entity.label
    names = {*entity.aliases, *forms, entity.label} - {label}
    return replace(entity, label=label, aliases=tuple(sorted(names)))


def core_of(document: Document, mention: Mention) -> str | None:
    """A description up to its head noun, where it has words before it and more after it."""
    if mention.head == mention.first or mention.head + 1 >= mention.last:
        return None
    return " ".join(document.text(mention.first, mention.head + 1).split())


def extended_of(document: Document, mention: Mention) -> str | None:
    """A description with the participle or relative clause after it, up to MAX_EXTENDED tokens."""
    head = document.doc[mention.head]
    clauses = [c for c in head.children if c.dep_ in ("acl", "relcl") and c.i >= mention.last]
    if not clauses or clauses[0].left_edge.i > mention.last:
        return None
    last = clauses[0].right_edge.i + 1
    if document.doc.span(mention.first, last).text.count("(") > document.doc.span(
        mention.first, last
    ).text.count(")"):
        last += 1  # the bracket that closes the phrase
    if last - mention.first > MAX_EXTENDED:
        return None
    return " ".join(document.text(mention.first, last).split())
