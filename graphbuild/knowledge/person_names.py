"""The parts of a person's name as it is spelt, and the name in reading order.

"SHEVCHENKO, Yuri Valerievich", "Shevchenko Yuri Valerievich" and "Yuri «the Owl» SHEVCHENKO" are read
as "Yuri Valerievich Shevchenko" and "Yuri Shevchenko". What the words are is told by `lexicons/titles.toml`.
"""

from __future__ import annotations

import re

from graphbuild.knowledge.reference import given_names, pieces
from graphbuild.knowledge.tables import lexicon

QUOTED = re.compile(
    r"(?:(?<!\s)\s++)?[\"'“”‘’«»(]{1,2}([^\"“”«»()]{1,100}?)[\"'“”‘’«»)]{1,2}(?=\s|$)\s*"
)
LEAST_PATRONYMIC = 6  # letters: "Ilyich"


def reading_order(name: str) -> str:
    """A person's name with the surname last and in small letters, without nicknames."""
    plain = " ".join(QUOTED.sub(" ", name).split())
    surname, comma, given = plain.partition(", ")
    if comma and given and "," not in given and is_shouted(surname.split()[-1]):
        return f"{given} {_cased(surname)}"
    words = plain.split()
    if len(words) < 2:
        return _cased(plain) if is_shouted(plain) and not is_known_shout(plain) else plain
    loud = [is_shouted(w) for w in words]
    if all(loud):
        words = [_cased(w) for w in words]
    elif loud[0] and not loud[-1]:
        n_first = loud.index(False)
        words = [*words[n_first:], *(_cased(w) for w in words[:n_first])]
    elif loud[-1]:
        words = [_cased(w) if shout else w for w, shout in zip(words, loud, strict=True)]
    if len(words) > 2 and surname_leads(words):
        words = [*words[1:], words[0]]
    return " ".join(words)


def nicknames(name: str) -> list[str]:
    """What stands in quotation marks inside a name: "Dan «Owl» Grey"."""
    return [n for n in QUOTED.findall(name) if n[:1].isupper()]


def surname_leads(words: list[str]) -> bool:
    """Whether a patronymic closes a name of three or four words that a surname opens."""
    at = len(words) - 1
    if words[-1].lower() in lexicon("titles")["patronymic_particles"]:
        return at >= 3  # "Huseynli Elchin Rza oglu"
    return at == 2 and is_patronymic(words[-1]) and not _is_given(words[0], words[1])


def is_patronymic(word: str) -> bool:
    """Whether a capitalised word has the ending of a patronymic."""
    endings = tuple(lexicon("titles")["patronymics"])
    return len(word) >= LEAST_PATRONYMIC and word[0].isupper() and word.lower().endswith(endings)


def is_shouted(word: str) -> bool:
    """Whether a word is spelt in capitals, as surnames in lists are."""
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters) and "." not in word


def is_known_shout(word: str) -> bool:
    """Whether capitals are short enough for initials."""
    return len(word) <= 3


def _is_given(first: str, second: str) -> bool:
    """Whether the first word is a given name and the second none: "Ivan Petrov Olegovich"."""
    known = given_names()
    return "".join(pieces(first)) in known and "".join(pieces(second)) not in known


def _cased(word: str) -> str:
    """A surname in capitals in small letters: "AL-SHISHANI" and "O'BRIEN" part by part."""
    parts = re.split(r"([-'’ ])", word)
    return "".join(p.capitalize() if is_shouted(p) else p for p in parts)
