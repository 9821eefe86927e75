"""What a mention shows about the thing it names: number, gender, offices, state, words."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from graphbuild.model import NAME, NOMINAL, PRONOUN, Mention
from graphbuild.reference import pieces, state_index
from graphbuild.tables import lexicon

DEFINITE = frozenset("the this that these those such".split())
INDEFINITE = frozenset("a an another some any several many no every each".split())
PLURAL_PRONOUNS = frozenset(
    "they them their theirs themselves we us our ours ourselves these those".split()
)
MALE = frozenset("he him his himself".split())
FEMALE = frozenset("she her hers herself".split())


class Facts(NamedTuple):
    """A mention and what its words show.

    lemma: of the head, lower case. words: modifiers in lower case, articles left out.
    determiner: "the", "this", "a", a possessor "'s", or "". state: ISO code of the state that it
    names, or that modifies it. offices: titles beside a name, in lower case.
    gender: "m", "f" or "". sentence: number of the sentence. subject: whether it is one.
    """

    mention: Mention
    lemma: str
    words: frozenset[str]
    determiner: str
    plural: bool
    gender: str
    state: str | None
    offices: frozenset[str]
    sentence: int
    subject: bool


def facts_of(doc: Doc, mentions: Sequence[Mention]) -> list[Facts]:
    """The facts of each mention, in the same order."""
    sentences: list[int] = []
    n = -1
    for token in doc:
        n += bool(token.is_sent_start or token.i == 0)
        sentences.append(n)
    states = {m.head: _code(m) for m in mentions if m.kind == "State" and m.form == NAME}
    return [_facts(doc, m, sentences[m.head], states) for m in mentions]


def _code(mention: Mention) -> str | None:
    name = state_index().get(pieces(mention.surface))
    return name.code if name else None


def _facts(doc: Doc, mention: Mention, sentence: int, states: dict[int, str | None]) -> Facts:
    head = doc[mention.head]
    words = [t for t in doc[mention.first : mention.last] if t.i != head.i]
    offices, gender = _offices(doc, mention) if mention.kind == "Person" else (frozenset(), "")
    return Facts(
        mention,
        head.lemma_.lower(),
        frozenset(t.lower_ for t in words if t.is_alpha and t.pos_ not in ("DET", "ADP", "PART")),
        _determiner(doc, mention),
        _plural(head, mention),
        gender or _gender(head.lower_),
        _state(doc, mention, states),
        offices,
        sentence,
        head.dep_ in ("nsubj", "nsubjpass"),
    )


def _determiner(doc: Doc, mention: Mention) -> str:
    head = doc[mention.head]
    for child in head.lefts:
        if child.dep_ == "poss":
            return "'s"
        if child.dep_ in ("det", "predet", "amod") and child.lower_ in DEFINITE | INDEFINITE:
            return "a" if child.lower_ in INDEFINITE else child.lower_
    before = doc[mention.first - 1].lower_ if mention.first else ""
    return "a" if before in INDEFINITE else before if before in DEFINITE else ""


def _plural(head: Token, mention: Mention) -> bool:
    if mention.form == PRONOUN:
        return head.lower_ in PLURAL_PRONOUNS
    if mention.form == NAME:
        return False
    return (
        head.tag_ in ("NNS", "NNPS") or head.pos_ in ("NUM",) or head.lower_ in ("people", "police")
    )


def _state(doc: Doc, mention: Mention, states: dict[int, str | None]) -> str | None:
    """The state that a name is, or that owns or modifies the head of the phrase."""
    if mention.head in states:
        return states[mention.head]
    head = doc[mention.head]
    for child in head.children:
        if child.i in states and child.dep_ in ("amod", "compound", "poss", "nmod"):
            return states[child.i]
        if child.dep_ == "prep" and child.lower_ == "of":
            for grandchild in child.children:
                if grandchild.i in states and grandchild.dep_ == "pobj":
                    return states[grandchild.i]
    inside = [states[i] for i in range(mention.first, mention.head) if i in states]
    return inside[0] if inside else None


def _offices(doc: Doc, mention: Mention) -> tuple[frozenset[str], str]:
    """Titles before a person's name or inside a description of a person, and the gender shown."""
    first, last = mention.first, mention.last
    words: list[str] = []
    if mention.form == NAME:
        at = first - 1
        while at >= 0 and first - at < 10 and not doc[at].is_punct and _in_title(doc[at]):
            words.append(doc[at].lower_)
            at -= 1
    else:
        words = [t.lower_ for t in doc[first:last]]
    gender = "m" if _gendered("male") & set(words) else ""
    gender = gender or ("f" if _gendered("female") & set(words) else "")
    return frozenset(w for w in words if w in _titles()), gender


def _in_title(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ in ("of", "for", "and", "the")


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset(lexicon("titles")["titles"])


@functools.cache
def _gendered(key: str) -> frozenset[str]:
    return frozenset(lexicon("names")[key])


def _gender(word: str) -> str:
    if word in MALE or word in _gendered("male"):
        return "m"
    return "f" if word in FEMALE or word in _gendered("female") else ""


def is_description(facts: Facts) -> bool:
    """Whether it is a phrase that points back: "the institute", "these people", "the Ministry"."""
    return facts.mention.form == NOMINAL and facts.determiner in DEFINITE
