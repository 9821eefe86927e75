"""A document's clauses, mentions and attributions, indexed for the functions that find its claims.

Attributions are mended here, too: sources that the attribution finder left out are filled in, and
reporting verbs that it passed over are added, since each would cost a claim its claimant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphbuild.extraction.clauses.coordination import RELATIVES
from graphbuild.extraction.clauses.find import Clause, find_clauses, verb_clause
from graphbuild.extraction.clauses.verbs import is_passive
from graphbuild.knowledge.frames import Frames
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, Attribution, Mention
from graphbuild.nlp.annotate import Document

OPENERS = frozenset({",", "”", '"', "’", "''"})


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """A document with what the earlier stages found in it, for the functions that find its claims.

    clauses: by the token index of the predicate.
    at: by token index, the mention that a token stands for (each token of a name, else the head).
    kinds: the class of each mention's entity; mentions without an entity are missing.
    reporting: lemmas of cues whose source is a claimant (to want something is not to claim it).
    denying: lemmas of cues whose content the source denies.
    opening: by token index, the longest name that begins there.
    coordinations, listings: filled in while claims are found, and read afterwards: what a coordination
        such as "journalists, dissidents and academics" consists of, and the names that spell out a
        plural object ("sanctioned six officers: A, B ...").
    holding: by token index, the attributions (their numbers) in whose content it stands.
    heads_inside: by attribution, heads of others with a source that stand in its content (at most two,
        which is enough to tell whether there is one apart from a given one).
    explains: whether claims that a clause does not make (it is negated, asked, supposed ...) are wanted,
        too, each with its doubt.
    """

    document: Document
    clauses: Mapping[int, Clause]
    at: Mapping[int, Mention]
    kinds: Mapping[Mention, str]
    attributions: Sequence[Attribution]
    ontology: Ontology
    reporting: frozenset[str]
    denying: frozenset[str]
    opening: Mapping[int, Mention]
    coordinations: dict[Mention, tuple[Mention, ...]]
    listings: dict[Mention, list[Mention]]
    holding: Mapping[int, Sequence[int]]
    heads_inside: Sequence[frozenset[int]]
    explains: bool = False


def claim_context(
    document: Document,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    kinds: Mapping[Mention, str],
    *,
    frames: Frames,
    ontology: Ontology,
    explains: bool = False,
) -> ClaimContext:
    """The context of a document.

    kinds: the class of each mention's entity.
    """
    found = find_clauses(document, frames.lemmas("noun"), frames.lemmas("adjective"))
    spelt = {
        i for m in mentions if m.form == NAME and m.kind == "Person" for i in range(m.first, m.last)
    }  # "Vusal Said oglu" says nothing
    clauses = [c for c in found if c.head not in spelt]
    at: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: m.last - m.first, reverse=True):
        for token in range(mention.first, mention.last):
            if mention.form == "name" or token == mention.head:
                at[token] = mention
    for mention in mentions:
        at[mention.head] = mention
    for mention in sorted(mentions, key=lambda m: m.last - m.first):
        if (
            mention.form == NAME
        ):  # the whole name, where the parser takes a name inside it for the head
            at[document.doc.span(mention.first, mention.last).root.i] = mention
    ending = {m.last: m for m in sorted(mentions, key=lambda m: -m.first) if m.form == NAME}
    attributions = [with_source(document, a, ending) for a in attributions]
    attributions += missed(document, clauses, attributions, frames.reporting)
    opening = {m.first: m for m in sorted(mentions, key=lambda m: m.last) if m.form == NAME}
    for mention in opening.values():  # "the Treasury's OFAC": the possession, not the possessor
        after = mention.last
        if after < len(document.doc) and document.doc[after].tag_ == "POS" and after + 1 in opening:
            root = document.doc.span(mention.first, mention.last).root
            if root.dep_ not in ("poss", "compound", "nmod"):
                at[root.i] = opening[after + 1]
    return ClaimContext(
        document,
        {c.head: c for c in clauses},
        at,
        kinds,
        attributions,
        ontology,
        frames.reporting,
        frames.denying,
        opening,
        {},
        {},
        _holding(attributions),
        _heads_inside(attributions),
        explains,
    )


def _holding(attributions: Sequence[Attribution]) -> dict[int, list[int]]:
    """By token index, the numbers of the attributions in whose content it stands, in order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, attribution in enumerate(attributions):
        for at in {i for first, last in attribution.content for i in range(first, last)}:
            found[at].append(number)
    return dict(found)


