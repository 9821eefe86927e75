"""Names as they are compared: without titles and legal forms, in one transliteration.

Two spellings of one Cyrillic, Arabic or accented name give the same `sound`, and so do the short and
the full form of a given name give the same `given`. What is compared are words, never letters of
a whole name, so that one differing word is one difference.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graphbuild.knowledge.reference import (
    Pieces,
    given_names,
    known_bodies,
    leading_surnames,
    pieces,
    state_index,
    without_states,
)
from graphbuild.knowledge.tables import lexicon

# Spellings of one sound in news agencies' transliterations, applied in this order to lower case.
SOUNDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^h?ye(?=v)|^ie(?=v)|^je(?=v)", "e"),
        (r"shch|sch(?=[aeiouy])|sc(?=h)", "s"),
        (r"tsch|tch|tsh|cz|cs(?=[aeiou])", "ch"),
        (r"kh|gh", "h"),
        (r"zh", "z"),
        (r"ph", "f"),
        (r"ts|tz", "c"),
        (r"ks|x", "x"),
        (r"ck|q", "k"),
        (r"w", "v"),
        (r"(?<=[^aeiouy])(?:yo|io|jo|iyo)(?=[vnmktlr])", "e"),
        (r"(?:iya|ija|ia|ya|ja)(?=$|[^aeiou])", "a"),
        (r"(?:iyu|yu|ju|iu)", "u"),
        (r"(?:ye|je|ie)", "e"),
        (r"(?:iy|ii|yi|yy|yj|ij|y|j)", "i"),
        (r"(?:ei|ai)(?=$)", "i"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"(?<=[dt])er$", "r"),
        (r"(.)\1+", r"\1"),
    )
)
LETTER = re.compile(r"^[a-z]$")
NUMBER = re.compile(r"\d+")
MARKED = re.compile(
    r"\b(?:U\.?S\.?|UN|EU|UK)[- ](?:and \w[\w.]*[- ])?(?:designated|sanctioned|based)\b"
)


class PersonName(NamedTuple):
    """The words of a person's name in their order: as spelt, and as they sound."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]


class BodyName(NamedTuple):
    """What a name of an organisation consists of.

    words: without states, legal forms and empty words, in order. states: ISO codes. forms: kinds of
    legal form. numbers: of units and acts, which must agree. generic: whether every state has a body
    of these words.
    """

    words: tuple[str, ...]
    states: frozenset[str]
    forms: frozenset[str]
    numbers: frozenset[str]
    generic: bool


@functools.lru_cache(maxsize=131072)
def sound(word: str) -> str:
    """A word in lower case as it sounds: "Kovalyov", "Kovalev" and "Kovaliov" are one."""
    for pattern, plain in SOUNDS:
        word = pattern.sub(plain, word)
    return word


@functools.lru_cache(maxsize=65536)
def given(word: str) -> str:
    """The full form of a given name by its sound: "mike" is "michael"."""
    return _full_forms().get(sound(word), sound(word))


@functools.lru_cache(maxsize=262144)
def person_name(name: str) -> PersonName | None:
    """The words of a full name; None for a surname, a description or a title alone."""
    if name.count(",") == 1:
        last, first = name.split(",")
        name = f"{first} {last}"
    if not any(c.isupper() for c in name):
        return None
    words = [w for w in pieces(name.replace("-", "")) if not w.isdigit()]
    while len(words) > 1 and words[0] in titles():
        words = words[1:]
    while len(words) > 1 and words[-1] in ("jr", "sr", "ii", "iii"):
        words = words[:-1]
    if not 2 <= len(words) <= 6 or any(w in titles() for w in words) or _of_state(words[0]):
        return None
    return PersonName(tuple(words), tuple(map(sound, words)))


