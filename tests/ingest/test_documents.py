"""One small real file of each kind, with the quirks of its format."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sys
import types
from pathlib import Path

import pytest
from support.documents import archive, column, docx, odt, pdf

from graphbuild.ingest.reader import read_articles
from graphbuild.model import NOTE, Article, Issue

PROSE = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday."
DENIAL = "Moscow rejected the accusation and called it absurd."
PARAGRAPH = f"<p>{PROSE}</p><p>{DENIAL}</p>"


class Reading:
    """What `read_articles` gave and reported of one file."""

    def __init__(self, folder: Path, name: str, content: str | bytes, **options: object) -> None:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.issues: list[Issue] = []
        found = read_articles(path, report=self.issues.append, **options)  # type: ignore[arg-type]
        self.articles: list[Article] = list(found)

    @property
    def bodies(self) -> list[list[str]]:
        return [[a.text[s:e] for s, e in a.body] for a in self.articles]

    @property
    def notes(self) -> list[str]:
        return [i.message for i in self.issues if i.stage == NOTE]

    @property
    def faults(self) -> list[str]:
        return [i.message for i in self.issues if i.stage != NOTE]


# JSON, CSV


def test_an_array_is_one_article_an_object(tmp_path):
    records = [{"text": PROSE, "title": "One"}, {"text": DENIAL, "title": "Two"}]
    reading = Reading(tmp_path, "a.json", json.dumps(records, indent=1))
    assert [(a.id, a.title) for a in reading.articles] == [("a-1", "One"), ("a-2", "Two")]


def test_one_object_and_one_that_holds_an_array(tmp_path):
    one = Reading(tmp_path, "a.json", json.dumps({"text": PROSE}))
    held = Reading(tmp_path, "b.json", json.dumps({"status": "ok", "articles": [{"text": PROSE}]}))
    assert one.bodies == held.bodies == [[PROSE]]
    assert [a.id for a in one.articles] == ["a"]


def test_a_nested_field_may_be_a_list_of_paragraphs(tmp_path):
    record = {"body": {"content": [PROSE, {"text": DENIAL}]}}
    reading = Reading(tmp_path, "a.json", json.dumps(record), fields={"text": "body.content"})
    assert reading.bodies == [[PROSE, DENIAL]]


@pytest.mark.parametrize(
    "record",
    [
        {"maintext": PROSE, "date_publish": "2021-03-05 10:00:00", "source_domain": "a.example"},
        {"content": f"{PROSE} … [+812 chars]", "publishedAt": "2021-03-05T10:00:00Z",
         "source": {"id": None, "name": "a.example"}},
        {"articleBody": [PROSE], "datePublished": "2021-03-05", "source": "a.example"},
    ],
)  # fmt: skip
def test_usual_names_of_fields_are_guessed_aloud(tmp_path, record):
    reading = Reading(tmp_path, "a.json", json.dumps([record]))
    assert reading.bodies == [[PROSE]]
    assert reading.articles[0].published == "2021-03-05"
    assert reading.articles[0].publisher == "a.example"
    assert reading.notes[0].startswith("fields taken by their usual names: ")


def test_fields_that_are_told_are_not_guessed(tmp_path):
    record = {"content": DENIAL, "wording": PROSE}
    reading = Reading(tmp_path, "a.json", json.dumps(record), fields={"text": "wording"})
    assert reading.bodies == [[PROSE]]
    assert not reading.notes


def test_broken_json_is_one_line(tmp_path):
    assert Reading(tmp_path, "a.json", '[{"text": "x"').faults[0].startswith("not complete JSON")
    assert Reading(tmp_path, "b.json", "[1]").faults == ["not a JSON object but int"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_one_article_a_row(tmp_path, delimiter):
    rows = [
        ["Title", "Date", "Content"],
        ["One", "2021-03-05", f'"{PROSE}\n\n{DENIAL}"'],
        ["", "", ""],
    ]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    reading = Reading(tmp_path, "a.csv", text)
    assert reading.bodies == [[PROSE, DENIAL]]
    assert (reading.articles[0].title, reading.articles[0].published) == ("One", "2021-03-05")


def test_a_row_without_text_is_reported(tmp_path):
    reading = Reading(tmp_path, "a.csv", f"title,text\nOne,{PROSE!r}\nTwo,\n".replace("'", '"'))
    assert len(reading.articles) == 1
    assert "no field 'text' or 'html' with text" in reading.faults[0]


# Feeds

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="x.xsl"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour Wire</title><link>https://a.example/</link>
<item><title>One &amp;amp; all</title><link>https://a.example/1</link>
<pubDate>Fri, 05 Mar 2021 10:00:00 GMT</pubDate><description>Short</description>
<content:encoded><![CDATA[<p>{PROSE}<br/>{DENIAL}</p><script>x()</script>]]></content:encoded></item>
<item><title>Two</title><description>&lt;b&gt;{DENIAL}&lt;/b&gt;</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>
<entry><title>One</title><link href="https://a.example/1"/><updated>2021-03-05T10:00:00Z</updated>
<content type="html">{PROSE}</content></entry></feed>"""


