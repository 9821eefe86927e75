"""Prints one table of how well and how fast graphbuild reads.

usage: python benchmarks/bench.py [FOLDER]

Always: the articles and gold statements under data/.  With FOLDER, what it holds of
articles/ and gold/, benchmarks/{polnear,casie,plover} and bench/score_*.py, and a line for what it
lacks.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import gold
from rich.console import Console
from rich.table import Table

from graphbuild.ingest.reader import read_articles
from graphbuild.nlp.annotate import paragraphs
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import Rules, build

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
BATCH = 64
WARM_UP = 5  # articles


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    figure: str
    value: str


class Corpus(NamedTuple):
    """An outside corpus: how to predict, how to score, and which figures to show.

    needs: what must be under the folder. predict: arguments of the script of that name.
    score: arguments of its scorer after the predictions. shown: label -> path into its JSON.
    """

    name: str
    needs: str
    predict: Callable[[Path], Sequence[str]]
    score: Callable[[Path], Sequence[str]]
    shown: Mapping[str, tuple[str, ...]]


CORPORA = (
    Corpus(
        "polnear",
        "benchmarks/polnear",
        lambda data: [str(data), "dev"],
        lambda data: ["--split", "dev", "--root", str(data)],
        {
            "attributions F1": ("attribution", "f1"),
            "source token F1": ("token", "source", "f1"),
            "cue token F1": ("token", "cue", "f1"),
            "content token F1": ("token", "content", "f1"),
            "macro token F1": ("token", "macro_f1"),
        },
    ),
    Corpus(
        "casie",
        "benchmarks/casie",
        lambda data: [str(data)],
        lambda data: ["--realis", "any", "--root", str(data)],
        {
            "attacker F1": ("attacker", "overlap", "f1"),
            "victim F1": ("victim", "overlap", "f1"),
            "tool F1": ("tool", "overlap", "f1"),
            "macro F1 (overlap, any realis)": ("macro_f1_overlap",),
        },
    ),
    Corpus(
        "plover",
        "benchmarks/plover/PLOVER_GSR_CAMEO.dev.json",
        lambda data: [str(data)],
        lambda data: ["--gold", str(data)],
        {
            "category F1": ("category", "f1"),
            "who to whom F1": ("actors", "f1"),
            "who did what to whom F1": ("w3", "f1"),
        },
    ),
)


def main() -> None:
    """Parse the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    folder = parser.parse_args().folder
    table = Table("on", "figure", "value", box=None)
    for line in figures(folder):
        table.add_row(*line)
    Console().print(table)


def figures(folder: Path | None) -> Iterator[Figure]:
    """Every line of the table."""
    yield from gold_figures("data/gold", DATA / "gold", DATA / "articles")
    if folder is None:
        yield Figure("other corpora", "", "not measured: give their folder")
    else:
        yield from gold_figures("FOLDER/gold", folder / "gold", folder / "articles")
        for corpus in CORPORA:
            yield from corpus_figures(corpus, folder)
    yield from speed(DATA / "articles" if folder is None else folder / "articles")


def gold_figures(what: str, statements: Path, articles: Path) -> Iterator[Figure]:
    """Precision, recall and F1 against annotated statements."""
    if missing := [p.name for p in (statements, articles) if not p.is_dir()]:
        yield Figure(what, "", f"missing: {', '.join(missing)}")
        return
    found = gold.score(statements, sorted(articles.iterdir()))
    for name in ("relation", "attributed"):
        values = " / ".join(f"{100 * found[name][part]:.1f}" for part in ("p", "r", "f1"))
        yield Figure(what, f"{name} P / R / F1", values)
    yield Figure(what, "recall of core statements", f"{100 * found['core_recall']:.1f}")
    yield Figure(what, "ids per entity", f"{found['ids_per_entity']}")
    yield Figure(what, "articles", f"{found['articles']}")


def corpus_figures(corpus: Corpus, folder: Path) -> Iterator[Figure]:
    """The figures of an outside corpus by its own scorer."""
    data, scorer = folder / corpus.needs, folder / "bench" / f"score_{corpus.name}.py"
    if missing := [str(p.relative_to(folder)) for p in (data, scorer) if not p.exists()]:
        yield Figure(corpus.name, "", f"missing: {', '.join(missing)}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "predictions.jsonl"
        run(HERE / f"{corpus.name}.py", *corpus.predict(data), "-o", str(out))
        scores = json.loads(run(scorer, str(out), *corpus.score(data)))
    for label, path in corpus.shown.items():
        yield Figure(f"{corpus.name} dev", label, dig(scores, path))


def run(script: Path, *arguments: str) -> str:
    """What a script prints; CalledProcessError where it fails."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def dig(scores: Any, path: Sequence[str]) -> str:
    """The value at a path of keys, "-" where the scorer gives none."""
    for key in path:
        scores = scores.get(key) if isinstance(scores, dict) else None
    return "-" if scores is None else str(scores)


def speed(folder: Path) -> Iterator[Figure]:
    """Words a second from file to statements, and of the parser alone on the same paragraphs.

    Model and tables are loaded, and some articles read, before the clock starts.
    """
    if not folder.is_dir():
        yield Figure("speed", "", f"missing: {folder.name}")
        return
    nlp, rules = load_model(), Rules.load()
    articles = list(read_articles([folder]))
    units = [text for a in articles for text, _ in paragraphs(a)]
    n_words = sum(len(text.split()) for text in units)
    list(build(articles[:WARM_UP], nlp=nlp, rules=rules))
    parsing = seconds(lambda: list(nlp.pipe(units, batch_size=BATCH)))
    whole = seconds(lambda: list(build(read_articles([folder]), nlp=nlp, rules=rules)))
    yield Figure("speed", "words", str(n_words))
    yield Figure("speed", "words a second, files to statements", f"{n_words / whole:.0f}")
    yield Figure("speed", "words a second, nlp.pipe alone", f"{n_words / parsing:.0f}")
    yield Figure("speed", "time of the whole / of nlp.pipe alone", f"{whole / parsing:.2f}")


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
