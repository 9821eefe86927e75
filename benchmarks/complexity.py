"""Doubles shapes of text and prints how the time to read them grows.

usage: python benchmarks/complexity.py [--size 400] [--steps 2] [--only WORD]

Each shape is one article that consists of one construction, repeated.  A growth of 2 is linear; more
than 3 is marked, and the exit status is 1.  Times are CPU seconds of reading (bytes to article), of
the parse, and of the rules.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from spacy.language import Language

from graphbuild.ingest.reader import read_articles
from graphbuild.model import Article, Issue
from graphbuild.nlp.annotate import annotate
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import Rules, state, understand

MOST = 3.0  # growth for twice the size, above which a shape is marked
NOTICED = 0.2  # CPU seconds below which a growth is not told from noise
GOOD = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday."
Shape = Callable[[int], str]
SHAPES: dict[str, Shape] = {
    "sentence length": lambda n: "Sweden accused Russia of it " + "and then of it " * n + ".",
    "coordinated names": lambda n: (
        "Sweden accused " + ", ".join(f"Ivan Petrov{i}" for i in range(n)) + " of it."
    ),
    "pronouns": lambda n: "The GRU did it. " + "( of it " * n,
    "they": lambda n: "The hackers did it. " + "They said that they did it to them. " * n,
    "list items": lambda n: "\n\n".join(f"* Sweden accused body {i} of it." for i in range(n)),
    "quotes": lambda n: "\u201cThe United States accused Russia of it " * n,
    "nested quotes": lambda n: "\u201cIt was \u2018Russia\u2019,\u201d Sweden said. " * n,
    "attributes": lambda n: f"<p {' '.join(f'a{i}' for i in range(n))}>{GOOD}</p>",
    "nesting": lambda n: "<div>" * n + f"<p>{GOOD}</p>",
    "paragraphs": lambda n: "\n\n".join([GOOD] * n),
    "wrapped lines": lambda n: (
        "and Sweden accused Russia of jamming its radars in the north of it\n" * n
    ),
    "entities of one name": lambda n: " ".join(
        f"Ivan Petrov of the agency {i} was expelled." for i in range(n)
    ),
    "statements of one pair": lambda n: "Sweden accused Russia of a hack. " * n,
    "brackets": lambda n: "Sweden " + "(the ministry " * n,
    "tags": lambda n: "<br />" * n + GOOD,
}


def costs(text: str, nlp: Language, rules: Rules) -> tuple[list[float], str]:
    """CPU seconds of reading, parse and rules, and what was reported."""
    issues: list[Issue] = []
    with tempfile.TemporaryDirectory() as folder:
        key = "html" if text.startswith("<") else "text"
        path = Path(folder) / "a.jsonl"
        path.write_text(json.dumps({key: text, "id": "a"}), encoding="utf-8")
        times = [time.process_time()]
        articles = list(read_articles([path], report=issues.append))
        times.append(time.process_time())
    if not articles:
        body = text if len(text) < 500_000 and not text.startswith("<") else GOOD
        articles = [Article("a", body, ((0, len(body)),))]
    [document] = annotate(articles, nlp)
    times.append(time.process_time())
    state(understand(document, rules), rules)
    times.append(time.process_time())
    return [b - a for a, b in pairwise(times)], "; ".join(i.message for i in issues)


def main() -> int:
    """Print a table; the status is 1 when a shape grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=400)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    nlp, rules = load_model(None), Rules.load()
    costs(GOOD, nlp, rules)  # what is loaded once is not counted
    worst = 0
    for name, shape in SHAPES.items():
        if options.only not in name:
            continue
        before: list[float] = []
        for step in range(options.steps + 1):
            n = options.size << step
            now, said = costs(shape(n), nlp, rules)
            growth = max(
                (b / max(a, 1e-3) for a, b in zip(before, now, strict=False) if b > NOTICED),
                default=0.0,
            )
            mark = " <- grows too fast" if growth > MOST else ""
            worst += bool(mark)
            told = "  ".join(f"{t:7.2f}" for t in now)
            print(f"{name:24} {n:6}  {told}  x{growth:4.1f}{mark} {said[:60]}", flush=True)
            before = now
    print(f"{worst} of {len(SHAPES)} shapes grow too fast")
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