def test_each_entry_of_a_feed_is_an_article(tmp_path):
    reading = Reading(tmp_path, "a.xml", RSS)
    assert reading.bodies == [[PROSE, DENIAL], [DENIAL]]
    first = reading.articles[0]
    assert (first.id, first.title, first.publisher) == ("a-example-1", "One & all", "Harbour Wire")
    assert first.published == "2021-03-05"
    assert reading.notes == ["1 of 2 entries have a summary only"]


def test_atom(tmp_path):
    reading = Reading(tmp_path, "a.atom", ATOM)
    assert reading.bodies == [[PROSE]]
    assert reading.articles[0].published == "2021-03-05"


def test_other_xml_is_of_an_unknown_kind(tmp_path):
    reading = Reading(tmp_path, "a.xml", "<config><a/></config>")
    assert [i.reason for i in reading.issues] == ["unknown kind"]


# Mail

MAIL = f"""From: "A. Reporter" <a@harbour.example>
Subject: Re: Fwd: =?utf-8?q?Radars_=E2=80=93_a_note?=
Date: Fri, 05 Mar 2021 10:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"; format=flowed
Content-Transfer-Encoding: quoted-printable

Sweden accused Russia of jamming its radars,=20
the defence ministry said on Friday.

{DENIAL}

> Iran hacked the bank.

--=20
A. Reporter
Harbour Wire

On Mon, 1 Mar 2021, B wrote:
China denied everything on Monday.
"""


def test_of_a_mail_is_read_what_its_sender_wrote(tmp_path):
    reading = Reading(tmp_path, "a.eml", MAIL)
    assert reading.bodies == [[PROSE, DENIAL]]
    article = reading.articles[0]
    assert (article.title, article.publisher) == ("Radars – a note", "A. Reporter")
    assert article.published == "2021-03-05"


def test_a_mail_of_html_in_another_charset_with_an_attachment(tmp_path):
    html = f"<p>Seán said: {DENIAL}</p><blockquote>Iran hacked the bank.</blockquote>"
    mail = (
        b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        b"Content-Type: text/html; charset=windows-1252\n\n" + html.encode("cp1252") + b"\n--x\n"
        b"Content-Type: image/png\nContent-Disposition: attachment; filename=a.png\n\nz\n--x--\n"
    )
    reading = Reading(tmp_path, "a.eml", mail)
    assert reading.bodies == [[f"Seán said: {DENIAL}"]]
    assert reading.notes == ["1 attachment not read"]


def test_a_mailbox_is_one_article_a_mail(tmp_path):
    box = f"From a@b Fri Mar  5 10:00:00 2021\n{MAIL}\nFrom c@d Sat Mar  6 10:00:00 2021\n{MAIL}"
    reading = Reading(tmp_path, "a.mbox", box)
    assert [a.id for a in reading.articles] == ["a-1", "a-2"]
    assert reading.bodies == [[PROSE, DENIAL]] * 2


def test_a_page_saved_as_mhtml(tmp_path):
    page = f"<html><head><title>T</title></head><body><article>{PARAGRAPH}</article></body></html>"
    mail = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/radars\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary=x\n\n--x\n'
        f"Content-Type: text/html\nContent-Location: https://a.example/radars\n\n{page}\n--x--\n"
    )
    reading = Reading(tmp_path, "a.mhtml", mail)
    assert reading.bodies == [[PROSE, DENIAL]]
    assert reading.articles[0].url == "https://a.example/radars"


# Telegram


def test_each_post_of_an_export_of_telegram_is_an_article(tmp_path):
    pieces = ["Sweden accused ", {"type": "bold", "text": "Russia"}, PROSE[21:]]
    messages = [
        {"id": 1, "type": "service", "date": "2021-03-01T10:00:00", "text": ""},
        {"id": 2, "type": "message", "date": "2021-03-05T10:00:00", "text": pieces},
        {"id": 3, "type": "message", "date": "2021-03-06T10:00:00", "text": "", "photo": "a.jpg"},
    ]
    export = {"name": "Harbour channel", "type": "public_channel", "id": 7, "messages": messages}
    reading = Reading(tmp_path, "result.json", json.dumps(export))
    assert reading.bodies == [[PROSE]]
    article = reading.articles[0]
    assert (article.id, article.published) == ("harbour-channel-2", "2021-03-05")
    assert article.publisher == "Harbour channel"
    assert reading.notes == ["1 of 2 posts have no text"]


