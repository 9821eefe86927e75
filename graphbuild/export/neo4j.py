"""A zip of CSV files for `neo4j-admin database import full`, with its typed headers.

Statements are nodes, so that claimants, disputes and quotes can be linked to them; for short queries, an
edge named after the predicate also connects subject and object. That edge says how the statement stands,
who claims it, who denies it and when it ended; what is negated has none.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, Entity, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.escape import plain
from graphbuild.presentation.outcomes import Outcomes

CsvRow = Sequence[object]
ARRAY = ";"
THEN = (1980, 1, 1, 0, 0, 0)
READ_ME = """neo4j-admin database import full --multiline-fields=true \\
  --nodes=entities.csv --nodes=statements.csv --nodes=articles.csv \\
  --relationships=relationships.csv --relationships=quotes.csv neo4j
"""


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the zip: three files of nodes, two of relationships, and the command to load them."""
    statements = sorted(dataset.statements(), key=lambda s: s.id)
    pairs = sorted(dataset.disputes())
    outcomes = Outcomes.of(dataset)
    files = {
        "entities.csv": _table(_entities(statements, ontology)),
        "statements.csv": _table(_statements(statements, outcomes)),
        "articles.csv": _table(_articles(dataset)),
        "relationships.csv": _table(_relationships(statements, pairs, outcomes)),
        "quotes.csv": _table(_quotes(statements)),
        "README.txt": READ_ME,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, THEN), text, zipfile.ZIP_DEFLATED)


def _table(rows: Iterable[CsvRow]) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    for row in rows:
        lines.writerow(["" if v is None else plain(str(v)) for v in row])
    return text.getvalue()


def _entities(statements: Iterable[Statement], ontology: Ontology) -> Iterator[CsvRow]:
    yield ("id:ID", "name", "aliases:string[]", "sameAs:string[]", ":LABEL")
    found = {e.id: e for s in statements for e in s.entities}
    for key in sorted(found):
        entity = found[key]
        kind = ontology.classes.get(entity.type)
        above = sorted(kind.ancestors) if kind else [entity.type]
        labels = [n for n in above if not (kind and ontology.classes[n].abstract)]
        yield (key, entity.label, _list(entity.aliases), _list(entity.same_as), _list(labels))


def _statements(statements: Iterable[Statement], outcomes: Outcomes) -> Iterator[CsvRow]:
    yield (
        *("id:ID", "predicate", "literal", "stance", "polarity", "modality", "date"),
        *("confidence:double", "qualifiers:string[]", "deniers", "ended", "ended_by", ":LABEL"),
    )
    for s in statements:
        literal = s.object if isinstance(s.object, str) else None
        qualifiers = _list(f"{name}: {text}" for name, text in s.qualifiers)
        how = (outcomes.stance(s), s.polarity, s.modality, s.date, round(s.confidence, 4))
        about = (*how, qualifiers, *outcomes.columns(s))
        yield (f"statement:{s.id}", s.predicate, literal, *about, "Statement")


def _articles(dataset: Dataset) -> Iterator[CsvRow]:
    yield ("id:ID", "title", "publisher", "published", "url", ":LABEL")
    for a in sorted(dataset.articles(), key=lambda a: a.id):
        yield (f"article:{a.id}", a.title, a.publisher, a.published, a.url, "Article")


def _relationships(
    statements: Iterable[Statement], pairs: Iterable[tuple[str, str]], outcomes: Outcomes
) -> Iterator[CsvRow]:
    yield (
        *(":START_ID", ":END_ID", "statement", "stance", "polarity", "modality", "claimant"),
        *("confidence:double", "date", "deniers", "ended", "ended_by", ":TYPE"),
    )
    bare = (None,) * 10
    for s in statements:
        node = f"statement:{s.id}"
        yield (node, s.subject.id, *bare, "SUBJECT")
        if isinstance(s.object, Entity):
            yield (node, s.object.id, *bare, "OBJECT")
        if isinstance(s.object, Entity) and s.polarity == AFFIRMED:
            how = (outcomes.stance(s), s.polarity, s.modality, s.claimant and s.claimant.label)
            about = (s.id, *how, round(s.confidence, 4), s.date, *outcomes.columns(s))
            yield (s.subject.id, s.object.id, *about, s.predicate)
        if s.claimant:
            yield (node, s.claimant.id, *bare, "CLAIMANT")
        if s.outer:
            yield (node, s.outer.id, *bare, "REPORTED_BY")
    for denial, disputed in pairs:
        yield (f"statement:{denial}", f"statement:{disputed}", *bare, "DISPUTES")
    for over in sorted(outcomes.ended):
        for ending in outcomes.ended[over].by:
            yield (f"statement:{over}", f"statement:{ending}", *bare, "ENDED_BY")


def _quotes(statements: Iterable[Statement]) -> Iterator[CsvRow]:
    yield (
        *(":START_ID", ":END_ID", "sentence", "start:int", "end:int", "rule"),
        *("confidence:double", "subject", "object", "claimant", ":TYPE"),
    )
    for s in statements:
        for e in sorted(s.evidence):
            what = (e.sentence, e.start, e.end, e.rule, round(e.confidence, 4))
            said = (e.subject, e.object, e.claimant)
            yield (f"statement:{s.id}", f"article:{e.article}", *what, *said, "QUOTED_IN")


def _list(values: Iterable[str]) -> str:
    return ARRAY.join(v.replace(ARRAY, ",") for v in values)
