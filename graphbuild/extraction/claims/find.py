"""Clauses, mentions and frames -> Claims: what each passage says, not yet who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.dates import ahead, event_date, event_period
from graphbuild.extraction.claims.enumerations import coordinated, listed
from graphbuild.extraction.claims.listings import announces_list, list_items
from graphbuild.extraction.claims.roles import walk, walk_path
from graphbuild.extraction.claims.selection import suits
from graphbuild.extraction.clauses.coordination import indices, with_conjuncts
from graphbuild.extraction.clauses.find import Clause
from graphbuild.knowledge.frames import Frame, Frames, Role
from graphbuild.knowledge.ontology import Property
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NAME,
    NEGATED,
    NOMINAL,
    PLANNED,
    Attribution,
    Claim,
    Mention,
)
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token

FUTURE = frozenset(
    {
        "will",
        "would",
        "threaten",
        "plan",
        "vow",
        "intend",
        "propose",
        "shall",
        "pledge",
        "promise",
        "offer",
        "agree",
    }
)
# Dependents that a reduced relative clause ("sanctions imposed by X") does not have.
FINITE = frozenset({"aux", "auxpass", "mark", "nsubj", "nsubjpass"})
NEAR = 100  # tokens back to the act that "also" goes on from
STEM = 5  # letters that a verb and the noun for its act share ("poisoned", "the poisoning")


def find_claims(context: ClaimContext, frames: Frames) -> Iterator[Claim]:
    """The claims of a document: those of its clauses, then those of its reporting cues."""
    earlier: dict[str, list[Claim]] = {}
    for clause in context.clauses.values():
        for frame in frames.get(clause.kind, clause.lemma):
            before = earlier.setdefault(frame.predicate, [])
            found = list(read(context, clause, frame, before))
            before += [c for c in found if c.doubt is None]
            yield from found
    for attribution in context.attributions:
        lemma = context.document.doc[attribution.head].lemma_.lower()
        if rows := frames.get("attribution", lemma):
            clause = reporting_clause(context, attribution)
            for frame in rows:
                yield from read(context, clause, frame)


def reporting_clause(context: ClaimContext, attribution: Attribution) -> Clause:
    """A reporting cue as a clause: its source acts, what it reports complements it."""
    doc = context.document.doc
    source = (
        (doc.span(attribution.source[0], attribution.source[1]).root.i,)
        if attribution.source
        else ()
    )
    content = tuple(
        doc.span(first, last).root.i for first, last in attribution.content if last > first
    )
    own = context.clauses.get(attribution.head)
    return Clause(
        head=attribution.head,
        lemma=doc[attribution.head].lemma_.lower(),
        kind="attribution",
        actor=indices(with_conjuncts([doc[i] for i in source])),
        complements=content,
        negated=own.negated if own else False,
        modal=own.modal if own else None,
    )


def read(
    context: ClaimContext, clause: Clause, frame: Frame, earlier: Sequence[Claim] = ()
) -> Iterator[Claim]:
    """The claims of one clause under one frame; `earlier`: claims of its predicate before it."""
    prop = context.ontology.properties[frame.predicate]
    doubt = doubt_of(clause, frame, prop)
    if doubt is not None and not context.explains:
        return
    if not all(walk(context, clause, role) for role in frame.where):
        return
    if any(walk(context, clause, role) for role in frame.unless):
        return
    subjects = fitting(context, clause, frame.subject, frame.subject_kinds or tuple(prop.domain))
    if not subjects and frame.list and clause.passive and not clause.actor and earlier:
        subjects = [earlier[-1].subject]  # "X was designated, too": by who designated before
    if not subjects and frame.event and clause.passive and not clause.actor:
        subjects = event_of(context, clause)
    if not subjects:
        return
    kinds = frame.object_kinds or tuple(prop.range)
    objects: list[Mention | None] = [*fitting(context, clause, frame.object, kinds)]
    if frame.list and doubt is None:
        items = list_items(context.document, context.opening, clause.head, passive=clause.passive)
        items = [m for m in items if suits(context, m, kinds)]
        plural = [o for o in objects if o is not None and is_plural(context, o)]
        if any(o.last == m.first for o in plural for m in items):  # "the firms A and B": A and B
            objects = [o for o in objects if o not in plural]
        objects += [m for m in items if m not in objects and m not in subjects]
        if plural and items:
            context.listings.setdefault(plural[-1], []).extend(
                m for m in items if m not in subjects
            )
    if not objects:
        if not prop.object_optional:
            return
        objects = [None]
    said_by: list[Mention | None] = [*fitting(context, clause, frame.claimant, ("Entity",))] or [
        None
    ]
    day = day_before(context, clause, prop, earlier)
    for subject in subjects:
        for object in objects:
            if object is None or object.head != subject.head:
                for claimant in said_by:
                    made = claim(context, clause, frame, subject, object, claimant)
                    made = made if made.date or day is None else replace(made, date=day)
                    yield made if doubt is None else replace(made, doubt=doubt)


def day_before(
    context: ClaimContext, clause: Clause, prop: Property, earlier: Sequence[Claim]
) -> str | None:
    """The day of the act before, for one that "also" joins to it: "Also sanctioned was X"."""
    verb = context.document.doc[clause.head]
    joins = any(c.dep_ == "advmod" and c.lower_ in ("also", "too") for c in verb.children)
    same = [c for c in earlier if not c.doubt] if prop.official_act and joins else []
    sent = verb.sent
    near = same and same[-1].at >= 0 and sent.start - same[-1].at < NEAR
    return same[-1].date if near else None


def doubt_of(clause: Clause, frame: Frame, prop: Property) -> str | None:
    """Why a clause does not say what the frame reads from it, or None."""
    if clause.modal and not (frame.unreal and (frame.modality or clause.modal in FUTURE)):
        return f"not told as a fact ({clause.modal})"
    if clause.negated and (not prop.content or frame.claimant) and not wants_negation(frame):
        return "negated"
    return None


def wants_negation(frame: Frame) -> bool:
    """Whether a frame reads negated clauses only: "X, unlike Y, does not attack": Y does."""
    return any(
        path[0][0] == "self" and any(step == "negative" for step, _ in path)
        for role in frame.where
        for path in role
    )


def is_plural(context: ClaimContext, mention: Mention) -> bool:
    """Whether a description is of several."""
    return mention.form == NOMINAL and context.document.doc[mention.head].tag_ == "NNS"


def event_of(context: ClaimContext, clause: Clause) -> list[Mention]:
    """The operation that an agentless passive is about: the nearest phrase with a noun of its stem."""
    stem = clause.lemma[:STEM]
    found = [
        m
        for m in set(context.at.values())
        if context.kinds.get(m) == "Operation"
        and context.document.doc[m.head].lemma_.lower().rsplit("-", 1)[-1].startswith(stem)
    ]
    return sorted(found, key=lambda m: (abs(m.head - clause.head), m.head))[:1]


def claim(
    context: ClaimContext,
    clause: Clause,
    frame: Frame,
    subject: Mention,
    object: Mention | None,
    claimant: Mention | None,
) -> Claim:
    """One claim of a clause."""
    document = context.document
    sent = document.doc[clause.head].sent
    modality = frame.modality or (PLANNED if clause.modal else ASSERTED)
    if modality == ASSERTED and hedged(document.doc[clause.head]):
        modality = ALLEGED
    qualifiers = {
        name: text for name, role in frame.qualifiers if (text := phrase(context, clause, role))
    }
    if context.ontology.properties[frame.predicate].harm and (
        span := event_period(document, clause.head)
    ):
        qualifiers["period"] = span
    if frame.effect:
        qualifiers["effect"] = frame.effect
    prop = context.ontology.properties[frame.predicate]
    if prop.official_act or prop.harm:
        qualifiers |= {"place": place} if (place := place_of(context, clause)) else {}
    return Claim(
        predicate=frame.predicate,
        subject=subject,
        object=object,
        claimant=claimant,
        start=document.starts[sent.start],
        end=document.ends[sent.end - 1],
        rule=frame.id,
        polarity=NEGATED if clause.negated != frame.negated else AFFIRMED,
        modality=modality,
        date=None
        if "period" in qualifiers  # the day on which it began is not its day
        else dated(
            document, clause, frame, planned=modality == PLANNED, official=prop.official_act
        ),
        qualifiers=tuple(sorted(qualifiers.items())),
        confidence=frame.confidence,
        at=clause.head,
    )


def announced(document: Document, clause: Clause, frame: Frame) -> str | None:
    """The day of publication for an act that a list below it carries out: "The following have been added:"."""
    sent = document.doc[clause.head].sent
    aux = {c.lower_ for c in document.doc[clause.head].children if c.dep_ in ("aux", "auxpass")}
    now = bool(aux & {"have", "has"}) or (
        document.doc[clause.head].tag_ == "VBG" and bool(aux & {"is", "are"})
    )
    lists = frame.list and announces_list(document, sent.start, sent.end)
    return document.article.published if lists and now else None


def dated(
    document: Document, clause: Clause, frame: Frame, *, planned: bool, official: bool
) -> str | None:
    """The date of a clause's act; what is still to come cannot lie before the day of publication."""
    found = event_date(document, clause.head, planned=planned)
    found = found or announced(document, clause, frame)
    if found is None and official:
        found = told_on(document, clause)
    return ahead(found, document.article.published) if planned and found else found


