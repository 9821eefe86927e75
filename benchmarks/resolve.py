"""Times how entities of many articles are compared: invented people and organisations.

usage: python benchmarks/resolve.py [--entities 100000]

Every third entity is another spelling of an earlier one. Prints one JSON object: entities, seconds,
merges, candidates, planted (how many spellings), found (of them, those that became one with theirs),
wrong (entities that became one with another), and the most memory used (megabytes).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild.identity.profiles import Row, gather
from graphbuild.identity.resolution import resolve
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.knowledge.reference import given_names, states

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "dor",
    "du",
    "fa",
    "fel",
    "ga",
    "gor",
    "ha",
    "il",
    "ka",
    "kol",
    "la",
    "len",
    "ma",
    "mir",
    "na",
    "nov",
    "pa",
    "pet",
    "ra",
    "rus",
    "sa",
    "sev",
    "ta",
    "tim",
    "va",
    "vol",
]
ENDINGS = ("ov", "enko", "in", "sky", "er", "ton", "ez", "idze", "yan", "berg")
TRADES = (
    "Shipping",
    "Trading",
    "Energy",
    "Electronics",
    "Machinery",
    "Logistics",
    "Media",
    "Optics",
    "Security",
    "Metals",
)
FORMS = ("LLC", "Ltd", "JSC", "Inc", "GmbH", "S.A.")
RESPELT = (("yo", "e"), ("ev", "yev"), ("ei", "ey"), ("ks", "x"), ("kh", "h"), ("iy", "y"))


Articles = list[tuple[str, str | None, list[Row]]]


def articles(n: int, seed: int) -> tuple[Articles, list[int]]:
    """One article for each entity, and of each entity the number of the one that it is."""
    chance = random.Random(seed)
    names = sorted(given_names())
    codes = sorted(states())
    made: list[tuple[str, str, str, int]] = []
    out: Articles = []
    origins: list[int] = []
    for i in range(n):
        if i % 3 == 2:
            kind, name, state, origin = made[chance.randrange(len(made))]
            name = respell(kind, name, chance)
        else:
            kind = "Person" if chance.random() < 0.5 else "Company"
            name, state = invented(kind, chance, names), chance.choice(codes)
            origin = i
            made.append((kind, name, state, i))
        origins.append(origin)
        served = [f"{ENTITY_BASE}state/{state}"] if chance.random() < 0.5 else []
        date = f"{chance.randint(2005, 2024)}-01-01"
        out.append((f"a{i}", date, [[iri_of(i), name, kind, [], [], served, []]]))
    return out, origins


def invented(kind: str, chance: random.Random, names: list[str]) -> str:
    """A full name of a person or a firm."""
    stem = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 3))).capitalize()
    if kind == "Person":
        return f"{chance.choice(names).capitalize()} {stem}{chance.choice(ENDINGS)}"
    other = "".join(chance.choice(SYLLABLES) for _ in range(2)).capitalize()
    return f"{stem} {other} {chance.choice(TRADES)} {chance.choice(FORMS)}"


def respell(kind: str, name: str, chance: random.Random) -> str:
    """The name as another article may have it."""
    first, *rest = name.split()
    if kind == "Person":
        for old, new in RESPELT:
            if old in rest[-1]:
                return f"{first} {rest[-1].replace(old, new)}"
        return chance.choice((f"{rest[-1]}, {first}", f"{first} A. {rest[-1]}", f"Dr. {name}"))
    return chance.choice((name.rsplit(" ", 1)[0], name.upper().title(), f"The {name}"))


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    rows, origins = articles(arguments.entities, arguments.seed)
    profiles = gather(rows)
    start = time.perf_counter()
    found = resolve(profiles)
    seconds = time.perf_counter() - start
    node = [
        found.nodes[iri].id if iri in found.nodes else iri for iri in map(iri_of, range(len(rows)))
    ]
    became = [origins[int(iri.rsplit("/")[-1])] for iri in node]
    figures = {
        "entities": len(profiles),
        "seconds": round(seconds, 1),
        "merges": len(found.merges),
        "candidates": len(found.candidates),
        "planted": sum(o != i for i, o in enumerate(origins)),
        "found": sum(o != i and node[i] == node[o] for i, o in enumerate(origins)),
        "wrong": sum(b != o for b, o in zip(became, origins, strict=True)),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def iri_of(number: int) -> str:
    """The id that the article with this number gives its entity."""
    return f"{ENTITY_BASE}x/{number}"


if __name__ == "__main__":
    main()
