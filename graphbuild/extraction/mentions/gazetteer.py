"""Looks up every known name in a document: one pass over its words, one dictionary."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from graphbuild.knowledge.reference import Pieces, catalogue, pieces, state_names
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Doc

STATE, ORGANIZATION, CATALOGUE = 0, 1, 2
ORGANIZATION_KINDS = (
    "InternationalOrganization",
    "IntelligenceService",
    "MilitaryUnit",
    "GovernmentBody",
    "MediaOutlet",
    "Company",
    "Organization",
    "Group",
    "Place",
    "Malware",
)


class Hit(NamedTuple):
    """A known name in a document. source: STATE, ORGANIZATION or CATALOGUE; role: see StateName."""

    first: int
    last: int
    kind: str
    source: int
    role: str
    ordinary: bool


class KnownName(NamedTuple):
    """What a known name stands for.

    kind: class of the ontology. source, role: as in Hit. ordinary: whether it is a common word, too.
    capitals: whether it counts only where the text spells it in capitals (short acronyms).
    """

    kind: str
    source: int
    role: str
    ordinary: bool
    capitals: bool


GANGS = frozenset({"group", "gang", "crew", "cartel", "syndicate", "operators", "affiliates"})


def is_gang(doc: Doc, hit: Hit) -> bool:
    """Whether a catalogued name is that of people, since a word for some follows: "the Gull crew"."""
    spelt = doc[hit.first].text[:1].isupper() and not hit.ordinary
    follows = doc[hit.last].lower_ if hit.last < len(doc) else ""
    return hit.source == CATALOGUE and spelt and follows in GANGS


def find_known(doc: Doc) -> list[Hit]:
    """All known names in reading order, the longest at each place, overlaps included."""
    rows, longest = _index()
    words, owners = _words(doc)
    hits: list[Hit] = []
    at = 0
    while at < len(words):
        reach = longest.get(words[at], 0)
        for size in range(min(reach, len(words) - at), 0, -1):
            row = rows.get(tuple(words[at : at + size]))
            whole = hits and hits[-1].first == owners[at]
            if (
                row
                and not (whole and row.source != STATE)
                and (hit := _hit(doc, owners, at, size, row))
            ):
                hits.append(hit)
                if row.source == STATE:
                    break
        at += 1
    return hits


def _hit(doc: Doc, owners: list[int], at: int, size: int, row: KnownName) -> Hit | None:
    first, last = owners[at], owners[at + size - 1] + 1
    if at and owners[at - 1] == first:
        return None
    if at + size < len(owners) and owners[at + size] == last - 1:
        return None
    text = doc.span(first, last).text
    if row.capitals:
        if not text.replace(".", "").replace("-", "").isupper():
            return None
    elif not any(c.isupper() for c in text) or not (text[0].isupper() or row.source == CATALOGUE):
        return None
    if any(t.is_sent_start for t in doc[first + 1 : last]) or "," in text:
        return None
    several = row.source == CATALOGUE and last - first > 1 and text[0].isupper()
    if several and doc[last - 1].is_lower:  # "the Oak Team" is a name, "the Oak team" has one
        return None
    if "(" in text and ")" not in text and last < len(doc) and doc[last].text == ")":
        last += 1
    return Hit(first, last, row.kind, row.source, row.role, row.ordinary)


def _words(doc: Doc) -> tuple[list[str], list[int]]:
    words: list[str] = []
    owners: list[int] = []
    for token in doc:
        if token.text in ("'s", "\u2019s"):
            continue
        found = _pieces_of(token.text)
        joined = found == ("operation",) and words[-1:] == ["co"] and doc[token.i - 1].text == "-"
        if joined:
            words[-1] = "cooperation"
            continue
        words += found
        owners += [token.i] * len(found)
    return words, owners


@functools.lru_cache(maxsize=65536)
def _pieces_of(text: str) -> Pieces:
    return (text.lower(),) if text.isascii() and text.isalpha() and text.islower() else pieces(text)


@functools.cache
def _index() -> tuple[Mapping[Pieces, KnownName], Mapping[str, int]]:
    rows: dict[Pieces, KnownName] = {}
    for key, row in _rows():
        if key and key not in rows:
            rows[key] = row
    longest: dict[str, int] = {}
    for key in rows:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return rows, longest


def _rows() -> Iterator[tuple[Pieces, KnownName]]:
    for name, state in state_names().items():
        kind = "Place" if state.role == "capital" else "State"
        yield pieces(name), KnownName(kind, STATE, state.role, False, _acronym(name))
    words = lexicon("organizations")
    for kind in ORGANIZATION_KINDS:
        for name, others in words[kind].items():
            for surface in (name, *others):
                if not surface.startswith("@"):
                    yield (
                        pieces(surface),
                        KnownName(kind, ORGANIZATION, "", False, _acronym(surface)),
                    )
    ordinary = {pieces(n) for known in catalogue().values() for k in known for n in k.ordinary}
    for key, known in catalogue().items():
        yield key, KnownName(known[0].kind, CATALOGUE, "", key in ordinary, False)


def _acronym(name: str) -> bool:
    plain = name.replace(".", "").replace("-", "")
    return plain.isupper() and len(plain) <= 5
