"""Tables and lines that the command line prints; nothing here prints."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from graphbuild.model import PARTLY, Article, Statement
from graphbuild.rdf import PREFIXES
from graphbuild.records import to_records
from graphbuild.store.answers import Answer, plain

if TYPE_CHECKING:
    from graphbuild.analysis.diff import Change
    from graphbuild.building.runs import Report, Run
    from graphbuild.query import EntityHit, QuoteHit
    from graphbuild.query.named import NamedQuery
    from graphbuild.store import Store

COLUMNS = (
    "article", "published", "subject", "subject_type", "predicate", "object", "object_type",
    "claimant", "polarity", "modality", "date", "sentence", "start", "end", "confidence", "rule",
    "page",
)  # fmt: skip


def articles_line(report: Report) -> str:
    """How many articles a build met, in one line."""
    absent = f", {report.absent} no longer in the input" if report.absent else ""
    if report.pruned:
        absent = f", {report.pruned} no longer in the input and forgotten"
    return (
        f"{report.read} article{'' if report.read == 1 else 's'}: {report.new} new, "
        f"{report.changed} changed, {report.unchanged} unchanged{absent}"
    )


def account_line(report: Report) -> str:
    """What became of every input, in one line: read 812, unchanged 0, skipped 2 (2 not English)."""
    reasons = sorted(report.reasons.items(), key=lambda r: (-r[1], r[0]))
    why = ", ".join(f"{n} {reason}" for reason, n in reasons)
    total = report.reasons.total()
    skipped = f"{total} ({why})" if total else "0"
    return f"read {report.stored}, unchanged {report.unchanged}, skipped {skipped}"


def refused_line(report: Report) -> str:
    """What was dropped of a large language model's answers: dropped from answers: 7 (5 quote not in the article)."""
    reasons = sorted(report.refused.items(), key=lambda r: (-r[1], r[0]))
    why = ", ".join(f"{n} {reason}" for reason, n in reasons)
    return f"dropped from answers: {report.refused.total()} ({why})"