def test_messages_html_of_telegram(tmp_path):
    page = f"""<html><body><div class="page_wrap"><div class="page_header"><div class="text bold">
Harbour channel</div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">3 March 2021</div></div>
<div class="message default clearfix" id="message5"><div class="body">
<div class="pull_right date details" title="05.03.2021 10:00:00 UTC+01:00">10:00</div>
<div class="text">Sweden accused <strong>Russia</strong>{PROSE[21:]}<br>{DENIAL}</div></div></div>
</div></div></div></body></html>"""
    reading = Reading(tmp_path, "messages.html", page)
    assert reading.bodies == [[PROSE, DENIAL]]
    assert (reading.articles[0].id, reading.articles[0].published) == (
        "harbour-channel-5",
        "2021-03-05",
    )


# Documents


def test_the_words_of_a_docx_as_its_reader_sees_them(tmp_path):
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The radars</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Sweden accused Russia of </w:t></w:r><w:del><w:r><w:delText>painting"
        "</w:delText></w:r></w:del><w:ins><w:r><w:t>jamming</w:t></w:r></w:ins><w:r><w:t> its "
        "radars, the defence ministry said on Friday.</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>It named the following persons:</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Ann Lee, an officer;</w:t></w:r></w:p>"
    )
    notes = (
        '<w:footnote w:type="separator"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>'
        f"<w:footnote><w:p><w:r><w:t>{DENIAL}</w:t></w:r></w:p></w:footnote>"
    )
    reading = Reading(tmp_path, "a.docx", docx(body, notes, "A note"))
    assert reading.bodies == [
        [PROSE, "It named the following persons:", "Ann Lee, an officer;", DENIAL]
    ]
    assert reading.articles[0].title == "A note"


def test_odt(tmp_path):
    body = f"<t:h>The radars</t:h><t:p>{PROSE[:7]}<t:s/>{PROSE[7:].strip()}</t:p><t:p><t:span>{DENIAL}</t:span></t:p>"
    assert Reading(tmp_path, "a.odt", odt(body)).bodies == [[PROSE, DENIAL]]


