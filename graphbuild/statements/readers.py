"""Statements of the built-in readers and of a large language model about one article -> one list.

What both give is one statement, surer than either; what only one gives stays: a statement of the built-in readers
keeps its confidence, one of a large language model has that of such statements.  Each of its three cases (alone, agreed,
given by it only) has a logistic model in ontology/confidence.toml, fitted by benchmarks/calibrate_readers.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graphbuild.knowledge.tables import table
from graphbuild.model import Evidence, Statement
from graphbuild.statements.confidence import HIGH, LOW, probability
from graphbuild.statements.decide import without_bare
from graphbuild.statements.pool import best_evidence

LARGE_RULE = "llm."  # what the rule of a large language model's evidence begins with
AND = "&"  # between the rules of two readers that read one sentence alike
ALONE, AGREED, ONLY_LARGE = "alone", "agreed", "only_large"


def is_large(rule: str) -> bool:
    """Whether a large language model read so, alone or together with another reader."""
    return any(part.startswith(LARGE_RULE) for part in rule.split(AND))


def is_built_in(rule: str) -> bool:
    """Whether rules or network read so, alone or together with a large language model."""
    return any(not part.startswith(LARGE_RULE) for part in rule.split(AND))


def sure(statements: Iterable[Statement], case: str) -> list[Statement]:
    """The statements with the confidence that such ones have in a case: one for all their evidence."""
    return [_with_confidence(s, confidence_in(s, case)) for s in statements]


def combine(built_in: Sequence[Statement], large: Sequence[Statement]) -> list[Statement]:
    """What both readers give of one article, sorted by key."""
    known, others = ({s.key: s for s in each} for each in (built_in, large))
    found: list[Statement] = []
    for key in sorted(known.keys() | others.keys()):
        if key not in others:
            found.append(known[key])
        elif key not in known:
            found += sure([others[key]], ONLY_LARGE)
        else:
            confidence = confidence_in(known[key], AGREED)
            found.append(_with_confidence(_joined(known[key], others[key]), confidence))
    return without_bare(found)


def features(statement: Statement, case: str) -> dict[str, float]:
    """The features of the logistic model of a case, by the names that their weights have.

    What a built-in reader gives has a probability already, and its log-odds are a feature.
    """
    values = {
        "intercept": 1.0,
        f"property:{statement.predicate}": 1.0,
        "claimed": float(statement.claimant is not None),
    }
    if case == AGREED:
        guess = min(max(statement.confidence, LOW), HIGH)
        values["guess"] = math.log(guess / (1 - guess))
    return values


def confidence_in(statement: Statement, case: str) -> float:
    """How sure a statement is in a case, two digits; that both give it makes it no less sure than one does."""
    found = probability(features(statement, case), table("confidence.toml")["readers"][case])
    return max(found, statement.confidence) if case == AGREED else found


def _joined(one: Statement, other: Statement) -> Statement:
    """A built-in reader's statement with the other's evidence; a sentence that both quote names both."""
    places = {(e.start, e.end): e for e in other.evidence}
    evidence = [_with_rule(e, places.pop((e.start, e.end), None)) for e in one.evidence]
    kept = best_evidence(one, [*evidence, *places.values()])
    return replace(one, date=one.date or other.date, evidence=kept, outer=one.outer or other.outer)


def _with_rule(evidence: Evidence, other: Evidence | None) -> Evidence:
    return replace(evidence, rule=f"{evidence.rule}{AND}{other.rule}") if other else evidence


def _with_confidence(statement: Statement, confidence: float) -> Statement:
    evidence = (replace(e, confidence=confidence) for e in statement.evidence)
    return replace(statement, evidence=tuple(evidence))