def summary(report: Report, store: Store) -> Table:
    """The inputs that a build left out, and what the store holds now."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    counts, contested = Counter(store.counts()), {disputed for _, disputed in store.disputes()}
    rows = {
        "inputs skipped": report.issues["ingest"],
        "inputs failed": report.issues.total() - report.issues["ingest"] - report.issues[PARTLY],
        "statements": counts.total(),
        **{f"  {name}": n for name, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))},
        "contested": len(contested),
    }
    for label, n in rows.items():
        table.add_row(label, str(n))
    return table


def answer_table(answer: Answer) -> Table:
    """The rows of an answer, with IRIs shortened by the known prefixes."""
    table = Table(*(name.replace("_", " ") for name in answer.variables))
    for column in table.columns:
        column.overflow = "fold"
    for row in answer.rows:
        table.add_row(*(_short(plain(term)) for term in row))
    return table


def queries_table(asked: Iterable[NamedQuery]) -> Table:
    """The named queries with their parameters."""
    table = Table("name", "query", "parameters (* required)")
    for one in asked:
        takes = [
            f"{p.name}{'*' if p.required else ''} ({p.kind}): {p.help}" for p in one.parameters
        ]
        table.add_row(one.name, one.title, "\n".join(takes))
    return table


def found_tables(hits: Sequence[EntityHit], quotes: Sequence[QuoteHit]) -> Iterator[Table | str]:
    """The entities and the quotes of a search, or a line that there are none."""
    if hits:
        table = Table("entity", "type", "found as", "articles", "id", box=None, pad_edge=False)
        table.columns[-1].overflow = "fold"
        for hit in hits:
            name = "" if hit.name == hit.label else hit.name
            cells = (hit.label, hit.type, name, str(hit.articles), _short(hit.entity))
            table.add_row(*(Text(cell) for cell in cells))
        yield table
    if quotes:
        table = Table("article", "characters", "quote", box=None, pad_edge=False)
        for quote in quotes:
            place = f"{quote.start}–{quote.end}"
            table.add_row(*(Text(cell) for cell in (quote.article, place, quote.text)))
        yield table
    if not hits and not quotes:
        yield "nothing found"


def changes_table(changes: Iterable[Change]) -> Table:
    """The statements that were added, were removed or changed status, under the number of each."""
    table = Table("change", "subject", "predicate", "object", "claimant")
    counts = Counter[str]()
    for change in changes:
        counts[change.kind] += 1
        table.add_row(change.kind, change.subject, change.predicate, change.object, change.claimant)
    table.title = ", ".join(f"{n} {kind}" for kind, n in counts.items()) or "no differences"
    return table


def runs_table(runs: Iterable[Run], *, articles: bool = False) -> Table:
    """The builds of a store, one a row."""
    heads = ("started", "ended", "version", "model", "stored", "unchanged", "articles current")
    table = Table(*heads)
    for run in runs:
        current = "\n".join(run.articles) if articles else str(len(run.articles))
        times = (run.started[:19] + "Z", run.ended[:19] + "Z")
        counts = (str(run.stored), str(run.unchanged))
        table.add_row(*times, run.version, run.model, *counts, current)
    return table


def scores_table(scores: Mapping[str, Any]) -> Table:
    """The figures of an evaluation."""
    table = Table("figure", "value")
    for name, value in scores.items():
        figures = value if isinstance(value, Mapping) else {"": value}
        for part, figure in figures.items():
            text = f"{figure:.3f}" if isinstance(figure, float) else str(figure)
            table.add_row(f"{name} {part}".rstrip(), text)
    return table


def jsonl_lines(article: Article, statements: Iterable[Statement]) -> Iterator[str]:
    """One JSON object a line for each piece of evidence."""
    for statement in statements:
        for record in to_records(statement, article):
            yield json.dumps(record, ensure_ascii=False) + "\n"


def csv_lines(article: Article, statements: Iterable[Statement]) -> Iterator[str]:
    """One row for each piece of evidence, without a header (see `csv_header`)."""
    for statement in statements:
        for record in to_records(statement, article):
            yield _csv_line(_flat(record))


def csv_header() -> str:
    """The names of the columns of `csv_lines`."""
    return _csv_line(COLUMNS)


def turtle_lines(article: Article, statements: Iterable[Statement]) -> Iterator[str]:
    """The article's graph in Turtle; plain triples of what others claim are left out of it."""
    from pyoxigraph import RdfFormat, Triple, serialize

    from graphbuild import rdf
    from graphbuild.knowledge.ontology import Ontology

    known = Ontology.load()
    vocabulary = [s for s in statements if s.predicate in known.properties]
    claims = rdf.claims_graph(article.id)
    triples = (
        Triple(q.subject, q.predicate, q.object)
        for q in rdf.to_quads(article, vocabulary, known)
        if q.graph_name != claims
    )
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    yield (text or b"").decode()


LINES: dict[str, Callable[[Article, Iterable[Statement]], Iterator[str]]] = {
    "jsonl": jsonl_lines,
    "csv": csv_lines,
    "ttl": turtle_lines,
}


def _flat(record: Mapping[str, Any]) -> list[object]:
    said = record["object"] or {}
    return [
        record["article"]["id"],
        record["article"]["published"],
        record["subject"]["label"],
        record["subject"]["type"],
        record["predicate"],
        said.get("literal", said.get("label")),
        said.get("type"),
        (record["claimant"] or {}).get("label"),
        *(record[name] for name in ("polarity", "modality", "event_date")),
        *(record["evidence"][name] for name in ("sentence", "start", "end")),
        record["confidence"],
        record["rule"],
        record["evidence"].get("page"),
    ]


def _csv_line(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def _short(text: str) -> str:
    for prefix, iri in PREFIXES.items():
        if text.startswith(iri) and "/" not in text[len(iri) :]:
            return f"{prefix}:{text[len(iri) :]}"
    return text
