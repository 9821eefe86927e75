"""Operations by somebody on somebody: who carried them out did what they did.

"The group carried out attacks against banks" says that the group attacked banks.  Where the
operation is one that the text can point to (named, singular, definite, or described), what is said of
it stays; a bare plural that only stands for the doing ("cyberattacks") gives way to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.knowledge.frames import Composition, Frames
from graphbuild.model import NAME, PRONOUN, Claim, Mention


def compose(claims: Iterable[Claim], context: ClaimContext, frames: Frames) -> list[Claim]:
    """The claims, in order, with those that the operations stand for."""
    out = list(claims)
    for rule in frames.compositions:
        out = _compose(out, rule, context)
    return out


def _compose(claims: list[Claim], rule: Composition, context: ClaimContext) -> list[Claim]:
    by_operation: dict[Mention, list[Claim]] = {}
    for claim in claims:
        if rule.attribution in context.ontology.properties[claim.predicate].kinds:
            by_operation.setdefault(claim.subject, []).append(claim)
    kept: list[Claim] = []
    for claim in claims:
        doers = by_operation.get(claim.subject, [])
        kinds = context.ontology.properties[claim.predicate].kinds
        if rule.harm in kinds and doers and isinstance(claim.object, Mention):
            kept += [_doing(claim, doer, rule) for doer in doers]
        if (
            is_incident(context, claim.subject)
            or not kinds & {rule.harm, rule.attribution}
            or (rule.harm in kinds and not doers)
            or says_enough(claim.subject)
        ):
            kept.append(claim)
        elif rule.attribution in kinds:
            kept.append(
                replace(claim, confidence=0.0)
            )  # not said for itself, but accuses all the same
    return kept


def _doing(harm: Claim, doer: Claim, rule: Composition) -> Claim:
    assert isinstance(doer.object, Mention)
    return replace(
        doer,
        predicate=harm.predicate,
        subject=doer.object,
        object=harm.object,
        rule=f"{doer.rule}*{harm.rule}",
        confidence=min(doer.confidence, harm.confidence) * rule.confidence,
    )


def is_incident(context: ClaimContext, operation: Mention) -> bool:
    """Whether a phrase points to an operation: named, singular, definite or counted, not a bare plural."""
    if context.kinds.get(operation, operation.kind) != "Operation":
        return True
    if operation.form in (NAME, PRONOUN):
        return True
    head = context.document.doc[operation.head]
    if head.tag_ not in ("NNS", "NNPS"):
        return True
    first = context.document.doc[max(operation.first - 1, 0) : operation.head]
    return any(
        t.lower_ in ("the", "these", "those") or t.pos_ == "NUM" or t.tag_ in ("POS", "PRP$")
        for t in first
    )


def says_enough(operation: Mention) -> bool:
    """Whether a plural has a complement or two modifiers: "attacks on banks", "recent phishing campaigns"."""
    return operation.head + 1 < operation.last or operation.head - operation.first >= 2
