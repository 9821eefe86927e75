"""Fit the confidence of statements that a large language model gives, alone and beside the built-in readers.

    python benchmarks/calibrate_readers.py ARTICLES GOLD ANSWERS MODEL

ARTICLES and GOLD are folders of articles and of their gold files, ANSWERS is a file of answers (llm-answers.sqlite,
see docs/llm.md), MODEL the name that they are kept under.  Written are the sections [readers.*] of
ontology/confidence.toml, one for each case of graphbuild/statements/readers.py.  Printed is how well the same
models do on each article when it was left out of the fit: the expected calibration error over ten bins.

The sample articles are easier than others: of what a large model states about them 0.94 is right, of what one
states about unseen articles 0.75 (docs/quality.md).  The log-odds that are written are lower by that difference.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from calibrate import calibration_error, labelled, regression

from graphbuild import pipeline
from graphbuild.extraction.llm.reader import LargeReader
from graphbuild.ingest.reader import read_articles
from graphbuild.knowledge.ontology import Ontology, ontology_dir
from graphbuild.llm.cache import AnswerCache
from graphbuild.model import BOTH, Statement
from graphbuild.nlp.annotate import annotate
from graphbuild.nlp.load import load_model
from graphbuild.statements import readers

EASIER = math.log(0.94 / 0.06) - math.log(0.75 / 0.25)  # see above
HEAD = """# Weights of the confidence of statements by the readers that give them (graphbuild/statements/readers.py),
# written by `python benchmarks/calibrate_readers.py`; do not edit by hand.
"""


class Case(NamedTuple):
    """A statement in one of the cases, the article that it is of, and whether gold says it."""

    article: str
    statement: Statement
    right: bool


def read_cases(articles: Path, gold: Path, answers: Path, model: str) -> dict[str, list[Case]]:
    """The statements of annotated articles by case, each with the confidence of its own reader."""
    found: dict[str, dict[str, list[Statement]]] = {}
    with AnswerCache(answers, read_only=True) as cache:
        rules = pipeline.Rules.load(BOTH, LargeReader(model, cache.get))
        for document in annotate(read_articles([articles]), load_model()):
            reading = pipeline.understand(document, rules)
            built_in = {s.key: s for s in pipeline.state_built_in(reading, rules)}
            large = {s.key: s for s in pipeline.state_answered(reading, rules, rules.large)}
            agreed = built_in.keys() & large.keys()
            for case, statements in (
                (readers.ALONE, large.values()),
                (readers.AGREED, (built_in[key] for key in sorted(agreed))),
                (readers.ONLY_LARGE, (s for key, s in large.items() if key not in agreed)),
            ):
                found.setdefault(case, {})[document.article.id] = list(statements)
    ontology = Ontology.load()
    return {
        case: [
            Case(article, statement, right)
            for article in statements
            for statement, right in labelled({article: statements[article]}, gold, ontology)
        ]
        for case, statements in found.items()
    }


def fit(cases: Sequence[Case], case: str) -> dict[str, float]:
    """The weights of the logistic model of a case."""
    rows = [readers.features(one.statement, case) for one in cases]
    return regression(rows, [one.right for one in cases])


def left_out(cases: Sequence[Case], case: str) -> float:
    """The calibration error where every article is judged by a model that has not seen it."""
    scores, right = [], []
    for article in sorted({one.article for one in cases}):
        weights = fit([one for one in cases if one.article != article], case)
        for one in cases:
            if one.article == article:
                values = readers.features(one.statement, case)
                score = sum(weights.get(name, 0.0) * value for name, value in values.items())
                scores.append(1 / (1 + np.exp(-score)))
                right.append(one.right)
    return calibration_error(np.array(scores), np.array(right, dtype=float))


def main(articles: Path, gold: Path, answers: Path, model: str) -> None:
    """Fit all cases, write their weights, and print how they do."""
    text, cases = HEAD, read_cases(articles, gold, answers, model)
    for case, found in cases.items():
        weights = fit(found, case)
        weights["intercept"] -= EASIER
        rows = "\n".join(f'"{name}" = {value:.3f}' for name, value in sorted(weights.items()))
        text += f"\n[readers.{case}]\n{rows}\n"
        share = sum(one.right for one in found) / len(found)
        error = left_out(found, case)
        print(f"{case}: {len(found)} statements, {share:.3f} right, calibration error {error:.3f}")
    path = ontology_dir() / "confidence.toml"
    kept = re.split(r"\n# Weights of the confidence of statements by", path.read_text("utf-8"))[0]
    path.write_text(kept.rstrip() + "\n\n" + text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:4]), sys.argv[4])
