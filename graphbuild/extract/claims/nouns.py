"""What hangs on a noun, and whether a word is one of a list."""

from __future__ import annotations

from graphbuild.extract.clauses.find import see_through, spread
from graphbuild.nlp.tokens import Token


def possessors(noun: Token) -> list[int]:
    """Heads of a noun's possessors, coordination distributed."""
    return [
        t.i for c in noun.children if c.dep_ == "poss" for e in spread([c]) for t in see_through(e)
    ]


def modifiers(noun: Token) -> list[int]:
    """Pre-modifiers of a noun, each a possible name."""
    return [c.i for c in noun.children if c.dep_ in ("amod", "compound", "nmod")]


def matches(token: Token, words: frozenset[str]) -> bool:
    """Whether a token's lemma, lower-case form or last hyphenated part is among the words."""
    lemma = token.lemma_.lower()
    return lemma in words or token.lower_ in words or lemma.rsplit("-", 1)[-1] in words
