"""What the words of a mention show about the thing it refers to: number, gender, offices, state."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graphbuild.knowledge.reference import given_names, pieces, ruled_state, state_index
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, PRONOUN, Mention
from graphbuild.nlp.tokens import Doc, Token

DEFINITE = frozenset(["the", "this", "that", "these", "those", "such"])
INDEFINITE = frozenset(["a", "an", "another", "some", "any", "several", "many", "no", "every"])
PLURAL = frozenset(
    ["they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours", "these", "those"]
)
MALE = frozenset(["he", "him", "his", "himself"])
FEMALE = frozenset(["she", "her", "hers", "herself"])
TITLE_REACH = 12  # tokens before a name in which its bearer's offices stand


class MentionFeatures(NamedTuple):
    """A mention and what its words show.

    lemma: of the head, lower case. words: modifiers in lower case, articles left out.
    determiner: one of DEFINITE, "a", "'s" for any possessor, or "".
    plural: of the phrase. number: "six" in "six officers", or "".
    gender: "m", "f" or "" where unknown.
    state: ISO code of the state that it names, or that owns or modifies it; None without one.
    offices: nouns before a name or in a description of a person, in lower case.
    sentence: index of its sentence in the document. subject: whether it is the subject of a verb;
        main: and that verb is the main verb of the sentence.
    """

    mention: Mention
    lemma: str
    words: frozenset[str]
    determiner: str
    plural: bool
    number: str
    gender: str
    state: str | None
    offices: frozenset[str]
    sentence: int
    subject: bool
    main: bool


def mention_features(doc: Doc, mentions: Sequence[Mention]) -> list[MentionFeatures]:
    """The features of each mention, in the same order."""
    sentences: list[int] = []
    n = -1
    for token in doc:
        n += bool(token.is_sent_start or token.i == 0)
        sentences.append(n)
    states = {m.head: _code(m.surface) for m in mentions if m.kind == "State" and m.form == NAME}
    states = {head: code for head, code in states.items() if code}
    return [_features(doc, m, sentences[m.head], states) for m in mentions]


def _code(surface: str) -> str | None:
    """The state that a name or one of its words means."""
    name = state_index().get(pieces(surface))
    if name is None:
        inside = (state_index().get(pieces(word)) for word in surface.split())
        name = next((n for n in inside if n), None)
    return name.code if name else None


def _features(
    doc: Doc, mention: Mention, sentence: int, states: Mapping[int, str | None]
) -> MentionFeatures:
    head = doc[mention.head]
    words = [t for t in doc[mention.first : mention.last] if t.i != head.i]
    front = _front(doc, mention) if mention.form == NAME else []
    offices = _offices(doc, mention, front)
    inner = frozenset(
        t.lower_ for t in words if t.is_alpha and t.pos_ not in ("DET", "ADP", "PART")
    )
    numbers = [w for w in inner if w in _coref("numbers")]
    return MentionFeatures(
        mention,
        head.lemma_.lower(),
        inner,
        _determiner(doc, mention),
        _plural(head, mention),
        numbers[0] if numbers else "",
        _gender(doc, mention, front),
        _state(doc, mention, states, front if offices else []),
        offices,
        sentence,
        head.dep_ in ("nsubj", "nsubjpass"),
        head.dep_ in ("nsubj", "nsubjpass") and head.head.dep_ == "ROOT",
    )


@functools.cache
def _coref(key: str) -> frozenset[str]:
    return frozenset(lexicon("coreference")[key])


def _front(doc: Doc, mention: Mention) -> list[Token]:
    """The words of a title before a name, nearest first: "President of the X Federation"."""
    found: list[Token] = []
    for i in range(mention.first - 1, max(-1, mention.first - 1 - TITLE_REACH), -1):
        token = doc[i]
        if not (token.pos_ in ("NOUN", "PROPN", "ADJ") or token.lower_ in LINKS):
            break
        found.append(token)
        if token.is_sent_start:
            break
    cut = next((n for n, t in enumerate(found) if t.lower_ in ("of", "for", "and")), len(found))
    offices = [n for n, t in enumerate(found) if t.lower_ in _titles()]
    if mention.kind != "Person" or not offices:
        return found[:cut]
    return found if offices[-1] > cut else found[:cut]


LINKS = frozenset(["of", "for", "and", "'s", "\u2019s", "-", "the"])


def _offices(doc: Doc, mention: Mention, front: Sequence[Token]) -> frozenset[str]:
    if mention.form == NAME:
        known = _titles() if mention.kind == "Person" else _nouns()
        return frozenset(t.lower_ for t in front if t.lower_ in known)
    if mention.kind != "Person":
        return frozenset()
    return frozenset(t.lower_ for t in doc[mention.first : mention.last] if t.lower_ in _titles())


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset(lexicon("titles")["titles"])


@functools.cache
def _nouns() -> frozenset[str]:
    table = lexicon("nominals")
    return frozenset(w for kind, words in table.items() if kind != "ignored" for w in words)


def _determiner(doc: Doc, mention: Mention) -> str:
    for child in doc[mention.head].lefts:
        if child.dep_ == "poss":
            return "'s"
        if child.dep_ in ("det", "predet", "amod") and child.lower_ in DEFINITE | INDEFINITE:
            return "a" if child.lower_ in INDEFINITE else child.lower_
    before = doc[mention.first - 1].lower_ if mention.first else ""
    return "a" if before in INDEFINITE else before if before in DEFINITE else ""


def _plural(head: Token, mention: Mention) -> bool:
    if mention.form == PRONOUN:
        return head.lower_ in PLURAL
    if mention.form == NAME:
        return False
    nationals = mention.kind == "Group" and head.text.endswith("s")
    if head.tag_ == "NNP" and nationals:  # "four Xians", taken for a name
        return True
    return head.tag_ in ("NNS", "NNPS") or head.pos_ == "NUM" or head.lower_ in ("people", "others")


def _state(
    doc: Doc, mention: Mention, states: Mapping[int, str | None], front: Sequence[Token]
) -> str | None:
    """The state that a name is, that a demonym tells, or that owns or modifies the phrase."""
    if mention.head in states:
        return states[mention.head]
    head = doc[mention.head]
    own = state_index().get(pieces(head.text)) if mention.form != PRONOUN else None
    if own and own.role == "demonym":
        return own.code
    for child in head.children:
        if child.i in states and child.dep_ in ("amod", "compound", "poss", "nmod"):
            return states[child.i]
        if child.dep_ == "prep" and child.lower_ == "of":
            for grandchild in child.children:
                if grandchild.i in states and grandchild.dep_ == "pobj":
                    return states[grandchild.i]
        if child.dep_ == "prep" and child.lower_ == "in" and head.lemma_.lower() in _ruling():
            seats = (_seat(grandchild) for grandchild in child.children)
            if code := next(filter(None, seats), None):
                return code
    near = [*range(mention.first, mention.head), *(t.i for t in front)]
    told = next((states[i] for i in near if i in states), None)
    return told or (ruled_state(mention.surface) if mention.kind == "State" else None)


@functools.cache
def _ruling() -> frozenset[str]:
    return _coref("ruling")


def _seat(token: Token) -> str | None:
    """The state of which a city is the seat: "the ministry in X"."""
    name = state_index().get(pieces(token.text))
    return name.code if name and name.role in ("seat", "capital") else None


def _gender(doc: Doc, mention: Mention, front: Sequence[Token]) -> str:
    head = doc[mention.head].lower_
    if mention.form == PRONOUN:
        return "m" if head in MALE else "f" if head in FEMALE else ""
    if mention.kind != "Person":
        return ""
    words = {t.lower_ for t in (*front, *doc[mention.first : mention.last])}
    male, female = words & _gendered("male"), words & _gendered("female")
    if male or female:
        return "" if male and female else "m" if male else "f"
    if mention.form == NAME and mention.last - mention.first > 1:
        return given_names().get("".join(pieces(doc[mention.first].text)), "")
    return ""


@functools.cache
def _gendered(key: str) -> frozenset[str]:
    return frozenset(lexicon("names")[key])
