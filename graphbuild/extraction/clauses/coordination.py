"""Coordination distributed, and what prepositions govern."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Token

RELATIVES = frozenset({"who", "whom", "which", "that"})
MAX_CONTROL = 6  # governors followed upwards to find a missing subject


def antecedent(token: Token) -> Token:
    """A relative pronoun's noun; any other token itself."""
    if token.lower_ in RELATIVES and token.tag_ in ("WDT", "WP", "IN", "DT"):
        at = token.head
        for _ in range(MAX_CONTROL):
            if at.dep_ == "relcl":
                return at.head
            if at.dep_ not in ("conj", "xcomp", "ccomp", "prep", "advcl", "acl"):
                break
            at = at.head
    return token


def indices(tokens: list[Token]) -> tuple[int, ...]:
    """Token indices without repetition, in order."""
    return tuple(dict.fromkeys(t.i for t in tokens))


def with_conjuncts(tokens: list[Token]) -> list[Token]:
    """Each token with what is coordinated to it, transparent nouns ("a series of") looked through."""
    out: dict[int, Token] = {}
    for token in tokens:
        for each in (token, *token.conjuncts):
            if each.i >= token.i and each.pos_ not in ("VERB", "AUX", "ADP"):
                for seen in see_through(each):
                    out.setdefault(seen.i, seen)
    return list(out.values())


def see_through(token: Token) -> list[Token]:
    """ "a number of officials" -> officials; any other noun -> itself."""
    if token.lemma_.lower() in lexicon("control")["transparent"]:
        inner = [
            o
            for c in token.children
            if c.dep_ == "prep" and c.lower_ == "of"
            for o in prep_objects(c)
        ]
        if inner:
            return with_conjuncts(inner)
    return [token]


def prep_objects(preposition: Token) -> list[Token]:
    """Objects of a preposition, relative pronouns replaced."""
    return [antecedent(c) for c in preposition.children if c.dep_ == "pobj"]


def prepositions(head: Token) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The prepositional arguments of a head: ("against", heads)."""
    for child in head.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ in (
            "ADP",
            "SCONJ",
            "VERB",
            "PART",
        ):
            objects = indices(with_conjuncts(prep_objects(child)))
            gerunds = tuple(c.i for c in child.children if c.dep_ == "pcomp")
            nested = [c for c in child.children if c.dep_ == "prep"]
            yield child.lower_, objects + gerunds
            for inner in nested:  # "out of", "as part of" hung as prep of prep
                yield f"{child.lower_} {inner.lower_}", indices(with_conjuncts(prep_objects(inner)))
        elif child.dep_ == "prep":
            yield child.lower_, indices(with_conjuncts(prep_objects(child)))
        elif child.dep_ == "advmod" and child.lower_ in ("back", "away", "together", "along"):
            yield from prepositions(child)


def possessors(noun: Token) -> list[int]:
    """Heads of a noun's possessors, coordination distributed."""
    return [
        t.i
        for c in noun.children
        if c.dep_ == "poss"
        for e in with_conjuncts([c])
        for t in see_through(e)
    ]


def modifiers(noun: Token) -> list[int]:
    """Pre-modifiers of a noun, each a possible name."""
    return [c.i for c in noun.children if c.dep_ in ("amod", "compound", "nmod")]


def matches(token: Token, words: frozenset[str]) -> bool:
    """Whether a token's lemma, lower-case form or last hyphenated part is among the words."""
    lemma = token.lemma_.lower()
    return lemma in words or token.lower_ in words or lemma.rsplit("-", 1)[-1] in words
