"""Measures `find` on made-up names: time of a search, and how often a misspelt name is found.

    python benchmarks/find.py 100000

Each name is typed right, as a beginning, and with one letter missing, doubled, swapped or wrong.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.factories import entity

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Article, Entity, Evidence, Statement
from graphbuild.query import find_entities, find_quotes, open_index
from graphbuild.rdf import to_quads
from graphbuild.store import open_store

QUADS_AT_ONCE = 200_000
A_BATCH = 100  # entities in an article
CONSONANTS = ("b", "br", "d", "dr", "f", "g", "k", "kr", "l", "m", "n", "p", "r", "s", "sh", "t", "tr", "v", "z")  # fmt: skip
SYLLABLES = [c + v for c in CONSONANTS for v in "aeiou"]
KINDS = {"Person": "", "Company": " Holding", "GovernmentBody": " Ministry", "ThreatActor": " Bear"}
VERBS = ("reported", "denied", "hosted", "financed", "attacked", "supplied", "jailed", "copied", "leaked")  # fmt: skip


def main(size: int, searches: int, kept: Path | None) -> None:
    """Build a store of the size, or take the one that is kept, then print the figures."""
    dice = Random(5)
    people = made_up(size, dice)
    with tempfile.TemporaryDirectory() as made:
        folder = kept or Path(made)
        if not (folder / "store").is_dir():
            fill(folder, people, dice)
            say("the store is made")
        with open_store(folder, read_only=True) as store:
            started = time.perf_counter()
            index = open_index(store)
            built = time.perf_counter() - started
            started = time.perf_counter()
            index.update(store, lambda n, total: None)
            fresh = time.perf_counter() - started
        say(
            f"{size} entities, {index.figures['quotes']} quotes; index {built:.1f} s, "
            f"{(folder / 'search.sqlite').stat().st_size / 1e6:.0f} MB; found fresh in {1000 * fresh:.1f} ms"
        )
        started = time.perf_counter()
        find_entities(index, "Qqqqqqqqq")
        say(
            f"first search of all, which reads the words: {1000 * (time.perf_counter() - started):.0f} ms"
        )
        say("typed            median ms   slowest ms   found among 10")
        wanted = dice.sample([p.label for p in people], searches)
        for kind, change in TYPED.items():
            report(kind, [(name, change(name, dice)) for name in wanted], index)
        quotes = [f"{dice.choice(VERBS)} {name.split()[0]}" for name in wanted]
        times = [timed(lambda q=q: find_quotes(index, q))[1] for q in quotes]
        say(f"{'words of quotes':15}  {row(times)}")


def made_up(size: int, dice: Random) -> list[Entity]:
    """Entities of four classes, each with an alias, the same ones every time."""
    entities = {}
    while len(entities) < size:
        kind, suffix = dice.choice(list(KINDS.items()))
        name = f"{word(dice)} {word(dice)}{suffix}"
        entities[name] = entity(name, kind, word(dice) + suffix)
    return list(entities.values())


def fill(folder: Path, people: list[Entity], dice: Random) -> None:
    """Articles that name each of the entities once or more, as bulk data."""
    ontology = Ontology.load()
    with open_store(folder) as store:
        quads = []
        for n in range(0, len(people), A_BATCH):
            some = people[n : n + A_BATCH]
            text = ""
            statements = []
            for one in some:
                other = dice.choice(people)
                said = f"{one.label} {dice.choice(VERBS)} {other.label} in {word(dice)}. "
                seen = Evidence(
                    f"a{n}", len(text), len(text) + len(said) - 1, said[:-1], "made", 0.5
                )
                text += said
                statements.append(
                    Statement(one, "linkedTo", other, None, "affirmed", "asserted", None, (seen,))
                )
            article = Article(f"a{n}", text, ((0, len(text)),))
            quads += to_quads(article, statements, ontology)
            if len(quads) > QUADS_AT_ONCE:
                store.backend.store.bulk_extend(quads)
                quads.clear()
        store.backend.store.bulk_extend(quads)


def word(dice: Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).capitalize()


def slip(name: str, dice: Random) -> str:
    """One letter missing, doubled, swapped with the next, or wrong; not the first."""
    at = dice.randrange(1, len(name) - 1)
    a, b, c = name[:at], name[at], name[at + 1 :]
    return dice.choice([a + c, a + b + b + c, a + c[:1] + b + c[1:], a + "x" + c])


TYPED: dict[str, Callable[[str, Random], str]] = {
    "as it is": lambda name, dice: name,
    "its beginning": lambda name, dice: name[: max(4, len(name) // 2)],
    "with a slip": slip,
    "in lower case": lambda name, dice: name.lower().replace(" ", ""),
}


def report(kind: str, pairs: list[tuple[str, str]], index: object) -> None:
    times, hits = [], 0
    for name, typed in pairs:
        found, took = timed(lambda typed=typed: find_entities(index, typed))
        times.append(took)
        hits += name in {hit.label for hit in found}
    say(f"{kind:15}  {row(times)}   {hits / len(pairs):14.2f}")


def row(times: list[float]) -> str:
    return f"{1000 * statistics.median(times):9.1f}   {1000 * max(times):10.1f}"


def timed(call: Callable[[], object]) -> tuple[object, float]:
    started = time.perf_counter()
    result = call()
    return result, time.perf_counter() - started


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("size", type=int, nargs="?", default=100_000)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where the store is kept for the next time")
    options = parser.parse_args()
    main(options.size, options.searches, options.folder)
