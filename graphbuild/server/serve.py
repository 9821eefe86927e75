"""Starts the server, and stops it when it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from contextlib import suppress

import uvicorn

from graphbuild.errors import ServerError
from graphbuild.server.app import make_app
from graphbuild.server.connections import Connection
from graphbuild.server.limits import Limits


def serve(
    url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8377,
    hosts: Collection[str] = (),
    limits: Limits | None = None,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the store at a URL until interrupted.

    port: 0 for any that is free. hosts: other host names of the server.
    ready: called with the address when the server is ready. Raises ServerError when it cannot listen.
    """
    listening = _listen(host, port)
    app = make_app(url, limits=limits or Limits(), hosts=hosts)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        http=Connection,
        timeout_keep_alive=8,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    name = f"[{host}]" if ":" in host else host
    app.state.ready = lambda: ready(f"http://{name}:{listening.getsockname()[1]}/")
    try:
        with suppress(KeyboardInterrupt):  # the usual way to end it
            server.run(sockets=[listening])
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except (OSError, OverflowError) as exc:
        raise ServerError(f"{host}:{port}: cannot listen there: {exc}") from exc
    return listening
