"""The samples in other formats than text and web pages, which `make demo` reads, too."""

from __future__ import annotations

import importlib.util

import pytest
from support.paths import DATA, ROOT

from graphbuild.ingest.reader import read_articles
from graphbuild.records import page_of

FORMATS = DATA / "formats"


@pytest.fixture(scope="module")
def articles():
    issues = []
    found = {a.id: a for a in read_articles([FORMATS], report=issues.append)}
    assert issues == []
    return found


def paragraphs(article):
    return [article.text[start:end] for start, end in article.body]


def test_the_folder_has_a_pdf_and_a_feed_that_the_demo_reads():
    assert sorted(p.suffix for p in FORMATS.iterdir()) == [".atom", ".pdf"]
    assert "build data/articles data/formats" in (ROOT / "Makefile").read_text("utf-8")
    readme = (DATA / "README.md").read_text("utf-8")
    assert all(p.name in readme for p in FORMATS.iterdir())


def test_the_pdf_is_what_its_tool_writes():
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "tools/make_samples.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.pdf() == tool.PDF.read_bytes()


def test_the_pdf_is_read_in_order_without_running_heads(articles):
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "tools/make_samples.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    article = articles["notpetya-briefing-2018"]
    assert [p.replace("’", "'") for p in paragraphs(article)] == list(tool.TEXT)
    assert (article.title, article.published) == (tool.TITLE, "2018-03-16")
    assert page_of(article, article.text.index("The United Kingdom")) == 1
    assert page_of(article, article.text.index("What was published")) == 2


def test_each_entry_of_the_feed_is_an_article(articles):
    first, second = (articles[f"hague-wire-2018-{n}"] for n in (1, 2))
    assert [len(paragraphs(a)) for a in (first, second)] == [4, 2]
    assert {a.published for a in (first, second)} == {"2018-10-04"}
    assert {a.publisher for a in (first, second)} == {"The Hague Wire"}
