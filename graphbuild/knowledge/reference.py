"""Background knowledge about names: states, threat actors, malware, services, given names.

Reads ontology/lexicons/{states,actors,malware,people}.json, which `tools/compile_reference.py` compiles from
the packages that maintain these lists, and the TOML lexicons beside them.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import ontology_dir
from graphbuild.knowledge.tables import lexicon

WIKIDATA = "http://www.wikidata.org/entity/"
SPELLINGS = {
    "organisation": "organization",
    "centre": "center",
    "defence": "defense",
    "programme": "program",
    "labour": "labor",
}
PIECE = re.compile(r"\w+")
LONGEST = 5  # words of a state's name


@dataclass(frozen=True, slots=True)
class State:
    """A state: ISO 3166-1 code in lower case, short English name, capital, Wikidata IRI."""

    code: str
    name: str
    capital: str
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One thing in a catalogue of threat actors, services, vendors or malware.

    name, synonyms: main and other names. kind: local name of an ontology class.
    state: ISO 3166-1 code (lower case) of the state it belongs to, or None.
    same_as: IRIs of the thing in the catalogues.
    ordinary: those of its names that are common words as well ("Triton", "Nickel"), so that they
        count as names only where something else shows it.
    """

    name: str
    kind: str
    synonyms: tuple[str, ...]
    state: str | None
    same_as: tuple[str, ...]
    ordinary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateName:
    """What a word that stands for a state is.

    code: ISO 3166-1, lower case. role: "name" ("Russia"), "demonym" ("Russian"), "seat" (of its
        government: "the Kremlin") or "capital" (or another large city).
    """

    code: str
    role: str


Pieces = tuple[str, ...]


@functools.lru_cache(maxsize=65536)
def pieces(text: str) -> Pieces:
    """The words of a name as they are compared: no case, accents, punctuation and possessive 's.

    British and American spellings of the words in SPELLINGS give the same pieces.
    """
    plain = text.replace("\u2019", "'").replace("'s ", " ")
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = PIECE.findall(plain.lower().replace("co-op", "coop"))
    return tuple(SPELLINGS.get(w, w) for w in words)


@functools.cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Source, version and licence of each compiled list, by its name; reads only their heads."""
    heads: dict[str, Mapping[str, str]] = {}
    for path in sorted((ontology_dir() / "lexicons").glob("*.json")):
        with path.open(encoding="utf-8") as file:
            heads[path.stem] = json.loads(file.readline().rstrip(",\n") + "}")["about"]
    return heads


def states() -> Mapping[str, State]:
    """All states by code."""
    return _states()


@functools.cache
def _states() -> dict[str, State]:
    rows = _data("states")["rows"]
    return {
        r["code"]: State(r["code"], r["name"], r["capital"], (WIKIDATA + r["wikidata"],))
        for r in rows
    }


@functools.cache
def state_names() -> Mapping[str, StateName]:
    """Every English word or phrase that may stand for a state, as spelt, with which and how."""
    words = lexicon("states")
    named: dict[str, StateName] = {}

    def put(surfaces: Iterable[str], code: str, role: str) -> None:
        for surface in surfaces:
            named.setdefault(surface, StateName(code, role))

    for role, key in (("name", "names"), ("demonym", "demonyms"), ("seat", "seats")):
        for code, surfaces in words[key].items():
            put(surfaces, code, role)
    for row in _data("states")["rows"]:
        put((row["name"], row["full"]), row["code"], "name")
    for code, surfaces in words["cities"].items():
        put(surfaces, code, "capital")
    for state in states().values():
        if state.capital:
            put((state.capital,), state.code, "capital")
    return named


@functools.cache
def state_index() -> Mapping[Pieces, StateName]:
    """`state_names` by pieces."""
    index: dict[Pieces, StateName] = {}
    for surface, name in state_names().items():
        index.setdefault(pieces(surface), name)
    return index


@functools.lru_cache(maxsize=16384)
def ruled_state(text: str) -> str | None:
    """The code of the state in a phrase that calls its government after its leader: "the X regime"."""
    *words, last = pieces(text) or ("",)
    if last not in lexicon("states")["acting"]:
        return None
    return next((code for word in words if (code := _leaders().get(word))), None)


@functools.cache
def _leaders() -> Mapping[str, str]:
    rows = lexicon("states")["leaders"].items()
    return {"".join(pieces(name)): code for code, names in rows for name in names}


@functools.cache
def catalogue() -> Mapping[Pieces, tuple[CatalogueEntry, ...]]:
    """The entries for actors, services, vendors and malware, under the pieces of each of their names."""
    index: dict[Pieces, tuple[CatalogueEntry, ...]] = {}
    for known in _known():
        for name in dict.fromkeys(pieces(n) for n in (known.name, *known.synonyms)):
            if name:
                index[name] = (*index.get(name, ()), known)
    return index


def lookup(name: str, *kinds: str) -> CatalogueEntry | None:
    """The one catalogued thing that a name means; None where none, or several, could be meant.

    kinds: classes that it may have; none given: any.
    Of several entries with the name the one is meant that gives all the others' main names as its
    own, then the one that MITRE ATT&CK lists, then the one whose main name it is.
    """
    keys = dict.fromkeys((pieces(name), (_joined(name),)))
    found = [k for key in keys for k in catalogue().get(key, ()) if not kinds or k.kind in kinds]
    found = list({id(k): k for k in found}.values())
    if len(found) > 1:
        found = [k for k in found if all(_covers(k, other) for other in found)] or found
    if len(found) > 1:
        found = [k for k in found if any("mitre" in iri for iri in k.same_as)] or found
    if len(found) > 1:
        found = [k for k in found if _joined(k.name) == _joined(name)]
    return found[0] if len(found) == 1 else None


def _covers(known: CatalogueEntry, other: CatalogueEntry) -> bool:
    return other is known or _joined(other.name) in map(_joined, (known.name, *known.synonyms))


def _joined(name: str) -> str:
    return "".join(pieces(name))


@functools.cache
def known_bodies() -> Mapping[Pieces, str]:
    """The full name of each organisation of lexicons/organizations.toml, under each of its names."""
    found: dict[Pieces, str] = {}
    for kind, rows in lexicon("organizations").items():
        if kind not in ("Group", "Place"):
            for name, others in rows.items():
                for other in (name, *(o for o in others if not o.startswith("@"))):
                    found.setdefault(pieces(other), name)
    return found


@functools.cache
def body_states() -> Mapping[str, str]:
    """The code of the state of each organisation of lexicons/organizations.toml that names it."""
    rows = [row for group in lexicon("organizations").values() for row in group.items()]
    marked = ((name, next((o for o in others if o.startswith("@")), "")) for name, others in rows)
    return {name: mark[1:] for name, mark in marked if mark}


def without_states(words: Pieces) -> tuple[Pieces, frozenset[str]]:
    """The words that belong to no state's name or demonym, and the codes of the states named."""
    left, codes, at = list[str](), set[str](), 0
    while at < len(words):
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            found = state_index().get(words[at : at + length])
            if found and found.role in ("name", "demonym"):
                codes.add(found.code)
                at += length
                break
        else:
            left.append(words[at])
            at += 1
    return tuple(left), frozenset(codes)


