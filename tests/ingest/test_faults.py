"""One bad record costs itself, and one bad file neither memory nor disk."""

from __future__ import annotations

import bz2
import encodings
import gzip
import json
import pkgutil

import pytest
import zstandard

from graphbuild.errors import InputError
from graphbuild.ingest import compression, input_file, jsonl
from graphbuild.ingest.decode import decode
from graphbuild.ingest.reader import read_articles

PROSE = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday."
CODECS = sorted(m.name for m in pkgutil.iter_modules(encodings.__path__))


def read(*paths):
    issues = []
    return [a.text for a in read_articles(paths, report=issues.append)], [str(i) for i in issues]


@pytest.mark.parametrize("name", CODECS)
def test_no_name_of_a_codec_in_a_page_ends_a_run(name):
    page = f'<meta charset="{name}"><p>Hello '.encode() + b"\xff\xfe+AGEA-\x81"
    try:
        assert "Hello" in decode(page)
    except InputError:
        assert name.isidentifier()  # said in one line


def test_a_page_in_a_strange_charset_costs_only_itself(tmp_path):
    (tmp_path / "a.html").write_bytes(b'<meta charset="undefined"><p>Hello \xff')
    (tmp_path / "b.txt").write_text(PROSE)
    texts, issues = read(tmp_path)
    assert texts == [PROSE]
    assert len(issues) == 1
    assert "a.html" in issues[0]


def test_windows_1252_is_read_where_latin_1_is_declared():
    assert decode(b'<meta charset="iso-8859-1"><p>\x93Hello\x94 caf\xe9') == (
        '<meta charset="iso-8859-1"><p>\u201cHello\u201d caf\u00e9'
    )


@pytest.mark.parametrize("fault", [ValueError, RuntimeError, SyntaxError, MemoryError, OSError])
def test_whatever_a_record_raises_the_next_one_is_read(tmp_path, monkeypatch, fault):
    read_record = jsonl.read_record

    def failing(record, fallback, fields, mended):
        if record["text"] == "bad":
            raise fault("no")
        return read_record(record, fallback, fields, mended)

    monkeypatch.setattr(jsonl, "read_record", failing)
    lines = [json.dumps({"text": text}) for text in ("bad", PROSE)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    texts, issues = read(tmp_path)
    assert texts == [PROSE]
    assert len(issues) == 1
    assert "a.jsonl:1" in issues[0]


def test_issues_of_one_file_are_told_up_to_a_number_and_then_counted(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"x\n" * 5000 + json.dumps({"text": PROSE}).encode()))
    texts, issues = read(path)
    assert texts == [PROSE]
    assert len(issues) == input_file.MOST_ISSUES + 1
    assert "and 4900 more" in issues[-1]


def test_a_file_without_an_article_for_long_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(input_file, "MOST_IN_A_ROW", 300)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"x\n" * 500 + json.dumps({"text": PROSE}).encode()))
    texts, issues = read(path)
    assert texts == []
    assert len(issues) == input_file.MOST_ISSUES + 2
    assert "300 records in a row" in issues[-1]


@pytest.mark.parametrize("ending", compression.COMPRESSED)
def test_unpacked_bytes_are_limited(tmp_path, monkeypatch, ending):
    pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".zst": zstandard.compress}[ending]
    monkeypatch.setattr(compression, "SUSPECT", 100_000)
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(pack(b" " * 3_000_000))
    texts, issues = read(path)
    assert texts == []
    assert len(issues) == 1
    assert "unpacks to more than" in issues[0]
