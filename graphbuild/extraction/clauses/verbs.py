"""What a verb has by itself: its voice, its objects, its particles."""

from __future__ import annotations

from graphbuild.extraction.clauses.coordination import (
    RELATIVES,
    antecedent,
    prep_objects,
    with_conjuncts,
)
from graphbuild.nlp.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "obj"})
PERSONAL = (["them"], ["him"], ["her"])


def is_verb(token: Token) -> bool:
    """Whether the token heads a verbal clause (auxiliaries only as copulas)."""
    if token.pos_ == "VERB" and token.tag_ in ("VBD", "VBZ", "VBP"):
        return token.dep_ not in ("aux", "auxpass")  # finite, whatever the parser hung it on
    if token.pos_ == "VERB":
        return token.dep_ not in ("amod", "compound", "aux", "auxpass", "case")
    return token.pos_ == "AUX" and token.dep_ not in ("aux", "auxpass")


def is_small_clause(token: Token) -> bool:
    """Whether a token is the predicate in "holds Russia responsible": a clause without a verb."""
    return (
        token.dep_ == "ccomp"
        and token.pos_ in ("ADJ", "NOUN", "PROPN")
        and any(c.dep_ == "nsubj" for c in token.children)
        and not any(c.dep_ in ("aux", "cop", "mark") for c in token.children)
    )


def full_lemma(verb: Token) -> str:
    """The lemma with its particle: "carry out"."""
    particle = next(
        (
            c.lower_
            for c in verb.children
            if c.dep_ == "prt" or (c.dep_ == "advmod" and c.lower_ == "back" and c.i == verb.i + 1)
        ),
        "",
    )
    return f"{verb.lemma_.lower()} {particle}".strip()


def is_passive(verb: Token) -> bool:
    """Whether the verb's surface subject undergoes it."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if is_reduced_passive(verb):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" for c in verb.children):
        return False
    if verb.dep_ == "conj" and is_verb(verb.head) and not has_subject(verb):
        return is_passive(verb.head) or not own_objects(verb)
    return verb.dep_ in ("acl", "advcl", "relcl", "xcomp", "ccomp", "oprd") and (
        any(c.dep_ == "agent" for c in verb.children) or not own_objects(verb)
    )


def is_reduced_passive(verb: Token) -> bool:
    """Whether a past form right after its noun, with nothing of its own, is a participle: "the six charged"."""
    return (
        verb.tag_ == "VBD"
        and verb.dep_ == "acl"
        and verb.head.i < verb.i
        and all(c.dep_ == "punct" for c in verb.children)
    )


def has_subject(verb: Token) -> bool:
    """Whether the verb has a subject of its own."""
    return any(c.dep_ in SUBJECTS for c in verb.children)


def own_objects(verb: Token) -> list[Token]:
    """Direct objects, coordination distributed; relative pronouns replaced by their antecedent.

    In a relative clause without a pronoun ("the officers it accused") the noun is the object.
    """
    own = [antecedent(c) for c in verb.children if c.dep_ in OBJECTS and not is_raised(c)]
    if not own:  # "who the FBI says they hired to hack X": hired whom
        below = [g for c in verb.children if c.dep_ == "xcomp" for g in c.children]
        own = [antecedent(g) for g in below if g.dep_ in OBJECTS and is_raised(g)]
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and [t.lower_ for t in own] in PERSONAL:
        own = [verb.head]  # "charges against officers, accusing them": the officers
    if not own and verb.dep_ == "relcl" and not any(c.dep_ == "auxpass" for c in verb.children):
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        complements = any(c.dep_ in ("ccomp", "xcomp") for c in verb.children)
        if subjects and not complements and all(c.lower_ not in RELATIVES for c in subjects):
            own = [verb.head]
    return with_conjuncts(own)


def is_raised(token: Token) -> bool:
    """Whether a relative pronoun is hung on an infinitive that has an object of its own."""
    verb = token.head
    return (
        token.lower_ in RELATIVES
        and verb.dep_ == "xcomp"
        and token.i < verb.head.i
        and any(c.dep_ in OBJECTS and c.i > verb.i for c in verb.children)
    )


def shared_objects(verb: Token) -> list[Token]:
    """The object that "developed and supplied spyware" gives only to the second verb."""
    for child in verb.children:
        if child.dep_ == "conj" and is_verb(child) and not has_subject(child):
            between = verb.doc[verb.i + 1 : child.i]
            if all(t.dep_ in ("cc", "punct", "advmod") for t in between):
                return own_objects(child) or shared_objects(child)
    return []


def low_agents(verb: Token) -> list[Token]:
    """The agent that the parser hung lower: "accused of spying by X", "carried out in Y by X"."""
    hosts = [
        o
        for c in verb.children
        if c.dep_ == "prep" and c.i > verb.i
        for o in c.children
        if o.dep_ in ("pcomp", "pobj")
    ]
    return [
        o
        for host in hosts
        for by in host.children
        if by.lower_ == "by" and by.dep_ in ("prep", "agent") and by.i > host.i
        for o in with_conjuncts(prep_objects(by))
        if o.pos_ in ("PROPN", "NOUN")
    ]
