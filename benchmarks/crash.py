"""Kills builds at random moments, and checks that nothing but time is lost.

usage: python benchmarks/crash.py [--moments 30] [--seed 1] [--articles 100 | --parser PATH]

For each moment: a build into a new folder is killed (SIGKILL), the store is opened and each article in
it compared with the same article of an undisturbed build, the build is run again, and the bytes of the
whole are compared.  Without --parser a pattern reads made articles (see corpus.py) instead of the
parser; with it, `graphbuild build` itself reads PATH.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpus

from graphbuild.building.build import store_articles
from graphbuild.building.runs import Report
from graphbuild.errors import StoreError
from graphbuild.ingest.reader import read_articles
from graphbuild.records import Program
from graphbuild.store import open_store

Graphs = dict[str, tuple[str, ...]]


class Outcome(NamedTuple):
    """One kill: when (seconds after the start), articles in the store then, and what was wrong."""

    moment: float
    n_kept: int
    problems: list[str]


def main() -> None:
    """Kill, check, and print one line for each moment."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--parser", metavar="PATH")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        build(*given.child)
        return
    with tempfile.TemporaryDirectory() as scratch:
        source = given.parser or str(corpus.write(Path(scratch) / "made.jsonl", given.articles))
        command = cli(source) if given.parser else child(source)
        outcomes = list(crash(command, Path(scratch), given.moments, given.seed))
    kept = [outcome.n_kept for outcome in outcomes]
    failed = sum(bool(outcome.problems) for outcome in outcomes)
    print(
        f"{len(outcomes)} kills, {failed} with problems; articles kept: {min(kept)} to {max(kept)}"
    )
    raise SystemExit(failed > 0)


def cli(source: str) -> list[str]:
    """The real build; the folder to write comes behind it."""
    return [sys.executable, "-m", "graphbuild", "build", source, "-o"]


def child(source: str) -> list[str]:
    """A build without the parser; the folder to write comes behind it."""
    return [sys.executable, __file__, "--child", source]


def build(source: str, out: str) -> None:
    """Store made articles as `graphbuild build` does, one by one."""
    with open_store(out) as store:
        store_articles(
            store, read_articles([source]), corpus.read, Report(), program=Program("made")
        )


def crash(command: Sequence[str], scratch: Path, n_moments: int, seed: int) -> Iterator[Outcome]:
    """Each kill with its outcome, printed as it comes."""
    begin = time.monotonic()
    run(command, scratch / "whole")
    whole, took = contents(scratch / "whole"), time.monotonic() - begin
    print(f"an undisturbed build takes {took:.1f} s and keeps {n_articles(whole)} articles")
    choose = random.Random(seed)
    for number in range(n_moments):
        outcome = kill_once(command, scratch / str(number), choose.uniform(0, took), whole)
        said = "; ".join(outcome.problems) or "fine"
        print(f"killed after {outcome.moment:5.2f} s with {outcome.n_kept:4} articles: {said}")
        yield outcome


def kill_once(command: Sequence[str], out: Path, moment: float, whole: Graphs) -> Outcome:
    """Kill a build, look at what it left, finish it, and compare."""
    process = subprocess.Popen([*command, str(out)], stderr=subprocess.DEVNULL)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    problems = []
    left: Graphs = {}
    try:
        left = contents(out)
    except StoreError as exc:
        if "no graph here" not in str(exc):  # killed before there was one
            problems.append(f"the store does not open: {exc}")
    torn = [g for g, quads in left.items() if "/article/" in g and quads != whole[g]]
    problems += [f"half an article: {graph}" for graph in torn]
    run(command, out)
    if contents(out) != whole:
        problems.append("the finished store differs")
    return Outcome(moment, n_articles(left), problems)


def run(command: Sequence[str], out: Path) -> None:
    """Let a build finish."""
    quiet = subprocess.DEVNULL
    subprocess.run([*command, str(out)], check=True, stdout=quiet, stderr=quiet)


def contents(out: Path) -> Graphs:
    """The sorted quads of each graph but that of the runs."""
    graphs: dict[str, list[str]] = {}
    with open_store(out, read_only=True) as store:
        for quad in store.quads():
            graphs.setdefault(str(quad.graph_name), []).append(str(quad))
    return {graph: tuple(quads) for graph, quads in graphs.items()}


def n_articles(graphs: Graphs) -> int:
    """How many articles there are."""
    return sum("/article/" in graph and "#claims" not in graph for graph in graphs)


if __name__ == "__main__":
    main()
