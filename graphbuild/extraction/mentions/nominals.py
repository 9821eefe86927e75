"""Noun phrases without a name, and pronouns."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterator, Mapping, Sequence

from graphbuild.extraction.mentions.extents import Phrase, extent
from graphbuild.extraction.mentions.words import is_people, noun_kinds
from graphbuild.knowledge.reference import pieces, state_index
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc, Token

TIMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY"})
MODIFIERS = frozenset(
    {"compound", "amod", "nummod", "npadvmod", "quantmod", "advmod", "det", "nmod"}
)
PRONOUNS = {
    **dict.fromkeys(
        [
            "he",
            "him",
            "his",
            "himself",
            "she",
            "her",
            "hers",
            "herself",
            "who",
            "whom",
            "whose",
            "i",
            "me",
            "my",
            "mine",
            "myself",
        ],
        "Person",
    ),
    **dict.fromkeys(
        [
            "they",
            "them",
            "their",
            "theirs",
            "themselves",
            "we",
            "us",
            "our",
            "ours",
            "ourselves",
            "these",
            "those",
            "you",
            "your",
        ],
        "Group",
    ),
    **dict.fromkeys(["it", "its", "itself", "which", "that", "this"], "Organization"),
}


def _of_actor(token: Token, actors: set[int]) -> bool:
    """ "the Velvet Bear group"."""
    return any(c.i in actors for c in token.lefts if c.dep_ in ("compound", "amod", "nmod"))


def _whole_names(first: int, last: int, head: int, owner: Mapping[int, Phrase]) -> tuple[int, int]:
    """The phrase with the names that it cuts in two taken in whole."""
    behind, before = owner.get(last - 1), owner.get(first)
    if behind and behind.first > head:
        last = max(last, behind.last)
    if before and before.last <= head:
        first = min(first, before.first)
    return first, last


def _is_office_of(token: Token, name: int) -> bool:
    """ "President of the Xian Federation V. P.", not "adviser to President V. P."."""
    between = token.doc[token.i + 1 : name]
    return all(t.pos_ != "ADP" or t.lower_ in ("of", "for") for t in between)


BODIES = frozenset(
    ["ministry", "embassy", "consulate", "parliament", "police", "treasury", "army", "navy"]
)
BEFORE_BODY = frozenset(
    [
        "foreign",
        "defence",
        "defense",
        "interior",
        "justice",
        "finance",
        "health",
        "economy",
        "security",
    ]
)
ALONE = frozenset(
    [
        "four",
        "two",
        "three",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "others",
        "other",
        "both",
        "all",
        "some",
        "many",
        "former",
        "latter",
        "accused",
    ]
)


def find_nominals(doc: Doc, names: Sequence[Phrase]) -> list[Phrase]:
    """Phrases headed by common nouns (or capitalised offices), in reading order."""
    return list(_nominals(doc, names))


def _nominals(doc: Doc, names: Sequence[Phrase]) -> Iterator[Phrase]:
    longest = sorted(names, key=lambda n: n.last - n.first)
    named = {i: n for n in longest for i in range(n.first, n.last)}
    actors = {n.head for n in names if n.kind == "ThreatActor"}
    people = {n.last: n.first for n in names if n.kind == "Person"}
    for token in doc:
        if token.i in named or not _heads_phrase(token, named):
            continue
        body = token.dep_ == "compound" and not is_people(token.text)
        first, last = _body_extent(token) if body else extent(token)
        while is_people(token.text) and first and token.doc[first - 1].pos_ in ("NUM", "ADJ"):
            first -= 1
        if token.i < people.get(last, 0) and _is_office_of(token, people[last]):
            last = people[last]
        first, last = _whole_names(first, last, token.i, named)
        last = _before_reproach(token, last)
        kind = kind_of_noun(token, first)
        if kind == "Group" and token.lemma_.lower() == "group" and _of_actor(token, actors):
            kind = "ThreatActor"
        if kind:
            yield Phrase(first, last, kind, token.i)


def _before_reproach(token: Token, last: int) -> int:
    """Without what somebody is accused of: "we accuse the gang of blackmail" is about the gang."""
    accused = token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_ in ("accuse", "suspect")
    if not accused or any(c.dep_ == "prep" and c.lower_ == "of" for c in token.head.children):
        return last
    deeds = (
        c.i
        for c in token.children
        if c.lower_ == "of" and any(o.tag_ in ("NN", "NNS") for o in c.children)
    )
    return next((i for i in deeds if i < last), last)


def _body_extent(token: Token) -> tuple[int, int]:
    """ "Xian foreign ministry" in front of "spokesman"."""
    first = token.i
    while first and (
        token.doc[first - 1].lower_ in BEFORE_BODY
        or getattr(state_index().get(pieces(token.doc[first - 1].text)), "role", "")
        in ("name", "demonym")
    ):
        first -= 1
    return first, token.i + 1


def _heads_phrase(token: Token, named: Container[int]) -> bool:
    if token.ent_type_ in TIMES and token.pos_ != "NOUN":
        return False
    if (
        token.dep_ == "compound"
        and token.pos_ in ("NOUN", "PROPN")
        and token.lemma_.lower() in BODIES
    ):
        return token.head.i not in named
    if is_people(token.text):
        return True
    if token.pos_ == "PROPN" or token.pos_ == "NOUN":
        return (token.dep_ not in MODIFIERS and len(token.text) > 1 and token.is_alpha) or (
            token.pos_ == "NOUN" and token.dep_ not in MODIFIERS and "-" in token.text
        )
    if token.lower_ in ALONE and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj"):
        return token.pos_ in ("NUM", "PRON", "ADJ", "DET", "NOUN")
    return False


def kind_of_noun(token: Token, first: int) -> str | None:
    """The class of a phrase by its head noun and the words before; None for times and fillers."""
    lemma = token.lemma_.lower()
    words = [t.lower_ for t in token.doc[first : token.i]] + [lemma]
    if lemma in _ignored():
        return None
    plural = "Number=Plur" in token.morph or token.tag_ in ("NNS", "NNPS") or is_people(token.text)
    table = noun_kinds()
    kind = next(
        (table[w] for w in (" ".join(words[-2:]), token.lower_, lemma) if w in table), "Group"
    )
    if kind == "Group" and token.lower_ not in table and _is_demonym(token):
        return "Group" if plural else "Person"
    if _of_state(token, first):
        return "State"
    if plural and kind not in PLURAL_TOO and token.lower_ not in table:
        return "Group"
    return kind


OWN_SIDE = frozenset({"country", "nation", "government", "side"})
PLURAL_TOO = frozenset({"Operation", "Malware", "LegalInstrument", "Place", "IntelligenceService"})


def _is_demonym(token: Token) -> bool:
    name = state_index().get(pieces(token.text))
    return name is not None and name.role == "demonym"


def _of_state(token: Token, first: int) -> bool:
    """ "the Xian side", "the authorities of X": the state itself."""
    if token.lower_ not in lexicon("states")["acting"] and token.lemma_.lower() != "authority":
        return False
    if token.lower_ in ("government", "regime", "administration", "authorities"):
        return True
    words = token.doc[first : token.i]
    if token.lower_ == "authority" and any(t.pos_ == "NOUN" for t in words):
        return False  # "the Xian port authority" is a body
    return any(pieces(t.text) in state_index() for t in words)


@functools.cache
def _ignored() -> frozenset[str]:
    return frozenset(lexicon("nominals")["ignored"])


def find_pronouns(doc: Doc) -> list[Phrase]:
    """Personal, possessive, relative and demonstrative pronouns, and "our country" for "we"."""
    return [
        Phrase(t.i, t.i + 1, PRONOUNS[t.lower_], t.i)
        for t in doc
        if t.lower_ in PRONOUNS and _is_pronoun(t)
    ] + [Phrase(t.i - 1, t.i + 1, "Group", t.i) for t in doc if is_own_country(t)]


def is_own_country(token: Token) -> bool:
    """Whether somebody speaks of his state as the one who acts: "our country rejects the charges"."""
    if token.lower_ not in OWN_SIDE or token.dep_ != "nsubj" or not token.i:
        return False
    return token.nbor(-1).lower_ in ("our", "my")


def _is_pronoun(token: Token) -> bool:
    if token.text == "US" or (
        token.lower_ in ("this", "that", "these", "those") and token.dep_ == "det"
    ):
        return False
    if token.lower_ == "that":
        return token.dep_ != "mark" and token.pos_ == "PRON"
    return token.pos_ in ("PRON", "DET") or token.tag_ in ("PRP", "PRP$", "WP", "WDT", "WP$")
