"""Whether a capital stands for its government or for the city."""

from __future__ import annotations

from graphbuild.extraction.mentions.extents import head_of
from graphbuild.extraction.mentions.words import noun_kinds
from graphbuild.nlp.tokens import Doc

WHO = frozenset({"Person", "State", "GovernmentBody"})
LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "outside",
        "around",
        "inside",
        "within",
        "across",
        "through",
        "via",
        "into",
        "onto",
        "throughout",
    ]
)
TIES = frozenset(
    [
        "link",
        "tie",
        "threat",
        "message",
        "answer",
        "response",
        "challenge",
        "pressure",
        "close",
        "loyal",
        "demand",
        "warning",
    ]
)
MOTION = frozenset(["visit", "leave", "enter", "reach", "tour"])


def acts(doc: Doc, first: int, last: int) -> bool:
    """Whether the capital at these tokens acts, is addressed or owns something."""
    token = doc[head_of(doc, first, last)]
    if any(c.dep_ in ("det", "amod") and c.lower_ != "the" for c in token.lefts):
        return False
    if token.dep_ == "pobj":
        prep = token.head.lower_
        if prep in ("to", "from", "of"):
            return token.head.head.lemma_.lower() in TIES
        return prep not in LOCATIVE
    if last < len(doc) and doc[last].text in ("-", "\u2013"):
        return (
            doc[last + 1].lower_ in ("backed", "led", "sponsored", "linked")
            if last + 1 < len(doc)
            else False
        )
    if token.dep_ in ("dobj", "obj"):
        return token.head.lemma_.lower() not in MOTION
    if token.dep_ in ("appos", "npadvmod", "compound", "nmod"):
        return token.dep_ == "compound" and noun_kinds().get(token.head.lemma_.lower()) in WHO
    if token.dep_ == "conj":
        return token.head.i != token.i and (
            token.head.dep_ != "pobj" or token.head.head.lower_ not in LOCATIVE
        )
    return True
