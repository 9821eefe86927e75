"""How sure it is that two entities are one."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

SURE, MAYBE = 0.9, 0.6


class Verdict(NamedTuple):
    """How sure it is that two entities are one (0..1), and why."""

    score: float
    reason: str


def nearly(one: str, other: str) -> bool:
    """One letter's difference in a word of six letters or more, not at its beginning."""
    return (
        min(len(one), len(other)) >= 6
        and one[0] == other[0]
        and Levenshtein.distance(one, other, score_cutoff=1) <= 1
    )
