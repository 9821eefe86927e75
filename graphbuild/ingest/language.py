"""A coarse test for English: the share of words that are frequent in English only."""

from __future__ import annotations

import functools
import re
from string import ascii_lowercase

from graphbuild.errors import NotEnglish
from graphbuild.knowledge.tables import lexicon

# Measured on 628 English news articles: the lowest share is 0.11, the median above 0.2. Sentences of
# German, French, Spanish, Italian, Dutch and Norwegian news have 0 to 0.04.
LEAST_SHARE = 0.07
ENOUGH_WORDS = 25  # below, only the script is looked at
SHORT = 100  # words, below which a note may have hardly any function words
LEAST_LATIN = 0.6
_WORD = re.compile(r"[^\W\d_]+")


def require_english(text: str) -> None:
    """Raise NotEnglish when `text` is clearly not English."""
    words = [w.casefold() for w in _WORD.findall(text[:20_000])]
    letters = "".join(words)
    latin = sum(map(letters.count, ascii_lowercase))
    if letters and latin < LEAST_LATIN * len(letters):
        raise NotEnglish("not in English: mostly letters of another alphabet; skipped")
    if len(words) < ENOUGH_WORDS:
        return
    share = sum(w in _stop_words() for w in words) / len(words)
    if share < LEAST_SHARE and not (len(words) < SHORT and _reads_as_english(words)):
        raise NotEnglish(
            f"not in English: {share:.0%} of its words are English function words; skipped"
        )


def _reads_as_english(words: list[str]) -> bool:
    """Whether a short text, in which names leave little room, has more English than other words."""
    table = lexicon("boilerplate")["language"]
    english = _stop_words() | frozenset(table["short_notes"])
    others = frozenset(table["others"])
    return sum(w in english for w in words) > sum(w in others for w in words)


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(lexicon("boilerplate")["language"]["stop_words"])
