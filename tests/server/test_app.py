"""The server as programs see it."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pyoxigraph
import pytest
from support.dataset import ATTACK, EVIL, HOSTILE, NORWAY, RUSSIA, SERVICE, affair
from support.factories import GRAUSTARK, GUILD, article, evidence, statement
from support.server_process import fill, serving, stored_affair
from support.sparql_server import empty

from graphbuild import rdf
from graphbuild.errors import Died, QueryError
from graphbuild.knowledge.ontology import ENTITY_BASE, GB
from graphbuild.query import lookup
from graphbuild.server import Limits, tasks
from graphbuild.server.negotiation import best
from graphbuild.server.results import Request
from graphbuild.server.workers import Worker
from graphbuild.store import open_store

ACCUSERS = "SELECT DISTINCT ?a ?b { ?a gb:accuses ?b } ORDER BY ?a ?b"
# Millions of millions of rows, counted one by one.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return stored_affair(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def address(out):
    with serving(out, "--seconds", "2", "--rows", "200") as address:
        yield address


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client


def ask(client, query, **headers):
    return client.get("/sparql", params={"query": query}, headers=headers)


def ask_by_post(client, query):
    headers = {"content-type": "application/sparql-query"}
    return client.post("/sparql", content=query, headers=headers)


def path(iri):
    return "/" + iri.removeprefix(rdf.BASE)


# The protocol.


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values;q=0.9, text/csv;q=0.1", "text/tab-separated-values"),
    ],
)
def test_rows_come_in_the_form_that_is_asked_for(client, accept, media):
    answer = ask(client, ACCUSERS, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media
    assert NORWAY.id in answer.text


def test_all_forms_say_the_same(client):
    found = json.loads(ask(client, ACCUSERS).text)["results"]["bindings"]
    pairs = [(row["a"]["value"], row["b"]["value"]) for row in found]
    assert (NORWAY.id, RUSSIA.id) in pairs
    csv = ask(client, ACCUSERS, accept="text/csv").text.split()
    assert csv == ["a,b", *(f"{a},{b}" for a, b in pairs)]
    tsv = ask(client, ACCUSERS, accept="text/tab-separated-values").text.splitlines()
    assert tsv == ["?a\t?b", *(f"<{a}>\t<{b}>" for a, b in pairs)]
    xml = ElementTree.fromstring(ask(client, ACCUSERS, accept="application/xml").text)
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert [u.text for u in xml.iter(f"{space}uri")] == [iri for pair in pairs for iri in pair]


def test_terms_keep_language_datatype_and_odd_characters(client):
    query = 'SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { ("x"@en 3 "<&\\t\\"\\n" UNDEF) } }'
    xml = ask(client, query, accept="application/sparql-results+xml").text
    assert '<literal xml:lang="en">x</literal>' in xml
    assert '<literal datatype="http://www.w3.org/2001/XMLSchema#integer">3</literal>' in xml
    assert "&lt;&amp;" in xml
    assert 'binding name="d"' not in xml
    tsv = ask(client, query, accept="text/tab-separated-values").text
    assert tsv.splitlines()[1].count("\t") == 3
    assert json.loads(ask(client, query).text)["results"]["bindings"][0]["c"]["value"] == '<&\t"\n'


@pytest.mark.parametrize(
    ("accept", "media", "piece"),
    [
        (
            "*/*",
            "text/turtle",
            NORWAY.id.replace("/state/", "/state\\/").replace(ENTITY_BASE, "id:"),
        ),
        ("application/n-triples", "application/n-triples", f"<{NORWAY.id}>"),
        ("application/ld+json", "application/ld+json", f'"@id":"{NORWAY.id}"'),
        ("application/rdf+xml", "application/rdf+xml", "rdf:about"),
    ],
)
def test_graphs_come_in_the_form_that_is_asked_for(client, accept, media, piece):
    answer = ask(client, "CONSTRUCT { ?b gb:accuses ?a } { ?a gb:accuses ?b }", accept=accept)
    assert answer.headers["content-type"].split(";")[0] == media
    assert piece in answer.text


def test_ask_has_a_boolean_in_each_form(client):
    query = f"ASK {{ <{NORWAY.id}> gb:accuses <{RUSSIA.id}> }}"
    assert ask(client, query).json() == {"head": {}, "boolean": True}
    assert "<boolean>true</boolean>" in ask(client, query, accept="application/xml").text
    assert ask(client, query, accept="text/csv").text.split() == ["answer", "true"]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/sparql-query"])
def test_a_query_may_be_posted(client, kind):
    body = {"data": {"query": ACCUSERS}} if "form" in kind else {"content": ACCUSERS}
    answer = client.post("/sparql", headers={"content-type": kind}, **body)
    assert answer.json() == ask(client, ACCUSERS).json()


def test_a_dataset_may_be_named(client):
    everywhere = "SELECT ?s { ?s gb:partOf ?o }"
    graph = rdf.article_graph("article-1").value
    own = client.get("/sparql", params={"query": everywhere, "default-graph-uri": graph}).json()
    assert [r["s"]["value"] for r in own["results"]["bindings"]] == [SERVICE.id]
    named = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "named-graph-uri": graph}
    found = client.post("/sparql", data=named).json()["results"]["bindings"]
    assert [r["g"]["value"] for r in found] == [graph]
    assert client.get("/sparql", params={"query": everywhere, "default-graph-uri": "x"}).is_error


@pytest.mark.parametrize(
    ("query", "status", "why"),
    [
        ("SELECT * {", 400, "malformed: line 1, column 11"),
        ("", 400, "malformed"),
        ("SELECT ?x { ?x gb:nothing> }", 400, "malformed"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "SERVICE is refused"),
        ("LOAD <http://127.0.0.1:9/x>", 403, "LOAD is refused"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "DELETE is refused"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ", 400, "more than 200 rows: add a LIMIT"),
    ],
)
def test_what_cannot_be_answered_is_one_line_that_says_why(client, query, status, why):
    answer = ask(client, query)
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)
    assert why in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "GET"}, 400),
        ({"method": "GET", "params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400),
        ({"method": "GET", "params": {"update": "DROP ALL"}}, 403),
        ({"method": "POST", "data": {"update": "DROP ALL"}}, 403),
        ({"method": "POST", "content": "DROP ALL", "kind": "application/sparql-update"}, 403),
        ({"method": "POST", "content": "ASK {}", "kind": "text/plain"}, 415),
        ({"method": "POST", "content": b"\xff", "kind": "application/sparql-query"}, 400),
        ({"method": "PUT", "content": "ASK {}"}, 405),
        ({"method": "GET", "params": {"query": "ASK {}"}, "accept": "image/png"}, 406),
    ],
)
def test_a_request_outside_the_protocol_is_refused(client, request_, status):
    kind, accept = request_.pop("kind", None), request_.pop("accept", "*/*")
    headers = {"accept": accept} | ({"content-type": kind} if kind else {})
    assert client.request(url="/sparql", headers=headers, **request_).status_code == status


def test_a_service_is_not_called_however_it_is_spelt(client):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.5)
        port = other.getsockname()[1]

        def listen():
            try:
                asked.append(other.accept())
            except TimeoutError:
                return

        listener = threading.Thread(target=listen)
        listener.start()
        call = f"<http://127.0.0.1:{port}/> {{ ?s ?p ?o }}"
        for word in (
            "SERVICE",
            "service silent",
            "SERVICESILENT",
            "FILTER(1<2)SERVICE",
            "{}SERVICE",
        ):
            assert ask(client, f"SELECT * {{ {word} {call} }}").status_code == 403
        listener.join()
    assert asked == []


def test_a_browser_that_opens_the_endpoint_gets_the_page(client):
    answer = ask(client, "ASK {}", accept="text/html,application/xml;q=0.9,*/*;q=0.8")
    assert (answer.status_code, answer.headers["location"]) == (303, "/query?query=ASK+%7B%7D")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "a/x"),
        ("b/y", "b/y"),
        ("a/*;q=0.1, b/*", "b/y"),
        ("c/z", None),
        ("a/x;q=0, */*", "b/y"),
    ],
)
def test_negotiation_follows_the_header(accept, chosen):
    assert best(accept, ["a/x", "b/y"]) == chosen


# Limits.


@pytest.mark.parametrize("chunked", [False, True])
def test_a_query_of_ten_megabytes_is_refused(client, chunked):
    query = b"ASK {} #" + b"x" * 10_000_000
    content = (query[i : i + 65536] for i in range(0, len(query), 65536)) if chunked else query
    try:
        answer = client.post(
            "/sparql", content=content, headers={"content-type": "application/sparql-query"}
        )
    except httpx.WriteError:  # the server has hung up on the rest
        pass
    else:
        assert answer.status_code == 413
    assert ask(client, "ASK {}").status_code == 200


def test_a_query_that_would_run_for_ever_is_cut_off_and_the_server_goes_on(client):
    started = time.monotonic()
    answer = ask(client, ENDLESS)
    assert answer.status_code == 503
    assert answer.text == "ended after 2 seconds; add a LIMIT or narrow the query down\n"
    assert 1.9 < time.monotonic() - started < 15
    assert ask(client, "ASK {}").json()["boolean"] is True


def test_a_query_too_deep_for_the_parser_ends_no_more_than_its_worker(client):
    answer = ask_by_post(client, "ASK " + "{" * 400_000)
    assert answer.status_code in (400, 503)
    assert answer.text.count("\n") == 1
    assert ask(client, "ASK {}").status_code == 200


def test_an_answer_that_needs_too_much_memory_ends_no_more_than_its_worker(out):
    pytest.importorskip("resource")
    worker = Worker(str(out), Limits(memory=400_000_000))
    parts = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(4))
    greedy = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {parts} }} }}"
    try:
        with pytest.raises((Died, QueryError), match="memory"):
            worker.ask("ask", Request(greedy, "json", 10), seconds=30)
        assert b"true" in worker.ask("ask", Request("ASK {}", "json", 10), seconds=30)
    finally:
        worker.close()


def test_a_hundred_clients_are_answered_at_once(address):
    async def everybody():
        limits = httpx.Limits(max_connections=100)
        async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:
            params = {"query": ACCUSERS}
            asked = (client.get(f"{address}/sparql", params=params) for _ in range(100))
            return await asyncio.gather(*asked)

    answers = asyncio.run(everybody())
    assert {a.status_code for a in answers} == {200}
    assert len({a.text for a in answers}) == 1


# Whose request it is.


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "8.8.8.8", "", "[::"]
)
@pytest.mark.parametrize("url", ["/", "/sparql?query=ASK{}", "/static/site.css"])
def test_a_foreign_host_is_refused(client, host, url):
    answer = client.get(url, headers={"host": host})
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "file://"}, 403),
        ({"origin": "http://localhost:1"}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"host": "localhost:8377"}, 200),
        ({"host": "[::1]:8377"}, 200),
    ],
)
def test_a_page_of_another_site_is_refused(client, headers, status):
    assert ask(client, "ASK {}", **headers).status_code == status


@pytest.mark.parametrize("url", ["/", "/query", "/sparql?query=ASK{}", "/nope", "/static/site.js"])
def test_every_answer_says_what_it_may_do(client, url):
    headers = client.get(url).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


# A client from elsewhere.


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sparqlwrapper_reads_rows_and_graphs(address):
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{address}/sparql")
    client.setQuery(f"PREFIX gb: <{GB}> {ACCUSERS}")
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        rows = client.query().convert()["results"]["bindings"]
        assert NORWAY.id in {row["a"]["value"] for row in rows}
        client.setReturnFormat(wrapper.XML)
        assert len(client.query().convert().getElementsByTagName("result")) == len(rows)
        client.setReturnFormat(wrapper.CSV)
        assert client.query().convert().decode().startswith("a,b\r\n")
    client.setQuery(f"ASK {{ <{NORWAY.id}> ?p <{RUSSIA.id}> }}")
    client.setReturnFormat(wrapper.JSON)
    assert client.query().convert()["boolean"] is True
    client.setQuery(f"DESCRIBE <{NORWAY.id}>")
    client.setReturnFormat(wrapper.TURTLE)
    assert b"Norway" in client.query().convert()
    client.setReturnFormat(wrapper.RDFXML)
    assert len(client.query().convert()) > 3
    client.setReturnFormat(wrapper.JSON)
    client.setQuery("SELECT * { nonsense")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="malformed"):
        client.query()


# Entities, statements, articles.


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-quads", "application/n-quads"),
    ],
)
@pytest.mark.parametrize("kind", ["entity", "statement", "article"])
def test_a_thing_has_a_page_and_is_data(client, kind, accept, media):
    [told] = [s for s in affair().told if s.subject == ATTACK and s.claimant == NORWAY]
    iris = {
        "entity": ATTACK.id,
        "statement": rdf.statement_iri(told.id).value,
        "article": rdf.article_graph("article-1").value,
    }
    answer = client.get(path(iris[kind]), headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media
    assert "is attributed to" in answer.text
    if media != "text/html":
        quads = pyoxigraph.parse(answer.text, format=pyoxigraph.RdfFormat.from_media_type(media))
        assert iris[kind] in {q.subject.value for q in quads}


def test_turtle_of_an_entity_has_its_statements_but_no_claims_as_facts(client):
    text = client.get(path(ATTACK.id), params={"format": "turtle"}).text
    graph = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)
    triples = {(q.subject, q.predicate, q.object) for q in graph}
    assert any(s.value == ATTACK.id and p == rdf.PREF_LABEL for s, p, _ in triples)
    assert any(p == rdf.EXACT for _, p, _ in triples)
    assert not any(s.value == ATTACK.id and p.value.startswith(GB) for s, p, _ in triples)


@pytest.mark.parametrize(
    "url",
    [
        "/id/none",
        "/statement/0123",
        "/statement/%20",
        "/article/none",
        "/entity",
        "/entity?iri=%3E",
        "/nope",
    ],
)
def test_what_is_not_there_is_not_found(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer.text.count("\n")) == (404, 1)
    page = client.get(url, headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_hostile_text_is_text_on_every_page(client):
    [told] = [s for s in affair().told if s.subject == EVIL]
    pages = ["/", path(EVIL.id), f"/statement/{told.id}", "/article/article-5"]
    pages += ["/search?q=onerror", f"/query?query=SELECT ?x {{ <{EVIL.id}> skos:prefLabel ?x }}"]
    pages += [f"/search?q={HOSTILE}", f"/query?query={HOSTILE}", f"/id/{HOSTILE}"]
    for url in pages:
        text = client.get(url, headers={"accept": "text/html"}).text
        assert "<img" not in text, url
        assert 'href="javascript:' not in text, url
        assert url in ("/", pages[-1]) or "&lt;img" in text, url


def test_the_explorer_shows_what_surrounds_an_entity(client):
    page = client.get("/graph", params={"entity": ATTACK.id})
    data = json.loads(page.text.split('id="data">')[1].split("</script>")[0])
    labels = {e["label"] for e in data["entities"]}
    assert {"breach of the Harbour Authority", SERVICE.label, NORWAY.label} <= labels
    assert "Glass Worm" not in labels
    assert "Glass Worm" in client.get("/graph").text
    assert client.get("/graph?entity=a:b").status_code == 404


def test_suggestions_are_names_with_addresses(client):
    [first, *_] = client.get("/suggest", params={"q": "harbuor"}).json()
    assert first["label"] == "Harbour Authority"
    assert client.get(first["href"]).status_code == 200


def test_answers_follow_the_store(client, out):
    new = article("new")
    iri = path(GRAUSTARK.id)
    assert client.get(iri).status_code == 404
    with open_store(out) as store:
        store.replace(new, [statement(GRAUSTARK, "accuses", GUILD)])
    time.sleep(1.1)
    assert client.get(iri).status_code == 200
    assert client.get("/suggest?q=graustark").json()[0]["label"] == "Graustark"
    with open_store(out) as store:
        store.forget("new")
    time.sleep(1.1)
    assert client.get(iri).status_code == 404
    assert client.get("/suggest?q=graustark").json() == []


def test_answers_come_while_a_build_writes(client, out):
    stop, seen = threading.Event(), []

    def read():
        while not stop.is_set():
            answers = [
                ask(client, "ASK {}"),
                client.get(path(RUSSIA.id)),
                client.get("/suggest?q=r"),
            ]
            seen.extend(a.status_code for a in answers)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(200):
            with open_store(out) as store:
                for n in range(10):
                    name = article(f"new-{n}")
                    store.replace(name, [statement(GRAUSTARK, "accuses", GUILD, evidence(name))])
                store.refresh()
            if len(seen) > 12:
                break
    finally:
        stop.set()
        reader.join()
        with open_store(out) as store:
            for n in range(10):
                store.forget(f"new-{n}")
            store.refresh()
    assert len(seen) > 12
    assert set(seen) == {200}


# Starting.


@pytest.mark.parametrize("broken", ["no store", "port taken"])
def test_what_cannot_be_served_is_one_line(tmp_path, out, broken):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] if broken == "port taken" else 0
        where = out if broken == "port taken" else tmp_path / "none"
        command = [sys.executable, "-m", "graphbuild", "serve", str(where), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert ("no graph here" if broken == "no store" else "cannot listen there") in done.stderr


def test_a_long_page_of_an_entity_is_turned(out, monkeypatch):
    monkeypatch.setattr(tasks, "MOST", 4)
    with open_store(out, read_only=True) as store:
        pages = [tasks.entity(store, RUSSIA.id, n) for n in (1, 2, 3, 4, 9)]
        everything = lookup.statements_naming(store, RUSSIA.id)
    own = [{s.id for s in page.chosen} & {*everything} for page in pages]
    assert {page.total for page in pages} == {len(everything)}
    assert everything[:4] == [s.id for s in pages[0].chosen[:4]]
    assert set.union(*own) == {*everything}
    assert not pages[-1].chosen


def test_a_store_on_a_sparql_server_is_served_with_the_same_pages(tmp_path, sparql_server):
    empty(sparql_server)
    fill(sparql_server)
    here = stored_affair(tmp_path / "here")
    question = "SELECT DISTINCT ?n { ?s rdf:predicate gb:denies ; rdf:subject/skos:prefLabel ?n } ORDER BY ?n"
    urls = [path(RUSSIA.id), "/search?q=rusia", f"/query?query={quote(question)}"]
    with serving(sparql_server) as far, serving(here) as near:
        for url in urls:
            there, text = (
                httpx.get(f"{a}{url}", timeout=60, trust_env=False).text for a in (far, near)
            )
            assert "Russia" in text
            assert there == text
    empty(sparql_server)
