"""Measures the page in headless Chromium: file, time to a usable picture, a filter, everything at once.

    python benchmarks/page.py 300 5000

Needs selenium, chromium and chromedriver; figures are in seconds: processor
time for writing, the best of three for what the browser does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.browser import chromium
from support.dataset import large

from graphbuild.knowledge.ontology import Ontology
from graphbuild.pages import explorer

EDGES_A_NODE = 3
# Ends when the browser has painted what the click asked for.
PAINTED = """
    const done = arguments[arguments.length - 1], start = performance.now();
    document.querySelector(arguments[0]).click();
    requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000), 0));
"""
READY = 'return performance.getEntriesByName("graphbuild-ready")[0].startTime / 1000'


def main(sizes: list[int]) -> None:
    """Print a table of the measurements."""
    say("nodes  edges   write     MB  ready  filter  show all")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.html"
            seconds = written(size, path)
            megabytes = path.stat().st_size / 1e6
            ready, chosen, everything = measured(path)
            say(
                f"{size:5} {size * EDGES_A_NODE:6} {seconds:7.1f} {megabytes:6.1f} "
                f"{ready:6.2f} {chosen:7.2f} {everything:9.2f}"
            )


def written(size: int, path: Path) -> float:
    """Processor seconds to write the page of a made-up graph."""
    dataset = large(size, size * EDGES_A_NODE)
    start = time.process_time()
    explorer.write(dataset, path, Ontology.load())
    return time.process_time() - start


def measured(path: Path) -> tuple[float, float, float]:
    """Seconds until the first picture, for a filter, and to draw everything."""
    found: list[tuple[float, float, float]] = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as driver:
            driver.get(path.as_uri())
            ready = driver.execute_script(READY)
            chosen = driver.execute_async_script(PAINTED, "[data-filter=stances][value=alleged]")
            everything = driver.execute_async_script(PAINTED, "#show-all")
            found.append((ready, chosen, everything))
    ready, chosen, everything = (min(column) for column in zip(*found, strict=True))
    return ready, chosen, everything


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    main(parser.parse_args().sizes)
