"""What the markup of a page says: lists, tables, quotations and the day of publication."""

from __future__ import annotations

import pytest

from graphbuild.errors import InputError
from graphbuild.ingest.html import read_html
from graphbuild.ingest.text import read_text

LEAD = "<p>The Swiss ministry added the following firms to its list:</p>"
REST = "<p>The ministry said that the decision takes effect at midnight on Friday.</p>"


def lines(markup: str) -> list[str]:
    """The paragraphs of a page's body, without bullets."""
    article = read_html(f"<html><body><article>{markup}</article></body></html>", "page")
    found = [article.text[start:end] for start, end in article.body]
    return [line.removeprefix("• ").removeprefix("•").strip() for line in found]


@pytest.mark.parametrize(
    "items",
    [
        "<li><p>Alpenglow AG;</p></li><li><p>Firn Trading; and</p></li><li><p>Seilbahn Bank.</p></li>",
        "<li><a href='/a'>Alpenglow AG</a></li><li><a href='/b'>Firn Trading</a></li><li><a href='/c'>Seilbahn Bank</a></li>",
        "<li><span class='x'>Alpenglow AG</span></li><li><b>Firn Trading</b></li><li>Seilbahn Bank</li>",
        "<li><p><a href='/a'><strong>Alpenglow AG</strong></a></p></li><li>Firn Trading</li><li>Seilbahn Bank</li>",
    ],
)
@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_the_items_of_an_announced_list_are_body(items: str, tag: str) -> None:
    found = lines(f"{LEAD}<{tag}>{items}</{tag}>{REST}")
    assert [any(n in line for line in found) for n in ("Alpenglow AG", "Firn Trading", "Seilbahn Bank")] == [True] * 3  # fmt: skip


def test_a_list_of_links_that_nothing_announces_is_none() -> None:
    links = "".join(f"<li><a href='/{n}'>Story Number {n}</a></li>" for n in range(6))
    found = lines(
        f"<p>The ministry closed the case on Monday after a year.</p>{REST}<ul>{links}</ul>"
    )
    assert not [line for line in found if line.startswith("Story Number")]


def test_bare_names_on_lines_are_body_where_a_line_announces_them() -> None:
    text = "The Swiss ministry added the following firms to its list:\n\nAlpenglow\n\nFirn Trading\n\nIt took effect at midnight."
    article = read_text(text, "page")
    assert [text[s:e] for s, e in article.body][1:3] == ["Alpenglow", "Firn Trading"]


def test_bare_names_on_lines_are_no_body_where_none_does() -> None:
    text = "The Swiss ministry said this on Friday:\n\nAlpenglow\n\nFirn Trading\n\nIt took effect at midnight on Friday."
    article = read_text(text, "page")
    assert "Alpenglow" not in [text[s:e] for s, e in article.body]


TABLE = (
    "<table><tr><th></th><th>Name</th><th>Identifying information</th><th>Reasons</th></tr>"
    "<tr><td>1.</td><td>Petra FREI</td><td>Nationality: Swiss</td><td>Petra Frei sold access.</td></tr>"
    "<tr><td>2.</td><td>Urs GRAF</td><td>Nationality: Swiss</td><td>Urs Graf paid her.</td></tr></table>"
)


def test_the_rows_of_a_table_of_names_are_body() -> None:
    found = lines(f"<p>The Council adopted the annex on Monday:</p>{TABLE}{REST}")
    assert [line.split(" |")[0] for line in found if "|" in line] == ["Petra FREI", "Urs GRAF"]


def test_the_rows_of_a_table_of_figures_are_not() -> None:
    table = "<table><tr><th>Year</th><th>Budget</th></tr><tr><td>2021</td><td>Four million</td></tr></table>"
    assert not [line for line in lines(f"<p>The agency grew over the years.</p>{table}{REST}") if "|" in line]  # fmt: skip


def test_a_quotation_set_as_a_block_has_quotation_marks() -> None:
    quotation = "<blockquote><p>They lied to us.</p><p>We will not forget it.</p></blockquote>"
    found = lines(f"<p>Minister Petra Frei said on Monday:</p>{quotation}{REST}")
    assert found[1:3] == ["“They lied to us.", "“We will not forget it.”"]


def test_a_block_that_nothing_introduces_has_none() -> None:
    quotation = "<blockquote><p>The note is dated May and was found in a drawer.</p></blockquote>"
    found = lines(f"<p>The court saw a note on Monday.</p>{quotation}{REST}")
    assert not [line for line in found if "“" in line]


@pytest.mark.parametrize(
    "stated",
    [
        "<meta itemprop='datePublished' content='2022-05-06'>",
        "<time itemprop='datePublished' datetime='2022-05-06T08:00:00Z'>May 6</time>",
        "<meta property='article:published_time' content='2022-05-06T08:00:00Z'>",
    ],
)
def test_a_stated_day_of_publication_outranks_the_address(stated: str) -> None:
    address = "<link rel='canonical' href='https://gazette.example/2021/12/24/lists'>"
    page = f"<html><head>{address}{stated}</head><body>{LEAD}{REST}</body></html>"
    assert read_html(page, "page").published == "2022-05-06"


def test_the_address_tells_the_day_where_nothing_states_it() -> None:
    address = "<link rel='canonical' href='https://gazette.example/2021/12/24/lists'>"
    page = f"<html><head>{address}</head><body>{LEAD}{REST}</body></html>"
    assert read_html(page, "page").published == "2021-12-24"


def test_the_original_day_of_publication_outranks_the_day_of_a_copy() -> None:
    fields = "---\ndate: 2024-02-05\noriginal_published: 2019-07-01\n---\n\n"
    text = f"{fields}The ministry closed the case on Monday after a year.\n"
    assert read_text(text, "note").published == "2019-07-01"
    assert read_text(text.replace("original_published: 2019-07-01\n", ""), "note").published == "2024-02-05"  # fmt: skip


def test_a_short_english_note_full_of_names_is_english() -> None:
    text = (
        "Gossamer Bear, also known as Tin Lantern, hacked Swiss Rail in May. Velvet Lynx, also known "
        "as Paper Crane, hacked Banca Ticino, Kanton Uri, Alpenglow AG in June.\n"
    )
    assert read_text(text, "note").body


def test_a_short_german_note_full_of_names_is_not() -> None:
    text = (
        "Gossamer Bear, bekannt als Tin Lantern, griff im Mai das Netz der Schweizer Bahn an und "
        "Velvet Lynx das der Banca Ticino, des Kantons Uri und der Alpenglow AG im Juni.\n"
    )
    with pytest.raises(InputError, match="not in English"):
        read_text(text, "note")
