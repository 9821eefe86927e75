"""Attacks graphbuild in every way that docs/reliability.md reports, and prints one table.

usage: python benchmarks/reliability.py [--quick] [--only WORD]

Each row: how many were tried, and how many held.  --quick: a tenth of everything.  The load needs wrk.
"""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import complexity
import corpus
import crash
import fuzz
import httpx
import load
from support.patterns import growth_faults, patterns

from graphbuild.errors import GraphbuildError
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import Rules
from graphbuild.store.repair import repair
from graphbuild.store.upkeep import check

DROPPED = 20  # seconds in which the server must have dropped who sends no header


class Row(NamedTuple):
    """One line of the table; told: what is to be said besides."""

    tried: int
    held: int
    told: str = ""


def kills(share: float) -> Row:
    """Builds killed at random moments: no half article, and the next build gives the same bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        source = str(corpus.write(Path(scratch) / "made.jsonl", 60))
        moments = max(3, int(30 * share))
        outcomes = list(crash.crash(crash.child(source), Path(scratch), moments, 1))
    return Row(len(outcomes), sum(not outcome.problems for outcome in outcomes))


def damage(share: float) -> Row:
    """Bytes flipped in a file of a store: found or harmless, and no error but in one line."""
    n, held, kept = max(4, int(40 * share)), 0, 0
    with tempfile.TemporaryDirectory() as name:
        whole = Path(name) / "whole"
        crash.build(str(corpus.write(Path(name) / "made.jsonl", 60)), str(whole))
        quads = crash.contents(whole)
        for number in range(n):
            out = Path(name) / str(number)
            shutil.copytree(whole, out)
            _flip(out, random.Random(number))
            try:
                faults = list(check(str(out)))
                sound = not faults and crash.contents(out) == quads
                kept += repair(str(out)).kept
                held += bool(faults) or sound
            except GraphbuildError:
                held += 1
    return Row(n, held, f"{kept // n} of 60 articles kept by `repair`, on average")


def _flip(out: Path, choose: random.Random) -> None:
    path = choose.choice(sorted(p for p in (out / "store").iterdir() if p.stat().st_size))
    data = bytearray(path.read_bytes())
    for _ in range(32):
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    path.write_bytes(data)


def cases(share: float) -> Row:
    """Broken, hostile and foreign files, each between two good ones."""
    counts, _, broken = fuzz.run(fuzz.cases(int(10_000 * share), 1))
    return Row(counts.total(), counts.total() - len(broken))


def parsed(share: float) -> Row:
    """Articles of such files, parsed and read by the rules, each within its limits."""
    n = int(10_000 * share)
    n_parsed, broken = fuzz.parse(fuzz.articles_of(fuzz.cases(100 * n, 2)), n, 120 * share)
    return Row(n_parsed, n_parsed - len(broken))


def bombs(share: float) -> Row:
    """Files of 100 MB in one line, of millions of tags, and of gigabytes when unpacked."""
    wanted = list(fuzz.huge()) if share == 1 else [c for c in fuzz.huge() if "bomb" in c.kind]
    broken = fuzz.run(iter(wanted))[2]
    return Row(len(wanted), len(wanted) - len(broken))


def exploding(share: float) -> Row:
    """Compiled patterns of the package, on inputs made to explode them."""
    known = patterns()[: max(5, int(len(patterns()) * share))]
    return Row(len(known), sum(next(growth_faults(used), None) is None for used in known))


def growth(share: float) -> Row:
    """Shapes of text, doubled: less than three times the time."""
    nlp, rules = load_model(None), Rules.load()
    complexity.costs(complexity.GOOD, nlp, rules)
    held = 0
    for name, shape in complexity.SHAPES.items():
        size = 100 if share < 1 else 400
        once, twice = (complexity.costs(shape(n), nlp, rules)[0] for n in (size, 2 * size))
        grown = [
            b / max(a, 1e-3) for a, b in zip(once, twice, strict=True) if b > complexity.NOTICED
        ]
        held += max(grown, default=0) <= complexity.MOST
        if max(grown, default=0) > complexity.MOST:
            print(f"{name}: x{max(grown):.1f}", flush=True)
    return Row(len(complexity.SHAPES), held)


def slow_clients(share: float) -> Row:
    """Connections that never end their header: dropped in time, while pages are answered."""
    n = max(20, int(200 * share))
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        crash.build(str(corpus.write(Path(name) / "made.jsonl", 20)), str(out))
        command = [sys.executable, "-m", "graphbuild", "serve", str(out), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            address = server.stdout.readline().split()[2].rstrip("/")
            where = urlsplit(address)
            talks = [socket.create_connection((where.hostname, where.port or 80)) for _ in range(n)]
            for talk in talks:
                talk.sendall(b"GET / HTTP/1.1\r\nHost: ")
                talk.settimeout(DROPPED)
            begin = time.monotonic()
            page = httpx.get(address, timeout=DROPPED, trust_env=False).status_code == 200
            took = time.monotonic() - begin
            held = sum(_dropped(talk) for talk in talks)
            server.terminate()
    return Row(n, held if page else 0, f"a page meanwhile in {took:.1f} s")


def _dropped(talk: socket.socket) -> bool:
    with talk:
        try:
            return talk.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False


def clients(share: float) -> Row:
    """500 clients of the server beside a build."""
    if shutil.which("wrk") is None:
        return Row(0, 0, "wrk is not installed")
    seconds = max(5, int(60 * share))
    found, problems = load.run(500, seconds, int(2000 * share))
    bad = found.wrong + found.broken + found.late
    told = f"{found.answers // seconds} answers a second, 99 % within {found.p99} ms, {found.busy} of them 503"
    return Row(found.answers + bad, found.answers - found.wrong, "; ".join([told, *problems]))


ROWS: Mapping[str, Callable[[float], Row]] = {
    "kills": kills,
    "damage": damage,
    "broken and hostile files": cases,
    "such articles parsed": parsed,
    "bombs": bombs,
    "patterns": exploding,
    "complexity": growth,
    "slow clients": slow_clients,
    "load": clients,
}


def main() -> int:
    """Print the table; 1 where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    found = {n: row(0.1 if given.quick else 1) for n, row in ROWS.items() if given.only in n}
    print("| what | tried | held | |\n| --- | --- | --- | --- |")
    for name, row in found.items():
        print(f"| {name} | {row.tried:,} | {row.held:,} | {row.told} |")
    return int(any(row.held < row.tried for row in found.values()))


if __name__ == "__main__":
    sys.exit(main())
