"""Files, folders, streams: what is read, in which order, under which id, and what is reported."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import json
import os
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from graphbuild.errors import GraphbuildError
from graphbuild.ingest.formats import READERS, InputFormat, endings
from graphbuild.ingest.reader import read_articles
from graphbuild.model import Article, Issue

PROSE = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday."
DENIAL = "Moscow rejected the accusation and called it absurd."


class Reading:
    """What `read_articles` gave and reported."""

    def __init__(self, *paths: str | Path, **options: object) -> None:
        self.issues: list[Issue] = []
        found = read_articles(paths, report=self.issues.append, **options)  # type: ignore[arg-type]
        self.articles: list[Article] = list(found)

    @property
    def ids(self) -> list[str]:
        return [a.id for a in self.articles]

    @property
    def messages(self) -> list[str]:
        return [str(i) for i in self.issues]


def bodies(article: Article) -> list[str]:
    return [article.text[s:e] for s, e in article.body]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write_file(name: str, content: str | bytes = PROSE) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def standard_input(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def feed(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return feed


def test_a_text_file_is_one_article_named_after_it(write):
    reading = Reading(write("sweden-radar.txt", f"{PROSE}\n\n{DENIAL}\n"))
    assert reading.ids == ["sweden-radar"]
    assert bodies(reading.articles[0]) == [PROSE, DENIAL]
    assert not reading.issues


def test_folders_are_read_recursively_in_sorted_order(write, tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.md", "sub/deep/d.txt"):
        write(name)
    assert Reading(tmp_path).ids == ["a", "b", "c", "d"]


def test_hidden_files_and_other_kinds_of_files_are_left_out_of_folders(write, tmp_path):
    for name in ("a.txt", ".hidden.txt", ".git/x.txt", "notes.xls", "data.bin"):
        write(name)
    reading = Reading(tmp_path)
    assert reading.ids == ["a"]
    assert [Path(i.source).name for i in reading.issues] == ["data.bin", "notes.xls"]
    assert {i.reason for i in reading.issues} == {"unknown kind"}


def test_a_link_that_leads_back_into_its_folder_ends(write, tmp_path):
    write("a/b/x.txt")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    assert Reading(tmp_path).ids == ["x"]


def test_a_file_named_twice_is_read_once(write, tmp_path):
    path = write("x.txt")
    assert Reading(path, tmp_path, path).ids == ["x"]


def test_same_names_in_two_folders_get_the_folder_in_front(write, tmp_path):
    for name in ("may/x.txt", "june/x.txt", "other/june/x.txt"):
        write(name)
    assert Reading(tmp_path).ids == ["x", "may-x", "june-x"]


def test_ids_stay_unique_when_the_folders_are_named_alike_too(write, tmp_path):
    for name in ("a/n/x.txt", "b/n/x.txt", "c/n/x.txt"):
        write(name)
    assert Reading(tmp_path).ids == ["x", "n-x", "n-x-2"]


def test_an_unknown_kind_of_file_is_reported_when_named(write):
    reading = Reading(write("paper.xls", b"text"))
    assert reading.articles == []
    assert "XLS is not supported; convert it to text (supported: .txt" in reading.messages[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty file"),
        ("empty.jsonl", b"\n", "empty file"),
        ("blank.txt", b" \n\t\n", "empty file"),
        ("bom.txt", b"\xef\xbb\xbf", "empty file"),
        ("packed.jsonl.bz2", b"this is not bzip2", "cannot be read"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text: a PNG image"),
        ("nul.txt", b"abc\0def" * 10, "not text: binary data (NUL bytes)"),
        ("menu.txt", b"Home\nNews\nSport\nLog in\n", "no article: no paragraph of running text"),
        ("half.html", b"<html><body></body></html>", "no article"),
        ("packed.jsonl.gz", b"this is not gzip", "cannot be read"),
        ("packed.jsonl.zst", b"this is not zstd", "cannot be read"),
        (
            "french.txt",
            "Le ministre a rejeté vendredi les accusations portées contre la Russie par "
            "plusieurs pays européens, et il a affirmé que rien de tout cela ne s'était "
            "passé dans la capitale française.".encode(),
            "not in English",
        ),
        (
            "russian.txt",
            "Министр отверг обвинения и назвал их нелепыми.".encode(),
            "not in English",
        ),
    ],
)
def test_bad_input_is_one_issue_and_costs_no_neighbour(write, tmp_path, name, content, message):
    write("a.txt")
    write("z.txt")
    write(name, content)
    reading = Reading(tmp_path)
    assert reading.ids == ["a", "z"]
    assert len(reading.issues) == 1
    assert reading.messages[0].startswith(f"{tmp_path / name}: {message}")
    assert "\n" not in reading.messages[0]


TWO_AMOUNTS = (
    "The ministry said on Friday that 12 radars of Sweden were jammed by Russia.\n\n"
    "The ministry said on Friday that 15 radars of Sweden were jammed by Russia.\n\n"
    "Updated 3 hours ago on the site of the paper\n\n"
    "Updated 4 hours ago on the site of the paper\n"
)


def test_paragraphs_that_differ_in_their_figures_alone_are_both_read(write):
    [article] = Reading(write("x.txt", TWO_AMOUNTS)).articles
    assert [line[33:35] for line in bodies(article)] == ["12", "15"]


def test_a_line_that_is_too_long_is_one_issue_and_costs_no_neighbour(write, monkeypatch):
    for module in ("graphbuild.ingest.input_file", "graphbuild.ingest.jsonl"):
        monkeypatch.setattr(f"{module}.LARGEST", 1000)
    record = json.dumps({"text": PROSE}).encode() + b"\n"
    reading = Reading(write("x.jsonl", record + b"x" * 5500 + b"\n" + record))
    assert reading.ids == ["x-1", "x-3"]
    assert [m.partition(": ")[2] for m in reading.messages] == [
        "longer than 0 MiB: not a news article"
    ]


def test_a_file_that_is_one_endless_line_is_given_up(write, monkeypatch):
    monkeypatch.setattr("graphbuild.ingest.input_file.LARGEST", 1000)
    monkeypatch.setattr("graphbuild.ingest.input_file.HOPELESS", 5000)
    reading = Reading(write("x.jsonl.gz", gzip.compress(b"{" * 1_000_000)))
    assert reading.articles == []
    assert reading.messages[-1].endswith("a line longer than 0 MiB: the rest is left out")


def test_a_word_of_thousands_of_characters_is_data(write):
    reading = Reading(write("x.txt", f"{PROSE}\n\nSweden said {'(' * 50_000} on Friday.\n"))
    assert [bodies(a) for a in reading.articles] == [[PROSE]]


def test_a_book_is_no_news_article(write):
    text = "\n\n".join(f"In case {n}, {PROSE}" for n in range(6000))
    [message] = Reading(write("x.txt", text)).messages
    assert "characters of running text: not a news article" in message


def test_a_pipe_is_not_waited_for(write, tmp_path):
    os.mkfifo(tmp_path / "p.txt")
    write("z.txt")
    assert Reading(tmp_path / "p.txt").messages == [f"{tmp_path / 'p.txt'}: not a file"]
    assert Reading(tmp_path).ids == ["z"]


def test_a_line_break_in_the_name_of_a_file_reaches_neither_id_nor_message(write, tmp_path):
    write("a\nb: 7 statements.txt")
    write("c\x1b[31m\nd.txt", b"")
    reading = Reading(tmp_path)
    assert reading.ids == ["a b: 7 statements"]
    assert reading.messages == [f"{tmp_path}/c [31m d.txt: empty file"]


@pytest.mark.parametrize(
    ("ending", "packed"),
    [("gz", gzip.compress), ("bz2", bz2.compress), ("zst", zstandard.compress)],
)
def test_packed_json_lines_are_read_part_after_part(write, ending, packed):
    records = (json.dumps({"id": name, "text": PROSE}).encode() + b"\n" for name in "ab")
    content = b"".join(map(packed, records))
    assert Reading(write(f"x.jsonl.{ending}", content)).ids == ["a", "b"]
    cut = Reading(write(f"cut.jsonl.{ending}", content[:-40]))
    assert "a" in cut.ids
    assert "cannot be read" in cut.messages[-1]


def test_a_missing_path_is_reported_and_the_next_is_read(write, tmp_path):
    reading = Reading(tmp_path / "gone.txt", write("x.txt"))
    assert reading.ids == ["x"]
    assert reading.messages == [f"{tmp_path / 'gone.txt'}: no such file or folder"]


def test_a_folder_without_articles_is_reported(tmp_path):
    assert Reading(tmp_path).messages == [f"{tmp_path}: no articles in this folder"]


def test_a_broken_link_is_reported(write, tmp_path):
    write("a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    reading = Reading(tmp_path)
    assert reading.ids == ["a"]
    assert "b.txt: cannot be read" in reading.messages[0]


def test_a_path_with_a_nul_is_a_missing_path():
    assert Reading("a\0b.txt").messages[0].endswith("no such file or folder")


def test_reading_is_lazy(write, tmp_path):
    good = write("a.txt")

    def paths() -> Iterator[Path]:
        yield good
        raise AssertionError("read too far")

    assert next(read_articles(paths())).id == "a"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-1"],
)
def test_encodings_are_recognised(write, encoding):
    text = f"{PROSE} “Señor Muñoz” wasn’t there; Åsa Öberg was, and Zoë, too.".replace("’", "'")
    text = text.replace("“", '"').replace("”", '"') if encoding == "iso-8859-1" else text
    [article] = Reading(write("x.txt", text.encode(encoding))).articles
    assert article.text == text


def test_offsets_are_those_of_text_with_unix_line_breaks(write):
    [article] = Reading(write("x.txt", f"{PROSE}\r\n\r\n{DENIAL}\r\n")).articles
    assert article.text == f"{PROSE}\n\n{DENIAL}\n"
    assert bodies(article) == [PROSE, DENIAL]


def test_json_lines_fill_the_record(write):
    record = {
        "id": "n-1",
        "text": PROSE,
        "title": "Sweden accuses Russia",
        "url": "https://a.example/1",
    }
    record |= {"publisher": "Example Wire", "published": "2024-05-03T10:00:00Z"}
    [article] = Reading(write("x.jsonl", json.dumps(record))).articles
    assert (article.id, article.title, article.url) == ("n-1", record["title"], record["url"])
    assert (article.publisher, article.published) == ("Example Wire", "2024-05-03")


def test_fields_of_json_lines_can_be_mapped(write):
    record = {"body": PROSE, "meta": {"head": "Radars jammed", "when": "3 May 2024"}}
    fields = {"text": "body", "title": "meta.head", "published": "meta.when"}
    [article] = Reading(write("x.jsonl", json.dumps(record)), fields=fields).articles
    assert (article.title, article.published) == ("Radars jammed", "2024-05-03")


def test_a_field_that_does_not_exist_cannot_be_mapped():
    with pytest.raises(GraphbuildError, match="no field 'headline' to map; known: id, url, title"):
        read_articles([], fields={"headline": "h"})


def test_ids_of_records_come_from_id_then_address_then_line(write):
    records = [
        {"id": 7, "text": PROSE},
        {"text": PROSE, "url": "https://www.site.example/world/2024/radars.html?p=2"},
        {"text": PROSE},
        {"id": 7, "text": DENIAL + " " + PROSE},
    ]
    path = write("feed/x.ndjson", "\n".join(json.dumps(r) for r in records))
    reading = Reading(path)
    assert reading.ids == ["7", "site-example-world-2024-radars-html-p-2", "x-3", "feed-7"]


def test_a_broken_line_is_reported_with_its_number_and_the_rest_is_read(write):
    good = json.dumps({"text": PROSE})
    lines = [good, good[: len(good) // 2], '["a"]', '{"title": "no text"}', "", good]
    path = write("x.jsonl", "\n".join(lines))
    reading = Reading(path)
    assert reading.ids == ["x-1", "x-6"]
    assert [m.split(": ")[0] for m in reading.messages] == [f"{path}:{n}" for n in (2, 3, 4)]
    assert "not a complete JSON object" in reading.messages[0]
    assert "not a JSON object but list" in reading.messages[1]
    assert "no field 'text' or 'html'" in reading.messages[2]


def test_json_nested_beyond_reason_is_reported(write):
    reading = Reading(write("x.jsonl", '{"a":' * 200_000))
    assert len(reading.issues) == 1


def test_compressed_json_lines(write):
    path = write("x.jsonl.gz", gzip.compress(json.dumps({"text": PROSE}).encode()))
    assert Reading(path).ids == ["x-1"]


def test_compressed_json_lines_cut_off_give_what_is_there(write):
    lines = "".join(
        json.dumps({"id": f"n{i}", "text": f"{PROSE} {i}."}) + "\n" for i in range(1500)
    )
    packed = gzip.compress(lines.encode())
    reading = Reading(write("x.jsonl.gz", packed[: len(packed) // 2]))
    assert reading.ids[:2] == ["n0", "n1"]
    assert any("cannot be read" in m for m in reading.messages)


def test_lone_surrogates_and_control_characters_are_cleaned(write):
    line = '{"id": "x\\ud800", "text": "Poland\\u0000expelled \\udfffthem on Friday, it said."}'
    [article] = Reading(write("x.jsonl", line)).articles
    assert article.id == "x\ufffd"
    assert article.text == "Poland expelled \ufffdthem on Friday, it said."


@pytest.mark.parametrize(
    "url", ["http://[", "http://a\u2100b.example/", "not an address", "", "//x"]
)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_an_address_that_is_none_is_left_out(write, url, kind):
    [article] = Reading(write("x.jsonl", json.dumps({kind: PROSE, "url": url}))).articles
    assert (article.id, article.url) == ("x-1", None)


def test_unix_time_is_a_date(write):
    lines = [json.dumps({"text": PROSE, "published": t}) for t in (1714723200, 1714723200000)]
    reading = Reading(write("x.jsonl", "\n".join(lines)))
    assert [a.published for a in reading.articles] == ["2024-05-03", "2024-05-03"]


def test_a_record_with_html_is_read_like_a_page(write):
    page = f"<html><body><article><p>{PROSE}</p><p>{DENIAL}</p></article></body></html>"
    [article] = Reading(write("x.jsonl", json.dumps({"html": page}))).articles
    assert bodies(article) == [PROSE, DENIAL]


def test_standard_input_as_text(standard_input):
    standard_input(f"Radars jammed over the Baltic\n\n{PROSE}".encode())
    reading = Reading("-")
    assert reading.ids == ["stdin"]
    assert reading.articles[0].title == "Radars jammed over the Baltic"


def test_standard_input_as_json_lines(standard_input):
    standard_input(b"\n" + (json.dumps({"text": PROSE}) + "\n{broken\n").encode() * 2)
    reading = Reading("-")
    assert reading.ids == ["stdin-2", "stdin-4"]
    assert [i.source for i in reading.issues] == ["standard input:3", "standard input:5"]


def test_standard_input_as_html(standard_input):
    standard_input(f"<!DOCTYPE html>\n<html><body><p>{PROSE}</p></body></html>".encode())
    assert bodies(Reading("-").articles[0]) == [PROSE]


def test_empty_standard_input_is_reported(standard_input):
    standard_input(b"")
    assert Reading("-").messages == ["standard input: empty file"]


def test_a_stream_of_records_is_read_line_by_line(monkeypatch):
    line = json.dumps({"text": PROSE}).encode() + b"\n"

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readline(self, size: int | None = -1) -> bytes:
            return line

    class Input:
        buffer = Endless()

    monkeypatch.setattr(sys, "stdin", Input())
    assert [a.id for a in itertools.islice(read_articles(["-"]), 3)] == [
        "stdin-1",
        "stdin-2",
        "stdin-3",
    ]


PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Radars jammed - Example Daily</title>
<meta property="og:site_name" content="Example Daily">
<meta property="og:title" content="Radars jammed over the Baltic">
<meta property="article:published_time" content="2024-05-03T14:05:00+02:00">
<link rel="canonical" href="https://daily.example/2024/05/03/radars"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Radars jammed over the Baltic</h1><p>{PROSE}</p><p>{DENIAL}</p>
<ul><li>The jamming began on 1 May, according to the ministry.</li></ul></article>
<aside><h3>Related news</h3><ul><li><a href="/x">Norway accuses China of spying</a></li></ul></aside>
<footer>© 2024 Example Daily. All rights reserved.</footer></body></html>"""


