"""Speed and size of the store on made-up articles: `python benchmarks/store.py N [--folder DIR] [--rdflib]`.

N articles of 12 statements each, drawn from people, services, states and outlets whose frequencies fall
off as in news. Prints quads, bytes, load time, and the time of named queries (best of three).
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import ALLEGED, ASSERTED, Article, Entity, Evidence, Statement
from graphbuild.query.named import bound, named_query
from graphbuild.store import Store, open_store

PER_ARTICLE = 12
WORDS = [
    "the",
    "minister",
    "said",
    "that",
    "hackers",
    "of",
    "a",
    "military",
    "unit",
    "had",
    "attacked",
    "power",
    "plants",
    "in",
    "spring",
]
# (property, share, kind of subject, kind of object, share with a claimant)
PATTERNS = (
    ("accuses", 12, "State", "State", 0.3),
    ("targets", 18, "ThreatActor", "Company", 0.6),
    ("attributedTo", 8, "Malware", "ThreatActor", 0.7),
    ("worksFor", 14, "Person", "IntelligenceService", 0.2),
    ("partOf", 10, "IntelligenceService", "State", 0.2),
    ("sanctions", 9, "State", "Person", 0.2),
    ("says", 12, "Person", "State", 0.0),
    ("actsFor", 6, "ThreatActor", "IntelligenceService", 0.5),
    ("denies", 5, "State", "State", 0.0),
    ("charges", 6, "State", "Person", 0.2),
)


class World:
    """Entities by kind, with the sums of their weights: the n-th is named 1/n as often."""

    def __init__(self, n_articles: int, seed: int) -> None:
        self.random = random.Random(seed)
        sizes = {
            "State": 190,
            "Company": 2000 + n_articles // 10,
            "Person": 3000 + n_articles // 5,
            "ThreatActor": 600,
            "Malware": 800,
            "IntelligenceService": 300,
        }
        self.kinds = {kind: [_entity(kind, i) for i in range(n)] for kind, n in sizes.items()}
        self.sums = {
            kind: list(accumulate(1 / (i + 1) for i in range(n))) for kind, n in sizes.items()
        }
        self.rows = list(accumulate(row[1] for row in PATTERNS))

    def pick(self, kind: str) -> Entity:
        return self.random.choices(self.kinds[kind], cum_weights=self.sums[kind])[0]

    def article(self, number: int) -> tuple[Article, list[Statement]]:
        sentences = [self._sentence(i) for i in range(PER_ARTICLE)]
        text = "\n".join(sentences)
        day = 1 + self.random.randrange(28)
        published = (
            f"{2014 + self.random.randrange(10)}-{1 + self.random.randrange(12):02}-{day:02}"
        )
        article = Article(
            f"a{number}",
            text,
            ((0, len(text)),),
            f"Article {number}",
            f"https://paper.example/{number}",
            f"Paper {int(self.random.random() ** 2 * 300)}",
            published,
        )
        found: dict[str, Statement] = {}
        start = 0
        for sentence in sentences:
            said = self._statement(article, start, sentence)
            found.setdefault(said.id, said)
            start += len(sentence) + 1
        return article, list(found.values())

    def _sentence(self, number: int) -> str:
        return f"{number} " + " ".join(self.random.choices(WORDS, k=20)) + "."

    def _statement(self, article: Article, start: int, sentence: str) -> Statement:
        row = self.random.choices(PATTERNS, cum_weights=self.rows)[0]
        predicate, _, one, other, share = row
        subject, value = self.pick(one), self.pick(other)
        claimant = self.pick("State") if self.random.random() < share else None
        seen = Evidence(
            article.id,
            start,
            start + len(sentence),
            sentence,
            f"{predicate}.verb",
            round(self.random.random(), 4),
            subject.aliases[0] if self.random.random() < 0.3 else subject.label,
            value.aliases[0] if self.random.random() < 0.3 else value.label,
            claimant.label if claimant else None,
        )
        modality = ALLEGED if claimant and self.random.random() < 0.5 else ASSERTED
        date = article.published if self.random.random() < 0.15 else None
        return Statement(subject, predicate, value, claimant, "affirmed", modality, date, (seen,))


def _entity(kind: str, number: int) -> Entity:
    name = f"{kind} {number}"
    known = kind in ("State", "ThreatActor", "Malware", "IntelligenceService")
    same = (f"http://www.wikidata.org/entity/{kind[0]}{number}",) if known else ()
    return Entity(f"{ENTITY_BASE}{kind.lower()}/{number}", name, kind, (f"{name} alias",), same)


STATE, PERSON = f"{ENTITY_BASE}state/3", f"{ENTITY_BASE}person/60"
SELDOM, OFTEN = f"{ENTITY_BASE}threatactor/60", f"{ENTITY_BASE}threatactor/1"
QUERIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("entity with quotes (seldom named)", "entity", {"entity": SELDOM}),
    ("entity with quotes (often named)", "entity", {"entity": OFTEN}),
    ("who accuses whom", "who-accuses-whom", {}),
    ("who accuses a state", "who-accuses-whom", {"accused": STATE}),
    ("contested", "contested", {}),
    ("contested, of one state", "contested", {"state": STATE}),
    ("two hops", "two-hops", {"entity": PERSON}),
    ("chains of responsibility", "responsibility", {"from": PERSON}),
    ("chronology of a state", "chronology", {"entity": STATE}),
    ("on a single source, of a state", "single-source", {"entity": STATE}),
    ("sanctions", "sanctions", {}),
    ("sanctions of a year", "sanctions", {"year": "2021"}),
    ("changes of five days", "changes", {"since": "2022-01-01", "until": "2022-01-05"}),
    ("who repeats an outlet", "who-repeats-whom", {"outlet": "Paper 8"}),
)
# These compare everything with everything; they are asked once, with --slow.
SLOW: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("who accuses whom, with dates", "who-accuses-whom", {"since": "2016-01-01"}),
    ("chains of responsibility, all", "responsibility", {}),
    ("who repeats whom", "who-repeats-whom", {}),
)


def fill(store: Store, world: World, n_articles: int) -> tuple[float, float]:
    """Seconds of loading and of deriving."""
    made: Iterator[tuple[Article, Sequence[Statement]]]
    made = (world.article(i) for i in range(n_articles))
    begun = time.perf_counter()
    store.load(made)
    loaded = time.perf_counter()
    store.refresh()
    return loaded - begun, time.perf_counter() - loaded


def measure(store: Store, *, slow: bool) -> None:
    for label, name, values in (*QUERIES, *(SLOW if slow else ())):
        text = bound(named_query(name), values, store)
        times = []
        for _ in range(1 if slow and (label, name, values) in SLOW else 3):
            begun = time.perf_counter()
            n_rows = sum(1 for _ in store.query(text).rows)
            times.append(time.perf_counter() - begun)
        print(f"{label:36} {min(times):8.3f} s  {n_rows:5} rows", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument(
        "--folder",
        type=Path,
        default=None,
        help="where to keep the store; one that is there is only asked",
    )
    parser.add_argument("--slow", action="store_true", help="run the slow queries, too")
    parser.add_argument("--rdflib", action="store_true", help="in rdflib's memory instead")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp())
    if folder.is_dir() and any(folder.iterdir()):
        with open_store(folder, read_only=True) as store:
            measure(store, slow=given.slow)
        return
    world = World(given.articles, 7)
    with open_store("memory:" if given.rdflib else folder) as store:
        loading, deriving = fill(store, world, given.articles)
        n_quads = sum(1 for graph in store.backend.graphs() for _ in store.graph(graph))
        n_statements = given.articles * PER_ARTICLE
        print(
            f"{given.articles} articles, {n_quads} quads, {n_quads / n_statements:.1f} a statement"
        )
        print(
            f"loading {loading:.1f} s ({n_quads / loading:.0f} quads/s), deriving {deriving:.1f} s"
        )
        if given.rdflib:
            measure(store, slow=given.slow)
            return
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    print(f"{size / 1e6:.0f} MB on disk, {size / n_quads:.0f} bytes a quad")
    with open_store(folder, read_only=True) as store:
        measure(store, slow=given.slow)
    if given.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
