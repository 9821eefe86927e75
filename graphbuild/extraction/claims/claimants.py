"""Claims -> Claims with claimant and outer source, as the attributions around them tell.

The nearest source whose reported words contain the claim is its claimant; the next one out is kept
as `outer`.  What somebody denies is no claim of theirs.  Speech acts and official acts have a
claimant only when somebody else reports them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.reports import accuser, enclosing, is_denial, is_denied
from graphbuild.extraction.claims.selection import suits
from graphbuild.extraction.clauses.coordination import with_conjuncts
from graphbuild.knowledge.frames import Frames
from graphbuild.knowledge.ontology import Property
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NOMINAL,
    PLANNED,
    Attribution,
    Claim,
    Entity,
    Mention,
)

# Governing words of an act that is agreed, so that to name it threatens nobody.
DECIDED = frozenset({"will", "shall", "plan", "agree", "offer", "promise"})
UNSAID = 0.7  # confidence of what only serves to derive an accusation


def attribute(
    claims: Iterable[Claim],
    context: ClaimContext,
    frames: Frames,
    entities: Mapping[Mention, Entity],
) -> Iterator[Claim]:
    """Each claim with its claimant, and after it the claims that follow from who claims it."""
    for claim in claims:
        around = enclosing(context, claim.at) if claim.at >= 0 else []
        prop = context.ontology.properties[claim.predicate]
        presupposed = is_presupposed(context, claim)
        if prop.content and not presupposed and any(is_unsaid(context, a) for a in around):
            continue
        if prop.content and is_denied(context, around, claim.at) and not presupposed:
            continue
        if prop.official_act and is_denied(context, around, claim.at):
            continue  # "denied that it had lifted the sanctions"
        if prop.content and presupposed:
            around = []
        if any(is_denial(context, a) for a in around):  # a denied accusation is somebody else's
            claim = replace(
                claim,
                modality=ALLEGED if prop.content else claim.modality,
                claimant=claim.claimant or (accuser(context, claim.at) if prop.content else None),
            )
            around = [a for a in around if not is_denial(context, a)] if not prop.content else []
        qualified = with_claimant(claim, around, context, entities)
        if not claim.confidence:
            yield from derived(replace(qualified, confidence=UNSAID), context, frames)
            continue
        yield qualified
        yield from derived(qualified, context, frames)
        yield from threatened(qualified, context, frames)
        if prop.content and qualified.claimant is not None:
            for other in fellow_sources(context, qualified.claimant, around, entities):
                fellow = replace(qualified, claimant=other)
                yield fellow
                yield from derived(fellow, context, frames)


def is_unsaid(context: ClaimContext, attribution: Attribution) -> bool:
    """Whether somebody is reported not to have said it, or only perhaps: "did not say", "might say"."""
    cue = context.document.doc[attribution.head]
    if any(c.dep_ == "aux" and c.lower_ in ("may", "might", "could") for c in cue.children):
        return True
    return any(c.dep_ == "neg" for c in cue.children) and not is_denial(context, attribution)


def is_presupposed(context: ClaimContext, claim: Claim) -> bool:
    """Whether a definite noun phrase takes the claim for granted ("denied a role in the attack on X")."""
    token = context.document.doc[claim.at]
    harm = context.ontology.properties[claim.predicate].harm
    if token.pos_ != "NOUN" or claim.claimant is not None or not harm:
        return False
    if claim.subject.head != claim.at:  # "the attack by X on Y": that X did it is the source's word
        return False
    return any(c.dep_ == "det" and c.lower_ in ("the", "this", "that") for c in token.children)


def source_of(context: ClaimContext, attribution: Attribution) -> Mention | None:
    """The mention that heads an attribution's source."""
    if attribution.source is None:
        return None
    first, last = attribution.source
    root = context.document.doc.span(first, last).root.i
    if (mention := context.at.get(root)) is not None:
        if context.kinds.get(mention) == "Place":
            return None  # "published in Rome": nobody's words
        return author_of(context, mention) or mention
    inside = [m for i in range(first, last) if (m := context.at.get(i)) is not None]
    return inside[-1] if inside else None


def author_of(context: ClaimContext, mention: Mention) -> Mention | None:
    """Whose "their data" and "his statement" are, in an attribution to them."""
    token = context.document.doc[mention.head]
    if mention.form != NOMINAL or suits(context, mention, ("Agent",)):
        return None
    owners = [c for c in token.children if c.dep_ == "poss" and c.pos_ == "PRON"]
    return next((m for c in owners if (m := context.at.get(c.i)) is not None), None)


def fellow_sources(
    context: ClaimContext,
    claimant: Mention,
    around: list[Attribution],
    entities: Mapping[Mention, Entity],
) -> list[Mention]:
    """The other sources of "A and B said that …", where the claimant is one of them."""
    doc = context.document.doc
    for attribution in around:
        if attribution.source is None or not (
            attribution.source[0] <= claimant.head < attribution.source[1]
        ):
            continue
        root = doc.span(attribution.source[0], attribution.source[1]).root
        fellows = [context.at.get(t.i) for t in with_conjuncts([root])]
        own = entities.get(claimant)
        return [m for m in fellows if m is not None and m in entities and entities[m] != own]
    return []