def _heads_inside(attributions: Sequence[Attribution]) -> list[frozenset[int]]:
    """For each attribution, at most two heads of other sourced ones that stand in its content."""
    sourced = Counter(a.head for a in attributions if a.source is not None)
    heads = sorted(sourced)
    found = []
    for attribution in attributions:
        own = attribution.head if attribution.source is not None else None
        inside: set[int] = set()
        for first, last in attribution.content:
            for head in heads[bisect_left(heads, first) : bisect_left(heads, last)]:
                if head != own or sourced[head] > 1:
                    inside.add(head)
                if len(inside) == 2:
                    break
        found.append(frozenset(inside))
    return found


def missed(
    document: Document,
    clauses: Sequence[Clause],
    attributions: Sequence[Attribution],
    reporting: frozenset[str],
) -> list[Attribution]:
    """Attributions of reporting verbs with a subject and a clause that nobody has found."""
    doc, heads = document.doc, {a.head for a in attributions}
    out = []
    for clause in clauses:
        verb = doc[clause.head]
        if clause.head in heads or clause.lemma not in reporting or clause.passive:
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        source = (subject.left_edge.i, subject.right_edge.i + 1) if subject is not None else None
        if (
            clause.actor
            and verb.dep_ in ("conj", "relcl")
            and (subject is None or subject.lower_ in RELATIVES)
        ):
            source = (clause.actor[0], clause.actor[0] + 1)  # "X spoke and accused", "who accuse"
        elif subject is not None and subject.lower_ in RELATIVES:
            source = None
        content = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
        if content is None and any(c.dep_ == "dobj" for c in verb.children):
            content = next(  # "accused X of hacking Y"
                (
                    c
                    for c in verb.children
                    if c.dep_ == "prep" and any(g.dep_ == "pcomp" for g in c.children)
                ),
                None,
            )
        if source is not None and content is not None:
            span = (content.left_edge.i, content.right_edge.i + 1)
            out.append(Attribution(source, ((verb.i, verb.i + 1),), (span,), verb.i))
    return out


def with_source(
    document: Document, attribution: Attribution, ending: Mapping[int, Mention]
) -> Attribution:
    """An attribution with its verb's subject, or the names before the verb, for a missing source."""
    cue = document.doc[attribution.head]
    if cue.pos_ == "VERB" and is_passive(cue):
        return with_agent(document, attribution)
    if attribution.source is not None or cue.pos_ != "VERB":
        return attribution
    subject = next((c for c in cue.children if c.dep_ == "nsubj"), None)
    if subject is None:
        span = names_before(document, cue.i, ending)
    elif subject.lower_ in RELATIVES:
        span = None
    else:
        span = subject.left_edge.i, subject.right_edge.i + 1
    if span is None:
        return attribution
    first, last = span
    content = tuple(
        (start, min(end, first)) if start < first < end else (start, end)
        for start, end in attribution.content
        if not (first <= start and end <= last)
    )
    return replace(attribution, source=span, content=content or attribution.content)


def with_agent(document: Document, attribution: Attribution) -> Attribution:
    """A passive cue's attribution with its agent as the source: the accused is nobody's source."""
    cue = document.doc[attribution.head]
    subject = {t.i for c in cue.children if c.dep_ == "nsubjpass" for t in c.subtree}
    if cue.dep_ in ("acl", "relcl"):  # "hackers believed to work for X"
        subject.add(cue.head.i)
    source = attribution.source
    if source is None or not subject.intersection(range(*source)):
        return attribution
    agents = [document.doc[i] for i in verb_clause(cue).actor]
    span = (agents[0].left_edge.i, agents[0].right_edge.i + 1) if agents else None
    return replace(attribution, source=span)


def names_before(
    document: Document, at: int, ending: Mapping[int, Mention]
) -> tuple[int, int] | None:
    """The names that end right before a token, in "…, A, B and C said"; after a comma only."""
    doc = document.doc
    i, best = at, at
    while i > 0:
        mention = ending.get(i)
        if mention is None:
            break
        i = mention.first - (doc[mention.first - 1].pos_ == "DET" and mention.first > 0)
        if i > 0 and doc[i - 1].text in OPENERS:
            best = i
        while i > 0 and doc[i - 1].lower_ in (",", "and"):
            i -= 1
    return (best, at) if best < at else None
