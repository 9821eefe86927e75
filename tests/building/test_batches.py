"""Reading without a server: requests to a file, answers from a file."""

from __future__ import annotations

import json
import socket

import pytest
from support.answers import answer, story
from support.command_line import call

pytestmark = pytest.mark.model


@pytest.fixture
def folder(tmp_path):
    """Two articles."""
    place = tmp_path / "articles"
    place.mkdir()
    for name in ("one", "two"):
        (place / f"{name}.txt").write_text(story(f"This is article {name}."), encoding="utf-8")
    return place


def requests(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_answers(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_requests_go_out_as_a_file_and_answers_come_back_as_one(folder, tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("somebody reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    out = tmp_path / "g"
    ran = call("llm", "export", out, folder, "--llm-model", "m")
    assert ran.returncode == 0, ran.stderr
    assert "2 requests; 0 were answered before" in ran.stdout
    asked = requests(out / "llm-requests.jsonl")
    assert [a["body"]["model"] for a in asked] == ["m", "m"]
    assert "This is article one." in asked[0]["body"]["messages"][1]["content"]
    one, two = (a["custom_id"] for a in asked)
    answers = write_answers(tmp_path / "a.jsonl", {"custom_id": one, "answer": answer()})
    assert "1 answers kept, 0 lines skipped" in call("llm", "import", out, answers).stdout
    build = ("build", folder, "-o", out, "--reader", "llm", "--llm-model", "m", "--llm-cache-only")
    assert "skipped 1 (1 no answer)" in call(*build).stdout
    again = call("llm", "export", out, folder, "--llm-model", "m", "-f", tmp_path / "rest.jsonl")
    assert "1 requests; 1 were answered before" in again.stdout
    assert [a["custom_id"] for a in requests(tmp_path / "rest.jsonl")] == [two]
    rest = write_answers(tmp_path / "b.jsonl", {"custom_id": two, "answer": answer()})
    call("llm", "import", out, rest)
    assert "read 1, unchanged 1, skipped 0" in call(*build).stdout


def test_answers_that_cannot_be_kept_are_named_and_cost_no_other(folder, tmp_path):
    out = tmp_path / "g"
    call("llm", "export", out, folder, "--llm-model", "m")
    one, two = (a["custom_id"] for a in requests(out / "llm-requests.jsonl"))
    answers = write_answers(
        tmp_path / "a.jsonl",
        {"custom_id": "0" * 32, "answer": answer()},
        {"custom_id": one, "answer": "I cannot help with that."},
        {"custom_id": two, "answer": answer()[:700]},
        {"custom_id": one, "error": "expired"},
    )
    ran = call("llm", "import", out, answers)
    assert ran.returncode == 3
    assert "1 answers kept, 3 lines skipped" in ran.stdout
    assert "no request that was exported" in ran.stderr
    assert "no JSON object" in ran.stderr
    assert "expired" in ran.stderr
    assert "was cut off" in ran.stderr


def test_a_file_of_answers_that_is_not_there_is_one_line(tmp_path):
    ran = call("llm", "import", tmp_path / "g", tmp_path / "missing.jsonl")
    assert ran.returncode == 1
    assert "missing.jsonl" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_graph_that_is_no_folder_needs_a_file_for_its_answers(folder):
    ran = call("llm", "export", "http://localhost:1/sparql", folder, "--llm-model", "m")
    assert ran.returncode == 1
    assert "--llm-cache" in ran.stderr
