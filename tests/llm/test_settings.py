"""Where articles may be sent, and how much may be asked."""

import pytest

from graphbuild.errors import AskError
from graphbuild.llm.settings import Budget, Settings, is_loopback


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("http://localhost:8080", "http://localhost:8080/v1/chat/completions"),
        ("http://localhost:8080/", "http://localhost:8080/v1/chat/completions"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1/chat/completions"),
        ("http://[::1]:80/v1/", "http://[::1]:80/v1/chat/completions"),
        ("http://127.0.0.1/a/v2", "http://127.0.0.1/a/v2/chat/completions"),
        ("http://127.0.0.1/v1/chat/completions", "http://127.0.0.1/v1/chat/completions"),
    ],
)
def test_an_address_may_be_given_with_or_without_its_end(url, endpoint):
    assert Settings("m", url).endpoint == endpoint


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "box.localhost"])
def test_this_machine_needs_no_leave(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["example.org", "10.0.0.1", "localhost.example.org", "0.0.0.0", "127.0.0.1.example.org"]
)
def test_another_machine_gets_nothing_unless_it_is_allowed(host):
    assert not is_loopback(host)
    with pytest.raises(AskError, match="--allow-remote"):
        Settings("m", f"http://{host}/v1")
    allowed = Settings("m", f"http://{host}/v1", allow_remote=True)
    assert (allowed.host, allowed.remote) == (host, True)


def test_with_the_cache_only_nobody_is_asked_wherever_he_is():
    assert Settings("m", "http://example.org/v1", cache_only=True).host is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://localhost", "not the http"),
        ("localhost:8080", "not the http"),
        ("http://", "not the http"),
        ("http://localhost:x", "--llm-url"),
        ("http://me:secret@localhost/v1", "GRAPHBUILD_LLM_KEY"),
        ("http://localhost/v1?key=secret", "without"),
    ],
)
def test_what_is_no_address_is_refused_and_no_password_is_repeated(url, says):
    with pytest.raises(AskError, match=says) as caught:
        Settings("m", url)
    assert "me:secret" not in str(caught.value)


def test_a_model_needs_a_name_and_a_place():
    with pytest.raises(AskError, match="--llm-model"):
        Settings("", "http://localhost/v1")
    with pytest.raises(AskError, match="--llm-url"):
        Settings("m")


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("200000", Budget(200000, "tokens")),
        ("2_000 tokens", Budget(2000, "tokens")),
        ("50 articles", Budget(50, "articles")),
        ("50articles", Budget(50, "articles")),
    ],
)
def test_a_budget_is_of_tokens_or_articles(text, budget):
    assert Budget.parse(text) == budget


@pytest.mark.parametrize("text", ["", "0", "-5", "ten", "5 euros", "1.5"])
def test_anything_else_is_no_budget(text):
    with pytest.raises(AskError, match="tokens"):
        Budget.parse(text)
