"""One request to a server that speaks the protocol of /v1/chat/completions -> the text of its answer.

Asked again, after a pause that doubles, are 429, 5xx, a connection that breaks and an answer that does not come
in time.  What a server does not know (a JSON schema, a seed, a temperature) is left out once it says so.
Redirects are not followed: articles go to the address that was named and nowhere else.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import httpx

from graphbuild.errors import AskError
from graphbuild.llm.settings import KEY, Settings, is_loopback, key_of

ATTEMPTS = 5
PAUSE, LONGEST_PAUSE = 1.0, 120.0  # seconds
MOST_BYTES = 20_000_000  # of one response
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
HOPELESS = {
    401: f"the server wants a key: set the variable {KEY}",
    403: f"the server refuses the key in the variable {KEY}, or wants one",
    404: "no such address or model: see --llm-url and --llm-model",
}
LENGTH = "length"
ABOUT_FORM = ("format", "schema", "grammar", "json")  # words of a server that knows no JSON schema
Form = Mapping[str, Any] | None
SHOWN = 200  # characters of a server's message


class Reply(NamedTuple):
    """The text of an answer, the tokens of question and answer, and whether it ended where it should."""

    text: str
    tokens: int
    whole: bool


class Unreachable(Exception):
    """Nobody answers, or not in time, however often one asks."""


class Refused(Exception):
    """The server does not take this request; too_long: since it is too long for the model."""

    def __init__(self, message: str, *, too_long: bool = False) -> None:
        super().__init__(message)
        self.too_long = too_long


class Client:
    """A connection to a server, for use by several threads, in a `with` statement.

    schema: of the answer, as JSON schema. sleep: waits so many seconds between two attempts; by default until
    `stop` is called, at most.
    """

    def __init__(
        self,
        settings: Settings,
        schema: Mapping[str, Any],
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        key = key_of()
        self._settings, self._lock, self._stopped = settings, threading.Lock(), threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._forms: list[Form] = [
            {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
            {"type": "json_object"},
            None,
        ]
        self._left_out: set[str] = set()
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(settings.timeout, connect=min(30.0, settings.timeout)),
            limits=httpx.Limits(max_connections=settings.concurrency),
            follow_redirects=False,
            trust_env=not is_loopback(
                settings.host or ""
            ),  # no proxy between this machine and itself
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Cut off every connection; a thread that waits for an answer meets Unreachable."""
        self._http.close()

    def stop(self) -> None:
        """Begin no further attempt: threads that ask meet Unreachable after the one under way."""
        self._stopped.set()

    def ask(self, body: Mapping[str, Any]) -> Reply:
        """The answer to a request.

        Raises Unreachable where nobody answers, Refused where this request is not taken, AskError where none
        would be.
        """
        attempt = 0
        while True:
            form = self._forms[0]
            try:
                status, headers, content = self._post(self._whole(body, form))
            except (httpx.TransportError, httpx.StreamError, TimeoutError, RuntimeError) as exc:
                if isinstance(exc, RuntimeError) and not self._stopped.is_set():
                    raise  # a closed client is one
                why, told = str(exc) or type(exc).__name__, None
            else:
                if status not in AGAIN:
                    reply = self._understood(status, content, body, form)
                    if reply is not None:
                        return reply
                    continue  # in a simpler form, of which there are few
                why, told = f"status {status}: {_message(content)}", headers.get("retry-after")
            attempt += 1
            if attempt == ATTEMPTS or self._stopped.is_set():
                raise Unreachable(why)
            asked = float(told) if told and told.strip().isdigit() else 0.0
            self._sleep(min(max(PAUSE * 2 ** (attempt - 1), asked), LONGEST_PAUSE))

    def _post(self, whole: Mapping[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and content of one response; TimeoutError where it drips too slowly."""
        deadline = time.monotonic() + self._settings.timeout
        with self._http.stream("POST", self._settings.endpoint, json=whole) as response:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise Refused(f"a response of more than {MOST_BYTES} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no whole answer in {self._settings.timeout:g} seconds")
            return response.status_code, response.headers, bytes(content)

    def _whole(self, body: Mapping[str, Any], form: Form) -> dict[str, Any]:
        whole = {name: value for name, value in body.items() if name not in self._left_out}
        return whole | ({"response_format": form} if form else {}) | {"stream": False}

    def _understood(
        self, status: int, content: bytes, body: Mapping[str, Any], form: Form
    ) -> Reply | None:
        """The reply in a response; None where the request should be made again in another form."""
        if status == httpx.codes.OK:
            return read_reply(content)
        message = _message(content)
        if status in HOPELESS:
            raise AskError(f"{self._settings.host}: {HOPELESS[status]} ({message})")
        if status in (400, 413, 422, 501):
            if self._simplify(message, body, form):
                return None
            raise Refused(f"status {status}: {message}", too_long=status in (400, 413))
        raise AskError(f"{self._settings.host}: status {status}: {message}")

    def _simplify(self, message: str, body: Mapping[str, Any], form: Form) -> bool:
        """Leave out what the server does not take; False where there is nothing more to leave out."""
        said = message.lower()
        with self._lock:
            named = {n for n in ("temperature", "seed") if n in said and n in body}
            if named - self._left_out:
                self._left_out |= named
                return True
            if form is None or not any(word in said for word in ABOUT_FORM):
                return form is not self._forms[0]  # another thread has found a simpler one
            if form is self._forms[0]:
                self._forms.pop(0)
            return True


def read_reply(content: bytes) -> Reply:
    """The reply in the body of a response; Refused where it is not one of the protocol."""
    try:
        return reply_of(json.loads(content))
    except (ValueError, RecursionError) as exc:
        raise Refused("a response that is not of the protocol") from exc


def reply_of(data: Any) -> Reply:
    """The reply in a response that was read as JSON; Refused where it is not one of the protocol."""
    try:
        choice = data["choices"][0]
        text, usage = choice["message"]["content"], data.get("usage")
        whole = choice.get("finish_reason") != LENGTH
    except (LookupError, TypeError, AttributeError) as exc:
        raise Refused("a response that is not of the protocol") from exc
    if not isinstance(text, str) or not text.strip():
        raise Refused("an empty answer")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    counted = tokens if isinstance(tokens, int) and not isinstance(tokens, bool) else 0
    return Reply(text, max(counted, 0), whole)


def _message(content: bytes) -> str:
    """What a server says about an error, in one line."""
    try:
        data = json.loads(content)
        error = data.get("error", data) if isinstance(data, dict) else data
        said = error.get("message", error) if isinstance(error, dict) else error
    except (ValueError, RecursionError):
        said = content[: 4 * SHOWN].decode("utf-8", "replace")
    return " ".join("".join(c for c in str(said) if c.isprintable() or c.isspace()).split())[:SHOWN]
