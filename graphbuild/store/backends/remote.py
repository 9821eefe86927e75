"""A store on a SPARQL 1.1 server: query, update and Graph Store Protocol over HTTP.

The three endpoints are `query`, `update` and `store` under the URL, as with Oxigraph's server, or else the
values of GRAPHBUILD_QUERY_URL, GRAPHBUILD_UPDATE_URL and GRAPHBUILD_STORE_URL. GRAPHBUILD_USER with
GRAPHBUILD_PASSWORD, or GRAPHBUILD_TOKEN, are the credentials.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlencode

import httpx
import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat

from graphbuild.errors import QueryError, StoreError
from graphbuild.store.answers import ASK, Answer, Term, plain
from graphbuild.store.backend import Dataset, Occurrence
from graphbuild.store.backends.oxigraph import to_answer
from graphbuild.store.backends.updates import PROLOGUE, check, refuse_dataset, replacement
from graphbuild.store.guard import names_graphs, query_form

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
VIRTUOSO_ASK = ("__ASK_RETVAL",)  # the variable, 1 or 0, by which it answers an ASK in JSON
AT_ONCE = 2_000  # quads in one request
# A query over a large graph takes its time; the server has its own limit.
TIMEOUT = httpx.Timeout(600, connect=10)
LOGIN = "set GRAPHBUILD_USER and GRAPHBUILD_PASSWORD, or GRAPHBUILD_TOKEN"


def connect(location: str, read_only: bool) -> Remote:
    """A store at an http(s) URL; the server decides whether it may be written."""
    return Remote(location)


class Remote:
    """The Backend on a SPARQL server."""

    def __init__(self, url: str) -> None:
        try:
            base = httpx.URL(url)
        except httpx.InvalidURL as exc:
            raise StoreError(f"{url!r}: not a URL: {exc}") from exc
        if not base.host:
            raise StoreError(f"{url!r}: not a URL: it names no server")
        self._name = str(base.copy_with(username=None, password=None)).rstrip("/")
        self._urls = {
            part: os.environ.get(f"GRAPHBUILD_{part.upper()}_URL") or f"{self._name}/{part}"
            for part in ("query", "update", "store")
        }
        self._client: httpx.Client | None = httpx.Client(
            auth=_login(base), headers=_token(), timeout=TIMEOUT
        )

    def replace(
        self,
        graphs: Iterable[NamedNode],
        described: Iterable[tuple[NamedNode, NamedNode]],
        quads: Iterable[Quad],
    ) -> None:
        """Do all of it in one update request, which a server takes as one transaction."""
        text = replacement(graphs, described, quads)
        if text:
            headers = {"Content-Type": "application/sparql-update; charset=utf-8", "Accept": "*/*"}
            content = text.encode()
            self._checked(self._request("POST", "update", content=content, headers=headers))

    def load(self, quads: Iterable[Quad]) -> None:
        """Add them in requests that every server takes; Virtuoso takes some 4,000 quads at once."""
        waiting = iter(quads)
        while some := list(islice(waiting, AT_ONCE)):
            self.replace((), (), some)

    def clear(self, graph: NamedNode) -> None:
        """Drop a graph."""
        self.replace((graph,), (), ())

    def graphs(self) -> Iterator[NamedNode]:
        """The named graphs, in any order."""
        for (graph,) in self._select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
            if isinstance(graph, NamedNode):
                yield graph

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""
        request = self._request(
            "GET", "store", params={"graph": name.value}, headers={"Accept": TRIPLES}
        )
        if request.status_code == httpx.codes.NOT_FOUND:
            return
        body = self._checked(request).content
        try:
            for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES):
                yield Quad(quad.subject, quad.predicate, quad.object, name)
        except (SyntaxError, OSError) as exc:
            raise StoreError(f"{self._name}: what it sent is no RDF: {exc}") from exc

    def about(self, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one subject in one graph, in any order."""
        for prop, value in self._select(f"SELECT ?p ?o {{ GRAPH {graph} {{ {subject} ?p ?o }} }}"):
            if isinstance(prop, NamedNode) and value is not None:
                yield Quad(subject, prop, value, graph)

    def occurrences(self, predicate: NamedNode) -> Iterator[Occurrence]:
        """(subject, value, graph), in the order of the subjects."""
        text = f"SELECT ?s ?o ?g {{ GRAPH ?g {{ ?s {predicate} ?o }} }} ORDER BY ?s ?o"
        for subject, value, graph in self._select(text):
            if not isinstance(subject, NamedNode) or not isinstance(graph, NamedNode):
                continue
            if isinstance(value, NamedNode | Literal):
                yield subject, value, graph

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer over the union of all graphs, or over those that the query names with FROM.

        A server that is not Oxigraph has to be set up so that its default graph is that union.
        """
        refuse_dataset(dataset)
        check(text)
        union = {} if names_graphs(text) else {"union-default-graph": ""}
        built = query_form(text) in ("CONSTRUCT", "DESCRIBE")
        return self._answer(self._ask(PROLOGUE + text, TRIPLES if built else JSON, union))

    def release(self) -> None:
        """Do nothing: nothing is kept in memory."""

    def compact(self) -> None:
        """Do nothing: the server compacts its own files."""

    def close(self) -> None:
        """Close the connection; the server wrote everything to disk before it answered."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _select(self, text: str) -> Iterable[tuple[Term | None, ...]]:
        return self._answer(self._ask(text, JSON, {})).rows

    def _ask(self, text: str, accept: str, more: dict[str, str]) -> httpx.Response:
        """Send a query as a form: Virtuoso 7.2.5 never answers one that is the whole body."""
        form = urlencode({"query": text, **more}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return self._checked(self._request("POST", "query", content=form, headers=headers))

    def _answer(self, response: httpx.Response) -> Answer:
        try:
            if response.headers.get("Content-Type", "").startswith(TRIPLES):
                triples = [
                    q.triple for q in pyoxigraph.parse(response.content, RdfFormat.N_TRIPLES)
                ]
                return to_answer(triples)
            result = pyoxigraph.parse_query_results(response.content, QueryResultsFormat.JSON)
            answer = to_answer(result)
            if answer.variables == VIRTUOSO_ASK:
                [[truth]] = answer.rows
                return Answer(("answer",), [(Literal(plain(truth) == "1"),)], ASK)
            return answer._replace(rows=list(answer.rows))
        except (SyntaxError, ValueError, OSError) as exc:
            raise QueryError(
                f"{self._name}: the answer is cut off or malformed, as after a time limit"
            ) from exc

    def _request(
        self,
        method: str,
        part: str,
        *,
        content: bytes | None = None,
        headers: dict[str, str],
        params: dict[str, str] | None = None,
    ) -> httpx.Response:
        if self._client is None:
            raise StoreError("the store is closed")
        try:
            return self._client.request(
                method, self._urls[part], content=content, headers=headers, params=params
            )
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise StoreError(f"{self._name}: no answer: {exc or type(exc).__name__}") from exc

    def _checked(self, response: httpx.Response) -> httpx.Response:
        """The response if it is a success; StoreError otherwise."""
        if response.is_success:
            return response
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise StoreError(f"{self._name}: access refused ({response.status_code}); {LOGIN}")
        reason = " ".join(response.text.split())[:300] or response.reason_phrase
        raise StoreError(f"{self._name}: {response.status_code}: {reason}")


def _login(base: httpx.URL) -> tuple[str, str] | None:
    user, password = os.environ.get("GRAPHBUILD_USER"), os.environ.get("GRAPHBUILD_PASSWORD")
    if user is not None:
        return user, password or ""
    return (base.username, base.password) if base.username else None


def _token() -> dict[str, str]:
    token = os.environ.get("GRAPHBUILD_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}
