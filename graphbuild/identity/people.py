"""Compares two full names of people: spelling, order, middle names, short forms, family names."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from graphbuild.identity.names import (
    PersonName,
    family_first,
    gender,
    given,
    relatives,
)
from graphbuild.knowledge.reference import given_names

SURE, MAYBE = 0.9, 0.6


class Similarity(NamedTuple):
    """How likely two entities are the same (0..1), and the reason."""

    score: float
    reason: str


def nearly(one: str, other: str) -> bool:
    """Whether two words of six letters or more differ in one letter, and not in the first."""
    return (
        min(len(one), len(other)) >= 6
        and one[0] == other[0]
        and Levenshtein.distance(one, other, score_cutoff=1) <= 1
    )


def same_person(a: PersonName, b: PersonName) -> Similarity | None:
    """How likely two full names are of one person; None without any evidence for it."""
    if a.words == b.words:
        return Similarity(0.99, "same full name")
    if "".join(a.words) == "".join(b.words):
        return Similarity(0.97, "same full name, other spaces")
    if {gender(a), gender(b)} == {"m", "f"}:
        return None
    if a.sounds == b.sounds:
        return Similarity(0.97, "same full name in another spelling")
    if _turned(a, b):
        both = {a.words[0], a.words[-1]} <= given_names().keys()
        plain = both and not (family_first(a) or family_first(b))
        return Similarity(0.78 if plain else 0.93, "same words in another order")
    if a.sounds[-1] == b.sounds[-1]:
        return _same_surname(a, b)
    if given(a.words[0]) != given(b.words[0]) or family_first(a) or family_first(b):
        return None
    if a.sounds[:2] == b.sounds[:2] and len(a.sounds) != len(b.sounds):
        return Similarity(0.84, "same name, one with a second surname")
    if nearly(a.sounds[-1], b.sounds[-1]) and not relatives(a.words[-1], b.words[-1]):
        return Similarity(0.82, "nearly the same surname, same given name")
    return None


def _turned(a: PersonName, b: PersonName) -> bool:
    whole = "".join(a.sounds)
    rotated = ("".join((*b.sounds[1:], b.sounds[0])), "".join((b.sounds[-1], *b.sounds[:-1])))
    return whole in rotated


def _same_surname(a: PersonName, b: PersonName) -> Similarity | None:
    first, second = a.words[0], b.words[0]
    if len(first) == 1 or len(second) == 1:
        alike = first[0] == second[0]
        return Similarity(0.78, "same surname and initial") if alike else None
    if given(first) == given(second):
        return _with_middles(a, b)
    if nearly(a.sounds[0], b.sounds[0]):
        return Similarity(0.78, "same surname, nearly the same given name")
    return None


def _with_middles(a: PersonName, b: PersonName) -> Similarity | None:
    one, other = a.sounds[1:-1], b.sounds[1:-1]
    if one and other and not all(map(_same_middle, one, other, a.words[1:-1], b.words[1:-1])):
        return None
    if a.sounds[0] != b.sounds[0]:
        return Similarity(0.91, "same surname, another form of the given name")
    return Similarity(0.93, "same name with and without a middle name")


def _same_middle(one: str, other: str, spelt: str, otherwise: str) -> bool:
    if 1 in (len(spelt), len(otherwise)):
        return spelt[0] == otherwise[0]
    return one == other
