"""Phrases: ranges of tokens with a class and a head, and how far a noun's phrase reaches."""

from __future__ import annotations

from typing import NamedTuple

from graphbuild.nlp.tokens import Doc, Token

LEFT = frozenset({"amod", "compound", "nummod", "poss", "nmod", "advmod", "quantmod", "npadvmod"})
LONGEST = 16  # tokens of a noun's phrase: longer ones are parse errors more often than phrases
QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019\u00ab\u00bb")


class Phrase(NamedTuple):
    """A mention to be: token range (`last` not included), class of the ontology, head token."""

    first: int
    last: int
    kind: str
    head: int


def head_of(doc: Doc, first: int, last: int) -> int:
    """The token of the range whose governor lies outside; the last noun where several do."""
    inside = range(first, last)
    roots = [i for i in inside if doc[i].head.i not in inside or doc[i].head.i == i]
    if len(roots) > 1:
        words = [i for i in roots if doc[i].pos_ in ("PROPN", "NOUN", "NUM")] or roots
        named = [i for i in words if doc[i].dep_ not in ("compound", "amod", "nmod", "poss")]
        return (named or words)[-1]
    return roots[0] if roots else last - 1


def extent(token: Token) -> tuple[int, int]:
    """The phrase of a noun: modifiers on the left, short ones on the right, no relative clause."""
    return _balanced(token, _left(token), _right(token))


def _balanced(token: Token, first: int, last: int) -> tuple[int, int]:
    """With both or neither of a pair of quotation marks."""
    doc = token.doc
    marks = [i for i in range(first, last) if doc[i].text in QUOTES]
    if len(marks) % 2 == 0:
        return first, last
    if first and doc[first - 1].text in QUOTES:
        return first - 1, last
    if marks[-1] > token.i:
        return first, marks[-1]
    return (marks[-1] + 1, last) if marks[-1] < token.i else (first, last)


def _left(token: Token) -> int:
    first = token.i
    for child in reversed(list(token.lefts)):
        if child.dep_ not in LEFT or child.right_edge.i + 1 < first - 1:
            if child.dep_ == "punct" and child.text in ("-", "\u2013"):
                continue
            if child.dep_ == "punct" and child.text in QUOTES and child.i == first - 1:
                continue
            break
        first = child.left_edge.i
    while first < token.i and (token.doc[first].pos_ in ("DET", "PUNCT", "CCONJ")):
        first += 1
    return first


def _right(token: Token) -> int:
    doc, last = token.doc, token.i + 1
    for child in token.rights:
        if child.dep_ == "punct" and child.text in QUOTES and child.i == last:
            continue
        if child.dep_ != "prep" or child.left_edge.i > last + 1:
            break
        if (child.lower_ not in SHORT and child.lower_ != "of") or _is_argument(token, child):
            break
        end = _prep_end(child)
        if end - token.i > LONGEST or end <= last:
            break
        last = end
    while last - 1 > token.i and (doc[last - 1].is_punct or doc[last - 1].dep_ == "case"):
        last -= 1
    return last


def _is_argument(noun: Token, prep: Token) -> bool:
    """Whether a phrase is the verb's and not the noun's: "attributed the attack to X", a date."""
    if prep.lower_ == "in" and any(c.lower_ in ("terms", "manner", "way") for c in prep.rights):
        return True  # "condemned the attack in the strongest terms"
    if any(c.ent_type_ in ("DATE", "TIME") for c in prep.rights):
        return prep.lower_ != "of"
    wanted = ASCRIBING.get(noun.head.lemma_.lower()) if noun.dep_ in ("dobj", "nsubjpass") else None
    return wanted == prep.lower_


# verbs whose prepositional argument the parser hangs on their object
ASCRIBING = {
    "attribute": "to",
    "ascribe": "to",
    "link": "to",
    "tie": "to",
    "trace": "to",
    "connect": "to",
    "blame": "on",
    "pin": "on",
}
SHORT = frozenset(
    [
        "against",
        "on",
        "by",
        "in",
        "for",
        "to",
        "from",
        "at",
        "with",
        "of",
        "among",
        "behind",
        "between",
    ]
)


def _prep_end(prep: Token) -> int:
    """Where a prepositional phrase ends: before any clause, apposition or coordination."""
    objects = [c for c in prep.rights if c.dep_ in ("pobj", "pcomp")]
    if not objects or objects[0].dep_ == "pcomp":
        return prep.i
    token = objects[0]
    last = token.i + 1
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in SHORT and child.i <= last:
            last = max(last, _prep_end(child))
        elif child.dep_ not in ("punct", "case"):
            break
    return last
