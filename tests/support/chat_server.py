"""A server on loopback that speaks the protocol of /v1/chat/completions, with answers that a test gives."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Response:
    """What the server sends. delay: seconds before each of `pieces` equal pieces of the body."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    pieces: int = 1


def completion(content: str, *, finish: str = "stop", tokens: int | None = 100) -> Response:
    """A response with an answer in it."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    data: dict[str, Any] = {"choices": [choice | {"finish_reason": finish}]}
    if tokens is not None:
        data["usage"] = {"total_tokens": tokens}
    return Response(body=json.dumps(data).encode())


def failure(status: int, message: str = "no", **headers: str) -> Response:
    """A response with an error in it."""
    body = json.dumps({"error": {"message": message}}).encode()
    return Response(status, body, {k.replace("_", "-"): v for k, v in headers.items()})


@dataclass
class ChatServer:
    """The server: its base URL, and the requests that it has had: (headers, body)."""

    url: str
    requests: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The bodies of the requests."""
        return [body for _, body in self.requests]


@contextmanager
def chatting(reply: Callable[[dict[str, Any], int], Response]) -> Iterator[ChatServer]:
    """A running server; `reply` gets the body of a request and its number, from 0."""
    lock, ended = threading.Lock(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = json.loads(self.rfile.read(length))
            with lock:
                number = len(server.requests)
                server.requests.append((dict(self.headers), body))
            response = reply(body, number) if self.path == "/v1/chat/completions" else failure(404)
            try:
                self.send(response)
            except (BrokenPipeError, ConnectionResetError):  # the client has had enough
                self.close_connection = True

        def send(self, response: Response) -> None:
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            size = -(-len(response.body) // response.pieces)
            for at in range(0, len(response.body), size or 1):
                ended.wait(response.delay)
                self.wfile.write(response.body[at : at + size])
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that breaks a connection off is none."""

    http = Server(("127.0.0.1", 0), Handler)
    server = ChatServer(f"http://127.0.0.1:{http.server_port}/v1")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        http.shutdown()
        http.server_close()
        thread.join()


def article_of(body: Mapping[str, Any]) -> str:
    """The second message of a request: what it asks about."""
    content: str = body["messages"][1]["content"]
    return content
