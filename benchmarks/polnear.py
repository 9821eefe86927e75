"""Writes attributions of PolNeAR texts in the form that its scorer reads.

usage: python benchmarks/polnear.py ROOT SPLIT -o predictions.jsonl

ROOT/SPLIT/text/*.txt are read; one line a document is written:
{"doc": stem, "attributions": [{"source": [[s, e], ...], "cue": [...], "content": [...]}, ...]}
with character offsets into the text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.model import Article, Attribution
from graphbuild.nlp.annotate import Document, annotate, paragraphs
from graphbuild.nlp.load import load_model

PARAGRAPH = re.compile(r"[^\r\n]*\S[^\r\n]*")


def read_texts(root: Path, split: str) -> Iterator[Article]:
    """The texts of a split as articles, every line that is not blank a paragraph."""
    for path in sorted((root / split / "text").glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        body = tuple(match.span() for match in PARAGRAPH.finditer(text))
        yield Article(path.stem, text, body)


def as_offsets(attribution: Attribution, document: Document) -> dict[str, list[list[int]]]:
    """The attribution's three roles as character spans of the article."""
    roles = {
        "source": [attribution.source] if attribution.source else [],
        "cue": attribution.cue,
        "content": attribution.content,
    }
    return {
        role: [[document.starts[first], document.ends[last - 1]] for first, last in spans]
        for role, spans in roles.items()
    }


def write_predictions(documents: Iterable[Document], to: Path) -> float:
    """Write a line for each document; the seconds spent on finding attributions."""
    spent = 0.0
    with to.open("w", encoding="utf-8") as file:
        for document in documents:
            begin = time.perf_counter()
            found = find_attributions(document)
            spent += time.perf_counter() - begin
            line: dict[str, Any] = {
                "doc": document.article.id,
                "attributions": [as_offsets(a, document) for a in found],
            }
            file.write(json.dumps(line) + "\n")
    return spent


def main() -> None:
    """Parse the arguments, predict, time, and say how to score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("split")
    parser.add_argument("-o", "--output", type=Path, default=Path("predictions.jsonl"))
    arguments = parser.parse_args()
    nlp = load_model()
    articles = list(read_texts(arguments.root, arguments.split))
    begin = time.perf_counter()
    units = [text for article in articles for text, _ in paragraphs(article)]
    n_words = sum(len(doc) for doc in nlp.pipe(units, batch_size=64))
    parse = time.perf_counter() - begin
    spent = write_predictions(annotate(articles, nlp), arguments.output)
    sys.stdout.write(
        f"{len(articles)} documents, {n_words} tokens; nlp.pipe alone {n_words / parse:.0f}/s, "
        f"attributions add {100 * spent / parse:.0f} % to it\n"
        f"score: python score_polnear.py {arguments.output} --split {arguments.split} "
        f"--root {arguments.root}\n"
    )


if __name__ == "__main__":
    main()
