"""Whatever the bytes: no exception, spans in order and in bounds, the same result twice."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from graphbuild.errors import InputError
from graphbuild.ingest.blocks import find_blocks
from graphbuild.ingest.dates import find_dates, parse_date, without_dates
from graphbuild.ingest.decode import clean, decode
from graphbuild.ingest.markup import visible_spans
from graphbuild.ingest.reader import read_articles
from graphbuild.ingest.text import read_text

hypothesis = pytest.importorskip("hypothesis")
given, settings, st = (
    hypothesis.given,
    hypothesis.settings,
    pytest.importorskip("hypothesis.strategies"),
)

# Lines that pages are made of, so that random pages reach every branch.
LINES = st.sampled_from(
    [
        "Russia accused Ukraine of the attack, the ministry said on Friday in Moscow.",
        "Kyiv denied it.",
        "a line that was broken off in the middle of a long sentence, as mail is,",
        "Related news",
        "Comments",
        "24 October 2020",
        "11:34 15.10.2018",
        "Minister resigns over spying row",
        "- an item, of a list, that names somebody",
        "The following were named:",
        "WASHINGTON, July 18. /TASS/. Something happened there on Friday.",
        "[link](https://a.example/2020/10/24/b) and **bold** _em_ text here.",
        "![image](x.jpg)",
        "---",
        "title: Something",
        "<date> 2017_01_03 </date>",
        "## Heading",
        "",
        "(", "[", "*", "_", "<", "\\", "\u2028", "\ufeff", "-0-",
    ]
)  # fmt: skip
PAGES = st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=30).map("\n".join)
CHECKS = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@CHECKS
@given(st.one_of(PAGES, st.text(max_size=400)))
def test_any_text_is_read_or_refused(page):
    text = clean(page)
    try:
        article = read_text(text, "x")
    except InputError:
        return
    at = 0
    for start, end in article.body:  # the record checks order and bounds
        assert at <= start < end <= len(text)
        at = end
    assert article.text == text
    assert article == read_text(text, "x")


@CHECKS
@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data):
    try:
        text = decode(data)
    except InputError:
        return
    assert "\r" not in text
    assert "\0" not in text
    text.encode("utf-8")


@CHECKS
@given(PAGES)
def test_blocks_cover_each_visible_line_once_and_in_order(page):
    text = clean(page)
    at = 0
    for block in find_blocks(text):
        assert text[block.start : block.end] == block.raw
        assert not text[at : block.start].strip()
        at = block.end
    assert not text[at:].strip()


@CHECKS
@given(st.one_of(PAGES, st.text(alphabet="[]()*_<>!\\ab \n#-", max_size=80)))
def test_visible_spans_are_in_order_and_in_bounds(raw):
    at = 0
    for start, end in visible_spans(raw):
        assert at <= start < end <= len(raw)
        at = end


@CHECKS
@given(
    st.one_of(st.text(alphabet="0123456789 -/._:,JanuryMchOtobe", max_size=40), st.dates().map(str))
)
def test_dates_are_iso_dates(text):
    for found in [*find_dates(text), *filter(None, [parse_date(text)])]:
        assert len(found) in {4, 7, 10}
        assert found.replace("-", "").isdecimal()
    without_dates(text)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    data=st.binary(max_size=300), ending=st.sampled_from(["txt", "html", "jsonl", "jsonl.gz", "md"])
)
def test_any_file_gives_articles_or_issues_and_never_an_exception(tmp_path_factory, data, ending):
    folder: Path = tmp_path_factory.mktemp("any")
    (folder / f"x.{ending}").write_bytes(data)
    issues = []
    articles = list(read_articles([folder], report=issues.append))
    assert articles or issues or not data.strip()


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(page=PAGES, ending=st.sampled_from(["txt", "html", "jsonl"]))
def test_any_page_gives_articles_or_issues_and_never_an_exception(tmp_path_factory, page, ending):
    folder: Path = tmp_path_factory.mktemp("page")
    (folder / f"x.{ending}").write_bytes(page.encode("utf-8", "surrogatepass"))
    issues = []
    articles = list(read_articles([folder], report=issues.append))
    assert articles or issues or not page.strip()


@pytest.mark.parametrize(
    "piece", ["[", "(", "*a ", "_a ", "![a](b ", " ", "a\n", "<p ", "By Aa, ", "[a](", "2020-"]
)
def test_pathological_pages_are_read_in_linear_time(piece):
    page = "Russia accused Ukraine of the attack. " + piece * 20_000 + "\n"
    with contextlib.suppress(InputError):
        read_text(page, "x")