def test_a_web_page_gives_its_article_and_metadata(write):
    [article] = Reading(write("page.html", PAGE)).articles
    assert bodies(article) == [
        PROSE,
        DENIAL,
        "The jamming began on 1 May, according to the ministry.",
    ]
    assert article.title == "Radars jammed over the Baltic"
    assert (article.published, article.publisher) == ("2024-05-03", "Example Daily")
    assert article.url == "https://daily.example/2024/05/03/radars"


def test_a_web_page_in_its_own_charset(write):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace(
        "Friday", "Friday – Åsa"
    )
    [article] = Reading(write("page.htm", page.encode("cp1252"))).articles
    assert "Friday – Åsa" in article.text


@pytest.mark.parametrize("url", ["http://[", "http://a\u2100b.example/", "::", "javascript:x"])
def test_a_web_page_with_a_malformed_address_of_its_own_is_read(write, url):
    page = PAGE.replace("https://daily.example/2024/05/03/radars", url)
    page = page.replace(
        "<head>", f'<head><meta property="og:url" content="{url}"><base href="{url}">'
    )
    [article] = Reading(write("page.html", page)).articles
    assert bodies(article)[0] == PROSE
    assert article.url is None


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":'
        '"NewsArticle","headline":[1],"publisher":3,"datePublished":5}</script>',
        "</td><svg><frameset></div>",
        "<?xml version='1.0' encoding='utf-16'?>",
        "<!-- never closed",
        "&#xD800;&#0;",
    ],
)
def test_broken_markup_is_read_or_reported(write, head):
    reading = Reading(write("page.html", f"{head}<iframe src=x><p>{PROSE}</p>{DENIAL}"))
    assert len(reading.articles) + len(reading.issues) == 1


