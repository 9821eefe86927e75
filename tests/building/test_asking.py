"""Reading with a large language model, against a server on loopback: nothing lost, no failure spreads."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from support.answers import ROWS, answer, row, story
from support.chat_server import Response, article_of, chatting, completion, failure
from support.command_line import call

from graphbuild.llm import client as client_module
from graphbuild.llm.cache import NAME

pytestmark = pytest.mark.model
MODEL = "test/model:7b"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Pauses between attempts are short."""
    monkeypatch.setattr(client_module, "PAUSE", 0.001)
    monkeypatch.setattr(client_module, "LONGEST_PAUSE", 0.001)


@pytest.fixture
def folder(tmp_path) -> Path:
    """Three articles, each with its own last word."""
    place = tmp_path / "articles"
    place.mkdir()
    for name in ("one", "two", "three"):
        (place / f"{name}.txt").write_text(story(f"This is article {name}."), encoding="utf-8")
    return place


def extract(folder, server, *more):
    """The statements of `extract --reader llm` by article, and how the program ended."""
    url = ("--llm-url", server.url) if server else ()
    ran = call("extract", folder, "--reader", "llm", "--llm-model", MODEL, *url, *more)
    found: dict[str, list] = {}
    for line in ran.stdout.splitlines():
        record = json.loads(line)
        found.setdefault(record["article"]["id"], []).append(record)
    return found, ran


def about(body) -> str:
    """The article that a request is about."""
    return next(n for n in ("one", "two", "three") if f"This is article {n}." in article_of(body))


def test_what_the_model_says_is_stated_with_its_quote_and_its_reader(folder):
    with chatting(lambda body, n: completion(answer())) as server:
        found, ran = extract(folder, server)
    assert ran.returncode == 0, ran.stderr
    assert sorted(found) == ["one", "three", "two"]
    for records in found.values():
        assert len(records) == len(ROWS)
        assert {r["rule"] for r in records} == {"llm.test/model:7b"}
    [expelled] = [r for r in found["one"] if r["predicate"] == "expels"]
    assert expelled["event_date"] == "2031-05-07"
    assert expelled["subject"]["id"].endswith("state/no")
    assert "articles asked about: 3, for 300 tokens; from the cache: 0" in ran.stderr


@pytest.mark.parametrize(
    "around",
    [
        "Here is the JSON:\n```json\n{}\n```\nI hope this helps {{you}}!",
        '<think>{{maybe}} [1] {{"a": 1}}</think>{}',
        "{}\n{}",
    ],
)
def test_prose_around_the_answer_costs_nothing(folder, around):
    text = around.replace("{}", answer()).replace("{{", "{").replace("}}", "}")
    with chatting(lambda body, n: completion(text)) as server:
        found, ran = extract(folder, server)
    assert [len(records) for records in found.values()] == [len(ROWS)] * 3
    assert ran.returncode == 0


def test_an_answer_that_is_cut_off_is_asked_for_in_halves(folder):
    def reply(body, number):
        asked = article_of(body)
        if "sentences 1 to 7" in asked:
            return completion(answer()[:700], finish="length")
        kept = [r for r in ROWS if f"[{r['sentence']}]" in asked]
        return completion(answer(*kept))

    with chatting(reply) as server:
        found, ran = extract(folder / "one.txt", server)
    assert sorted(r["predicate"] for r in found["one"]) == sorted(r["p"] for r in ROWS)
    assert len(server.requests) == 3
    assert ran.returncode == 0


@pytest.mark.parametrize(
    "bad",
    [
        completion("I cannot help with that."),
        completion('{"entities": {}, "statements": 3}'),
        completion('[{"s": 1}]'),
        completion(""),
        failure(500, "out of memory"),
        failure(400, "what a question"),
        Response(body=b"<html>"),
    ],
    ids=["prose", "wrong schema", "a list", "empty", "500", "400", "html"],
)
def test_what_one_article_meets_touches_no_other(folder, bad):
    def reply(body, number):
        return bad if about(body) == "two" else completion(answer())

    with chatting(reply) as server:
        found, ran = extract(folder, server)
    assert sorted(found) == ["one", "three"]
    assert [len(records) for records in found.values()] == [len(ROWS)] * 2
    assert ran.returncode == 3
    assert "two:" in ran.stderr
    assert "skipped 1 (1 no answer)" in ran.stderr


def test_a_bad_answer_is_asked_for_once_more(folder):
    replies = [completion("Let me think."), completion(answer())]
    with chatting(lambda body, n: replies[n]) as server:
        found, _ = extract(folder / "one.txt", server)
    assert len(found["one"]) == len(ROWS)


def test_a_key_that_is_refused_ends_the_run_in_one_line(folder):
    with chatting(lambda body, n: failure(401, "who are you?")) as server:
        found, ran = extract(folder, server)
    assert (found, ran.returncode) == ({}, 1)
    assert "GRAPHBUILD_LLM_KEY" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_articles_come_in_their_order_however_late_the_answers(folder):
    def reply(body, number):
        late = completion(answer())
        return Response(body=late.body, delay=0.3 if about(body) == "one" else 0.0)

    with chatting(reply) as server:
        _, slow = extract(folder, server)
    with chatting(lambda body, n: completion(answer())) as server:
        _, one_at_a_time = extract(folder, server, "--llm-concurrency", 1)
    assert slow.stdout == one_at_a_time.stdout


def test_a_server_that_is_gone_is_not_asked_for_ever(folder):
    for number in range(20):
        (folder / f"more{number:02}.txt").write_text(story(f"This is article one. {number}"))
    with chatting(lambda body, n: failure(503)) as server:
        found, ran = extract(folder, server, "--llm-concurrency", 1)
    assert found == {}
    assert len(server.requests) < 15 * client_module.ATTEMPTS
    assert "the server does not answer" in ran.stderr
    assert "not asked, " in ran.stderr


