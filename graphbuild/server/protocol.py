"""The SPARQL 1.1 Protocol, for queries: GET, POST of a form, and POST of the query itself."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from graphbuild.errors import GraphbuildError, QueryError, QueryRefused, ServerError
from graphbuild.server import results
from graphbuild.server.limits import Limits
from graphbuild.server.negotiation import best
from graphbuild.server.results import GRAPHS, ROWS, makes_graph
from graphbuild.server.workers import Pool

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_FIELDS = 100
STATUS = {QueryRefused: 403, QueryError: 400, ServerError: 503}


class Asked(NamedTuple):
    """A query as a request of the protocol has it; form: the requested format or ""."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    form: str


class Wrong(Exception):  # it becomes a response, not an error of ours
    """A request that the protocol does not allow, with its HTTP status and the reason in one line."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Held(Response):
    """A response whose bytes count as held until the client has read them or is cut off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        state = scope["app"].state
        state.held += len(self.body)
        try:
            await super().__call__(scope, receive, send)
        finally:
            state.held -= len(self.body)


async def sparql(request: Request) -> Response:
    """The SPARQL endpoint."""
    pool: Pool = request.app.state.pool
    limits: Limits = request.app.state.limits
    try:
        asked = await read(request)
        name, media = chosen(request, asked)
        if name == "html":
            return RedirectResponse(f"/query?{urlencode({'query': asked.text})}", 303)
        wanted = results.Request(
            asked.text,
            name,
            limits.rows,
            asked.default_graphs,
            asked.named_graphs,
            limits.answer,
        )
        body = await pool.ask("ask", wanted)
    except Wrong as exc:
        return PlainTextResponse(f"{exc.why}\n", exc.status)
    except GraphbuildError as exc:
        return PlainTextResponse(f"{exc}\n", status(exc))
    if request.app.state.held + len(body) > limits.held:
        return PlainTextResponse("too many answers wait to be read; try again later\n", 503)
    headers = {"vary": "accept", "content-type": f"{media}; charset=utf-8"}
    if "csv" in (name, asked.form):
        headers["content-disposition"] = 'inline; filename="answer.csv"'
    return Held(body, headers=headers)


def status(error: GraphbuildError) -> int:
    """The HTTP status for an error."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


async def read(request: Request) -> Asked:
    """The query of a request; raises Wrong."""
    pairs = _fields(request.url.query)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method == "POST" and kind == FORM:
        pairs += _fields(_text(await request.body()))
    elif request.method == "POST" and kind == QUERY:
        pairs.append(("query", _text(await request.body())))
    elif request.method == "POST":
        if kind == UPDATE:
            raise Wrong(403, "updates are refused: only queries are answered here")
        raise Wrong(415, f"POST {FORM} or {QUERY}")
    if any(name == "update" for name, _ in pairs):
        raise Wrong(403, "updates are refused: only queries are answered here")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise Wrong(400, "give one query, as the parameter `query`")
    return Asked(
        queries[0],
        tuple(v for n, v in pairs if n == "default-graph-uri" and v),
        tuple(v for n, v in pairs if n == "named-graph-uri" and v),
        next((v for n, v in pairs if n == "format"), ""),
    )


def chosen(request: Request, asked: Asked) -> tuple[str, str]:
    """The format of the answer and its media type; "html" for a browser."""
    forms = GRAPHS if makes_graph(asked.text) else ROWS
    if asked.form in forms:
        return asked.form, forms[asked.form].media[0]
    accept = request.headers.get("accept")
    offered = {media: name for name, form in reversed(forms.items()) for media in form.media}
    order = [m for form in forms.values() for m in form.media]
    if request.method == "GET" and best(accept, [*order, "text/html"]) == "text/html":
        return "html", "text/html"
    media = best(accept, order)
    if media is None:
        raise Wrong(406, f"on offer: {', '.join(dict.fromkeys(order))}")
    return offered[media], media


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Wrong(400, f"the request has more than {MOST_FIELDS} fields") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong(400, "the query is not UTF-8 text") from None
