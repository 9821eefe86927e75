"""The application: its routes, and what lives as long as the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from graphbuild.errors import GraphbuildError, StoreChanged
from graphbuild.query import Index, open_index
from graphbuild.server import pages
from graphbuild.server.limits import Limits
from graphbuild.server.middleware import Guard, TooLarge
from graphbuild.server.protocol import sparql
from graphbuild.server.workers import Pool
from graphbuild.store import open_store

TRIES = 5  # attempts to read while a build compacts the store
STATIC = Path(__file__).resolve().parent / "static"


def make_app(url: str, *, limits: Limits | None = None, hosts: Collection[str] = ()) -> Starlette:
    """The application for the store at a URL, which must exist.

    `app.state.ready`, when set, is called when requests can be answered.
    """
    bounds = limits or Limits()
    open_store(url, read_only=True).close()  # an error now instead of at the first request

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.pool = Pool(url, bounds)
        app.state.search = Search(url, app.state.pool)
        try:
            with suppress(GraphbuildError):  # the next search tries again, and says what is wrong
                await app.state.search.index()
            app.state.ready()
            yield
        finally:
            app.state.pool.close()
            app.state.search.close()

    app = Guarded(
        routes=[
            Route("/", pages.home),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/query", pages.query, methods=["GET", "POST"]),
            Route("/search", pages.search),
            Route("/suggest", pages.suggest),
            Route("/graph", pages.explorer),
            Route("/entity", pages.entity),
            Route("/id/{name:path}", pages.entity),
            Route("/statement/{name}", pages.statement),
            Route("/article/{name:path}", pages.article),
            Route("/favicon.ico", pages.icon),
            Route("/classes.css", pages.colors),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={
            TooLarge: _too_large,  # type: ignore[dict-item]
            GraphbuildError: pages.failed,  # type: ignore[dict-item]
            HTTPException: pages.not_found,  # type: ignore[dict-item]
        },
        lifespan=life,
    )
    app.state.limits, app.state.ready, app.state.kept = bounds, lambda: None, {}
    app.state.held, app.state.hosts = 0, hosts
    return app


class Guarded(Starlette):
    """An application with the guard around all of it, also around the answer to an error of ours."""

    def build_middleware_stack(self) -> ASGIApp:
        """The guard, then what Starlette makes."""
        limits: Limits = self.state.limits
        return Guard(super().build_middleware_stack(), hosts=self.state.hosts, body=limits.body)


class Search:
    """The search index of the server, updated when the store changes."""

    def __init__(self, url: str, pool: Pool) -> None:
        self._url, self._pool = url, pool
        self._index: Index | None = None
        self._mark = ""
        self._lock = asyncio.Lock()

    async def index(self) -> Index:
        """The index, updated if the store has changed."""
        async with self._lock:
            if self._index is None or self._mark != self._pool.mark:
                self._mark = self._pool.mark
                self._index = await anyio.to_thread.run_sync(self._updated)
            return self._index

    def close(self) -> None:
        """Close the file."""
        if self._index is not None:
            self._index.close()

    def _updated(self) -> Index:
        for _ in range(TRIES):
            with suppress(StoreChanged):
                return self._followed()
        return self._followed()

    def _followed(self) -> Index:
        with open_store(self._url, read_only=True) as store:
            if self._index is None:
                return open_index(store)
            self._index.update(store)
            return self._index


async def _too_large(request: Request, error: TooLarge) -> Response:
    limits: Limits = request.app.state.limits
    return PlainTextResponse(f"the request is larger than {limits.body} bytes\n", 413)
