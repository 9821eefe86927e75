"""What a server may answer instead of what was asked for."""

import http.server
import threading

import pytest

from graphbuild.errors import QueryError, StoreError
from graphbuild.store import open_store
from graphbuild.store.backends.remote import Remote


@pytest.fixture
def server():
    """A server that gives `reply` (status, type, body) to everything and notes what it was sent."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.server.seen.append(dict(self.headers))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, body = self.server.reply
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as opened:
        opened.seen = []
        opened.url = f"http://127.0.0.1:{opened.server_address[1]}"
        thread = threading.Thread(target=opened.serve_forever)
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


RESULTS = "application/sparql-results+json"
GOOD = (200, RESULTS, b'{"head": {}, "boolean": true}')


def test_an_answer_that_is_cut_off_is_no_answer(server):
    server.reply = (200, RESULTS, b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": ')
    with pytest.raises(QueryError, match="cut off"):
        Remote(server.url).query("SELECT ?s { ?s ?p ?o }")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_says_how_to_log_in(server, status):
    server.reply = (status, "text/plain", b"no")
    with pytest.raises(StoreError, match=r"access refused .*GRAPHBUILD_TOKEN"):
        open_store(server.url)


def test_what_a_server_complains_of_is_one_line(server):
    server.reply = (500, "text/plain", b"out of\nmemory")
    with pytest.raises(StoreError, match="500: out of memory"):
        open_store(server.url)


def test_user_password_and_token_come_from_the_environment(server, monkeypatch):
    server.reply = GOOD
    monkeypatch.setenv("GRAPHBUILD_TOKEN", "secret")
    Remote(server.url).query("ASK {}")
    monkeypatch.delenv("GRAPHBUILD_TOKEN")
    monkeypatch.setenv("GRAPHBUILD_USER", "anna")
    monkeypatch.setenv("GRAPHBUILD_PASSWORD", "pass")
    Remote(server.url).query("ASK {}")
    assert [s["Authorization"] for s in server.seen] == ["Bearer secret", "Basic YW5uYTpwYXNz"]


def test_a_password_in_the_url_is_used_and_never_shown(server):
    server.reply = (500, "text/plain", b"no")
    with pytest.raises(StoreError) as caught:
        Remote(server.url.replace("//", "//anna:pass@")).query("ASK {}")
    assert "pass" not in str(caught.value)
    assert server.seen[0]["Authorization"].startswith("Basic")


def test_a_server_that_is_not_there_is_one_line():
    with pytest.raises(StoreError, match="no answer"):
        open_store("http://127.0.0.1:9")


def test_endpoints_may_have_other_names(server, monkeypatch):
    server.reply = GOOD
    monkeypatch.setenv("GRAPHBUILD_QUERY_URL", server.url + "/sparql")
    assert list(Remote("http://127.0.0.1:9").query("ASK {}").rows)


def test_an_empty_server_has_no_graph_to_read(sparql_server):
    from support.sparql_server import empty

    empty(sparql_server)
    with pytest.raises(StoreError, match="no graph here"):
        open_store(sparql_server, read_only=True)
