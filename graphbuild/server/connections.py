"""A connection of the server, with time-outs for clients that send or read too slowly."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

import h11
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

from graphbuild.server.middleware import HEADERS

MOST = 1000  # connections at once
MOST_A_CLIENT = 100  # of one address; this machine's own, where a proxy may be, only count for MOST
# Seconds for what a client does next, by the state of its side: the header, then the body.
SECONDS = {h11.IDLE: 10.0, h11.SEND_BODY: 30.0}
# Seconds in which it must have read what waits in the buffer of its connection (64 KB).
READING = 20.0


class Connection(H11Protocol):
    """uvicorn's connection; one that exceeds a time-out is dropped with all that waits in it.

    uvicorn itself has a time-out only between requests.
    """

    _state: object = None
    _receiving: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the header; the answer is 503 where there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > MOST or self._n_of_client() > MOST_A_CLIENT:
            busy = PlainTextResponse("too many connections at once\n", 503, headers=HEADERS)
            self.app = busy
        self._await_client()

    def _n_of_client(self) -> int:
        """Open connections of the same address; 0 for those of this machine."""
        host = self.client[0] if self.client else ""
        if not host or is_loopback(host):
            return 0
        clients = (getattr(each, "client", None) for each in self.connections)
        return sum(client is not None and client[0] == host for client in clients)

    def handle_events(self) -> None:
        """Take in what was received, and wait for what has to come next."""
        super().handle_events()
        self._await_client()

    def pause_writing(self) -> None:
        """Stop to send, and wait for the client to read."""
        super().pause_writing()
        self._sending = self.loop.call_later(READING, self.transport.abort)

    def resume_writing(self) -> None:
        """Send again."""
        super().resume_writing()
        _cancel(self._sending)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        _cancel(self._receiving)
        _cancel(self._sending)
        self._state = h11.CLOSED
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, with the headers of every other answer."""
        headers = [*HEADERS.items(), ("content-type", "text/plain"), ("connection", "close")]
        events = (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=f"{msg}\n".encode()),
            h11.EndOfMessage(),
        )
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _await_client(self) -> None:
        """Start the time-out of a state of the client's side when it begins."""
        state = self.conn.their_state
        if state is self._state or self._state is h11.CLOSED:
            return
        self._state = state
        _cancel(self._receiving)
        if seconds := SECONDS.get(state):
            self._receiving = self.loop.call_later(seconds, self.transport.abort)


def is_loopback(host: str) -> bool:
    """Whether an address is one of this machine's own."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
