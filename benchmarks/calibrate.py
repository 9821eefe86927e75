"""Fit the confidence model of ontology/confidence.toml on annotated articles, or check it on others.

    python benchmarks/calibrate.py fit ARTICLES GOLD        writes ontology/confidence.toml
    python benchmarks/calibrate.py check ARTICLES GOLD      prints calibration error and the curve

ARTICLES is a folder of articles, GOLD the folder of their gold files.  The error is the expected
calibration error over ten bins of equal width (Naeini, Cooper, Hauskrecht, AAAI 2015).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from graphbuild import pipeline
from graphbuild.analysis.evaluate import evaluate, fits, read_gold
from graphbuild.ingest.reader import read_articles
from graphbuild.knowledge.ontology import Ontology, ontology_dir
from graphbuild.model import Statement
from graphbuild.nlp.annotate import annotate
from graphbuild.statements import confidence

RIDGE, STEPS = 1.0, 200
READERS = "# Weights of the confidence of statements by the readers"  # how what follows the weights begins


def read_all(articles: Path, *, raw: bool) -> dict[str, list[Statement]]:
    """Statements by article; `raw`: with the rows' own confidence."""
    rules, nlp = pipeline.Rules.load(), pipeline.load_model()
    documents = annotate(read_articles([articles]), nlp)
    return {d.article.id: pipeline.read(d, rules, calibrate=not raw) for d in documents}


def labelled(
    statements: dict[str, list[Statement]], gold: Path, ontology: Ontology
) -> Iterator[tuple[Statement, bool]]:
    """Each statement of an annotated article, and whether some gold statement says it."""
    for article, wanted in read_gold(gold, ontology):
        for statement in statements.get(article, ()):
            yield statement, any(fits(g, statement, ontology, attributed=False) for g in wanted)


def fit(articles: Path, gold: Path) -> None:
    """Fit the weights and write them; what the file has for readers beside each other stays."""
    pairs = list(labelled(read_all(articles, raw=True), gold, Ontology.load()))
    rows = [confidence.features(s, max(s.evidence, key=lambda e: e.confidence)) for s, _ in pairs]
    weights = regression(rows, [right for _, right in pairs])
    lines = [f'"{name}" = {value:.3f}' for name, value in weights.items()]
    text = (
        "# Weights of the confidence model (graphbuild/statements/confidence.py), written by\n"
        "# `python benchmarks/calibrate.py fit data/articles data/gold`; do not edit by hand.\n\n"
        "[weights]\n" + "\n".join(lines) + "\n"
    )
    path = ontology_dir() / "confidence.toml"
    _, mark, readers = path.read_text(encoding="utf-8").partition(READERS)
    path.write_text(text + (f"\n{mark}{readers}" if mark else ""), encoding="utf-8")
    share = sum(right for _, right in pairs) / len(pairs)
    print(f"fitted on {len(pairs)} statements, {share:.3f} of them right")


def regression(rows: Sequence[Mapping[str, float]], right: Sequence[bool]) -> dict[str, float]:
    """The weights of a ridge-penalised logistic regression by Newton's method, in order of their names."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array(right, dtype=float)
    penalty = RIDGE * np.array([name != "intercept" for name in names], dtype=float)
    w = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-9)
        w += np.linalg.solve(hessian, x.T @ (y - p) - penalty * w)
    return {name: float(value) for name, value in zip(names, w, strict=True)}


def calibration_error(scores: np.ndarray, right: np.ndarray) -> float:
    """The expected calibration error over ten bins of equal width."""
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (scores >= low) & (scores < low + 0.1)
        if inside.any():
            error += float(inside.mean() * abs(scores[inside].mean() - right[inside].mean()))
    return error


def check(articles: Path, gold: Path) -> None:
    """Print the expected calibration error, and precision and recall at each threshold."""
    ontology, statements = Ontology.load(), read_all(articles, raw=False)
    pairs = list(labelled(statements, gold, ontology))
    scores = np.array([s.confidence for s, _ in pairs])
    right = np.array([r for _, r in pairs], dtype=float)
    error = calibration_error(scores, right)
    print(f"{len(pairs)} statements, {right.mean():.3f} right, mean confidence {scores.mean():.3f}")
    print(f"expected calibration error {error:.3f}")
    print("threshold  precision  recall  F1")
    for threshold in (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        kept = {a: [s for s in ss if s.confidence >= threshold] for a, ss in statements.items()}
        figures = evaluate(gold, kept, ontology)["relation"]
        print(f"{threshold:9.2f}  {figures['p']:9.3f}  {figures['r']:6.3f}  {figures['f1']:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("fit", "check"):
        sys.exit(__doc__)
    {"fit": fit, "check": check}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