def test_a_web_page_names_its_publisher_in_the_title_of_the_window(write):
    page = PAGE.replace('<meta property="og:site_name" content="Example Daily">', "")
    page = page.replace("jammed - Example", "jammed | Example")
    [article] = Reading(write("page.html", page)).articles
    assert article.publisher == "Example Daily"


def test_every_format_names_a_module_with_a_reader_and_endings_of_its_own() -> None:
    assert all(callable(row.read) for row in READERS.values())
    assert len(set(endings())) == len(endings())


def test_a_format_is_one_module_and_one_row(write, monkeypatch):
    def read(file):
        yield Article(file.stem, "A.", ((0, 2),))

    module = types.ModuleType("made_up_format")
    module.read = read
    monkeypatch.setitem(sys.modules, "made_up_format", module)
    monkeypatch.setitem(READERS, "made-up", InputFormat((".xyz",), "made_up_format"))
    assert Reading(write("one.xyz", b"?")).ids == ["one"]


def test_a_single_path_is_one_path(write):
    path = write("a.txt")
    assert [a.id for a in read_articles(path)] == [a.id for a in read_articles(str(path))] == ["a"]


def test_the_pictures_of_a_saved_page_are_a_part_of_it(write, tmp_path):
    write("a.html", f"<html><body><p>{PROSE}</p></body></html>")
    write("a_files/logo.png", b"\x89PNG")
    write("b_files/logo.png", b"\x89PNG")
    reading = Reading(tmp_path)
    assert reading.ids == ["a"]
    assert [Path(i.source).parent.name for i in reading.issues] == ["b_files"]
    assert reading.issues[0].reason == "unknown kind"