def is_accusation_of_unnamed(context: ClaimContext, claim: Claim) -> bool:
    """Whether the clause's own subject accuses but is nobody nameable: "those who accuse X of it"."""
    clause, prop = context.clauses.get(claim.at), context.ontology.properties[claim.predicate]
    return (
        claim.claimant is None
        and (prop.attribution or prop.harm)
        and clause is not None
        and bool(clause.actor)
        and clause.lemma in lexicon("control")["accusing"]
    )


def with_claimant(
    claim: Claim,
    around: list[Attribution],
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
) -> Claim:
    """The claim with claimant, outer source and modality."""
    prop = context.ontology.properties[claim.predicate]
    own = entities.get(claim.subject)
    aim = entities.get(claim.object) if isinstance(claim.object, Mention) else None
    sources: list[Mention] = []
    if claim.claimant is not None and claim.claimant in entities:
        linked = prop.symmetric and entities[claim.claimant] in (own, aim)
        sources += [] if linked else [claim.claimant]
    if (claim.claimant and not sources) or is_accusation_of_unnamed(context, claim):
        around = []
    for attribution in around:
        mention = source_of(context, attribution)
        entity = entities.get(mention) if mention else None
        if mention is None:
            cue = context.document.doc[attribution.head].lemma_.lower()
            if cue in lexicon("control")["accusing"]:
                break  # somebody unnamed accuses: not the next source out
            continue
        if entity is None:  # somebody said it, we don't know who: not the next one out
            break
        if not prop.content and entity == own:
            continue
        if not (prop.content or prop.official_act) and is_relay(mention, entity):
            continue
        if prop.symmetric and entity in (own, aim):
            break  # who links the two is neither of them
        if accuses_itself(claim, entity, prop, entities):
            break  # a pronoun gone wrong: nobody reports his own attack as news
        if entity not in (entities.get(s) for s in sources):
            sources.append(mention)
    unnamed = (bool(around) or claim.claimant is not None) and not sources
    modality = claim.modality
    if prop.content and modality == ASSERTED and (sources or unnamed):
        modality = ALLEGED
    return replace(
        claim,
        claimant=sources[0] if sources else None,
        outer=sources[1] if len(sources) > 1 else None,
        modality=modality,
    )


def is_relay(mention: Mention, entity: Entity) -> bool:
    """Whether a source passes on what others say: a medium, somebody's press service."""
    return entity.type == "MediaOutlet" or mention.surface.lower().endswith(
        ("press service", "press office")
    )


def threatened(claim: Claim, context: ClaimContext, frames: Frames) -> Iterator[Claim]:
    """A hostile act that an authority would do if … is a threat of its, too; a decided one is none."""
    prop = context.ontology.properties[claim.predicate]
    hostile = prop.official_act and prop.hostile
    if claim.modality != PLANNED or not hostile or not isinstance(claim.object, Mention):
        return
    clause = context.clauses.get(claim.at)
    conditional = any(t.lower_ in ("if", "unless") for t in context.document.doc[claim.at].sent)
    if clause is None or (clause.modal in DECIDED and not conditional):
        return
    for rule in frames.derivations:
        if rule.polarity == PLANNED:
            yield replace(
                claim,
                predicate=rule.predicate,
                modality=ASSERTED,
                rule=f"{claim.rule}+{rule.predicate}",
                confidence=claim.confidence * rule.confidence,
            )


def accuses_itself(
    claim: Claim, source: Entity, prop: Property, entities: Mapping[Mention, Entity]
) -> bool:
    """Whether a source would claim a wrong of its own doing."""
    if claim.polarity != AFFIRMED:
        return False
    doer = claim.object if prop.attribution else claim.subject if prop.harm else None
    return isinstance(doer, Mention) and entities.get(doer) == source


def derived(claim: Claim, context: ClaimContext, frames: Frames) -> Iterator[Claim]:
    """What follows from a claimed wrong: who says that X hacked Y accuses X."""
    accused = {"object": claim.object, "subject": claim.subject}.get(frames.accused(claim.rule))
    if claim.claimant is None or not isinstance(accused, Mention):
        return
    if not accuses(context, claim.claimant) or not specific(context, accused):
        return
    for rule in frames.derivations:
        if rule.polarity == claim.polarity:
            yield replace(
                claim,
                predicate=rule.predicate,
                subject=claim.claimant,
                object=accused if rule.aimed else None,
                claimant=claim.outer,
                outer=None,
                modality=ASSERTED,
                polarity=AFFIRMED,
                qualifiers=tuple(q for q in claim.qualifiers if q[0] != "period"),
                rule=f"{claim.rule}+{rule.predicate}",
                confidence=claim.confidence * rule.confidence,
            )


def accuses(context: ClaimContext, claimant: Mention) -> bool:
    """Whether a source makes its claims its own: people and bodies do, news media and researchers report."""
    kind = context.kinds.get(claimant, claimant.kind)
    return kind not in ("MediaOutlet", "Company") and suits(
        context, claimant, ("Agent", "LegalInstrument")
    )


def specific(context: ClaimContext, accused: Mention) -> bool:
    """Whether somebody is accused, not just "the attackers" or "hackers"."""
    token = context.document.doc[accused.head]
    if accused.form != NOMINAL or context.kinds.get(accused, accused.kind) not in (
        "Group",
        "Person",
    ):
        return True
    modifiers = [
        c for c in token.subtree if c.i != token.i and c.dep_ not in ("det", "poss", "punct")
    ]
    return bool(modifiers) or token.lemma_.lower() not in lexicon("control")["anonymous"]
