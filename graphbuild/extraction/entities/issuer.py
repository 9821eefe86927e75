"""Who speaks through "we" and "the statement": the authority behind a press release or a paper.

"We", outside quotation marks, is the authority that issues the text; "the ministry's statement" speaks
for the ministry.

Only an article that says "we" in its own voice has an issuer: the body that most often acts in it as
an authority or a speaker does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graphbuild.knowledge.frames import Frames
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, PRONOUN, Attribution, Entity, Mention
from graphbuild.nlp.annotate import Document

FIRST_PERSON = frozenset({"we", "us", "our", "ours", "ourselves"})
SINGULAR = frozenset({"i", "me", "my", "mine", "myself"})
SPEAKERS = frozenset(
    [
        "Person",
        "State",
        "GovernmentBody",
        "IntelligenceService",
        "InternationalOrganization",
        "Company",
        "Organization",
    ]
)
ISSUERS = frozenset({"State", "GovernmentBody", "InternationalOrganization", "Company"})


def issuer_mentions(
    document: Document,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    entities: Mapping[Mention, Entity],
    frames: Frames,
) -> dict[Mention, Entity]:
    """The article's own "we" and "our", each with the issuer; empty where it has none."""
    own = [
        m
        for m in mentions
        if m.form == PRONOUN
        and m.surface.lower() in FIRST_PERSON
        and m not in entities
        and not is_quoted(document, attributions, m.head)
    ]
    spoken = quoted_speakers(document, mentions, attributions, entities)
    spoken |= speaking_papers(document, mentions, entities)
    issuer = issuer_of(document, mentions, entities, frames) if own else None
    return spoken | (dict.fromkeys(own, issuer) if issuer is not None else {})


def quoted_speakers(
    document: Document,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    entities: Mapping[Mention, Entity],
) -> dict[Mention, Entity]:
    """The "we" and "I" of quotations that nobody has resolved, each with the nearest speaker."""
    by_head = {m.head: entities[m] for m in mentions if m in entities}
    out: dict[Mention, Entity] = {}
    for mention in mentions:
        if mention.surface.lower() not in FIRST_PERSON | SINGULAR or mention in entities:
            continue
        if mention.form != PRONOUN or not is_quoted(document, attributions, mention.head):
            continue
        around = [
            (sum(last - first for first, last in a.content), a.source)
            for a in attributions
            if a.source and any(first <= mention.head < last for first, last in a.content)
        ]
        if (subject := fronted_speaker(document, mention.head)) is not None and not around:
            around = [(0, (subject, subject + 1))]
        for _, source in sorted(around):
            speaker = by_head.get(document.doc.span(source[0], source[1]).root.i)
            if speaker is not None:
                out[mention] = speaker
                break
    return out


def is_quoted(document: Document, attributions: Sequence[Attribution], at: int) -> bool:
    """Whether a token is inside what somebody is reported to say, or inside quotation marks.

    What stands before its "…, X said" is said in X's own words, with or without the marks.
    """
    if any(
        first <= at < last and (a.quoted or (a.source is not None and last <= a.source[0]))
        for a in attributions
        for first, last in a.content
    ):
        return True
    if fronted_speaker(document, at) is not None:
        return True
    first = next(first for first, last in document.paragraphs if first <= at < last)
    marks = [t.text for t in document.doc[first:at] if t.text in ('"', "“", "”", "''", "``")]
    return len(marks) % 2 == 1


def fronted_speaker(document: Document, at: int) -> int | None:
    """Who says the clause of a token in "The gang robbed us, X said": the head of X, or None."""
    clause = document.doc[at]
    for verb in clause.ancestors:
        fronted = clause.dep_ == "ccomp" and clause.i < verb.i
        if fronted and verb.lemma_.lower() in lexicon("control")["telling"]:
            subjects = (c.i for c in verb.children if c.dep_ == "nsubj")
            return next(subjects, None)
        clause = verb
    return None


def issuer_of(
    document: Document,
    mentions: Sequence[Mention],
    entities: Mapping[Mention, Entity],
    frames: Frames,
) -> Entity | None:
    """The authority that is most often the subject of a verb that the frames know; the first of equals."""
    count: Counter[Entity] = Counter()
    for mention in mentions:
        entity = entities.get(mention)
        token = document.doc[mention.head]
        if mention.form != NAME or entity is None or entity.type not in ISSUERS:
            continue
        if token.dep_ == "nsubj" and frames.get("verb", token.head.lemma_.lower()):
            count[entity] += 1
    return count.most_common(1)[0][0] if count else None


def speaking_papers(
    document: Document,
    mentions: Sequence[Mention],
    entities: Mapping[Mention, Entity],
) -> dict[Mention, Entity]:
    """Statements, letters and posts that say something, each with who speaks through it."""
    doc, words = document.doc, lexicon("control")["papers"]
    by_head = {m.head: entities[m] for m in mentions if m in entities}
    out: dict[Mention, Entity] = {}
    for mention in mentions:
        token = doc[mention.head]
        if token.lemma_.lower() not in words or token.dep_ not in ("nsubj", "agent", "pobj"):
            continue
        behind = [
            by_head.get(o.i)
            for c in token.children
            for o in ([c] if c.dep_ in ("poss", "compound", "amod") else list(c.children))
            if c.dep_ in ("poss", "compound", "amod") or c.lower_ in ("by", "from", "of")
        ]
        named = next((e for e in behind if e is not None and e.type in SPEAKERS), None)
        if named is not None and token.dep_ == "nsubj":
            out[mention] = named
    return out
