"""The small questions about tokens that the finders of names ask."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping

from graphbuild.knowledge.reference import state_names
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc, Token

Range = tuple[int, int]
FUNCTION = frozenset({"DET", "PRON", "ADP", "SCONJ", "CCONJ", "ADV", "INTJ", "AUX", "PART"})
POSSESSIVE = ("'s", "\u2019s", "'", "\u2019")


@functools.cache
def name_words(key: str) -> frozenset[str]:
    """A word list of lexicons/names.toml."""
    return frozenset(lexicon("names")[key])


@functools.cache
def titles() -> frozenset[str]:
    """Words that stand before a person's name without being part of it."""
    return frozenset((*lexicon("titles")["titles"], *lexicon("names")["honorifics"]))


@functools.cache
def noun_kinds() -> Mapping[str, str]:
    """What the nouns of lexicons/nominals.toml stand for, by lemma."""
    table = lexicon("nominals")
    return {word: kind for kind, words in table.items() if kind != "ignored" for word in words}


def common_nouns() -> Collection[str]:
    """The lemmas of `noun_kinds`."""
    return noun_kinds().keys()


def is_capital(token: Token) -> bool:
    """Whether it is spelt as (part of) a name; a sentence's first word counts if it can be one."""
    if not token.text[0].isupper() or token.text == "I":
        return False
    return not (token.is_sent_start and token.pos_ in FUNCTION)


def is_people(text: str) -> bool:
    """Whether it is the plural of a demonym: "Xians", not "Swiss"."""
    singular = state_names().get(text.removesuffix("s"))
    if text.endswith("s") and singular is not None and singular.role == "demonym":
        return True
    return text.endswith("men") and text in state_names()


def label_of(doc: Doc, first: int, last: int) -> str:
    """The parser's commonest entity label among the tokens."""
    labels = [t.ent_type_ for t in doc[first:last] if t.ent_type_]
    return max(labels, key=labels.count) if labels else ""
