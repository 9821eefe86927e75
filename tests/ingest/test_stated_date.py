"""The day of publication, as pages and records state it."""

from __future__ import annotations

import json

import pytest

from graphbuild.ingest.html import read_html
from graphbuild.ingest.reader import read_articles

BODY = (
    "<p>The Ministry of Ruritania accused the Guild of hacking its archive, a spokesman said.</p>"
    "<p>The Guild denied that it had anything to do with the attack and called the claim absurd.</p>"
)
ADDRESS = "https://news.example/2019/03/02/guild"


def published(head: str, body: str = "") -> str | None:
    page = f"<html><head><title>Guild in the dock</title>{head}</head><body><article>{body}{BODY}</article></body></html>"
    return read_html(page, "page", {"url": ADDRESS}).published


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        ld({"@type": "NewsArticle", "datePublished": "2021-04-15T08:00:00+02:00"}),
        ld(
            {"@graph": [{"@type": "WebSite"}, {"@type": ["Report"], "datePublished": "2021-04-15"}]}
        ),
        ld([{"@type": "BreadcrumbList"}, {"@type": "Article", "datePublished": "2021-04-15"}]),
        ld(
            [
                {"@type": "WebPage", "datePublished": "2017-01-01"},
                {"@type": "BlogPosting", "datePublished": "2021-04-15"},
            ]
        ),
        ld(
            {
                "comment": {"@type": "Comment", "datePublished": "2021-05-01"},
                "datePublished": "2021-04-15",
            }
        ),
        '<script type="application/ld+json">{"datePublished": "2021-04-15", }</script>',
        '<meta property="article:published_time" content="2021-04-15T10:00">',
        '<meta name="pubdate" content="2021-04-15">',
        '<meta name="parsely-pub-date" content="2021-04-15T10:00:00Z">',
        '<meta name="DC.date" content="2021-04-15"><meta name="date" content="2020-01-01">',
        ld({"@type": "NewsArticle", "datePublished": "2021-04-15"})
        + '<meta property="article:published_time" content="2020-01-01">',
    ],
)
def test_what_the_markup_states_comes_before_the_address(head):
    assert published(head) == "2021-04-15"


@pytest.mark.parametrize(
    "head", ["", ld({"@type": "NewsArticle", "datePublished": "soon"}), ld([[[[]]]]), ld("2021")]
)
def test_without_it_the_address_tells(head):
    assert published(head) == "2019-03-02"


def test_a_time_that_is_marked_as_that_of_publication_counts():
    assert (
        published("", '<p><time pubdate datetime="2021-04-15">on Thursday</time></p>')
        == "2021-04-15"
    )


def test_the_original_date_comes_before_the_day_of_a_copy():
    head = '<meta property="article:published_time" content="2024-01-09">'
    assert published(head, "<p>Original Published: April 15, 2021</p>") == "2021-04-15"


@pytest.mark.parametrize("name", ["original_published", "Original Published", "original_date"])
def test_a_record_has_its_original_date(tmp_path, name):
    text = "The Ministry of Ruritania accused the Guild of hacking its archive on Monday."
    record = {"text": text, "collected": "2024-01-09", "date": "2024-01-09", name: "2021-04-15"}
    (tmp_path / "dump.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    [article] = read_articles([tmp_path])
    assert article.published == "2021-04-15"
    [article] = read_articles([tmp_path], fields={"published": "collected"})
    assert article.published == "2024-01-09"
