"""The pages: home, search, query, entity, statement, article, and the explorer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import anyio.to_thread
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from graphbuild import rdf
from graphbuild.errors import GraphbuildError
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.presentation.escape import http
from graphbuild.query import Index, find_entities, find_quotes
from graphbuild.query.named import named_queries
from graphbuild.server import protocol, statement_views
from graphbuild.server.negotiation import best
from graphbuild.server.rdf_files import FILES, written
from graphbuild.server.rendering import class_label, page
from graphbuild.server.tasks import MOST, StoreSlice, Table
from graphbuild.server.text_view import paragraphs
from graphbuild.server.workers import Pool

FIRST_QUERY = """SELECT DISTINCT ?one ?property ?other {
  ?statement rdf:subject ?one ; rdf:predicate ?property ; rdf:object ?other .
  ?denial gb:disputes ?statement .
}
LIMIT 50
"""
MOST_ROWS = 1000  # in a page; a download has all rows
DRAWING = 120.0  # seconds for an explorer, which is cached
MOST_KEPT = 8  # cached explorers and lists, until the store changes
MOST_STATEMENTS = 20_000  # in one explorer
HTML = "text/html"
EXPLORER_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


async def home(request: Request) -> Response:
    """The start page: figures, disputed statements, queries, latest articles."""
    index = await _index(request)
    part: StoreSlice = await _kept(request, "contested", 8)
    return page(
        "home",
        figures=index.figures,
        contested=part.total,
        top=index.top(14),
        latest=index.latest(8),
        disputed=[*statement_views.view(part, Ontology.load()).values()][:6],
        queries=[*named_queries().values()],
    )


async def search(request: Request) -> Response:
    """Search results: entities and quotes."""
    text = request.query_params.get("q", "")[:500]
    index = await _index(request)
    entities, quotes = await anyio.to_thread.run_sync(
        lambda: (find_entities(index, text, 12), find_quotes(index, text, 20))
    )
    ids = sorted({i for quote in quotes for i in quote.statements})
    sentences = await _pool(request).ask("sentences", ids)
    return page("search", text=text, entities=entities, quotes=quotes, sentences=sentences)


async def suggest(request: Request) -> Response:
    """Completions for the search field: a list of label, matching name, type and link."""
    text = request.query_params.get("q", "")[:100]
    index = await _index(request)
    hits = await anyio.to_thread.run_sync(lambda: find_entities(index, text, 8))
    return JSONResponse(
        [
            {
                "label": h.label,
                "name": h.name,
                "type": class_label(h.type),
                "href": statement_views.href(h.entity),
            }
            for h in hits
        ]
    )


async def query(request: Request) -> Response:
    """Named queries and the SPARQL editor, with the result of the query that was sent."""
    error, code = "", 200
    table: Table | None = None
    text, values = "", dict(request.query_params)
    name = values.pop("name", "")
    try:
        if name:
            given = {n: v.strip() for n, v in values.items() if v.strip()}
            text = await _pool(request).ask("bound_text", name, given)
        else:
            text = (await protocol.read(request)).text
        if text.strip():
            table = await _pool(request).ask("table", text, MOST_ROWS)
    except protocol.Wrong as exc:
        opened = request.method == "GET" and "query" not in request.query_params
        error, code = ("", 200) if opened else (exc.why, exc.status)
    except GraphbuildError as exc:
        error, code = str(exc), protocol.status(exc)
    rows = table.rows if table else ()
    iris = {term.value for row in rows for term in row if isinstance(term, NamedNode)}
    return page(
        "query",
        code,
        text=text,
        error=error,
        table=table,
        labels=(await _index(request)).labels(iris),
        first=FIRST_QUERY,
        prefixes=rdf.PREFIXES,
        name=name,
        values=values,
        queries=[*named_queries().values()],
    )


async def entity(request: Request) -> Response:
    """Everything about an entity, as a page or as RDF."""
    name = request.path_params.get("name")
    iri = ENTITY_BASE + name if name else request.query_params.get("iri", "")
    number = _number(request.query_params.get("page", ""))
    part: StoreSlice | None = await _pool(request).ask("entity", iri, number)
    if part is None:
        raise HTTPException(404, "no such entity in this graph")
    own = [s for s in part.chosen if any(e.id == iri for e in s.entities)]
    if file := await _file(request, [iri, *(rdf.statement_iri(s.id).value for s in own)]):
        return file
    ids = {s.id for s in own}
    found = [v for v in statement_views.view(part, Ontology.load()).values() if v.id in ids]
    return page(
        "entity",
        entity=part.entity or next(e for s in own for e in s.entities if e.id == iri),
        groups=statement_views.groups(iri, found, Ontology.load()),
        total=part.total,
        page=number,
        n_pages=-(-part.total // MOST),
    )


async def statement(request: Request) -> Response:
    """One statement with all its evidence, as a page or as RDF."""
    name = request.path_params["name"]
    part: StoreSlice | None = await _pool(request).ask("statement", name)
    if part is None:
        raise HTTPException(404, "no such statement in this graph")
    if file := await _file(request, [rdf.statement_iri(name).value]):
        return file
    made = statement_views.view(part, Ontology.load())
    return page("statement", one=made[name], views=made)


async def article(request: Request) -> Response:
    """Everything an article says, as a page or as RDF."""
    name = request.path_params["name"]
    part: StoreSlice | None = await _pool(request).ask("article", name)
    if part is None or part.article is None:
        raise HTTPException(404, "no such article in this graph")
    own = [s for s in part.chosen if any(e.article == name for e in s.evidence)]
    graph = rdf.article_graph(name).value
    if file := await _file(request, [graph, *(rdf.statement_iri(s.id).value for s in own)]):
        return file
    made = statement_views.view(part, Ontology.load())
    start = {s.id: min(e.start for e in s.evidence if e.article == name) for s in own}
    ordered = sorted((made[i] for i in start), key=lambda v: (start[v.id], v.id))
    text = part.text and paragraphs(part.text, name, ordered)
    url = http(part.article.url)
    return page("article", article=part.article, statements=ordered, url=url, text=text)


async def explorer(request: Request) -> Response:
    """The explorer: of everything, or of an entity and what is linked to it."""
    iri = request.query_params.get("entity", "")
    figures = (await _index(request)).figures
    if not iri and figures["statements"] > MOST_STATEMENTS:
        raise HTTPException(413, "this graph is too large for one picture: choose an entity first")
    picture: str | None = await _kept(request, "explorer", iri, seconds=DRAWING)
    if picture is None:
        raise HTTPException(404, "no such entity in this graph")
    return HTMLResponse(picture, headers={"content-security-policy": EXPLORER_POLICY})


async def colors(request: Request) -> Response:
    """The stylesheet of the classes' colours, as the ontology gives them."""
    rules = (
        f".c-{c.name} {{ background: {c.color}; }}\n" for c in Ontology.load().classes.values()
    )
    return Response("".join(rules), media_type="text/css")