@functools.lru_cache(maxsize=262144)
def body_name(name: str) -> BodyName | None:
    """The parts of an organisation's name; None where nothing of it tells it apart."""
    told, states = _without_states(pieces(MARKED.sub("", name)))
    words = _joined_letters(told)
    kinds = legal_forms()
    forms = frozenset(kinds[w] for w in words if w in kinds)
    bare = [w for w in words if w not in kinds] or words
    text = " ".join(w for w in bare if w not in empty_words())
    for phrase, plain in _rewrites():
        text = re.sub(rf"\b{phrase}\b", plain, text)
    found = tuple(text.split())
    if not found:
        return None
    numbers = frozenset(NUMBER.findall(text))
    return BodyName(found, states, forms, numbers, all(w in _generic() for w in found))


def _of_state(word: str) -> bool:
    """Whether a word is an adjective of a state: "Russian Ambassador" is nobody's name."""
    found = state_index().get((word,))
    return found is not None and found.role == "demonym"


def is_acronym(name: str) -> bool:
    """Whether a name is one word of mostly capitals: "GRU", "TsNIIKhM", "U.S.T."."""
    plain = name.replace(".", "")
    upper = sum(c.isupper() for c in plain)
    return (
        " " not in plain and 2 <= len(plain) <= 12 and plain.isalpha() and upper * 2 >= len(plain)
    )


def initials(name: str) -> str:
    """The letters that an acronym of the name would have, in lower case."""
    return "".join(w[0] for w in pieces(name) if w not in empty_words())


def relatives(one: str, other: str) -> bool:
    """Whether two surnames are the male and the female form of one."""
    return any(
        {one, other} == {stem + male, stem + female}
        for male, female in lexicon("identity")["relatives"]["endings"]
        for stem in {one.removesuffix(male), other.removesuffix(male)}
    )


def gender(name: PersonName) -> str:
    """ "m", "f" or "" where the given name does not say."""
    return next((g for w in name.words[:-1] if (g := given_names().get(w))), "")


def family_first(name: PersonName) -> bool:
    """Whether the first word is a surname that comes first in its language."""
    return name.words[0] in leading_surnames()


@functools.cache
def titles() -> frozenset[str]:
    """Words for a person by office or trade, and forms of address."""
    return frozenset(lexicon("titles")["titles"]) | frozenset(lexicon("identity")["address"])


@functools.cache
def empty_words() -> frozenset[str]:
    """Words that tell no two organisations apart."""
    return frozenset(lexicon("identity")["empty"])


@functools.cache
def unique() -> frozenset[str]:
    """Last words of descriptions of bodies of which a state has one of each kind."""
    return frozenset(lexicon("identity")["unique"])


@functools.cache
def legal_forms() -> Mapping[str, str]:
    """The kind of each legal form."""
    return {word: kind for kind, row in lexicon("identity")["forms"].items() for word in row}


@functools.cache
def _full_forms() -> Mapping[str, str]:
    rows = lexicon("identity")["nicknames"].items()
    return {sound(short): sound(full) for full, row in rows for short in (full, *row)}


@functools.cache
def _rewrites() -> tuple[tuple[str, str], ...]:
    return tuple(lexicon("identity")["rewrite"].items())


@functools.cache
def _generic() -> frozenset[str]:
    names = lexicon("names")
    kinds = ("GovernmentBody", "IntelligenceService", "MilitaryUnit")
    heads = {w for kind in kinds for head in names["heads"][kind] for w in head.split()}
    return frozenset(heads | set(names["generic"]) | {"department", "ministry", "office"})


def _without_states(words: Pieces) -> tuple[Pieces, frozenset[str]]:
    """The same for a name; a well-known body's own words are left whole."""
    return (words, frozenset()) if words in known_bodies() else without_states(words)


def _joined_letters(words: Iterable[str]) -> list[str]:
    """ "s", "a" of "S.A." as one word."""
    out, letters = list[str](), ""
    for word in words:
        if LETTER.match(word):
            letters += word
            continue
        out += [letters] if letters else []
        letters = ""
        out.append(word)
    return out + ([letters] if letters else [])