@functools.lru_cache(maxsize=16384)
def described_body(text: str) -> str | None:
    """The full name of the body that a description with one state in it means: "Russian military intelligence"."""
    words, codes = without_states(pieces(text))
    if len(codes) != 1:
        return None
    table = lexicon("identity")["described"].get(next(iter(codes)), {})
    plain = [w for w in words if w not in ("of", "the")]
    bare = plain[:-1] if plain and plain[-1] in ("service", "agency", "directorate") else plain
    return next((table[key] for row in (plain, bare) if (key := " ".join(row)) in table), None)


@functools.cache
def places() -> frozenset[Pieces]:
    """Cities of the world, by pieces."""
    return frozenset(
        tuple(name.split()) for name in _data("places")["rows"][0]["cities"].split(";")
    )


@functools.cache
def given_names() -> Mapping[str, str]:
    """Given names in lower case without accents, with "m", "f", or "" where both bear them."""
    rows = _data("people")["rows"]
    male, female = (frozenset(rows[0][key].split()) for key in ("m", "f"))
    return {
        n: "" if n in male and n in female else "m" if n in male else "f" for n in male | female
    }


@functools.cache
def telling_names() -> frozenset[str]:
    """Given names that are not words of the language as well."""
    return frozenset(given_names()) - frozenset(_data("people")["rows"][0]["w"].split())


@functools.cache
def leading_surnames() -> frozenset[str]:
    """Surnames that come first in Chinese and Korean names, in lower case."""
    return frozenset(_data("people")["rows"][0]["s"].split())


@functools.cache
def _known() -> tuple[CatalogueEntry, ...]:
    rows = [*_data("actors")["rows"], *_data("malware")["rows"]]
    return tuple(
        CatalogueEntry(
            r["n"],
            r["k"],
            tuple(r.get("s", ())),
            r.get("c"),
            tuple(r.get("i", ())),
            tuple(r.get("w", ())),
        )
        for r in rows
    )


@functools.cache
def _data(name: str) -> Mapping[str, Any]:
    path = ontology_dir() / "lexicons" / f"{name}.json"
    try:
        loaded: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise OntologyError(f"ontology/lexicons/{name}.json: {exc}") from exc
    return loaded
