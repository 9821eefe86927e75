"""Whose words a token is part of, and who denies them."""

from __future__ import annotations

from collections.abc import Sequence

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.selection import suits
from graphbuild.extraction.clauses.coordination import modifiers, possessors
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import Attribution, Mention


def enclosing(context: ClaimContext, at: int) -> list[Attribution]:
    """The attributions whose content holds a token, nearest first; of its own cue, none."""
    doc, saying = context.document.doc, context.reporting | context.denying
    around = [
        (_closeness(a, at), a)
        for a in (context.attributions[number] for number in context.holding.get(at, ()))
        if a.head != at and doc[a.head].lemma_.lower() in saying
    ]
    found: list[Attribution] = []
    spans = set[tuple[int, int]]()
    for _, attribution in sorted(around, key=lambda pair: pair[0]):
        span = next(s for s in attribution.content if s[0] <= at < s[1])
        if span not in spans:  # two claim the same words: the nearer one
            spans.add(span)
            found.append(attribution)
    return found


def _closeness(attribution: Attribution, at: int) -> tuple[int, int]:
    """The length of the reported words that hold a token, and how far from it their cue stands."""
    sizes = [last - first for first, last in attribution.content if first <= at < last]
    return min(sizes), abs(attribution.head - at)


def accuser(context: ClaimContext, at: int) -> Mention | None:
    """Whose accusation a token is part of, in "rejected Norway's accusation that …"."""
    nouns = lexicon("control")["allegations"]
    for token in context.document.doc[at].ancestors:
        if token.pos_ == "NOUN" and token.lemma_.lower() in nouns:
            heads = [*possessors(token), *modifiers(token)]
            found = [m for i in heads if (m := context.at.get(i)) and suits(context, m, ("Agent",))]
            return found[0] if found else None
    return None


def is_denial(context: ClaimContext, attribution: Attribution) -> bool:
    """Whether an attribution's cue denies."""
    return context.document.doc[attribution.head].lemma_.lower() in context.denying


def is_denied(context: ClaimContext, around: Sequence[Attribution], at: int) -> bool:
    """Whether one of the attributions denies a token of what it reports.

    "denied that X did it" denies it; "denied accusations that X did it" reports the accusation, too.
    """
    doc = context.document.doc
    nouns = lexicon("control")["allegations"]
    for attribution in around:
        if doc[attribution.head].lemma_.lower() in context.denying:
            path = [t for t in doc[at].ancestors if t.i > attribution.head]
            if not any(t.pos_ == "NOUN" and t.lemma_.lower() in nouns for t in path):
                return True
    return False


def sources(context: ClaimContext, at: int) -> list[int]:
    """The head of who says what a token is part of; nobody where somebody denies it."""
    around = enclosing(context, at)
    if is_denied(context, around, at):
        return []
    doc = context.document.doc
    roots = [doc.span(a.source[0], a.source[1]).root.i for a in around if a.source is not None]
    agents = [i for i in roots if (m := context.at.get(i)) and suits(context, m, ("Agent",))]
    return (agents or roots)[:1]
