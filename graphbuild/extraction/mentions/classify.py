"""What a name names, told from its words; the parser's entity label decides only what is left."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.tables import lexicon

ACTOR = re.compile(
    r"(?:APT|UNC|TA|FIN|TEMP|DEV|Storm|UAC|UTA|CL-STA|TAG|PLA Unit)[- ]?\d+(?:\(\d+\))?"
)
NUMBER = re.compile(r"[IVX\d][\w().-]*")
CORE_ENDS = frozenset({"of", "for", "on", "to", "and", "&", "in", "against", "the", "through"})


def kind_of(words: Sequence[str], label: str, ontology: Ontology) -> str | None:
    """The class of a name from its words, else from the entity label; None when neither tells."""
    if "(" in words and ")" in words:
        words = [*words[: words.index("(")], *words[words.index(")") + 1 :]]
    if len(words) > 3 and words[-2] == "of" and words[-1].isdigit():  # "… Act of 2012"
        words = words[:-2]
    lower = [w.lower() for w in words]
    if ACTOR.fullmatch(" ".join(words)):
        return "ThreatActor"
    if words[0].startswith("CVE-") or words[0] == "CVE":
        return "Malware"
    if len(words) > 1 and NUMBER.fullmatch(words[-1]) and (kind := _numbered(lower)):
        return kind
    if lower[-1] in _set("company"):
        return "Company"
    if lower[0] == "operation" and len(words) > 1:
        return "Operation"
    if 2 <= len(words) <= 3 and lower[-1] in _set("threat"):
        return "ThreatActor"
    return _by_head(lower) or kind_of_opening(lower) or ontology.ner_labels.get(label)


def kind_of_opening(lower: Sequence[str]) -> str | None:
    """The class that a first word shows: "Bank X", "Hotel Y"."""
    kinds = lexicon("names")["opening"]
    return kinds.get(lower[0]) if len(lower) > 1 else None


def is_numbered(words: Sequence[str]) -> bool:
    """Whether the last word is the number of a law, unit or group: "Executive Order 13694"."""
    if ACTOR.fullmatch(" ".join(words)):
        return True
    return bool(NUMBER.fullmatch(words[-1])) and _numbered([w.lower() for w in words]) is not None


def _numbered(lower: Sequence[str]) -> str | None:
    before = " ".join(lower[:-1])
    for kind, words in lexicon("names")["patterns"].items():
        if any(before == w or before.endswith(" " + w) for w in words):
            return str(kind)
    return None


def _by_head(lower: Sequence[str]) -> str | None:
    """The class of the head noun: the last word, or for "Ministry of …" the one before "of"."""
    if len(lower) == 1:
        return heads().get(lower[0]) if lower[0] in BARE else None
    kind = _tail(lower)
    if kind == "LegalInstrument":
        return kind
    ends = [i for i, w in enumerate(lower) if w in CORE_ENDS and i]
    core = _tail(lower[: ends[0]]) if ends else None
    of = next((i for i in ends if lower[i] == "of"), None)
    if of is not None and lower[ends[0]] in ("and", "&"):  # "X Security and Y Council of Z"
        core = _tail(lower[:of]) or core
    kind = core or kind
    if kind == "GovernmentBody" and SECRET & set(lower) and lower[0] != "national":
        return "IntelligenceService" if "intelligence" in lower or "staff" in lower else kind
    return kind


SECRET = frozenset({"intelligence", "staff"})
BARE = frozenset(["parliament", "treasury", "congress", "senate", "duma", "police", "customs"])


def _tail(lower: Sequence[str]) -> str | None:
    for size in (3, 2, 1):
        if len(lower) >= size and (kind := heads().get(" ".join(lower[-size:]))):
            return kind
    return None


@functools.cache
def heads() -> Mapping[str, str]:
    """Head words of names, with their class."""
    table = lexicon("names")["heads"]
    return {word: kind for kind, words in table.items() for word in words}


@functools.cache
def _set(name: str) -> frozenset[str]:
    return frozenset(lexicon("names")[name])
