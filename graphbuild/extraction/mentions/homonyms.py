"""Names that a state shares with a place elsewhere, told apart by what else the text names.

To add one, add a row to `homonyms` in ontology/lexicons/states.toml.
"""

from __future__ import annotations

import functools
import re

from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc


def is_elsewhere(doc: Doc, first: int, last: int) -> bool:
    """Whether the name at some tokens means the place elsewhere: the text names what lies there.

    Where the text names what lies in the state as well, the sentence decides.
    """
    row = _rows().get(doc.span(first, last).text)
    if row is None:
        return False
    elsewhere, here = row
    text = doc[first].sent.text if here.search(doc.text) else doc.text
    return bool(elsewhere.search(text)) and not here.search(text)


@functools.cache
def _rows() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    rows = lexicon("states")["homonyms"]
    return {name: (_any(row["elsewhere"]), _any(row["here"])) for name, row in rows.items()}


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