def build(folder, out, server, *more):
    url = ("--llm-url", server.url) if server else ()
    return call("build", folder, "-o", out, "--reader", "llm", "--llm-model", MODEL, *url, *more)


def exported(out) -> bytes:
    target = Path(out).with_suffix(".nq")
    call("export", out, "--to", "nq", "-f", target)
    return target.read_bytes()


def test_a_budget_ends_the_asking_and_the_next_run_goes_on(folder, tmp_path):
    with chatting(lambda body, n: completion(answer())) as server:
        first = build(folder, tmp_path / "g", server, "--llm-budget", "2 articles")
        assert len(server.requests) == 2
        assert "read 2, unchanged 0, skipped 1 (1 not asked)" in first.stdout
        assert "two: the budget is spent" in first.stderr
        second = build(folder, tmp_path / "g", server, "--llm-budget", "2 articles")
        assert len(server.requests) == 3
        assert "read 1, unchanged 2, skipped 0" in second.stdout
        third = build(folder, tmp_path / "g", server, "--llm-budget", "1 tokens")
        assert "unchanged 3" in third.stdout


def test_a_build_from_the_cache_gives_the_same_bytes_without_a_network(
    folder, tmp_path, monkeypatch
):
    with chatting(lambda body, n: completion(answer())) as server:
        build(folder, tmp_path / "a", server)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / NAME).write_bytes((tmp_path / "a" / NAME).read_bytes())

    def refuse(*_):
        raise AssertionError("somebody reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    again = build(folder, tmp_path / "b", None, "--llm-cache-only")
    assert again.returncode == 0, again.stderr
    assert "from the cache: 3" in again.stderr
    assert exported(tmp_path / "a") == exported(tmp_path / "b")


def test_without_answers_the_cache_alone_reads_nothing(folder, tmp_path):
    ran = build(folder, tmp_path / "g", None, "--llm-cache-only")
    assert ran.returncode == 3
    assert "skipped 3 (3 no answer)" in ran.stdout


def test_without_an_address_nothing_is_sent_by_any_reader(folder, tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("somebody reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("GRAPHBUILD_LLM_KEY", "secret")
    assert call("extract", folder).returncode == 0
    ran = call("extract", folder, "--reader", "both", "--llm-model", MODEL)
    assert ran.returncode == 1
    assert "--llm-url" in ran.stderr


def test_another_machine_gets_nothing_without_leave(folder, monkeypatch):
    def refuse(*_):
        raise AssertionError("somebody reaches for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    ran = call(
        *("extract", folder, "--reader", "llm", "--llm-model", "m"),
        *("--llm-url", "http://example.org/v1"),
    )
    assert ran.returncode == 1
    assert "example.org is another machine" in ran.stderr


def test_options_of_the_model_without_its_reader_are_wrong_usage(folder):
    ran = call("extract", folder, "--llm-url", "http://localhost:1")
    assert ran.returncode == 2
    assert "--reader llm" in ran.stderr


def test_what_an_answer_invents_is_dropped_counted_and_told(folder, tmp_path):
    bad = (
        row("no", "accuses", "dk", 1, "Norway attacked Denmark"),
        row("no", "befriends", "dk", 1, "Norway accused Denmark"),
        row("no", "accuses", "xx", 1, "Norway accused Denmark"),
    )
    with chatting(lambda body, n: completion(answer(*ROWS, *bad))) as server:
        ran = build(folder, tmp_path / "g", server)
    assert ran.returncode == 0
    told = "dropped from answers: 9 (3 id of no entity, 3 quote not in the article, 3 unknown property)"
    assert told in ran.stdout
    lines = (tmp_path / "g" / "issues.jsonl").read_text(encoding="utf-8").splitlines()
    issues = [json.loads(line) for line in lines]
    reasons = {i["reason"] for i in issues if i["stage"] == "refused" and i["source"] == "one"}
    assert reasons == {"quote not in the article", "unknown property", "id of no entity"}


def test_what_is_erased_is_in_no_answer_either(folder, tmp_path):
    def reply(body, number):
        words = f"This is article {about(body)}."
        odd = row("no", "says", None, 7, words)
        return completion(answer(*ROWS, odd))

    out = tmp_path / "g"
    with chatting(reply) as server:
        build(folder, out, server)
    assert b"This is article one." in (out / NAME).read_bytes()
    ran = call("forget", out, "one", "--erase")
    assert ran.returncode == 0
    assert NAME not in ran.stdout
    assert b"This is article one." not in (out / NAME).read_bytes()
    assert b"This is article two." in (out / NAME).read_bytes()
    call("backup", out, tmp_path / "copy")
    assert (tmp_path / "copy" / NAME).read_bytes() == (out / NAME).read_bytes()


@pytest.mark.slow
def test_processes_read_what_one_process_asked(folder):
    with chatting(lambda body, n: completion(answer())) as server:
        _, alone = extract(folder, server)
        _, many = extract(folder, server, "--workers", 2)
    assert many.stdout == alone.stdout
    assert "from the cache: 0" in many.stderr


def test_both_readers_agree_where_they_read_the_same(folder):
    with chatting(lambda body, n: completion(answer())) as server:
        ran = call(
            *("extract", folder / "one.txt", "--reader", "both", "--llm-model", "m"),
            *("--llm-url", server.url),
        )
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    denied = next(r for r in records if r["predicate"] == "denies")
    assert denied["rule"].endswith("&llm.m")
    assert {"llm.m"} < {r["rule"] for r in records if r["predicate"] == "partOf"}
