"""Which statements of an article stand, and how probable each is: one calibrated decision for each.

Rules and the network are witnesses.  Gradient-boosted trees weigh what they say of a statement (the
network's logit for its best pair of mentions, the rule's own guess and how often that rule was right, the
classes joined, what else is claimed of the same two) and give the share of such statements that careful
readers found right, on articles that neither had seen (tools/train_relations.py).
"""

from __future__ import annotations

import functools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from graphbuild.errors import ModelError
from graphbuild.knowledge.forest import Forest, read_forest
from graphbuild.model import NEGATED, PLANNED, Entity, PairScore, Statement
from graphbuild.statements.pool import best_evidence

WEIGHTS = Path(__file__).resolve().with_name("decision.npz")
UNREACHED, UNLIKELY = -12.0, -8.0  # logits that stand for "no pair in reach" and "as good as never"
LEARNED = "learned."  # what the rule of the network's evidence begins with
LOW, HIGH = 0.02, 0.98
Key = tuple[str, str, str]
Scores = Mapping[Key, PairScore]


@dataclass(frozen=True, slots=True)
class Decision:
    """The trees, the rates of the categories they read, and the probability from which one stands.

    rates: by "predicate", "rule" and "types", the share of right statements of each category.
    """

    forest: Forest
    rates: Mapping[str, Mapping[str, float]]
    threshold: float

    def decide(self, statements: Sequence[Statement], scores: Scores) -> list[Statement]:
        """The statements that stand, in the same order, with their probability on each evidence.

        scores: the learned reader's for each (subject id, predicate, object id or "").
        """
        rows = statement_features(statements, scores, self.rates)
        standing = [
            _with_confidence(statement, round(min(max(p, LOW), HIGH), 2))
            for statement, p in zip(statements, self.forest.ask(rows), strict=True)
            if p >= self.threshold
        ]
        return without_bare(standing)


def without_bare(statements: Sequence[Statement]) -> list[Statement]:
    """The statements without those that lack an object where the same is said of the same with one.

    The network finds that somebody denies, a rule finds what or whom: that is one denial, not two.
    """
    aimed = {(s.subject.id, s.predicate, s.polarity) for s in statements if s.object is not None}
    return [
        s
        for s in statements
        if s.object is not None or (s.subject.id, s.predicate, s.polarity) not in aimed
    ]


