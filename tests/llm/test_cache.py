"""The file of answers: kept, shared, forgotten."""

import threading

import pytest

from graphbuild.errors import AskError
from graphbuild.llm.cache import NAME, AnswerCache, Stored, copy_answers, forget_answers

ANSWER = Stored(('{"a": 1}', "b"), 12, "2031-05-07T00:00:00+00:00")


def test_an_answer_is_there_when_the_file_is_opened_again(tmp_path):
    with AnswerCache(tmp_path / "deep" / NAME) as cache:
        assert cache.get("k") is None
        cache.put("k", "m", ANSWER)
    with AnswerCache(tmp_path / "deep" / NAME, read_only=True) as cache:
        assert cache.stored("k") == ANSWER


def test_without_a_file_answers_are_kept_in_memory():
    with AnswerCache(None) as cache:
        cache.put("k", "m", ANSWER)
        assert cache.get("k") == ANSWER.texts


def test_threads_may_keep_answers_at_once(tmp_path):
    with AnswerCache(tmp_path / NAME) as cache:
        threads = [
            threading.Thread(target=cache.put, args=(f"k{i}", "m", ANSWER)) for i in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(cache.get(f"k{i}") for i in range(20))


def test_a_request_is_known_by_its_model_once_it_was_noted():
    with AnswerCache(None) as cache:
        cache.note(["k"], "one", "m")
        assert (cache.model_of("k"), cache.model_of("other")) == ("m", None)


def test_what_only_a_forgotten_article_asked_is_gone_from_the_bytes(tmp_path):
    path = tmp_path / NAME
    with AnswerCache(path) as cache:
        cache.note(["own", "shared"], "one", "m")
        cache.note(["shared"], "two", "m")
        cache.put("own", "m", Stored(("only here",), 1, ""))
        cache.put("shared", "m", Stored(("in both",), 1, ""))
    assert forget_answers(path, ["one"]) == 1
    assert b"only here" not in path.read_bytes()
    assert b"in both" in path.read_bytes()
    assert forget_answers(tmp_path / "none", ["one"]) == 0


def test_answers_go_with_a_copy_of_the_graph(tmp_path):
    (tmp_path / "to").mkdir()
    copy_answers(tmp_path, tmp_path / "to")
    with AnswerCache(tmp_path / NAME) as cache:
        cache.put("k", "m", ANSWER)
    copy_answers(tmp_path, tmp_path / "to")
    with AnswerCache(tmp_path / "to" / NAME, read_only=True) as cache:
        assert cache.get("k") == ANSWER.texts


def test_a_file_that_is_none_is_an_error_in_one_line(tmp_path):
    (tmp_path / "x").write_bytes(b"not a database at all, whatever it is" * 100)
    with pytest.raises(AskError, match="not a database"):
        AnswerCache(tmp_path / "x")
    with pytest.raises(AskError, match="no such file"):
        AnswerCache(tmp_path / "missing", read_only=True)