def test_encrypted_and_broken_documents_are_one_line(tmp_path):
    assert "encrypted" in Reading(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0" + bytes(99)).faults[0]
    assert "not a readable document" in Reading(tmp_path, "b.docx", b"PK\x03\x04 cut").faults[0]


# PDF

LEFT = ["Sweden accused Russia of jam-", "ming its radars, the defence", "ministry said on Friday.",
        "Norway said that it had seen", "the same in the north of the"]  # fmt: skip
RIGHT = ["country. Finland called the", "jamming an anti-", "Western act, and Latvia is of",
         "the same opinion.", "Moscow denied all of it."]  # fmt: skip
JOINED = (
    "Sweden accused Russia of jamming its radars, the defence ministry said on Friday. Norway said "
    "that it had seen the same in the north of the country. Finland called the jamming an "
    "anti-Western act, and Latvia is of the same opinion. Moscow denied all of it."
)


def test_two_columns_are_read_one_after_the_other(tmp_path):
    page = [
        (50, 760, 20, "Radars jammed in the north"),
        *column(50, 700, LEFT),
        *column(320, 700, RIGHT),
    ]
    reading = Reading(tmp_path, "a.pdf", pdf(page))
    assert [" ".join(body) for body in reading.bodies] == [JOINED]
    assert reading.articles[0].title == "Radars jammed in the north"


def test_pages_are_kept_and_running_heads_are_not(tmp_path):
    pages = []
    for number, line in enumerate((PROSE, DENIAL, "Norway was silent on Friday."), start=1):
        head = (50, 770, 8, "Harbour Institute Paper 7")
        pages.append([head, (50, 700, 10, line), (300, 30, 8, f"Page {number} of 3")])
    article = Reading(tmp_path, "a.pdf", pdf(*pages)).articles[0]
    bodies = [article.text[s:e] for s, e in article.body]
    assert bodies == [PROSE, DENIAL, "Norway was silent on Friday."]
    assert [article.text[start:].split("\n")[0] for start in article.pages] == bodies


def test_a_paragraph_goes_on_over_the_page(tmp_path):
    first = column(50, 700, ["Sweden accused Russia of jamming its radars, the"])
    second = column(50, 700, ["defence ministry said on Friday."])
    article = Reading(tmp_path, "a.pdf", pdf(first, second)).articles[0]
    assert [article.text[s:e] for s, e in article.body] == [PROSE]
    assert article.text[article.pages[1] :].startswith("defence ministry")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (pdf([(50, 700, 10, PROSE)], encrypted=True), "encrypted"),
        (b"%PDF-1.4 cut", "damaged"),
        (pdf([]), "pictures only"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_one_line(tmp_path, content, told):
    reading = Reading(tmp_path, "a.pdf", content)
    assert not reading.articles
    assert len(reading.faults) == 1
    assert told in reading.faults[0]


@pytest.mark.slow
def test_a_pdf_of_a_thousand_pages_ends_in_time(tmp_path):
    pages = [column(50, 700, [PROSE] * 40) for _ in range(1000)]
    assert "more than 1000000 characters" in Reading(tmp_path, "a.pdf", pdf(*pages)).faults[0]


# Archives, compressed files, files without an ending


def test_what_is_in_a_zip(tmp_path):
    files = {
        "a/x.txt": PROSE,
        "y.html.gz": gzip.compress(f"<html><body>{PARAGRAPH}</body></html>".encode()),
        "logo.png": b"\x89PNG",
        "__MACOSX/._x.txt": "x",
    }
    reading = Reading(tmp_path, "a.zip", archive(**files))
    assert reading.bodies == [[PROSE], [PROSE, DENIAL]]
    assert [(i.source[-14:], i.reason) for i in reading.issues] == [
        ("a.zip:logo.png", "unknown kind")
    ]


def test_bombs_and_archives_in_archives_are_not_unpacked(tmp_path):
    inner = archive(**{"x.txt": PROSE})
    reading = Reading(tmp_path, "a.zip", archive(**{"b.txt": "a" * 3_000_000, "c.zip": inner}))
    assert not reading.articles
    assert "taken for a bomb" in reading.faults[0]
    assert "not supported in an archive" in reading.faults[1]
    assert "not a readable ZIP" in Reading(tmp_path, "b.zip", b"PK\x03\x04 cut").faults[0]


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_compressed_pages_and_feeds(tmp_path, ending, pack):
    page = f"<html><body>{PARAGRAPH}</body></html>".encode()
    assert Reading(tmp_path, f"a.html.{ending}", pack(page)).bodies == [[PROSE, DENIAL]]
    assert len(Reading(tmp_path, f"a.rss.{ending}", pack(RSS.encode())).articles) == 2


SOME = {
    "html": f"<!DOCTYPE html><html><body>{PARAGRAPH}</body></html>",
    "json": json.dumps([{"text": PROSE}]),
    "jsonl": json.dumps({"text": PROSE}),
    "csv": f'title,text\nOne,"{PROSE}"\n',
    "rss": RSS,
    "eml": MAIL,
    "mbox": f"From a@b Fri Mar  5 10:00:00 2021\n{MAIL}",
    "pdf": pdf([(50, 700, 10, PROSE)]),
    "docx": docx(f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"),
    "zip": archive(**{"x.txt": PROSE}),
    "txt": PROSE,
}


@pytest.mark.parametrize("kind", SOME)
def test_a_file_without_an_ending_is_known_by_its_content(tmp_path, kind):
    bodies = Reading(tmp_path, "article", SOME[kind]).bodies
    assert bodies[0][0] == PROSE


@pytest.mark.parametrize("kind", SOME)
def test_standard_input_is_known_by_its_content(monkeypatch, kind):
    content = SOME[kind] if isinstance(SOME[kind], bytes) else SOME[kind].encode()
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(content)))
    first = next(iter(read_articles(["-"])))
    assert first.text[slice(*first.body[0])] == PROSE


# Charsets


def test_mojibake_is_repaired_and_said(tmp_path):
    reading = Reading(
        tmp_path, "a.txt", "Seán’s chief accused Russia of it.".encode().decode("cp1252")
    )
    assert reading.bodies == [["Seán’s chief accused Russia of it."]]
    assert reading.notes == ["mojibake repaired in a line"]


def test_right_letters_are_no_mojibake(tmp_path):
    right = "Ângela São Paulo’s chief – “a” Ã – accused Russia of it."
    reading = Reading(tmp_path, "a.txt", right)
    assert reading.bodies == [[right]]
    assert not reading.notes
