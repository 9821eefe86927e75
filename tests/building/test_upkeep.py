"""What a build does with texts, with corrected articles and with those that are gone."""

from __future__ import annotations

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, TEXT, article, evidence, statement

import graphbuild
from graphbuild.analysis.diff import corrections
from graphbuild.building.build import store_articles
from graphbuild.building.runs import Report
from graphbuild.building.upkeep import Upkeep
from graphbuild.model import INGEST, PLANNED, Entity, Issue
from graphbuild.records import Program
from graphbuild.store.texts import Texts, keeping, opened_texts

ONE, TWO = article("one"), article("two")
CORRECTED = article("one", TEXT.replace("Ruritania", "Graustark", 1))


def read(articles):
    """One statement an article: about who is named first."""
    for one in articles:
        who = RURITANIA if one.text.startswith("Ruritania") else GRAUSTARK
        yield one, [statement(who, "accuses", GUILD, evidence(one))]


def build(store, *articles, program="p", issues=(), **options):
    told: list[object] = []
    result = Report()
    for issue in issues:
        result.count(issue)
    with keeping(store.url, options.pop("keep_text", None)) as texts:
        upkeep = Upkeep(
            texts=texts,
            corrected=lambda name, *both: told.append((name, corrections(*both))),
            gone=told.append,
            **options,
        )
        store_articles(store, articles, read, result, program=Program(program), upkeep=upkeep)
    return result, told


@pytest.fixture
def store(tmp_path):
    with graphbuild.open_store(tmp_path / "out") as opened:
        build(opened, ONE, TWO)
        yield opened


def kept(store):
    with opened_texts(store.url) as texts:
        return dict(texts.versions()) if texts else {}


def test_texts_of_what_was_stored_are_kept(store):
    assert kept(store) == {"one": ONE.sha256, "two": TWO.sha256}


def test_a_text_that_was_lost_is_kept_by_the_next_build(store):
    with Texts(store_folder(store)) as texts:
        texts.forget("one")
    result, _ = build(store, ONE, TWO)
    assert result.unchanged == 2
    assert kept(store) == {"one": ONE.sha256, "two": TWO.sha256}


def store_folder(store):
    from pathlib import Path

    return Path(store.url)


def test_a_corrected_article_tells_what_it_changes(store):
    _, told = build(store, CORRECTED, TWO)
    assert told == [("one", ["- Ruritania accuses Guild", "+ Graustark accuses Guild"])]
    assert kept(store)["one"] == CORRECTED.sha256


def test_other_rules_are_no_correction(store):
    result, told = build(store, ONE, TWO, program="another")
    assert result.changed == 2
    assert told == []


def test_what_is_gone_stays_unless_it_is_to_be_forgotten(store):
    result, told = build(store, TWO)
    assert (result.absent, result.pruned, told) == (1, 0, [])
    result, told = build(store, TWO, prune=True)
    assert (result.absent, result.pruned, told) == (0, 1, ["one"])
    assert list(store.article_ids()) == ["two"]
    assert kept(store) == {"two": TWO.sha256}
    assert not store.stale


def test_nothing_is_forgotten_when_an_input_could_not_be_read(store):
    issue = Issue("one.txt", INGEST, "cannot be read: Permission denied", "unreadable")
    result, told = build(store, TWO, prune=True, issues=[issue])
    assert told == []
    assert result.kept_absent == "1 of the inputs could not be read"
    assert list(store.article_ids()) == ["one", "two"]


def test_an_empty_input_forgets_nothing(store):
    result, _ = build(store, prune=True)
    assert result.kept_absent == "the input has no articles"
    assert list(store.article_ids()) == ["one", "two"]


def test_a_text_of_an_unchanged_article_goes_when_texts_are_not_wanted(store):
    build(store, ONE, keep_text=False)
    assert kept(store) == {"two": TWO.sha256}


def test_a_correction_tells_of_dates_and_of_how_sure_it_sounds():
    seen = evidence(ONE)
    old = statement(RURITANIA, "accuses", GUILD, seen, claimant=GRAUSTARK)
    new = statement(
        *(RURITANIA, "accuses", GUILD, seen), claimant=GRAUSTARK, modality=PLANNED, date="2021"
    )
    line = "~ Ruritania accuses Guild, says Graustark: asserted -> planned, no date -> 2021"
    assert corrections([old], [new]) == [line]
    assert corrections([old], [old]) == []


def test_a_description_with_another_id_is_no_correction():
    seen = evidence(ONE)
    one, other = (Entity(f"{RURITANIA.id}/{n}", "the attack", "Operation") for n in "ab")
    old, new = (statement(e, "targets", GUILD, seen) for e in (one, other))
    assert corrections([old], [new]) == []