def told_on(document: Document, clause: Clause) -> str | None:
    """The day on which an act is announced: "said on Friday that it had sanctioned X".

    In the past it is the news of the day only before who tells it: "X sanctioned Y, it said on Friday".
    """
    verb = document.doc[clause.head]
    perfect = any(c.dep_ == "aux" and c.lower_ in ("had", "has", "have") for c in verb.children)
    news = verb.tag_ == "VBD" and verb.i < verb.head.i
    told = verb.dep_ == "ccomp" and (perfect or news)
    return event_date(document, verb.head.i) if told else None


def place_of(context: ClaimContext, clause: Clause) -> str | None:
    """Where the clause's act takes place, as its own phrase says: "arrested in Milan"."""
    for preposition, objects in clause.prepositions:
        for i in objects if preposition in ("in", "at", "near", "inside") else ():
            mention = context.at.get(i)
            if mention is not None and mention.form == NAME and mention.kind in ("Place", "State"):
                return mention.surface
    return None


def hedged(verb: Token) -> bool:
    """Whether an adverb or a governing word marks the predicate as somebody's word."""
    words = lexicon("control")["hedging"]
    governor = verb.head.head if verb.dep_ == "pcomp" else verb.head
    # "sanctions imposed by X" were imposed; the report that X hacked Y only says so
    done = verb.tag_ == "VBN" and not any(c.dep_ in FINITE for c in verb.children)
    to_noun = verb.dep_ in ("acl", "ccomp") and governor.pos_ == "NOUN" and not done
    if (verb.dep_ in ("pcomp", "xcomp") or to_noun) and governor.lemma_.lower() in words:
        return True
    if verb.dep_ == "conj" and verb.head is not verb and hedged(verb.head):
        return True
    return any(
        c.lower_
        in ("allegedly", "reportedly", "apparently", "purportedly", "supposedly", "presumably")
        for c in (*verb.children, *verb.head.children)
        if c.dep_ == "advmod"
    )


def phrase(context: ClaimContext, clause: Clause, role: Role) -> str | None:
    """The text of the phrase at the end of a role, or None."""
    heads = walk(context, clause, role)
    if not heads:
        return None
    tokens = list(context.document.doc[heads[0]].subtree)
    return context.document.text(tokens[0].i, tokens[-1].i + 1)


def fitting(
    context: ClaimContext, clause: Clause, role: Role, kinds: tuple[str, ...]
) -> list[Mention]:
    """The mentions that a role leads to and whose class is admitted, without repetition."""
    for path in role:
        found: dict[int, Mention] = {}
        for head in walk_path(context, clause, path):
            for mention in listed(context, head):
                if suits(context, mention, kinds):
                    found[mention.head] = mention
        if found:
            return coordinated(context, list(found.values()))
    return []
