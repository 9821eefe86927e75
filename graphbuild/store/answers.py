"""Answers to SPARQL queries, and the formats in which they are written.

To add a format, write a function from an Answer to pieces of text and add a row to FORMS.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from graphbuild.errors import QueryError
from graphbuild.rdf import PREFIXES

Term = NamedNode | BlankNode | Literal | Triple
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
SELECT, ASK, GRAPH = "select", "ask", "graph"


class Answer(NamedTuple):
    """The result of a query; rows can be read once.

    rows: one term for each variable, None where it is unbound. ASK has one row with one boolean;
    rows of CONSTRUCT and DESCRIBE are subject, predicate, object.
    kind: SELECT, ASK or GRAPH (CONSTRUCT and DESCRIBE).
    """

    variables: tuple[str, ...]
    rows: Iterable[tuple[Term | None, ...]]
    kind: str = SELECT


def to_csv(answer: Answer) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV."""
    yield _csv_line(answer.variables)
    for row in answer.rows:
        yield _csv_line([plain(term) for term in row])


def to_tsv(answer: Answer) -> Iterator[str]:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle."""
    yield "\t".join(f"?{name}" for name in answer.variables) + "\n"
    for row in answer.rows:
        yield "\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) + "\n"


def to_json(answer: Answer) -> Iterator[str]:
    """SPARQL 1.1 Query Results JSON."""
    if answer.kind == ASK:
        yield json.dumps({"head": {}, "boolean": _truth(answer)}) + "\n"
        return
    head = json.dumps({"vars": answer.variables}, ensure_ascii=False)
    yield f'{{"head": {head},\n "results": {{"bindings": ['
    for number, row in enumerate(answer.rows):
        binding = {n: _json(t) for n, t in zip(answer.variables, row, strict=True) if t is not None}
        yield (",\n  " if number else "\n  ") + json.dumps(binding, ensure_ascii=False)
    yield "\n ]}}\n"


def to_xml(answer: Answer) -> Iterator[str]:
    """SPARQL Query Results XML."""
    yield '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if answer.kind == ASK:
        yield f" <head/>\n <boolean>{'true' if _truth(answer) else 'false'}</boolean>\n</sparql>\n"
        return
    names = "".join(f"<variable name={_quoted(n)}/>" for n in answer.variables)
    yield f" <head>{names}</head>\n <results>\n"
    for row in answer.rows:
        pairs = zip(answer.variables, row, strict=True)
        cells = "".join(
            f"<binding name={_quoted(n)}>{_xml(t)}</binding>" for n, t in pairs if t is not None
        )
        yield f"  <result>{cells}</result>\n"
    yield " </results>\n</sparql>\n"


def to_turtle(answer: Answer) -> Iterator[str]:
    """The triples of a CONSTRUCT or DESCRIBE, each once, in order."""
    if answer.kind != GRAPH:
        raise QueryError("Turtle is for CONSTRUCT and DESCRIBE; the result of this query is rows")
    triples = {_triple(row) for row in answer.rows}
    text = pyoxigraph.serialize(
        sorted(triples, key=str), format=RdfFormat.TURTLE, prefixes=PREFIXES
    )
    yield (text or b"").decode()


FORMS: dict[str, Callable[[Answer], Iterator[str]]] = {
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "xml": to_xml,
    "turtle": to_turtle,
}


def plain(term: Term | None) -> str:
    """The term without quotes or angle brackets; "" for an unbound one."""
    if term is None:
        return ""
    return str(term) if isinstance(term, Triple) else term.value


def _truth(answer: Answer) -> bool:
    return any(term is not None and plain(term) == "true" for row in answer.rows for term in row)


def _csv_line(values: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, Triple):
        return {"type": "literal", "value": str(term)}
    if not isinstance(term, Literal):
        kind = "uri" if isinstance(term, NamedNode) else "bnode"
        return {"type": kind, "value": term.value}
    value = {"type": "literal", "value": term.value}
    if term.language:
        value["xml:lang"] = term.language
    elif term.datatype.value != XSD_STRING:
        value["datatype"] = term.datatype.value
    return value


def _xml(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value, quote=False)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value, quote=False)}</bnode>"
    if isinstance(term, Triple):
        return f"<literal>{_xml_text(str(term))}</literal>"
    attribute = ""
    if term.language:
        attribute = f" xml:lang={_quoted(term.language)}"
    elif term.datatype.value != XSD_STRING:
        attribute = f" datatype={_quoted(term.datatype.value)}"
    return f"<literal{attribute}>{_xml_text(term.value)}</literal>"


def _xml_text(text: str) -> str:
    """The text escaped for XML: U+FFFD for characters that XML cannot carry, carriage returns kept."""
    kept = "".join(c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text)
    kept = kept.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return escape(kept, quote=False).replace("\r", "&#13;")


def _quoted(text: str) -> str:
    """The text as the value of an attribute."""
    return f'"{escape(text)}"'


def _triple(row: tuple[Term | None, ...]) -> Triple:
    subject, predicate, value = row
    if not isinstance(subject, NamedNode | BlankNode | Triple) or value is None:
        raise QueryError("the query constructs something that is not a triple")
    if not isinstance(predicate, NamedNode):
        raise QueryError("the query constructs a triple whose predicate is not an IRI")
    return Triple(subject, predicate, value)
