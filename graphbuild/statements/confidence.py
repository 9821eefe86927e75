"""Confidence as a calibrated probability: the share of such statements that annotators found right.

A row's own confidence (frames.toml, phrases.toml) is a guess by its author.  ontology/confidence.toml
holds a logistic model fitted to annotated articles by benchmarks/calibrate.py: an intercept, the
weight of the guess's log-odds, and one weight for each property, for a claimant and for a derived
claim.  Platt scaling (Platt 1999) with these few features.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from graphbuild.knowledge.tables import table
from graphbuild.model import Evidence, Statement

LOW, HIGH = 0.02, 0.98


def features(statement: Statement, evidence: Evidence) -> dict[str, float]:
    """The features of the logistic model, by the names that their weights have in the table."""
    guess = min(max(evidence.confidence, LOW), HIGH)
    return {
        "intercept": 1.0,
        "guess": math.log(guess / (1 - guess)),
        f"property:{statement.predicate}": 1.0,
        "claimed": float(statement.claimant is not None),
        "derived": float("+" in evidence.rule or "*" in evidence.rule),
    }


def calibrated(statements: Iterable[Statement]) -> list[Statement]:
    """The statements with the model's confidence on each evidence, two digits."""
    weights = {name: float(value) for name, value in table("confidence.toml")["weights"].items()}
    return [
        replace(
            statement,
            evidence=tuple(
                replace(e, confidence=probability(features(statement, e), weights))
                for e in statement.evidence
            ),
        )
        for statement in statements
    ]


def probability(values: dict[str, float], weights: dict[str, float]) -> float:
    """The logistic model's output, rounded to two digits and kept off 0 and 1."""
    score = sum(weights.get(name, 0.0) * value for name, value in values.items())
    return round(min(max(1 / (1 + math.exp(-score)), LOW), HIGH), 2)
