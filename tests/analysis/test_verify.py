"""Statements whose articles are read again."""

from __future__ import annotations

import json

import pytest
from support.command_line import call
from support.factories import GUILD, RURITANIA, TEXT, article, evidence, statement

import graphbuild
from graphbuild.analysis.verify import CHANGED, MISSING, UNCHANGED, verify
from graphbuild.model import Article
from graphbuild.store.texts import FILE, Texts

ONE = article("one")
END = TEXT.index(" The Guild")
LATER = (END + 1, TEXT.index(" \U0001f600"))


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    with graphbuild.open_store(folder) as store:
        store.replace(
            ONE,
            [
                statement(RURITANIA, "accuses", GUILD, evidence(ONE, 0, END)),
                statement(GUILD, "denies", RURITANIA, evidence(ONE, *LATER)),
            ],
        )
        store.refresh()
    with Texts(folder) as texts:
        texts.keep(ONE)
    return folder


def verified(out, *articles):
    with graphbuild.open_store(out, read_only=True) as store:
        return verify(store, articles)


def statuses(found):
    return sorted(s.status for s in found.statements.values())


def test_all_stand_on_the_same_article(out):
    found = verified(out, ONE)
    assert found.articles == {"one": UNCHANGED}
    assert statuses(found) == ["stands", "stands"]
    assert found.stands


def test_a_word_in_front_moves_what_follows(out):
    text = f"Today. {TEXT}"
    found = verified(out, Article("one", text, ((0, len(text)),)))
    assert found.articles == {"one": CHANGED}
    assert statuses(found) == ["moved", "moved"]
    for one in found.statements.values():
        [quote] = one.quotes
        assert text[quote.now[0] : quote.now[1]] == quote.sentence


def test_a_sentence_that_is_gone_falls_and_the_others_stand(out):
    text = TEXT.replace("The Guild denies it.", "The Guild is silent.")
    found = verified(out, Article("one", text, ((0, len(text)),)))
    assert statuses(found) == ["fell", "stands"]
    assert not found.stands


def test_other_line_breaks_and_markup_only_move_a_quote(out):
    text = "x " + TEXT.replace("accuses the Guild", "accuses\n the *Guild*")
    at = text.index("*")
    body = ((0, at), (at + 1, at + 6), (at + 7, len(text)))
    assert statuses(verified(out, Article("one", text, body))) == ["moved", "moved"]


def test_an_article_that_is_missing_leaves_its_statements_unchecked(out):
    found = verified(out, article("another"))
    assert found.articles == {"one": MISSING}
    assert statuses(found) == ["not checked", "not checked"]
    assert not found.stands


def test_kept_texts_are_verified_and_the_report_is_written(out):
    done = call("verify", out)
    assert done.returncode == 0, done.stderr
    assert "statements: 2 stand, 0 moved, 0 not checked, 0 fell" in done.stdout
    report = json.loads((out / "verify.json").read_text("utf-8"))
    assert report["stands"] is True
    assert report["articles"] == {"unchanged": 1, "changed": 0, "missing": 0}
    assert "All statements stand" in (out / "verify.html").read_text("utf-8")


def test_files_are_read_again(out, tmp_path):
    (tmp_path / "one.txt").write_text(f"{TEXT.replace('denies it', 'keeps <quiet>')}\n", "utf-8")
    done = call("verify", out, tmp_path / "one.txt", "-f", tmp_path / "report.html")
    assert done.returncode == 1
    assert "fell: Guild denies Ruritania (one " in done.stdout
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Not all statements stand" in page
    assert "The Guild denies it." in page


def test_without_texts_and_files_there_is_nothing_to_compare(out):
    (out / FILE).unlink()
    done = call("verify", out)
    assert done.returncode == 1
    assert "no texts are kept" in done.stderr
