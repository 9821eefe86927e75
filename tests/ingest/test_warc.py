"""Web archives, written here as a crawler writes them."""

from __future__ import annotations

import gzip

import pytest

from graphbuild.ingest.reader import read_articles

PROSE = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday."
PAGE = f"<html><head><title>Radars</title></head><body><p>{PROSE}</p></body></html>".encode()


class Crawl:
    """A web archive in the making."""

    def __init__(self, *, packed: bool = True) -> None:
        self.packed = packed
        self.data = b""

    def response(self, url, body=PAGE, status="200 OK", kind="text/html; charset=utf-8"):
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode()
        self.add(url, "response", head + body, "application/http; msgtype=response")

    def add(self, url, kind, payload, media):
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(self.data)}>\r\nContent-Type: {media}\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n"
        )
        record = head.encode() + payload + b"\r\n\r\n"
        self.data += gzip.compress(record) if self.packed else record


@pytest.fixture
def read(tmp_path):
    def read_all(data, name="crawl.warc.gz"):
        (tmp_path / name).write_bytes(data)
        issues = []
        articles = list(read_articles([tmp_path / name], report=issues.append))
        return articles, [str(i).removeprefix(f"{tmp_path}/") for i in issues]

    return read_all


@pytest.mark.parametrize("packed", [True, False])
def test_each_page_is_an_article_with_its_address(read, packed):
    crawl = Crawl(packed=packed)
    for number in (1, 2):
        crawl.response(f"https://www.paper.example/news/{number}")
    articles, issues = read(crawl.data, "crawl.warc.gz" if packed else "crawl.warc")
    assert issues == []
    assert [(a.id, a.url) for a in articles] == [
        (f"paper-example-news-{n}", f"https://www.paper.example/news/{n}") for n in (1, 2)
    ]
    assert PROSE in articles[0].text


def test_requests_redirects_and_pictures_are_passed_over(read):
    crawl = Crawl()
    crawl.add("https://a.example/", "request", b"GET / HTTP/1.1\r\n\r\n", "application/http")
    crawl.response("https://a.example/moved", status="301 Moved Permanently")
    crawl.response("https://a.example/gone", status="404 Not Found")
    crawl.response("https://a.example/x.png", b"\x89PNG", kind="image/png")
    crawl.response("https://a.example/page")
    articles, issues = read(crawl.data)
    assert ([a.id for a in articles], issues) == (["a-example-page"], [])


def test_extracted_text_is_read_too(read):
    crawl = Crawl()
    crawl.add("https://a.example/1", "conversion", PROSE.encode(), "text/plain")
    [article] = read(crawl.data)[0]
    assert (article.id, article.text) == ("a-example-1", PROSE)


def test_a_page_that_is_no_article_is_an_issue_and_costs_no_neighbour(read):
    crawl = Crawl()
    crawl.response("https://a.example/1", b"<html><body></body></html>")
    crawl.response("https://a.example/2")
    articles, issues = read(crawl.data)
    assert [a.id for a in articles] == ["a-example-2"]
    assert issues == ["crawl.warc.gz:1: no article: no running text found in the HTML page"]


def test_an_archive_that_is_cut_off_gives_what_is_there(read):
    crawl = Crawl(packed=False)
    for number in (1, 2):
        crawl.response(f"https://a.example/{number}")
    articles, issues = read(crawl.data[:-60], "crawl.warc")
    assert articles[0].id == "a-example-1"
    assert len(articles) + len(issues) >= 2


@pytest.mark.parametrize(
    "data", [b"", b"no archive", b"\x1f\x8b\x08\x00no", b"WARC/1.0\r\n\r\n", b"\0" * 5000]
)
def test_what_is_no_archive_is_one_issue(read, data):
    articles, issues = read(data, "x.warc")
    assert articles == []
    assert len(issues) == 1
    assert "\n" not in issues[0]