WRAPPED = """Sweden accused Russia on Friday of jamming the radars of its air force in the
north. The ministry of defence, which has looked into the matter since the
spring, named [a unit of the army](https://harbour.example/a/very/long/address/of/a/page/that/does/not/fit)
and two officers. Norway, which has seen much the same over the whole of last

Moscow denied the accusation and called it
groundless. It said that nobody had shown it any evidence whatever of jamming
that it could have looked at, and that it would answer in kind.
"""


def test_short_last_lines_of_a_text_that_is_wrapped_throughout_are_body(write):
    [article] = Reading(write("a.txt", WRAPPED)).articles
    body = " ".join(bodies(article))
    assert "called it\ngroundless. It said" in body
    assert "denied the accusation" in body
    assert "harbour.example" not in body


LONG = "The ministry said that the jamming of its radars had begun in the spring of the year before and had not ended"


@pytest.mark.parametrize(
    ("line", "read"),
    [(LONG, True), (f"{LONG} (stock image)", False), (f"Read more: {LONG}", False)],
)
def test_a_paragraph_without_its_full_stop_is_read_and_a_caption_is_not(write, line, read):
    [article] = Reading(write("a.txt", f"{PROSE}\n\n{line}\n\n{DENIAL}\n")).articles
    assert (line in bodies(article)) is read


def test_several_long_lines_without_a_full_stop_are_captions(write):
    text = f"{PROSE}\n\n{LONG}\n\n{DENIAL}\n\n{LONG} yet\n\nNorway was silent on Friday.\n"
    [article] = Reading(write("a.txt", text)).articles
    assert bodies(article) == [PROSE, DENIAL, "Norway was silent on Friday."]


def test_a_list_below_a_line_that_announces_people_is_read(write):
    text = f"{PROSE}\n\nParticipants:\n\n1. Ann Lee, President, Harbour Institute\n2. Bo Ek, Director, Tverbank\n"
    [article] = Reading(write("a.txt", text)).articles
    assert bodies(article)[1:] == [
        "Ann Lee, President, Harbour Institute",
        "Bo Ek, Director, Tverbank",
    ]
