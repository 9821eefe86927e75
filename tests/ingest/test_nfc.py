"""A name is the same name in NFC and in NFD, and a file the same article."""

from __future__ import annotations

import json
import unicodedata

import pytest

from graphbuild.ingest.reader import read_articles

PROSE = "Zoë Müller accused Việt Nam of jamming its radars, the defence ministry said on Friday."
TITLE = "Zoë Müller on radars"


def read(path):
    [article] = read_articles([path])
    return article.id, article.text, article.title, article.body


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_both_spellings_are_one_article(tmp_path, form):
    path = tmp_path / unicodedata.normalize(form, "zoë.txt")
    path.write_text(unicodedata.normalize(form, PROSE), encoding="utf-8")
    assert read(path) == ("zoë", PROSE, None, ((0, len(PROSE)),))


def test_both_spellings_of_a_record_are_one_article(tmp_path):
    found = []
    for form in ("NFC", "NFD"):
        record = {"id": "Zoë", "title": TITLE, "text": PROSE}
        path = tmp_path / f"{form}.jsonl"
        path.write_text(unicodedata.normalize(form, json.dumps(record, ensure_ascii=False)))
        found.append(read(path))
    assert found[0] == found[1]
    assert found[0][0] == "Zoë"