async def icon(request: Request) -> Response:
    """An empty icon; browsers request one."""
    return Response(status_code=204)


async def not_found(request: Request, error: HTTPException) -> Response:
    """The error as a page, or as one line for programs."""
    return _failure(request, error.status_code, error.detail, error.headers)


async def failed(request: Request, error: GraphbuildError) -> Response:
    """The error as a page, or as one line for programs."""
    return _failure(request, protocol.status(error), str(error))


def _failure(
    request: Request, status: int, why: str, headers: Mapping[str, str] | None = None
) -> Response:
    response: Response = PlainTextResponse(f"{why}\n", status)
    if best(request.headers.get("accept"), ["text/plain", HTML]) == HTML:
        response = page("error", status, code=status, why=why)
    response.headers.update(headers or {})  # Allow, of a 405
    return response


async def _file(request: Request, subjects: Sequence[str]) -> Response | None:
    """The subjects as RDF, if the client prefers that to a page."""
    wanted = request.query_params.get("format")
    media = best(request.headers.get("accept"), [HTML, *(f.media for f in FILES.values())])
    name = (
        wanted if wanted in FILES else next((n for n, f in FILES.items() if f.media == media), "")
    )
    if not name:
        if media is None:
            raise HTTPException(
                406, f"on offer: {HTML}, {', '.join(f.media for f in FILES.values())}"
            )
        return None
    quads = await _pool(request).ask("described", subjects)
    headers = {"vary": "accept", "content-type": f"{FILES[name].media}; charset=utf-8"}
    return Response(written(quads, FILES[name]), headers=headers)


def _number(text: str) -> int:
    """The number of a page; 1 for anything else."""
    return max(1, int(text)) if re.fullmatch("[0-9]{1,6}", text) else 1


async def _kept(request: Request, task: str, value: object, seconds: float | None = None) -> Any:
    """The result of a task, computed once for each state of the store."""
    kept: dict[tuple[object, ...], Any] = request.app.state.kept
    key = (_pool(request).mark, task, value)
    if key not in kept:
        made = await _pool(request).ask(task, value, seconds=seconds)
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = made
    return kept[key]


def _pool(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


async def _index(request: Request) -> Index:
    index: Index = await request.app.state.search.index()
    return index
