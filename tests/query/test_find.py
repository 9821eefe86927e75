"""Search over names and quotes, and that it follows the store."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, entity, evidence, statement

from graphbuild.query import find_entities, find_quotes, open_index
from graphbuild.query.words import meant
from graphbuild.rdf import BASE
from graphbuild.records import Program
from graphbuild.store import open_store

ONE = article("one")
BEAR = entity("Fancy Bear", "ThreatActor", "APT 28")
MINISTRY = entity("Ministry of Défense", "GovernmentBody")


def run(n: int) -> Program:
    return Program("code", NamedNode(f"{BASE}run/{n}"))


@pytest.fixture
def out(tmp_path):
    two = article("two", "Fancy Bear uses chemical weapons. The Ministry of Défense says so.")
    with open_store(tmp_path) as store:
        store.replace(ONE, [statement(RURITANIA, "accuses", GUILD, evidence(ONE))], run(1))
        told = [
            statement(BEAR, "targets", RURITANIA, evidence(two, 0, 33)),
            statement(MINISTRY, "accuses", BEAR, evidence(two, 34, 66)),
        ]
        store.replace(two, told, run(1))
        store.refresh()
    return tmp_path


def index(out):
    with open_store(out, read_only=True) as store:
        return open_index(store)


def names(out, text):
    return [hit.label for hit in find_entities(index(out), text)]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Ruritania", "Ruritania"),
        ("rurit", "Ruritania"),
        ("Ruritnaia", "Ruritania"),
        ("strelsau", "Ruritania"),
        ("FancyBear", "Fancy Bear"),
        ("fancy baer", "Fancy Bear"),
        ("apt28", "Fancy Bear"),
        ("minstry of defence", "Ministry of Défense"),
        ("ministry defense", "Ministry of Défense"),
    ],
)
def test_a_name_is_found_as_people_type_it(out, typed, label):
    assert names(out, typed)[0] == label


def test_a_hit_says_which_name_matched_and_how_many_articles_have_it(out):
    [hit] = find_entities(index(out), "Strelsau")
    assert (hit.label, hit.name, hit.articles, hit.type) == ("Ruritania", "Strelsau", 2, "State")
    assert hit.entity == RURITANIA.id


def test_nothing_like_it_finds_nothing(out):
    assert find_entities(index(out), "zzzzzz") == []
    assert find_quotes(index(out), "zzzzzz") == []
    assert find_entities(index(out), " \"*'(") == []


@pytest.mark.parametrize("typed", ["chemical weapons", "chemical weapon", "chemcal weapons"])
def test_a_quote_is_found_by_its_words(out, typed):
    [quote] = find_quotes(index(out), typed)
    assert (quote.article, quote.start, quote.end) == ("two", 0, 33)
    assert quote.statements == (statement(BEAR, "targets", RURITANIA).id,)
    assert quote.title == "Title of two"


@pytest.mark.parametrize(
    "typed", ['" OR ""', "NEAR(a b)", "text : x", "a*b", "-", "AND", "x" * 9999]
)
def test_the_language_of_the_index_is_no_part_of_what_is_typed(out, typed):
    find_entities(index(out), typed)
    find_quotes(index(out), typed)


def test_words_that_are_there_are_not_corrected():
    assert meant("iran", ["iran", "iraq"])[0] == "iran"
    assert meant("ira", ["iran"]) == []


def test_an_article_that_is_forgotten_is_not_found(out):
    assert names(out, "Fancy Bear") == ["Fancy Bear"]
    with open_store(out) as store:
        store.forget("two")
        store.refresh()
    assert names(out, "Fancy Bear") == []
    assert find_quotes(index(out), "chemical") == []
    assert find_entities(index(out), "Ruritania")[0].articles == 1


def test_nothing_of_a_forgotten_article_stays_in_the_file(out):
    from graphbuild.query import forget_in_index

    with open_store(out) as store:
        index(out).close()
        assert b"chemical weapons" in (out / "search.sqlite").read_bytes()
        store.forget("two")
        store.refresh()
    forget_in_index(str(out))
    left = (out / "search.sqlite").read_bytes()
    assert b"chemical" not in left
    assert b"Fancy" not in left
    assert b"fancybear" not in left
    assert b"Ruritania" in left


def test_an_article_that_changed_is_found_as_it_is_now(out):
    index(out)
    with open_store(out) as store:
        store.replace(ONE, [statement(GRAUSTARK, "accuses", GUILD, evidence(ONE, 0, 20))], run(2))
        store.refresh()
    assert names(out, "Graustark") == ["Graustark"]
    assert [q.end for q in find_quotes(index(out), "Ruritania") if q.article == "one"] == [20]


def test_forgetting_and_reading_again_gives_the_same_answers(out):
    def answers():
        typed = ("Ruritania", "bear", "ministry")
        return [(find_entities(index(out), t), find_quotes(index(out), t)) for t in typed]

    before = answers()
    with open_store(out) as store:
        [kept] = [s for s in store.statements() if s.evidence[0].article == "one"]
        store.forget("one")
        store.refresh()
    assert answers() != before
    with open_store(out) as store:
        store.replace(ONE, [kept], run(3))
        store.refresh()
    assert answers() == before


def test_a_catalogue_that_renames_an_entity_renames_it_for_all_articles(out):
    index(out)
    renamed = entity("Ruritania", "State", same_as=RURITANIA.same_as)
    renamed = type(renamed)(RURITANIA.id, "Kingdom of Ruritania", "State", (), RURITANIA.same_as)
    with open_store(out) as store:
        store.replace(ONE, [statement(renamed, "accuses", GUILD, evidence(ONE))], run(2))
        store.refresh()
    assert names(out, "Ruritania")[0] == "Kingdom of Ruritania"


def test_entities_that_were_merged_are_one_in_the_index(out):
    index(out)
    merged = type(BEAR)(BEAR.id, "Fancy Bear", "ThreatActor", ("APT 28", "Guild"))
    with open_store(out) as store:
        told = [statement(RURITANIA, "accuses", merged, evidence(ONE))]
        store.replace(ONE, told, run(1), [], "merged")  # what was read is the same
        store.refresh()
    assert names(out, "guild") == ["Fancy Bear"]


def test_an_entity_has_the_name_that_most_statements_give_it(out):
    short = type(BEAR)(BEAR.id, "The Bear", "ThreatActor")
    with open_store(out) as store:
        told = [
            statement(short, p, RURITANIA, evidence(ONE)) for p in ("targets", "linkedTo", "uses")
        ]
        store.replace(ONE, told, run(2))
        store.refresh()
    [hit] = find_entities(index(out), "fancy bear")
    assert (hit.label, hit.name) == ("The Bear", "Fancy Bear")


def test_the_index_is_read_again_only_when_the_store_changed(out):
    index(out)
    read = []
    with open_store(out, read_only=True) as store:
        open_index(store, done=lambda n, total: read.append(n))
    assert read == []


@pytest.mark.parametrize("damage", ["no database", "empty", "torn"])
def test_a_damaged_index_is_made_again(out, damage):
    index(out).close()
    file = out / "search.sqlite"
    whole = file.read_bytes()
    torn = whole[:8192] + bytes(len(whole) - 8192)
    file.write_bytes({"no database": b"not a database", "empty": b"", "torn": torn}[damage])
    with open_store(out) as store:
        store.replace(article("three"), [statement(GRAUSTARK, "accuses", GUILD)], run(2))
    assert names(out, "bear") == ["Fancy Bear"]


def test_a_store_in_memory_has_an_index_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_store("memory:") as store:
        store.replace(ONE, [statement(RURITANIA, "accuses", GUILD)])
        assert find_entities(open_index(store), "guild")[0].label == "Guild"
    assert list(tmp_path.iterdir()) == []


def test_articles_and_entities_are_counted(out):
    assert index(out).figures == {"articles": 2, "entities": 4, "statements": 3, "quotes": 3}
