"""Prints how fast the whole way is beside plain spaCy, the time of each stage, memory and start-up.

usage: python benchmarks/speed.py [FOLDER] [--words 12000] [--workers 2] [--no-starts]

Reads the development texts of PolNeAR where FOLDER has benchmarks/polnear, else the articles under
data/.  Plain spaCy (the pipeline as it is loaded by spaCy) and the whole way (files -> statements -> store on disk) take turns on the same
texts with the same model in the same run, five times; the ratio is the median of the turns, the
words a second are the best of each.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from graphbuild.building.build import store_articles
from graphbuild.building.processes import Task, read_in_processes
from graphbuild.building.runs import Report
from graphbuild.building.startup import collect_seldom
from graphbuild.ingest.reader import read_articles
from graphbuild.model import LEARNED, RULES
from graphbuild.nlp.annotate import paragraphs
from graphbuild.nlp.load import DEFAULT_MODEL, load_model
from graphbuild.pipeline import Rules, build
from graphbuild.records import Program
from graphbuild.store import open_store

HERE = Path(__file__).resolve().parent
ARTICLES = HERE.parent / "data" / "articles"
ROUNDS = 5
# The functions that `pipeline` calls, in order; what they call is part of their time.
STAGES = (
    ("graphbuild.extraction.mentions.find", "find_mentions"),
    ("graphbuild.extraction.attributions.find", "find_attributions"),
    ("graphbuild.extraction.coreference.chains", "find_chains"),
    ("graphbuild.extraction.noun_phrases.find", "find_phrase_claims"),
    ("graphbuild.extraction.entities.resolve", "resolve_entities"),
    ("graphbuild.extraction.entities.unify", "unify"),
    ("graphbuild.extraction.entities.issuer", "issuer_mentions"),
    ("graphbuild.extraction.claims.context", "claim_context"),
    ("graphbuild.extraction.claims.find", "find_claims"),
    ("graphbuild.extraction.claims.operations", "compose"),
    ("graphbuild.extraction.claims.legal_basis", "find_bases"),
    ("graphbuild.extraction.entities.descriptions", "with_phrases"),
    ("graphbuild.extraction.relations.find", "find_relations"),
    ("graphbuild.extraction.claims.members", "members_of"),
    ("graphbuild.extraction.claims.claimants", "attribute"),
    ("graphbuild.statements.merge", "merge"),
    ("graphbuild.statements.operation_labels", "label_operations"),
    ("graphbuild.statements.confidence", "calibrated"),
)


def main() -> None:
    """Measure and print three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--words", type=int, default=12_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-starts", action="store_true")
    given = parser.parse_args()
    collect_seldom()  # as the command line does, for spaCy and for us
    with tempfile.TemporaryDirectory() as scratch:
        files, name = texts(given.folder, given.words)
        show(f"speed on {name}", speed(files, Path(scratch), given.workers))
        show("stages", stages(files, Path(scratch)))
        if not given.no_starts:
            show("start-up, best of five", starts(Path(scratch)))


def show(title: str, rows: Iterator[tuple[str, str]]) -> None:
    """Print one table."""
    table = Table(title, "", box=None)
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)


def texts(folder: Path | None, n_words: int) -> tuple[list[Path], str]:
    """Files of running text of about that many words, and what they are."""
    corpus = folder / "benchmarks" / "polnear" if folder else None
    found = sorted(corpus.rglob("dev/**/*.txt")) if corpus else []
    name = "PolNeAR, development texts" if found else "data/articles"
    chosen, total = [], 0
    for path in found or sorted(ARTICLES.iterdir()):
        if total >= n_words:
            break
        chosen.append(path)
        total += len(path.read_text(encoding="utf-8", errors="replace").split())
    return chosen, name


