"""Names that a state shares with a place elsewhere, told apart by what else the text names.

To add one, add a row to `homonyms` in ontology/lexicons/states.toml.
"""

from __future__ import annotations

import functools
import re

from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc


def is_elsewhere(doc: Doc, surface: str) -> bool:
    """Whether the name means the place elsewhere: the text names what lies there and nothing here."""
    row = _rows().get(surface)
    if row is None:
        return False
    elsewhere, here = row
    return bool(elsewhere.search(doc.text)) and not here.search(doc.text)


@functools.cache
def _rows() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    rows = lexicon("states")["homonyms"]
    return {name: (_any(row["elsewhere"]), _any(row["here"])) for name, row in rows.items()}


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
