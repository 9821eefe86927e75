"""Words as the index has them, and which of them a misspelt word may stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graphbuild.presentation.names import folded

MOST_WORDS = 12
MOST_MEANT = 6
# (length of a word, number of wrong letters that are tolerated in it).
SLIPS = ((9, 2), (4, 1))


def words(text: str) -> list[str]:
    """The words of a text, folded; MOST_WORDS at most."""
    return re.findall(r"\w+", folded(text).replace("_", " "))[:MOST_WORDS]


def joined(text: str) -> str:
    """A name of several words as one: "Fancy Bear" is found by "FancyBear"."""
    return "".join(re.findall(r"\w+", folded(text)))[:64]


def meant(word: str, known: Sequence[str]) -> list[str]:
    """The known words most similar to a word, best first, including the word itself.

    known: sorted. Words with the same first letter are tried first: mistakes are rare there, and it is
    faster.
    """
    slips = next((n for length, n in SLIPS if len(word) >= length), 0)
    if not slips:
        return []
    first, last = bisect_left(known, word[0]), bisect_left(known, chr(ord(word[0]) + 1))
    return _near(word, known[first:last], slips) or _near(word, known, slips)


def _near(word: str, known: Sequence[str], slips: int) -> list[str]:
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=MOST_MEANT)
    return [found for found, _, _ in sorted(near, key=lambda m: (m[1], m[0]))]
