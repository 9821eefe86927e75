"""What a client may take from the server: bytes, time, connections and fields."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import h11
import httpx
import pytest
import uvicorn
from support.dataset import RUSSIA
from support.server_process import serving, stored_affair
from uvicorn.server import ServerState

from graphbuild import rdf
from graphbuild.errors import QueryError
from graphbuild.server import Limits, connections
from graphbuild.server.app import Guarded
from graphbuild.server.connections import Connection
from graphbuild.server.middleware import HEADERS, PIECE, Guard
from graphbuild.server.negotiation import best
from graphbuild.server.protocol import MOST_FIELDS
from graphbuild.server.results import Request, answer
from graphbuild.server.tasks import table
from graphbuild.server.workers import Pool
from graphbuild.store import open_store

# A value of 2.5 MB for each of ten rows, from a query of a few characters.
LONG = (
    "SELECT ?z { VALUES ?n { 1 2 3 4 5 6 7 8 9 10 } "
    f'BIND(REPLACE("{"a" * 500}", "a", "{"b" * 5000}") AS ?z) }}'
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return stored_affair(tmp_path_factory.mktemp("limits"))


@pytest.fixture(scope="module")
def client(out):
    with (
        serving(out, "--seconds", "8") as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as client,
    ):
        yield client


def spoken(client, text):
    """The whole answer to bytes sent as they are."""
    where = urlsplit(str(client.base_url))
    with socket.create_connection((where.hostname, where.port), timeout=30) as talk:
        talk.sendall(text.replace("\n", "\r\n").encode())
        return b"".join(iter(lambda: talk.recv(65_536), b"")).decode()


@pytest.mark.parametrize("form", ["json", "csv", "xml", "tsv"])
def test_an_answer_has_a_limit_of_bytes(out, form):
    with open_store(out, read_only=True) as store:
        with pytest.raises(QueryError, match="longer than 3000000 bytes: add a LIMIT"):
            answer(store, Request(LONG, form, 100, bytes=3_000_000))
        with pytest.raises(QueryError, match="add a LIMIT"):
            table(store, LONG, 1000)


def test_a_graph_has_a_limit_of_bytes(out):
    made = LONG.replace("SELECT ?z", "CONSTRUCT { <a:b> ?n ?z }").replace("?n {", "?n0 {")
    made = made.replace("CONSTRUCT { <a:b> ?n ?z }", "CONSTRUCT { <a:b> <c:d> ?z }")
    with (
        open_store(out, read_only=True) as store,
        pytest.raises(QueryError, match="longer than 1000000 bytes"),
    ):
        answer(store, Request(made, "nt", 100, bytes=1_000_000))


def test_the_server_refuses_a_long_answer(client):
    said = client.get("/sparql", params={"query": LONG})
    assert said.status_code == 400
    assert "longer than" in said.text


# Clients that are slow, in a server within this process, with short time-outs.


async def _app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x" * 20_000_000})


async def _dropped_after(sent: bytes, *, read: bool) -> tuple[float, int]:
    """Seconds until the server drops a client that sent this and no more, and the bytes it got."""
    config = uvicorn.Config(Guard(_app, body=100), http=Connection, log_level="error")
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(config, state, {}), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    start, got = time.monotonic(), 0
    if not read:
        await asyncio.sleep(0.1)
        while state.connections and time.monotonic() - start < 10:
            await asyncio.sleep(0.02)
    else:
        got = len(await asyncio.wait_for(reader.read(), 10))
    seconds = time.monotonic() - start
    writer.close()
    server.close()
    return seconds, got


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"", True),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n", True),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nabc", True),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", False),
    ],
    ids=["nothing", "half a header", "half a body", "reads nothing"],
)
def test_a_slow_client_is_dropped(monkeypatch, sent, read):
    monkeypatch.setattr(connections, "SECONDS", {h11.IDLE: 0.3, h11.SEND_BODY: 0.3})
    monkeypatch.setattr(connections, "READING", 0.3)
    seconds, _ = asyncio.run(_dropped_after(sent, read=read))
    assert 0.2 < seconds < 5


def test_a_client_that_reads_gets_all(monkeypatch):
    monkeypatch.setattr(connections, "SECONDS", {h11.IDLE: 1.0, h11.SEND_BODY: 0.3})
    _, got = asyncio.run(_dropped_after(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", read=True))
    assert got > 20_000_000


def test_a_long_body_is_handed_on_in_pieces():
    sent = []

    async def send(message):
        sent.append(len(message.get("body", b"")))

    async def receive():
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "headers": [(b"host", b"localhost")], "server": ("127.0.0.1", 1)}
    asyncio.run(Guard(_app, body=100)(scope, receive, send))
    assert max(sent) == PIECE
    assert sum(sent) == 20_000_000


def test_pages_do_not_wait_for_queries(client):
    def ask():
        client.get("/sparql", params={"query": ENDLESS})

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    time.sleep(0.5)
    start = time.monotonic()
    page = client.get("/" + RUSSIA.id.removeprefix(rdf.BASE))
    seconds = time.monotonic() - start
    for asker in askers:
        asker.join()
    assert page.status_code == 200
    assert seconds < 6


def test_a_pool_has_workers_for_pages(out):
    pool = Pool(str(out), Limits(workers=1, pages=1))
    try:
        assert pool._costly.qsize() == pool._pages.qsize() == 1
    finally:
        pool.close()


# Requests that are refused.


@pytest.mark.parametrize("dest", ["iframe", "frame", "embed", "object"])
def test_a_frame_of_another_site_is_refused(client, dest):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    said = client.get("/query?query=ASK{}", headers={**headers, "sec-fetch-dest": dest})
    assert said.status_code == 403
    said = client.get("/", headers={**headers, "sec-fetch-dest": "document"})
    assert said.status_code == 200


@pytest.mark.parametrize("path", ["/sparql", "/query"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_too_many_fields_are_400(client, path, method):
    fields = {f"a{n}": "1" for n in range(MOST_FIELDS)} | {"query": "ASK{}"}
    where = {"params": fields} if method == "GET" else {"data": fields}
    said = client.request(method, path, **where)
    assert said.status_code == 400
    assert f"more than {MOST_FIELDS} fields" in said.text


@pytest.mark.parametrize(
    "text",
    [
        "nonsense\n\n",
        "GET /none HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "DELETE / HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "GET / HTTP/1.1\nHost: evil.example\nConnection: close\n\n",
        "GET /static/none HTTP/1.1\nHost: localhost\nConnection: close\n\n",
    ],
)
def test_every_answer_has_the_headers(client, text):
    said = spoken(client, text).lower()
    assert all(f"{name}: {value}".lower() in said for name, value in HEADERS.items())


async def _get(app):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/")


def test_the_headers_are_also_on_an_error_of_ours():
    def broken(request):
        raise KeyError(request)

    app = Guarded()
    app.state.limits, app.state.hosts = Limits(), ()
    app.add_route("/", broken)
    said = asyncio.run(_get(app))
    assert said.status_code == 500
    assert said.headers.items() >= HEADERS.items()


def test_a_method_that_is_not_allowed_says_which_are(client):
    said = client.delete("/sparql")
    assert said.status_code == 405
    assert set(said.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("name", ["user@localhost", "user:secret@127.0.0.1"])
def test_a_host_with_a_user_is_refused(client, name):
    assert client.get("/", headers={"host": name}).status_code == 421


def test_two_lengths_of_one_body_are_refused(client):
    said = spoken(
        client,
        "POST /sparql HTTP/1.1\nHost: localhost\nContent-Type: application/sparql-query\n"
        "Content-Length: 5\nTransfer-Encoding: chunked\n\n5\nASK{}\n0\n\n",
    )
    assert said.startswith("HTTP/1.1 400 ")


@pytest.mark.parametrize("quality", ["nan", "inf", "-1", "2e0", "x"])
def test_a_quality_that_is_no_number_counts_as_none(quality):
    assert best(f"text/csv;q={quality}, text/html;q=0.5", ["text/csv", "text/html"]) == "text/html"
    assert best("text/csv;q=1.000", ["text/csv"]) == "text/csv"


def test_a_client_may_have_a_hundred_connections_but_this_machine_more():
    def connected(host, n):
        others = [SimpleNamespace(client=(host, port)) for port in range(n)]
        others.append(SimpleNamespace(client=("198.51.100.9", 1)))
        return Connection._n_of_client(SimpleNamespace(client=(host, 1), connections=others))

    assert connected("198.51.100.7", 101) == 101 > connections.MOST_A_CLIENT
    assert connected("127.0.0.1", 500) == connected("::1", 500) == 0
