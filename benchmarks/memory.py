"""Peak memory of a build of many articles beside that of few.

usage: python benchmarks/memory.py [--few 1000] [--many 20000] [--parser N]

Each build is a process of its own that reads a made corpus of news lengths from compressed JSON lines
and stores it on disk; a pattern stands in for the parser (see corpus.py), so that the run takes
minutes.  The spaCy pipeline is loaded all the same, so that the base is that of a real build.
--parser N: the same two sizes, N and 10 N, through the real parser.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpus

from graphbuild.building import children
from graphbuild.building.build import store_articles
from graphbuild.building.readers import reader
from graphbuild.building.runs import Report
from graphbuild.ingest.reader import read_articles
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import Rules
from graphbuild.records import Program
from graphbuild.store import open_store

AIM = 1.5


def main() -> None:
    """Build twice, print the peaks and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--parser", type=int, metavar="N")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(build(*given.child)))
        return
    sizes = (given.parser, 10 * given.parser) if given.parser else (given.few, given.many)
    peaks = []
    for n in sizes:
        before, stored, peak = measure(n, "parser" if given.parser else "pattern")
        print(f"{stored} articles: {peak:.0f} MiB at most, {before:.0f} MiB before the last step")
        peaks.append(peak)
    print(f"{sizes[1]} beside {sizes[0]}: {peaks[1] / peaks[0]:.2f} times (aim: at most {AIM})")
    raise SystemExit(peaks[1] > AIM * peaks[0])


def measure(n: int, how: str) -> tuple[float, int, float]:
    """Build that many made articles in another process."""
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / "made.jsonl.gz"
        with gzip.open(packed, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in corpus.records(n))
        command = [sys.executable, __file__, "--child", str(packed), f"{scratch}/out", how]
        ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    before, stored, peak = json.loads(ran.stdout)
    return before, stored, peak


def build(source: str, out: str, how: str) -> tuple[float, int, float]:
    """Peak MiB before the derived graph is made, articles stored, peak MiB at the end."""
    children.KILLABLE = False  # what is measured is this process
    keep = load_model(), Rules.load()
    result = Report()
    read = reader(None) if how == "parser" else corpus.read
    with open_store(out) as store:
        refresh = store.refresh
        before: list[float] = []

        def noted() -> None:
            before.append(peak())
            refresh()

        store.refresh = noted  # type: ignore[method-assign]
        store_articles(store, read_articles([source]), read, result, program=Program("made"))
    del keep
    return before[0], result.stored, peak()


def peak() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
