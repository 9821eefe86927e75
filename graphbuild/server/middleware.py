"""Checks every request (host, origin, size) and adds security headers to every response."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
PIECE = 65_536  # bytes that are handed to the network at once; it holds a little more than that


class TooLarge(Exception):  # it says what the body is
    """The body of a request is larger than it may be."""


class Guard:
    """Refuses requests for another host (DNS rebinding), from pages of other sites, and large ones.

    hosts: host names that are allowed besides loopback names and the server's own address.
    body: maximum bytes of a request.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str] = (), body: int) -> None:
        self._app, self._body = app, body
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with the reason for refusing it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            for part in _pieces(message):
                await send(part)

        if refusal := self._refusal(scope):
            await refusal(scope, receive, protected)
            return
        try:
            await self._app(scope, self._bounded(receive), protected)
        except TooLarge:
            await self._too_large()(scope, receive, protected)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        hosts, origin = headers.getlist("host"), headers.get("origin")
        if len(hosts) != 1 or not self._is_own(f"http://{hosts[0]}", scope):
            return PlainTextResponse("this server does not have that name (Host)\n", 421)
        if origin is not None and not self._is_own(origin, scope):
            return PlainTextResponse(
                "pages of other sites may not send requests here (Origin)\n", 403
            )
        if headers.get("sec-fetch-site") == "cross-site" and not _is_link(headers):
            return PlainTextResponse("pages of other sites may not send requests here\n", 403)
        if "content-length" in headers and "transfer-encoding" in headers:
            return PlainTextResponse(
                "give Content-Length or Transfer-Encoding, not both\n",
                400,
                headers={"connection": "close"},
            )
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self._body:
            return self._too_large()
        return None

    def _is_own(self, url: str, scope: Scope) -> bool:
        try:
            host = urlsplit(url).hostname
        except ValueError:
            return False
        if not host or "@" in url or not url.lower().startswith(("http://", "https://")):
            return False
        server = (scope.get("server") or ("", 0))[0]
        return host == "localhost" or host in self._hosts or _is_loopback(host) or host == server

    def _bounded(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._body:
                raise TooLarge
            return message

        return counted

    def _too_large(self) -> PlainTextResponse:
        return PlainTextResponse(f"the request is larger than {self._body} bytes\n", 413)


def _is_link(headers: Headers) -> bool:
    """Whether somebody follows a link, in a window; a frame may start a query without anybody's doing."""
    return headers.get("sec-fetch-mode") == "navigate" and (
        headers.get("sec-fetch-dest", "document") == "document"
    )


def _pieces(message: Message) -> Iterator[Message]:
    """The message; a long body in pieces, so that no more is handed on than the client reads."""
    body = message.get("body", b"")
    if len(body) <= PIECE:
        yield message
        return
    for start in range(0, len(body), PIECE):
        more = start + PIECE < len(body) or message.get("more_body", False)
        yield {**message, "body": body[start : start + PIECE], "more_body": more}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
