"""Answers to SPARQL queries, and the forms in which they are shown.

To add a form, write a function from an Answer to text and add a row to FORMS.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Answer(NamedTuple):
    """Rows of terms, one for each variable, None where it is unbound; to be read once.

    ASK gives one row with one boolean, CONSTRUCT and DESCRIBE give subject, predicate, object.
    """

    variables: tuple[str, ...]
    rows: Iterable[tuple[Term | None, ...]]


def to_csv(answer: Answer) -> str:
    """SPARQL 1.1 Query Results CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.variables)
    writer.writerows([plain(term) for term in row] for row in answer.rows)
    return out.getvalue()


def to_json(answer: Answer) -> str:
    """SPARQL 1.1 Query Results JSON."""
    bindings = [
        {name: _json(term) for name, term in zip(answer.variables, row, strict=True) if term}
        for row in answer.rows
    ]
    document = {"head": {"vars": answer.variables}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Answer], str]] = {"csv": to_csv, "json": to_json}


def plain(term: Term | None) -> str:
    """The term without quotes or angle brackets, the empty string for an unbound one."""
    if term is None:
        return ""
    return str(term) if isinstance(term, Triple) else term.value


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
