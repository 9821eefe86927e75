"""JSON lines: the statement record, one for each piece of evidence, with its id and disputes."""

from __future__ import annotations

import json
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.outcomes import Outcomes
from graphbuild.records import to_record


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the records in order of the statements' ids, evidence in reading order."""
    articles = {a.id: a for a in dataset.articles()}
    outcomes = Outcomes.of(dataset)
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for statement in sorted(dataset.statements(), key=lambda s: s.id):
            deniers, ended, ended_by = outcomes.columns(statement)
            extra = {
                "id": statement.id,
                "denied_by": outcomes.disputed.get(statement.id, []),
                "stance": outcomes.stance(statement),
                "deniers": deniers,
                "ended": ended,
                "ended_by": ended_by,
            }
            for evidence in sorted(statement.evidence):
                record = to_record(statement, articles[evidence.article], evidence) | extra
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
