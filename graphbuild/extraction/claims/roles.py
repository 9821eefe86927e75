"""Follows the paths of a frame's roles from a clause to the tokens that fill them.

`graphbuild/knowledge/frames.py` explains the steps of a path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.reports import sources
from graphbuild.extraction.clauses.coordination import (
    matches,
    modifiers,
    possessors,
    prep_objects,
    prepositions,
    with_conjuncts,
)
from graphbuild.extraction.clauses.find import Clause, noun_clause
from graphbuild.knowledge.frames import Path, Role
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME
from graphbuild.nlp.tokens import Token

AIMED = frozenset({"against", "on", "upon"})
LOOSE = frozenset({"against", "on", "upon", "to", "by", "with", "under", "for", "as"})
QUOTES = frozenset({'"', "“", "”", "''", "``", "'", "‘"})


def walk(context: ClaimContext, clause: Clause, role: Role) -> list[int]:
    """Token indices at the end of the first path of a role that leads anywhere."""
    for path in role:
        if found := walk_path(context, clause, path):
            return found
    return []


def walk_path(context: ClaimContext, clause: Clause, path: Path) -> list[int]:
    """Token indices at the end of a path."""
    (name, words), *rest = path
    doc = context.document.doc
    if name == "modal":
        tokens = [clause.head] if clause.modal in words else []
    elif name == "prep":
        tokens = reach(context, clause, words)
    elif name == "self":
        tokens = [clause.head]
    elif name == "source":
        tokens = sources(context, clause.head)
    elif name == "possessor":
        tokens = possessors(doc[clause.head])
    elif name == "modifier":
        tokens = modifiers(doc[clause.head])
    else:
        tokens = list(ARGUMENTS[name](clause))
    for step, lemmas in rest:
        tokens = list(
            dict.fromkeys(t for token in tokens for t in take(context, token, step, lemmas))
        )
    return tokens


def reach(context: ClaimContext, clause: Clause, words: frozenset[str]) -> list[int]:
    """Objects of a clause's prepositions; where it has none such, of those hung one phrase too low.

    The parser attaches "attack by hackers against the ministry" and "attributed the attack to Iran"
    low more often than not; of-phrases belong where they stand.
    """
    own = [i for p, objects in clause.prepositions if p in words for i in objects]
    low = words & LOOSE
    if own or not low:
        return own
    aimed = clause.kind == "verb" and words <= AIMED
    hosts = [i for _, objects in clause.prepositions for i in objects]
    hosts = [*clause.undergoer, *(i for i in hosts if not (aimed and is_event(context, i)))]
    for _ in range(2):
        below = [
            (p, i)
            for host in hosts
            if host > clause.head
            for p, objects in prepositions(context.document.doc[host])
            for i in objects
        ]
        if found := [i for p, i in below if p in low]:
            return found
        hosts = [i for _, i in below if not (aimed and is_event(context, i))]
    return after_aside(context, clause, low)


def is_event(context: ClaimContext, at: int) -> bool:
    """Whether a token heads an operation: sanctions for the attack on X are not on X."""
    mention = context.at.get(at)
    return mention is not None and context.kinds.get(mention, mention.kind) == "Operation"


def after_aside(context: ClaimContext, clause: Clause, words: frozenset[str]) -> list[int]:
    """Objects of a preposition after an aside on the object: "link X, also known as Y, to Z"."""
    for host in clause.undergoer:
        token = context.document.doc[host]
        asides = [c for c in token.children if c.dep_ in ("acl", "appos", "relcl")]
        for each in (t for c in asides if host > clause.head for t in c.subtree):
            if each.dep_ == "prep" and each.lower_ in words and is_closing(each.nbor(-1)):
                return [o.i for o in with_conjuncts(prep_objects(each))]
    return []


def is_closing(token: Token) -> bool:
    """Whether a comma, or a quotation mark after one, ends an aside before a token."""
    return token.text == "," or (token.is_quote and token.i > 0 and token.nbor(-1).text == ",")


ARGUMENTS: Mapping[str, Callable[[Clause], tuple[int, ...]]] = {
    "actor": lambda c: c.actor,
    "undergoer": lambda c: c.undergoer,
    "recipient": lambda c: c.recipient,
    "attribute": lambda c: c.attribute,
    "complement": lambda c: c.complements,
    "topic": lambda c: c.undergoer if c.passive else c.actor,
}


def take(context: ClaimContext, at: int, step: str, words: frozenset[str]) -> list[int]:
    """The tokens (indices) that one step of a path leads to from a token; none where it leads nowhere."""
    token = context.document.doc[at]
    if step == "=":
        return [at] if matches(token, words) else []
    if step == "!":
        return [] if matches(token, words) else [at]
    if step == "self":
        return [at]
    if step == "relayed":
        return [at] if relays(context, at) else []
    if step == "specific":
        return [at] if is_specific(token) else []
    if step == "governor":
        return [token.head.i]
    if step == "verbal":
        return [at] if token.pos_ in ("VERB", "AUX") or has_verb(token) else []
    if step == "negative":
        denied = at in context.clauses and context.clauses[at].negated
        return [at] if denied or any(c.dep_ == "neg" for c in token.children) else []
    if step == "passive":
        return [at] if at in context.clauses and context.clauses[at].passive else []
    if step == "quoted":
        return [at] if any(c.text in QUOTES for c in token.subtree) else []
    if step == "possessor":
        return possessors(token)
    if step == "modifier":
        return modifiers(token)
    if step == "owner":
        return owners(context, token)
    if step == "prep":
        brought = [c for c in token.children if c.dep_ == "acl" and c.lower_ in words]
        below = [*token.children, *(g for c in brought for g in c.children if g.dep_ == "agent")]
        return [
            o.i
            for c in below
            if c.dep_ in ("prep", "agent") and c.lower_ in words
            for o in [
                *with_conjuncts(prep_objects(c)),
                *(g for g in c.children if g.dep_ == "pcomp"),
            ]
        ]
    clause = context.clauses.get(at)
    if clause is None and token.pos_ in ("NOUN", "PROPN"):
        clause = noun_clause(token)
    if step == "modal":
        return [at] if clause and clause.modal in words else []
    return list(ARGUMENTS[step](clause)) if clause else []


def is_specific(token: Token) -> bool:
    """Whether a means is more than "a tool", because its noun says so or it is called by a name."""
    if token.lemma_.lower() not in lexicon("control")["plain_means"]:
        return True
    return any(
        c.dep_ in ("acl", "relcl", "appos")
        and (c.pos_ == "PROPN" or c.lemma_.lower() in lexicon("control")["naming"])
        for c in token.children
    )


def relays(context: ClaimContext, at: int) -> bool:
    """Whether the reported words that a token heads are themselves a report of somebody's words."""
    if any(context.heads_inside[number] - {at} for number in context.holding.get(at, ())):
        return True
    return context.document.doc[at].lemma_.lower() in context.reporting


def has_verb(token: Token) -> bool:
    """Whether a phrase holds a finite clause."""
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in token.subtree)


def owners(context: ClaimContext, noun: Token) -> list[int]:
    """Who owns a system ("the network of X", "X's servers", "X mail accounts"), else the noun."""
    if context.at.get(noun.i) is not None and context.at[noun.i].form == NAME:
        return [noun.i]
    if not matches(noun, frozenset(lexicon("control")["systems"])):
        return [noun.i]
    of = [
        o.i
        for c in noun.children
        if c.dep_ == "prep" and c.lower_ in ("of", "at", "belonging")
        for o in with_conjuncts(prep_objects(c))
    ]
    names = [
        i
        for i in modifiers(noun)
        if (m := context.at.get(i)) is not None and m.form == NAME and m.head != noun.i
    ]
    return of or possessors(noun) or names or [noun.i]
