"""Fuzzes each way in on its own, from the small inputs in tests/corpora, for a bounded time.

usage: python benchmarks/fuzz_targets.py [TARGET ...] [--seconds 60] [--keep]

With atheris installed (pip install atheris), libFuzzer guides the search by the lines that run; without
it, the inputs are mutated at random.  An input that raises what no caller expects is printed in hex,
and the exit status is 1.  --keep: the smallest inputs that reach new lines are added to the corpora.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

try:
    import atheris
except ImportError:
    atheris = None
instrumented = atheris.instrument_imports(include=["graphbuild"]) if atheris else None
with instrumented or contextlib.nullcontext():
    from graphbuild.errors import GraphbuildError, QueryError
    from graphbuild.identity.decisions import read_decisions
    from graphbuild.ingest.decode import decode
    from graphbuild.ingest.fields import front_matter
    from graphbuild.ingest.formats import format_of
    from graphbuild.ingest.input_file import InputFile
    from graphbuild.ingest.record import check_fields
    from graphbuild.store.guard import refuse_reaching_out

CORPORA = ROOT / "tests" / "corpora"
LONGEST = 4096  # bytes of an input
SLOW = 10  # seconds after which one input counts as a fault
MOST_KEPT = 12  # inputs of one target
LARGEST_KEPT = 600  # bytes of one of them
CHARSETS = (None, "utf-8", "utf-16", "windows-1252", "iso-2022-jp", "gb18030", "x-user-defined")
# What `read_source` turns into one line.
EXPECTED = (GraphbuildError, OSError, EOFError, zlib.error)


def _reads(ending: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        file = InputFile(io.BytesIO(data), "case", "case", check_fields(None), lambda issue: None)
        with contextlib.suppress(*EXPECTED):
            for article in format_of(ending).read(file):
                assert all(0 <= a < b <= len(article.text) for a, b in article.body)

    return target


def _decodes(data: bytes) -> None:
    charset = CHARSETS[data[0] % len(CHARSETS)] if data else None
    with contextlib.suppress(GraphbuildError):
        decode(data[1:], charset).encode("utf-8", "surrogatepass")


def _front_matter(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    start, _ = front_matter(text)
    assert 0 <= start <= len(text)


def _decisions(data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        with contextlib.suppress(GraphbuildError):
            read_decisions(Path(file.name), lambda error: None)


def _guard(data: bytes) -> None:
    with contextlib.suppress(QueryError):
        refuse_reaching_out(data.decode("utf-8", "replace"))


ENDINGS = (
    ".txt",
    ".html",
    ".jsonl",
    ".json",
    ".csv",
    ".warc",
    ".eml",
    ".mbox",
    ".xml",
    ".zip",
    ".docx",
)
TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "decode": _decodes,
    "front-matter": _front_matter,
    "decisions": _decisions,
    "guard": _guard,
    **{ending.removeprefix("."): _reads(ending) for ending in ENDINGS},
}


def corpus(target: str) -> list[bytes]:
    """The small inputs that are kept for a target, in order."""
    return [path.read_bytes() for path in sorted((CORPORA / target).glob("*"))]


def mutated(data: bytes, others: list[bytes], choose: random.Random) -> bytes:
    """An input with some bytes changed, removed, doubled or taken from another input."""
    out = bytearray(data)
    for _ in range(choose.randrange(1, 6)):
        at = choose.randrange(len(out) + 1)
        size = choose.randrange(1, 9)
        kind = choose.randrange(4)
        if kind == 0:
            out[at : at + 1] = choose.randbytes(1)
        elif kind == 1:
            del out[at : at + size]
        elif kind == 2:
            out[at:at] = out[at : at + size] * choose.randrange(1, 20)
        else:
            other = choose.choice(others)
            start = choose.randrange(len(other) + 1)
            out[at:at] = other[start : start + 40]
    return bytes(out[:LONGEST])


def fuzz_at_random(target: str, seconds: float) -> int:
    """Try mutations of the corpus for so long; how many were tried. Raises what the target raises."""
    known, choose, n_tried = corpus(target) or [b"x"], random.Random(target), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = mutated(choose.choice(known), known, choose)
        begin = time.monotonic()
        try:
            TARGETS[target](data)
            assert time.monotonic() - begin < SLOW, "too slow"
        except Exception:  # to say for which input, and raise it again
            print(f"{target}: {data.hex()}")
            raise
        n_tried += 1
    return n_tried


def fuzz_by_coverage(target: str, seconds: int, keep: bool) -> int:
    """Let libFuzzer search in a process of its own; its exit status."""
    with tempfile.TemporaryDirectory() as found:
        options = [f"-max_total_time={seconds}", f"-timeout={SLOW}", f"-max_len={LONGEST}"]
        options += ["-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1"]
        known = CORPORA / target
        known.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, __file__, "--inside", target, *options, found, str(known)]
        status = subprocess.run(command, cwd=found, check=False).returncode
        if keep:
            small = sorted(Path(found).iterdir(), key=lambda p: (p.stat().st_size, p.name))
            room = MOST_KEPT - len(list(known.iterdir()))
            for path in [p for p in small if p.stat().st_size <= LARGEST_KEPT][-max(room, 0) :]:
                (known / path.name[:12]).write_bytes(path.read_bytes())
    return status


def main() -> int:
    """Fuzz each target in turn; 1 where one has faults."""
    if "--inside" in sys.argv:
        sys.argv.remove("--inside")
        atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
        atheris.Fuzz()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    if unknown := set(given.targets) - TARGETS.keys():
        parser.error(f"no target {sorted(unknown)[0]}; known: {', '.join(TARGETS)}")
    failed = []
    for target in given.targets or TARGETS:
        if atheris:
            status = fuzz_by_coverage(target, given.seconds, given.keep)
            failed += [target] if status else []
        else:
            print(f"{target}: {fuzz_at_random(target, given.seconds)} inputs tried", flush=True)
    print(f"with faults: {', '.join(failed)}" if failed else "no faults")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
