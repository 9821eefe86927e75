"""Answers to SPARQL queries in the media types of the protocol.

To add one, write a function and add a row to ROWS or GRAPHS; the first row is the default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graphbuild.errors import QueryError
from graphbuild.export.texts import plain as xml_text
from graphbuild.rdf import PREFIXES
from graphbuild.store import Answer, Store
from graphbuild.store.answers import Term, to_csv, to_json
from graphbuild.store.guard import query_form
from graphbuild.store.oxigraph import Oxigraph

XML_NAMESPACE = "http://www.w3.org/2005/sparql-results#"


class Question(NamedTuple):
    """A query, the form of its answer (a key of ROWS or GRAPHS), and its dataset.

    rows: the most that the answer may have. The graphs are IRIs; without any, the default graph is
    the union of all graphs.
    """

    text: str
    form: str
    rows: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Form(NamedTuple):
    """The media types of a form, the first of which it is sent as."""

    media: tuple[str, ...]
    write: Callable[[Answer], bytes]


def makes_graph(text: str) -> bool:
    """Whether the answer to a query is a graph, not rows."""
    return query_form(text) in ("CONSTRUCT", "DESCRIBE")


def answer(store: Store, question: Question) -> bytes:
    """The answer, written in the form; QueryError when it is larger than it may be."""
    return (ROWS | GRAPHS)[question.form].write(rows(store, question))


def rows(store: Store, question: Question) -> Answer:
    """The answer as rows, to be read once."""
    text, form = question.text, query_form(question.text)
    if question.default_graphs or question.named_graphs:
        if not isinstance(store.backend, Oxigraph):
            raise QueryError("this kind of store takes no default-graph-uri and named-graph-uri")
        dataset = (question.default_graphs, question.named_graphs)
        found = store.backend.query(text, dataset=dataset)
    else:
        found = store.query(text)
    variables = () if form == "ASK" else found.variables
    return Answer(variables, _bounded(found.rows, question.rows))


def _bounded(found: object, most: int) -> Iterator[tuple[Term | None, ...]]:
    waiting = iter(found)  # type: ignore[call-overload]  # rows of an Answer
    yield from islice(waiting, most)
    if next(waiting, None) is not None:
        raise QueryError(f"the answer has more than {most} rows: add a LIMIT, or narrow it down")


def _boolean(answer: Answer) -> str | None:
    """What ASK says, None for rows of variables."""
    if answer.variables:
        return None
    [[value]] = answer.rows
    return value.value if isinstance(value, Literal) else "false"


def _json(answer: Answer) -> bytes:
    if not answer.variables and (said := _boolean(answer)):
        return json.dumps({"head": {}, "boolean": said == "true"}).encode()
    return "".join(to_json(answer)).encode("utf-8", "replace")


def _csv(answer: Answer) -> bytes:
    if not answer.variables and (said := _boolean(answer)):
        return f"{said}\r\n".encode()
    return "".join(to_csv(answer)).encode("utf-8", "replace")


def _tsv(answer: Answer) -> bytes:
    if not answer.variables and (said := _boolean(answer)):
        return f"{said}\n".encode()
    lines = ["\t".join(f"?{name}" for name in answer.variables)]
    lines += ("\t".join(_term(term) for term in row) for row in answer.rows)
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _term(term: Term | None) -> str:
    return "" if term is None else str(term).replace("\t", "\\t")


def _xml(answer: Answer) -> bytes:
    head = "".join(f"<variable name={quoteattr(v)}/>" for v in answer.variables)
    if not answer.variables and (said := _boolean(answer)):
        body = f"<boolean>{said}</boolean>"
    else:
        found = "".join(_xml_row(answer.variables, row) for row in answer.rows)
        body = f"<results>{found}</results>"
    document = f'<?xml version="1.0"?>\n<sparql xmlns="{XML_NAMESPACE}"><head>{head}</head>{body}'
    return f"{document}</sparql>\n".encode("utf-8", "replace")


def _xml_row(variables: Sequence[str], row: Sequence[Term | None]) -> str:
    bound = ((v, t) for v, t in zip(variables, row, strict=True) if t is not None)
    cells = (f"<binding name={quoteattr(v)}>{_xml_term(t)}</binding>" for v, t in bound)
    return f"<result>{''.join(cells)}</result>\n"


def _xml_term(term: Term) -> str:
    text = escape(xml_text(str(term) if isinstance(term, Triple) else term.value))
    if isinstance(term, NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{text}</bnode>"
    if isinstance(term, Literal) and term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    if isinstance(term, Literal) and not term.datatype.value.endswith("#string"):
        return f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"
    return f"<literal>{text}</literal>"


def _graph(form: RdfFormat) -> Callable[[Answer], bytes]:
    def write(answer: Answer) -> bytes:
        triples = (Triple(s, p, o) for s, p, o in answer.rows)  # type: ignore[arg-type]
        return serialize(dict.fromkeys(triples), format=form, prefixes=PREFIXES) or b""

    return write


ROWS = {
    "json": Form(("application/sparql-results+json", "application/json"), _json),
    "xml": Form(("application/sparql-results+xml", "application/xml", "text/xml"), _xml),
    "csv": Form(("text/csv",), _csv),
    "tsv": Form(("text/tab-separated-values",), _tsv),
}
GRAPHS = {
    "turtle": Form(("text/turtle", "application/turtle"), _graph(RdfFormat.TURTLE)),
    "nt": Form(("application/n-triples", "text/plain"), _graph(RdfFormat.N_TRIPLES)),
    "jsonld": Form(("application/ld+json", "application/json"), _graph(RdfFormat.JSON_LD)),
    "rdfxml": Form(("application/rdf+xml", "application/xml"), _graph(RdfFormat.RDF_XML)),
}
