"""Texts that are kept beside a store: what is written, what is removed, what never leaves."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest
from support.command_line import call
from support.factories import GRAUSTARK, GUILD, RURITANIA, TEXT, article, evidence, statement

import graphbuild
from graphbuild.errors import StoreError
from graphbuild.model import Article
from graphbuild.store.texts import FILE, KeptText, Texts, keeping, opened_texts

ONE, TWO = article("one"), article("two", TEXT.replace("Graustark", "Kravonia"))


@pytest.fixture
def out(tmp_path):
    """A store with two articles and their texts."""
    folder = tmp_path / "out"
    with graphbuild.open_store(folder) as store:
        store.replace(ONE, [statement(RURITANIA, "accuses", GUILD, evidence(ONE))])
        store.replace(TWO, [statement(GRAUSTARK, "accuses", GUILD, evidence(TWO))])
        store.refresh()
        with keeping(store.url, None) as keep:
            keep.take(ONE)
            keep.take(TWO)
    return folder


def kept(out, one=ONE):
    with opened_texts(str(out)) as texts:
        return texts and texts.get(one.id, one.sha256)


def test_a_text_comes_back_with_its_body(out):
    assert kept(out) == KeptText(ONE.text, ONE.body)
    assert kept(out).quote(0, 55) == TEXT[:55]


def test_the_text_of_another_version_is_not_given(out):
    assert kept(out, replace(ONE, text=TEXT + "More.")) is None


def test_odd_characters_come_back(tmp_path):
    odd = Article("odd/ id", "a\ud800b\x00c \U0001f600", ((0, 3),))
    with Texts(tmp_path) as texts:
        texts.keep(odd)
    with Texts(tmp_path, read_only=True) as texts:
        assert texts.get("odd/ id", odd.sha256) == KeptText(odd.text, odd.body)


def test_nothing_is_kept_when_it_is_not_wanted_and_what_was_is_removed(out):
    with keeping(str(out), False) as keep:
        keep.take(ONE)
    assert kept(out) is None
    assert kept(out, TWO) is not None


def test_texts_cannot_be_kept_where_there_is_no_folder():
    wanted = keeping("memory:", True)
    with pytest.raises(StoreError, match="only be kept beside a graph in a folder"):
        wanted.__enter__()
    with keeping("memory:", None) as keep:
        keep.take(ONE)


def test_what_is_forgotten_is_overwritten(out):
    packed = sqlite3.connect(out / FILE).execute("SELECT packed FROM text WHERE article = 'two'")
    [(secret,)] = packed.fetchall()
    assert secret in (out / FILE).read_bytes()
    assert call("forget", out, "two").returncode == 0
    assert secret not in (out / FILE).read_bytes()
    assert kept(out, TWO) is None
    assert kept(out) is not None


def test_erasing_keeps_the_other_texts_and_does_not_name_their_file(out):
    done = call("forget", out, "two", "--erase")
    assert FILE not in done.stdout
    assert kept(out) is not None


def test_a_copy_has_the_texts(out, tmp_path):
    assert call("backup", out, tmp_path / "copy").returncode == 0
    assert kept(tmp_path / "copy") == kept(out)


def test_a_check_finds_what_is_wrong_with_texts(out):
    assert call("check", out).stdout == "no faults\n"
    with Texts(out) as texts:
        texts.keep(article("three"))
        texts.keep(replace(ONE, title="Another"))
    done = call("check", out)
    assert "one: the text that is kept is of another version" in done.stderr
    assert "three: its text is kept, but it is not in the graph" in done.stderr
    with sqlite3.connect(out / FILE) as file:
        file.execute("UPDATE text SET packed = ? WHERE article = 'two'", (b"no text",))
    assert "two: cannot be read" in call("check", out).stderr


def test_a_check_finds_a_sentence_that_is_not_in_its_place(out):
    moved = Texts(out)
    moved.forget("one")
    moved.keep(replace(ONE))
    moved._file.execute(
        "UPDATE text SET packed = (SELECT packed FROM text WHERE article = 'two') WHERE article = 'one'"
    )
    moved.close()
    assert "one: its text has another sentence at 0–55" in call("check", out).stderr


def test_no_export_but_the_one_that_is_asked_for_has_a_text(out, tmp_path):
    call("export", out, "--to", "nq", "-f", tmp_path / "graph.nq")
    assert "Ends." not in (tmp_path / "graph.nq").read_text(encoding="utf-8")
    assert call("export", out, "--to", "texts", "-f", tmp_path / "texts.jsonl").returncode == 0
    rows = [json.loads(line) for line in (tmp_path / "texts.jsonl").read_text("utf-8").splitlines()]
    assert [(row["id"], row["text"]) for row in rows] == [("one", ONE.text), ("two", TWO.text)]


def test_an_export_of_texts_says_that_there_are_none(out, tmp_path):
    (out / FILE).unlink()
    done = call("export", out, "--to", "texts", "-f", tmp_path / "texts.jsonl")
    assert done.returncode == 0
    assert "nothing of this kind is in the graph" in done.stdout


def test_paragraphs_are_joined_over_markup_in_a_line():
    text = "# Head\n\nRuritania [accused](https://x.org) the\nGuild.\n\nMenu\n\nIt denies it."
    link = text.index("[")
    spans = ((8, link), (link + 1, link + 8), (text.index(" the"), text.index("\n\nMenu")))
    kept = KeptText(text, (*spans, (text.index("It"), len(text))))
    assert kept.paragraphs == "Ruritania accused the Guild.\n\nIt denies it."
    assert kept.quote(8, spans[-1][1]) == "Ruritania accused the\nGuild."
