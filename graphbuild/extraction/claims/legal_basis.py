"""The legal basis of an official act, named in its sentence or in a later one that points back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.selection import suits
from graphbuild.knowledge.frames import Basis, Frames
from graphbuild.model import AFFIRMED, NAME, Claim, Mention
from graphbuild.nlp.tokens import Span

MAX_BACK = 4  # sentences within which "the restrictions" finds the act it points back to
MAX_GAP = 7  # tokens between the cue and the instrument ("under the authority of the revised …")


def find_bases(claims: Iterable[Claim], context: ClaimContext, frames: Frames) -> Iterator[Claim]:
    """For each instrument named after a cue, a claim about each object of the acts beside it."""
    acts = list(claims)
    for rule in frames.bases:
        done = [c for c in acts if c.predicate == rule.act and c.polarity == AFFIRMED]
        found: list[Claim] = []
        for mention in sorted(set(context.at.values()), key=lambda m: m.first):
            if (
                mention.form == NAME
                and suits(context, mention, rule.kinds)
                and cued(context, mention, rule)
            ):
                found += based(context, mention, rule, done)
        yield from found
        yield from inherited(context, rule, done, found)


def cued(context: ClaimContext, mention: Mention, rule: Basis) -> bool:
    """Whether one of the cues stands shortly before the instrument, in its sentence."""
    doc = context.document.doc
    if rule.heads and doc[mention.head].lemma_.lower() not in rule.heads:
        return False
    start = max(doc[mention.head].sent.start, mention.first - MAX_GAP)
    before = tuple(t.lower_ for t in doc[start : mention.first])
    if before[-2:] == ("amended", "by"):  # "under A, as amended by B": under A
        return False
    return any(before[i : i + len(cue)] == cue for cue in rule.cues for i in range(len(before)))


def based(
    context: ClaimContext, mention: Mention, rule: Basis, acts: list[Claim]
) -> Iterator[Claim]:
    """The claims for one instrument: acts of its sentence, else the last act that it points back to."""
    document = context.document
    sent = document.doc[mention.head].sent
    start, end = document.starts[sent.start], document.ends[sent.end - 1]
    here = [c for c in acts if c.start == start]
    if not here and any(t.lemma_.lower() in rule.nouns for t in sent):
        earlier = [c for c in acts if c.start < start]
        last = max((c.start for c in earlier), default=None)
        sentences = [
            s
            for s in document.doc.sents
            if last is not None and last <= document.starts[s.start] < start
        ]
        here = [c for c in earlier if c.start == last] if len(sentences) <= MAX_BACK else []
    for act in here:
        if isinstance(act.object, Mention):
            yield replace(
                act,
                predicate=rule.predicate,
                subject=act.object,
                object=mention,
                start=start,
                end=end,
                rule=f"{rule.predicate}.basis",
                qualifiers=(),
                date=None,
                at=mention.head,
                confidence=act.confidence * rule.confidence,
            )


def inherited(
    context: ClaimContext, rule: Basis, acts: list[Claim], found: list[Claim]
) -> Iterator[Claim]:
    """The basis of a sentence's acts for those of the next, which go on about the same action.

    "The State Department announced sanctions under the X Act. As part of this action, we sanctioned A
    and B": the later sentence points back with one of the rule's nouns and names no basis of its own.
    """
    doc = context.document.doc
    bases = {claim.start: claim.object for claim in found}
    previous: int | None = None
    for sent in doc.sents:
        start = context.document.starts[sent.start]
        here = [c for c in acts if c.start == start]
        if here and start not in bases and previous in bases and _points_back(sent, rule):
            for act in here:
                if isinstance(act.object, Mention):
                    yield replace(
                        act,
                        predicate=rule.predicate,
                        subject=act.object,
                        object=bases[previous],
                        rule=f"{rule.predicate}.inherited",
                        qualifiers=(),
                        date=None,
                        confidence=act.confidence * rule.confidence * rule.confidence,
                    )
        if sent.text.strip():
            previous = start


def _points_back(sent: Span, rule: Basis) -> bool:
    return any(
        t.lemma_.lower() in rule.nouns and t.nbor(-1).lower_ in ("this", "these", "the", "that")
        for t in sent.tokens[1:]
    )


def with_instruments(acts: Iterable[Claim], bases: Iterable[Claim]) -> list[Claim]:
    """The acts, each with the instrument named for its object as a qualifier."""
    named: dict[tuple[int, Mention], str] = {}
    for basis in bases:
        if isinstance(basis.object, Mention):
            key, law = (basis.start, basis.subject), basis.object.surface
            further = law.isdigit() and key in named  # "Executive Orders 10001 and 10002"
            named[key] = f"{named[key]} and {law}" if further else law
    out = []
    for act in acts:
        text = named.get((act.start, act.object)) if isinstance(act.object, Mention) else None
        if text is not None:
            act = replace(
                act, qualifiers=tuple(sorted({**dict(act.qualifiers), "instrument": text}.items()))
            )
        out.append(act)
    return out