@functools.cache
def load_decision(path: Path = WEIGHTS) -> Decision:
    """The decision in the package's weights file (read once a process)."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            return Decision(
                read_forest("decision", dict(stored)), about["rates"], about["threshold"]
            )
    except (OSError, KeyError, ValueError, BadZipFile) as exc:
        raise ModelError(f"{path}: {exc}; reinstall graphbuild") from exc


def statement_features(
    statements: Sequence[Statement], scores: Scores, rates: Mapping[str, Mapping[str, float]]
) -> list[list[float]]:
    """One row of numbers for each statement of an article, in the order that the trees read."""
    by_pair: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    by_subject: defaultdict[tuple[str, str], float] = defaultdict(lambda: UNREACHED)
    by_object: defaultdict[tuple[str, str], float] = defaultdict(lambda: UNREACHED)
    for (subject, predicate, object), (logit, *_) in scores.items():
        by_pair[subject, object][predicate] = logit
        by_subject[subject, predicate] = max(logit, by_subject[subject, predicate])
        by_object[predicate, object] = max(logit, by_object[predicate, object])
    rows = []
    for statement, beside in zip(statements, _article_features(statements), strict=True):
        subject, object = statement.subject.id, _id(statement.object)
        here = by_pair.get((subject, object), {})
        own = here.get(statement.predicate, UNLIKELY if here else UNREACHED)
        others = [v for name, v in here.items() if name != statement.predicate]
        back = by_pair.get((object, subject), {}).get(statement.predicate, UNREACHED)
        score = scores.get((subject, statement.predicate, object), PairScore(own, own, own, 0.0))
        rows.append(
            [
                own,
                score.network,
                score.encoder,
                score.expected,
                max(others, default=UNREACHED),
                back,
                by_subject[subject, statement.predicate],
                by_object[statement.predicate, object],
                *_evidence_features(statement),
                *_rates_of(statement, rates),
                *_form_features(statement),
                *beside,
            ]
        )
    return rows


def _evidence_features(statement: Statement) -> list[float]:
    ruled = [e for e in statement.evidence if not e.rule.startswith(LEARNED)]
    learned = [e for e in statement.evidence if e.rule.startswith(LEARNED)]
    return [
        max((_logit(e.confidence) for e in ruled), default=UNLIKELY),
        max((_logit(e.confidence) for e in learned), default=UNLIKELY),
        float(len(ruled)),
        float(len(learned)),
        float(any("+" in e.rule or "*" in e.rule for e in ruled)),
        float(min(e.start for e in statement.evidence)),
    ]


def _article_features(statements: Sequence[Statement]) -> list[list[float]]:
    """Of each statement: how crowded its sentences are, how long, and how much is said of its two sides."""
    sentences = Counter((e.start, e.end) for s in statements for e in s.evidence)
    sides = Counter(
        n.id for s in statements for n in (s.subject, s.object) if isinstance(n, Entity)
    )
    rows = []
    for s in statements:
        first = min(s.evidence, key=lambda e: e.start)
        object = s.object if isinstance(s.object, Entity) else None
        rows.append(
            [
                float(max(sentences[e.start, e.end] for e in s.evidence)),
                float(len({(e.start, e.end) for e in s.evidence})),
                float(first.end - first.start),
                float(len(statements)),
                float(sides[s.subject.id]),
                float(sides[object.id] if object else -1),
                float(len(s.subject.aliases)),
                float(len(object.aliases) if object else -1),
                float(len(s.subject.label)),
                float(len(object.label) if object else -1),
            ]
        )
    return rows


def _rates_of(statement: Statement, rates: Mapping[str, Mapping[str, float]]) -> list[float]:
    names = categories(statement)
    whole = rates["predicate"].get(names["predicate"][0], 0.5)
    found = [whole, rates["types"].get(names["types"][0], whole)]
    return [*found, max((rates["rule"].get(r, whole) for r in names["rule"]), default=-1.0)]


def _form_features(statement: Statement) -> list[float]:
    labels = [
        n.label if isinstance(n, Entity) else n or "" for n in (statement.subject, statement.object)
    ]
    return [
        float(statement.polarity == NEGATED),
        float(statement.modality == PLANNED),
        float(statement.claimant is not None),
        *(float(label[:1].isupper()) for label in labels),
        *(float(len(label.split())) for label in labels),
    ]


def categories(statement: Statement) -> dict[str, list[str]]:
    """The categories of a statement whose rates are counted in training."""
    object = statement.object
    kind = object.type if isinstance(object, Entity) else "literal" if object else ""
    return {
        "predicate": [statement.predicate],
        "types": [f"{statement.predicate} {statement.subject.type} {kind}"],
        "rule": sorted({e.rule for e in statement.evidence if not e.rule.startswith(LEARNED)}),
    }


def _id(value: Entity | str | None) -> str:
    return value.id if isinstance(value, Entity) else ""


def _logit(p: float) -> float:
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))


def _with_confidence(statement: Statement, confidence: float) -> Statement:
    """The statement with one confidence and one piece of evidence a sentence, a rule's before a learned one."""
    ruled = {(e.start, e.end) for e in statement.evidence if not e.rule.startswith(LEARNED)}
    kept = [
        e
        for e in statement.evidence
        if not (e.rule.startswith(LEARNED) and (e.start, e.end) in ruled)
    ]
    evidence = (replace(e, confidence=confidence) for e in best_evidence(statement, kept))
    return replace(statement, evidence=tuple(evidence))
