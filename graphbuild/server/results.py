"""Answers to SPARQL queries in the media types of the protocol.

To add one, write a function and add a row to ROWS or GRAPHS; the first row is the default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from pyoxigraph import RdfFormat, Triple, serialize

from graphbuild.errors import QueryError
from graphbuild.rdf import PREFIXES
from graphbuild.store import Answer, Store
from graphbuild.store.answers import FORMS, Term
from graphbuild.store.guard import query_form


class Request(NamedTuple):
    """A query, the format of its answer (a key of ROWS or GRAPHS), and its dataset.

    rows, bytes: the maximum number in the answer. default_graphs, named_graphs: IRIs; without any, the
    default graph is the union of all graphs.
    """

    text: str
    form: str
    rows: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bytes: int = 20_000_000


class Form(NamedTuple):
    """The media types of a format, the default first, and its writer."""

    media: tuple[str, ...]
    write: Callable[[Answer], bytes]


def makes_graph(text: str) -> bool:
    """Whether the answer to a query is a graph, not rows."""
    return query_form(text) in ("CONSTRUCT", "DESCRIBE")


def answer(store: Store, request: Request) -> bytes:
    """The answer, written in its format; QueryError when it has too many rows or bytes."""
    body = (ROWS | GRAPHS)[request.form].write(rows(store, request))
    if len(body) > request.bytes:
        raise _too_long(request.bytes)
    return body


def rows(store: Store, request: Request) -> Answer:
    """The answer as rows, which can be read once."""
    text = request.text
    if request.default_graphs or request.named_graphs:
        found = store.query(text, (request.default_graphs, request.named_graphs))
    else:
        found = store.query(text)
    return found._replace(rows=light(_bounded(found.rows, request.rows), request.bytes))


def _bounded(found: object, most: int) -> Iterator[tuple[Term | None, ...]]:
    waiting = iter(found)  # type: ignore[call-overload]  # rows of an Answer
    yield from islice(waiting, most)
    if next(waiting, None) is not None:
        raise QueryError(f"the answer has more than {most} rows: add a LIMIT, or narrow it down")


def light(rows: Iterable[tuple[Term | None, ...]], most: int) -> Iterator[tuple[Term | None, ...]]:
    """The same rows; QueryError as soon as their characters are more than `most`."""
    left = most
    for row in rows:
        left -= sum(len(getattr(term, "value", "")) for term in row)
        if left < 0:
            raise _too_long(most)
        yield row


def _too_long(most: int) -> QueryError:
    return QueryError(f"the answer is longer than {most} bytes: add a LIMIT, or narrow it down")


def _row_text(form: str) -> Callable[[Answer], bytes]:
    return lambda found: "".join(FORMS[form](found)).encode("utf-8", "replace")


def _graph(form: RdfFormat) -> Callable[[Answer], bytes]:
    def write(answer: Answer) -> bytes:
        triples = (Triple(s, p, o) for s, p, o in answer.rows)  # type: ignore[arg-type]
        return serialize(dict.fromkeys(triples), format=form, prefixes=PREFIXES) or b""

    return write


ROWS = {
    "json": Form(("application/sparql-results+json", "application/json"), _row_text("json")),
    "xml": Form(
        ("application/sparql-results+xml", "application/xml", "text/xml"), _row_text("xml")
    ),
    "csv": Form(("text/csv",), _row_text("csv")),
    "tsv": Form(("text/tab-separated-values",), _row_text("tsv")),
}
GRAPHS = {
    "turtle": Form(("text/turtle", "application/turtle"), _graph(RdfFormat.TURTLE)),
    "nt": Form(("application/n-triples", "text/plain"), _graph(RdfFormat.N_TRIPLES)),
    "jsonld": Form(("application/ld+json", "application/json"), _graph(RdfFormat.JSON_LD)),
    "rdfxml": Form(("application/rdf+xml", "application/xml"), _graph(RdfFormat.RDF_XML)),
}
