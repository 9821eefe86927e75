"""One request, against a server on loopback: answers, refusals, pauses, and what is never sent."""

from __future__ import annotations

import time

import pytest
from support.chat_server import Response, chatting, completion, failure

from graphbuild.errors import AskError
from graphbuild.llm.client import ATTEMPTS, Client, Refused, Unreachable
from graphbuild.llm.settings import KEY, Settings

SCHEMA = {"type": "object"}
BODY = {"model": "m", "messages": [], "temperature": 0, "seed": 0}


@pytest.fixture
def ask(monkeypatch):
    """Ask a server whose replies a test gives: (what came of it, the server, the pauses)."""
    monkeypatch.delenv(KEY, raising=False)

    def run(reply, timeout=5.0, body=BODY):
        pauses = []
        with chatting(reply) as server:
            settings = Settings("m", server.url, timeout=timeout)
            with Client(settings, SCHEMA, sleep=pauses.append) as client:
                try:
                    got = client.ask(body)
                except (AskError, Refused, Unreachable) as exc:
                    got = exc
        return got, server, pauses

    return run


def test_an_answer_comes_with_its_tokens_and_its_end(ask):
    got, server, _ = ask(lambda body, n: completion("{}", tokens=70))
    assert got == ("{}", 70, True)
    [(headers, body)] = server.requests
    assert body["stream"] is False
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (body["temperature"], body["seed"]) == (0, 0)
    assert "Authorization" not in headers


def test_the_key_comes_from_the_environment(ask, monkeypatch):
    def reply(body, n):
        return completion("{}")

    monkeypatch.setenv(KEY, "secret")
    with chatting(reply) as server, Client(Settings("m", server.url), SCHEMA) as client:
        client.ask(BODY)
    assert server.requests[0][0]["Authorization"] == "Bearer secret"


def test_an_answer_that_was_cut_off_says_so(ask):
    got, _, _ = ask(lambda body, n: completion('{"a', finish="length", tokens=None))
    assert got == ('{"a', 0, False)


def test_too_many_requests_are_made_again_when_the_server_says(ask):
    replies = [failure(429, Retry_After="7"), failure(503), completion("{}")]
    got, server, pauses = ask(lambda body, n: replies[n])
    assert got.text == "{}"
    assert len(server.requests) == 3
    assert pauses == [7.0, 2.0]


def test_a_pause_has_an_end_whatever_the_server_says(ask):
    replies = [failure(429, Retry_After="999999"), completion("{}")]
    _, _, pauses = ask(lambda body, n: replies[n])
    assert pauses == [120.0]


def test_a_server_that_always_fails_is_left_after_some_attempts(ask):
    got, server, pauses = ask(lambda body, n: failure(500, "out of memory"))
    assert isinstance(got, Unreachable)
    assert str(got) == "status 500: out of memory"
    assert len(server.requests) == ATTEMPTS
    assert pauses == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize(("status", "says"), [(401, KEY), (403, KEY), (404, "--llm-model")])
def test_what_no_request_can_mend_is_an_error_at_once(ask, status, says):
    got, server, _ = ask(lambda body, n: failure(status, "go away"))
    assert isinstance(got, AskError)
    assert says in str(got)
    assert "go away" in str(got)
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed(ask):
    got, server, _ = ask(lambda body, n: Response(307, b"", {"Location": "http://127.0.0.1:1/v1"}))
    assert isinstance(got, AskError)
    assert len(server.requests) == 1


def test_a_server_without_schemas_gets_plainer_requests(ask):
    def reply(body, n):
        form = body.get("response_format", {}).get("type")
        return completion("{}") if form is None else failure(400, f"response_format {form}?")

    got, server, pauses = ask(reply)
    assert got.text == "{}"
    forms = [body.get("response_format", {}).get("type") for body in server.bodies]
    assert forms == ["json_schema", "json_object", None]
    assert pauses == []


def test_a_server_that_takes_no_temperature_gets_none(ask):
    def reply(body, n):
        named = "temperature" in body or "seed" in body
        return failure(400, "unsupported: temperature, seed") if named else completion("{}")

    got, server, _ = ask(reply)
    assert got.text == "{}"
    assert len(server.requests) == 2


def test_a_request_that_is_too_long_is_refused(ask):
    got, server, _ = ask(lambda body, n: failure(400, "maximum context length is 4096 tokens"))
    assert isinstance(got, Refused)
    assert got.too_long
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"choices": []}', b'{"choices": [{"message": {}}]}', b"\xff"]
)
def test_a_response_of_another_protocol_is_refused(ask, body):
    got, _, _ = ask(lambda _, n: Response(body=body))
    assert isinstance(got, Refused)


def test_a_server_that_is_too_slow_is_asked_again_and_left(ask):
    begun = time.monotonic()
    got, server, pauses = ask(lambda body, n: Response(body=b"x" * 9, delay=3), timeout=0.2)
    assert isinstance(got, Unreachable)
    assert len(server.requests) == ATTEMPTS
    assert len(pauses) == ATTEMPTS - 1
    assert time.monotonic() - begun < 3


def test_a_server_that_drips_is_too_slow_as_well(ask):
    got, _, _ = ask(lambda body, n: Response(body=b"x" * 40, delay=0.05, pieces=40), timeout=0.3)
    assert isinstance(got, Unreachable)
    assert "0.3 seconds" in str(got)


def test_nobody_at_the_address_is_unreachable():
    with chatting(lambda body, n: completion("{}")) as server:
        pass
    client = Client(Settings("m", server.url), SCHEMA, sleep=lambda seconds: None)
    with client, pytest.raises(Unreachable):
        client.ask(BODY)
    assert server.requests == []


def test_no_further_attempt_is_made_once_asking_is_stopped():
    with (
        chatting(lambda body, n: failure(503)) as server,
        Client(Settings("m", server.url), SCHEMA) as client,
    ):
        client.stop()
        with pytest.raises(Unreachable):
            client.ask(BODY)
    assert len(server.requests) == 1


def test_a_proxy_does_not_get_what_is_for_this_machine(ask, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    got, _, _ = ask(lambda body, n: completion("{}"))
    assert got.text == "{}"
