"""Words that pages show for values of the data: stances, qualifiers, and verbs that agree.

The explorer's script has the same stances in `templates/data.js`; a test compares the two.
"""

from __future__ import annotations

import re

from graphbuild.model import ALLEGED, ASSERTED, PLANNED, Entity
from graphbuild.presentation.ranking import DESCRIBED
from graphbuild.presentation.stances import CONTESTED, DENIED

# `denied` is a statement's value in every file; for readers that word is kept for denials.
STANCES = {
    CONTESTED: "contested",
    ASSERTED: "asserted",
    ALLEGED: "alleged",
    PLANNED: "planned, threatened",
    DENIED: "said not to be so",
}
QUALIFIERS = {"conduct": "what they are accused of"}

# A description ("hackers in Minsk") ends, as far as its number goes, before one of these.
AFTER_THE_HEAD = re.compile(r",| (?:of|in|from|at|on|for|with|who|that|linked|tied|close)\b")
PLURALS = frozenset({"people", "men", "women", "police", "personnel", "media", "others"})
IRREGULAR = {"is": "are", "was": "were", "has": "have"}


def qualifier_name(name: str) -> str:
    """The heading of a qualifier."""
    return QUALIFIERS.get(name, name)


def is_plural(entity: Entity) -> bool:
    """Whether an entity's label takes a verb in the plural: "several countries", "18 diplomats".

    Only descriptions do; "United States" and other names are singular.
    """
    if entity.type != DESCRIBED:
        return False
    head = AFTER_THE_HEAD.split(entity.label.lower(), maxsplit=1)[0].split()
    last = head[-1] if head else ""
    return last in PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is", "'s")))


def verb(label: str, *, plural: bool) -> str:
    """A property's label with its verb in the number asked for; labels are in the singular."""
    first, space, rest = label.partition(" ")
    if not plural or not first.endswith("s"):
        return label
    if first in IRREGULAR:
        first = IRREGULAR[first]
    elif first.endswith("ies"):
        first = f"{first[:-3]}y"
    else:
        first = re.sub(r"(?<=sh|ch|ss)es$|s$", "", first)
    return f"{first}{space}{rest}"
