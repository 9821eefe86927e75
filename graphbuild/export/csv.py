"""CSV: one row for each piece of evidence, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Evidence, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.escape import cell
from graphbuild.presentation.outcomes import Outcomes
from graphbuild.records import ArticleRecord, page_of

COLUMNS = (
    *("statement", "subject", "subject_type", "predicate", "object", "object_type", "claimant"),
    *("outer", "stance", "polarity", "modality", "date", "qualifiers", "confidence"),
    *("denied_by", "sentence", "start", "end", "rule", "subject_mention", "object_mention"),
    *("claimant_mention", "article", "title", "publisher", "published", "url"),
    *("subject_id", "object_id", "claimant_id", "deniers", "ended", "ended_by", "page"),
)


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write a header and the rows, in order of the statements' ids, evidence in reading order.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    articles = {a.id: a for a in dataset.articles()}
    outcomes = Outcomes.of(dataset)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for statement in sorted(dataset.statements(), key=lambda s: s.id):
            last = [*_ids(statement), *outcomes.columns(statement)]
            about = [*_statement(statement, outcomes)]
            for evidence in sorted(statement.evidence):
                found = [*_evidence(evidence), *_article(articles[evidence.article])]
                page = page_of(articles[evidence.article], evidence.start)
                rows.writerow([cell(v) for v in (*about, *found, *last, page)])


def _statement(statement: Statement, outcomes: Outcomes) -> Iterator[object]:
    value, claimant, outer = statement.object, statement.claimant, statement.outer
    yield from (statement.id, statement.subject.label, statement.subject.type)
    yield statement.predicate
    yield value.label if isinstance(value, Entity) else value
    yield value.type if isinstance(value, Entity) else None
    yield from (claimant and claimant.label, outer and outer.label)
    yield outcomes.stance(statement)
    yield from (statement.polarity, statement.modality, statement.date)
    yield "; ".join(f"{name}: {text}" for name, text in statement.qualifiers)
    yield round(statement.confidence, 4)
    yield " ".join(outcomes.disputed.get(statement.id, ()))


def _evidence(evidence: Evidence) -> Iterator[object]:
    yield from (evidence.sentence, evidence.start, evidence.end, evidence.rule)
    yield from (evidence.subject, evidence.object, evidence.claimant)


def _article(article: ArticleRecord) -> Iterator[object]:
    yield from (article.id, article.title, article.publisher, article.published, article.url)


def _ids(statement: Statement) -> Iterator[object]:
    yield statement.subject.id
    yield statement.object.id if isinstance(statement.object, Entity) else None
    yield statement.claimant and statement.claimant.id
