"""Requests and answers as JSON lines, in the forms of several services and of people."""

import json

import pytest
from support.answers import answer

from graphbuild.llm.batches import read_lines, request_line
from graphbuild.llm.client import Reply

TEXT = answer()
COMPLETION = {
    "choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}],
    "usage": {"total_tokens": 9},
}


def lines(*data):
    return list(read_lines(d if isinstance(d, str) else json.dumps(d) for d in data))


def test_a_request_is_a_line_of_the_batch_format():
    text = request_line("k", {"model": "m", "messages": [], "seed": 0}, {"type": "object"})
    assert text.endswith("}\n")
    data = json.loads(text)
    assert (data["custom_id"], data["method"]) == ("k", "POST")
    assert data["url"] == "/v1/chat/completions"
    assert data["body"]["response_format"]["json_schema"]["schema"] == {"type": "object"}


@pytest.mark.parametrize(
    ("data", "reply"),
    [
        (
            {"response": {"status_code": 200, "body": COMPLETION}, "error": None},
            Reply(TEXT, 9, True),
        ),
        (
            {
                "result": {
                    "type": "succeeded",
                    "message": {
                        "content": [{"type": "text", "text": TEXT}],
                        "stop_reason": "max_tokens",
                        "usage": {"input_tokens": 4, "output_tokens": 5},
                    },
                }
            },
            Reply(TEXT, 9, False),
        ),
        ({"answer": TEXT}, Reply(TEXT, 0, True)),
        ({"answer": json.loads(TEXT)}, Reply(TEXT, 0, True)),
    ],
)
def test_an_answer_is_read_in_the_form_of_its_service(data, reply):
    [line] = lines({"custom_id": "k", **data})
    assert line.key == "k"
    assert line.reply is not None
    assert json.loads(line.reply.text) == json.loads(reply.text)
    assert line.reply[1:] == reply[1:]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("x", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ({"answer": TEXT}, "not a JSON object"),
        ({"custom_id": "k"}, "no answer"),
        ({"custom_id": "k", "error": {"message": "expired"}}, "expired"),
        ({"custom_id": "k", "response": {"status_code": 500, "body": {}}}, "status 500"),
        ({"custom_id": "k", "response": {"body": {"choices": []}}}, "protocol"),
        ({"custom_id": "k", "response": {}}, "known form"),
        ({"custom_id": "k", "result": {"type": "errored", "error": {"type": "x"}}}, "errored"),
        ({"custom_id": "k", "result": {"type": "succeeded"}}, "known form"),
    ],
)
def test_a_line_without_an_answer_says_why_and_costs_no_other(data, why):
    bad, good = lines(data, "", {"custom_id": "g", "answer": TEXT})[-2:]
    assert bad.reply is None
    assert why in bad.why
    assert good.reply is not None
