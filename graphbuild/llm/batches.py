"""Requests and answers as JSON lines, for batch services, rooms without a network, and people.

A request is a line of the batch format of OpenAI, which others take as well: `custom_id` is the key of the
request.  An answer is a line in one of the forms of FORMS, which are asked in turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from graphbuild.llm.client import LENGTH, Refused, Reply, reply_of
from graphbuild.llm.settings import PATH

LONGEST_LINE = 20_000_000  # characters


class Line(NamedTuple):
    """An answer of a batch: the key of its request, the reply, or why there is none."""

    key: str
    reply: Reply | None
    why: str = ""


def request_line(key: str, body: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A request as a line, with its line break."""
    form = {"name": "answer", "strict": True, "schema": schema}
    whole = {**body, "response_format": {"type": "json_schema", "json_schema": form}}
    line = {"custom_id": key, "method": "POST", "url": f"/v1{PATH}", "body": whole}
    return json.dumps(line, ensure_ascii=False) + "\n"


def read_lines(lines: Iterable[str]) -> Iterator[Line]:
    """The answers in the lines of a file; of a line that is none, why, under its number."""
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            data = json.loads(text) if len(text) <= LONGEST_LINE else None
        except (ValueError, RecursionError):
            data = None
        key = data.get("custom_id") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(key, str):
            yield Line(f"line {number}", None, "not a JSON object with a custom_id")
            continue
        yield _line(key, data)


def _line(key: str, data: Mapping[str, Any]) -> Line:
    try:
        for form in FORMS:
            if (reply := form(data)) is not None:
                return Line(key, reply)
    except (LookupError, TypeError, AttributeError):
        return Line(key, None, "not a response of a known form")
    except Refused as exc:
        return Line(key, None, str(exc))
    failed = data.get("error") or data.get("result") or "no answer"
    return Line(key, None, f"failed: {json.dumps(failed, ensure_ascii=False)[:200]}")


def _openai(data: Mapping[str, Any]) -> Reply | None:
    """{"response": {"status_code": 200, "body": {"choices": [...]}}}"""
    response = data.get("response")
    if not isinstance(response, dict):
        return None
    if response.get("status_code", 200) != 200:
        raise Refused(f"status {response['status_code']}")
    return reply_of(response["body"])


def _anthropic(data: Mapping[str, Any]) -> Reply | None:
    """{"result": {"type": "succeeded", "message": {"content": [{"type": "text", "text": "..."}]}}}"""
    result = data.get("result")
    if not isinstance(result, dict) or result.get("type") != "succeeded":
        return None
    message = result["message"]
    text = "".join(part["text"] for part in message["content"] if part["type"] == "text")
    usage = message.get("usage", {})
    tokens = usage.get("input_tokens", 0) + usage.get("output_tokens", 0)
    return Reply(text, tokens, message.get("stop_reason") != "max_tokens")


def _plain(data: Mapping[str, Any]) -> Reply | None:
    """{"answer": {"entities": [...], "statements": [...]}}, or its text: what a person would write."""
    answer = data.get("answer")
    if answer is None:
        return None
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return Reply(text, 0, data.get("finish_reason") != LENGTH)


FORMS: tuple[Callable[[Mapping[str, Any]], Reply | None], ...] = (_openai, _anthropic, _plain)