def speed(files: list[Path], scratch: Path, n_workers: int) -> Iterator[tuple[str, str]]:
    """Words a second of plain spaCy and of the whole way, and their ratios."""
    nlp = load_model()
    readers = {reader: Rules.load(reader) for reader in (LEARNED, RULES)}
    spacys_own = importlib.import_module(DEFAULT_MODEL).load()
    units = [text for article in read_articles(files) for text, _ in paragraphs(article)]
    n_words = sum(len(text.split()) for text in units)
    for rules in readers.values():
        for _ in build(read_articles(files[:3]), nlp=nlp, rules=rules):
            pass  # what is loaded by the first articles is loaded
    plain, spread = [], []
    whole: dict[str, list[float]] = {reader: [] for reader in readers}
    for turn in range(ROUNDS):
        plain.append(seconds(lambda: consume(spacys_own.pipe(units, batch_size=64))))
        for reader, rules in readers.items():
            out = scratch / f"one-{turn}-{reader}"
            read = functools.partial(build, nlp=nlp, rules=rules)
            whole[reader].append(seconds(functools.partial(store_all, files, out, read)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield ("articles / words", f"{len(files)} / {n_words}")
    yield ("words a second, plain nlp.pipe", f"{n_words / min(plain):.0f}")
    for reader, aim in ((LEARNED, 0.8), (RULES, 1.0)):
        best = n_words / min(whole[reader])
        yield (f"words a second, read + extract + store, --reader {reader}", f"{best:.0f}")
        turns = sorted(p / w for p, w in zip(plain, whole[reader], strict=True))
        yield (
            f"of plain spaCy's words a second, --reader {reader} (aim: {aim})",
            f"{statistics.median(turns):.2f}, from {turns[0]:.2f} to {turns[-1]:.2f} in a turn",
        )
    yield ("peak memory, MiB", f"{peak:.0f}")
    if n_workers > 1:
        for n in (1, n_workers):
            spread.append(min(parallel(files, n) for _ in range(2)))
        yield (
            f"one worker process / {n_workers} of them, time (aim: 1.6)",
            f"{spread[0] / spread[1]:.2f}",
        )


def store_all(files: list[Path], out: Path, read: Any) -> None:
    """The whole way, into a new store on disk."""
    with open_store(out) as store:
        store_articles(store, read_articles(files), read, Report(), program=Program("speed"))


def parallel(files: list[Path], n_workers: int) -> float:
    """Seconds from the first statements to the last, so that loading the parser is left out."""
    many = [path for path in files for _ in (1, 2)]
    articles = [a for path in many for a in read_articles([path])]
    ready = [a for path in files[: 2 * n_workers] for a in read_articles([path])]
    found = read_in_processes(warm(ready, articles, n_workers), Task(None, False), n_workers, print)
    begin = 0.0
    for number, _ in enumerate(found):
        if number + 1 == WARM * n_workers:
            begin = time.perf_counter()
    return time.perf_counter() - begin


WARM = 16  # articles for each worker, before the clock starts


def warm(ready: list[Any], articles: list[Any], n_workers: int) -> Iterator[Any]:
    """Some articles to load the parser with, then those that are measured."""
    from dataclasses import replace
    from itertools import cycle, islice

    for number, article in enumerate(islice(cycle(ready), WARM * n_workers)):
        yield replace(article, id=f"warm-{number}")
    for number, article in enumerate(articles):
        yield replace(article, id=f"{number}")


def stages(files: list[Path], scratch: Path) -> Iterator[tuple[str, str]]:
    """Seconds of each stage and its share, in one pass over all articles."""
    nlp, rules = load_model(), Rules.load(LEARNED)
    spent = Counter[str]()
    undo = [timed(module, function, spent) for module, function in STAGES]
    begin = time.perf_counter()
    articles = list(read_articles(files))
    spent["read files"] = time.perf_counter() - begin
    begin = time.perf_counter()
    results = list(build(articles, nlp=nlp, rules=rules))
    inside = sum(t for name, t in spent.items() if name != "read files")
    spent["parse (spaCy)"] = time.perf_counter() - begin - inside
    for put_back in undo:
        put_back()
    begin = time.perf_counter()
    with open_store(scratch / "stages") as store:
        for article, statements in results:
            store.replace(article, statements)
        spent["store"] = time.perf_counter() - begin
        begin = time.perf_counter()
        store.refresh()
        spent["derived graph"] = time.perf_counter() - begin
    for name, took in spent.most_common():
        yield (name, f"{took:6.2f} s {100 * took / spent.total():5.1f} %")


def timed(module: str, function: str, spent: Counter[str]) -> Callable[[], None]:
    """Replace a function by one that adds its time to `spent`; how to put it back."""
    home = importlib.import_module(module)
    original = getattr(home, function)

    def measured(*arguments: Any, **options: Any) -> Any:
        begin = time.perf_counter()
        found = original(*arguments, **options)
        found = list(found) if isinstance(found, Iterator) else found
        spent[function] += time.perf_counter() - begin
        return found

    setattr(home, function, measured)
    return lambda: setattr(home, function, original)


def starts(scratch: Path) -> Iterator[tuple[str, str]]:
    """Seconds of commands from start to end, on the clock and of the processor."""
    program, one = ["-m", "graphbuild"], str(sorted(ARTICLES.glob("*.txt"))[0])
    out = str(scratch / "small")
    start([*program, "build", one, "-o", out])
    query = "SELECT DISTINCT ?a ?b { ?a gb:accuses ?b }"
    paragraphs = f"open({one!r}, encoding='utf-8').read().split('\\n\\n')"
    alone = f"import {DEFAULT_MODEL} as model; list(model.load().pipe({paragraphs}))"
    for name, command in (
        ("--help (aim: 0.4 s)", [*program, "--help"]),
        ("query (aim: 0.6 s)", [*program, "query", out, query]),
        ("extract of one article (aim: 3 s)", [*program, "extract", one]),
        ("spaCy alone on that article", ["-c", alone]),
    ):
        clock, cpu = zip(*(start(command) for _ in range(ROUNDS)), strict=True)
        yield (name, f"{min(clock):.2f} s, processor {min(cpu):.2f} s")


def start(arguments: list[str]) -> tuple[float, float]:
    """Clock and processor seconds of a command of Python's."""
    # Compiled modules are kept, as they are for whoever installs the program.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env)
    took, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def consume(items: Iterator[Any]) -> None:
    """Run an iterator to its end."""
    for _ in items:
        pass


if __name__ == "__main__":
    main()
