"""What is counted over all articles when a build ends."""

from dataclasses import replace

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, entity, evidence, statement

from graphbuild import rdf
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NEGATED, PLANNED
from graphbuild.query import named as q
from graphbuild.store import open_store
from graphbuild.store.answers import plain
from graphbuild.store.derived import derive, tallies
from graphbuild.store.derived.disputes import Dispute, find_disputes
from graphbuild.store.derived.tallies import Repetitions, Sanctions

LAW, ORDER = (entity(name, "LegalInstrument") for name in ("Order 9", "Regulation 12"))
SANCTIONS = statement(GRAUSTARK, "sanctions", GUILD)
UNDER_LAW = statement(GUILD, "underInstrument", LAW)


def measures(*articles):
    counts = Sanctions(Ontology.load())
    for statements, published in articles:
        counts.read(statements, published)
    return counts.counted()


def test_a_measure_has_the_law_that_the_article_names_and_the_year_of_the_act():
    dated = replace(SANCTIONS, date="2019-05")
    [measure] = measures(([dated, UNDER_LAW], "2020-11-02"))
    assert measure == rdf.Measure(GRAUSTARK.id, GUILD.id, LAW.id, "2019", None)


@pytest.mark.parametrize(
    ("published", "year"), [("2020-11-02", "2020"), ("2020", "2020"), (None, None)]
)
def test_without_a_date_it_is_of_the_year_of_the_article(published, year):
    assert [m.year for m in measures(([SANCTIONS], published))] == [year]


def test_the_law_that_another_claims_is_not_taken_for_that_of_a_measure():
    claimed = replace(SANCTIONS, claimant=RURITANIA)
    theirs = statement(GUILD, "underInstrument", ORDER, claimant=RURITANIA)
    assert [m.law for m in measures(([SANCTIONS, theirs], None))] == [None]
    assert [m.law for m in measures(([claimed, theirs, UNDER_LAW], None))] == [LAW.id, ORDER.id]


@pytest.mark.parametrize("how", [{"polarity": NEGATED}, {"modality": PLANNED}])
def test_sanctions_that_are_denied_or_planned_are_no_measure(how):
    assert measures(([replace(SANCTIONS, **how)], None)) == []


def test_the_measure_of_most_articles_comes_first():
    other = statement(GRAUSTARK, "sanctions", RURITANIA)
    found = measures(([other, SANCTIONS], None), ([SANCTIONS, SANCTIONS], None))
    assert [m.sanctioned for m in found] == [GUILD.id, RURITANIA.id]


def repeated(*statements, at_most=tallies.AT_MOST):
    outlets = {outlet for places in statements for outlet, _ in places}
    counts = Repetitions(outlets)
    for places in statements:
        counts.read(places)
    return list(counts.counted())


def test_an_outlet_repeats_another_that_was_a_day_earlier():
    first, second = (
        [("Herald", "2020-01-01"), ("Tribune", "2020-01-02")],
        [
            ("Tribune", "2020-03-01"),
            ("Herald", "2020-02-01"),
            ("Mail", "2020-02-01"),
        ],
    )
    assert repeated(first, second) == [
        ("Herald", "Tribune", 2),
        ("Mail", "Tribune", 1),
    ]


def test_an_outlet_that_had_it_before_and_after_repeats_and_is_repeated():
    places = [("Herald", "2020-01-01"), ("Tribune", "2020-01-02"), ("Herald", "2020-01-03")]
    assert repeated(places) == [("Herald", "Tribune", 1), ("Tribune", "Herald", 1)]


def test_no_outlet_repeats_itself_or_one_of_the_same_day():
    assert repeated([("Herald", "2020-01-01"), ("Herald", "2020-01-02")]) == []
    assert repeated([("Herald", "2020-01-01"), ("Tribune", "2020-01-01")]) == []


def test_only_so_many_that_repeat_one_outlet_are_kept(monkeypatch):
    monkeypatch.setattr(tallies, "AT_MOST", 2)
    places = [("A", "2020-01-01"), *((name, "2020-01-02") for name in "BCD")]
    assert repeated(places, [("B", "2020"), ("C", "2021")]) == [
        ("A", "B", 1),
        ("A", "C", 1),
        ("B", "C", 1),
    ]


def test_counting_in_pieces_gives_the_same(monkeypatch):
    statements = [[("A", "2020"), ("B", "2021")], [("A", "2020"), ("B", "2022"), ("C", "2023")]]
    whole = repeated(*statements)
    monkeypatch.setattr(tallies, "AT_ONCE", 0)
    assert repeated(*statements) == whole == [("A", "B", 2), ("A", "C", 1), ("B", "C", 1)]


def test_an_entity_of_very_many_articles_has_its_latest_ones_noted(monkeypatch):
    monkeypatch.setattr(derive, "OFTEN", 3)
    monkeypatch.setattr(derive, "N_LATEST", 2)
    with open_store("memory:") as store:
        for name, day in (("a", "2020-01-05"), ("b", "2021"), ("c", None), ("d", "2020-01-05")):
            one = article(name, published=day)
            said = statement(RURITANIA, "accuses", GUILD, evidence(one))
            store.replace(one, [said, *([SANCTIONS] if name == "a" else [])])
        store.refresh()
        noted = {
            (quad.subject.value, rdf.article_id(quad.object))
            for quad in store.graph(rdf.DERIVED_GRAPH)
            if quad.predicate.value.endswith("latestArticle")
        }
        asked = q.bound(q.named_query("entity"), {"entity": "Ruritania"}, store)
        rows = [plain(row[1]) for row in store.query(asked).rows]
        every = q.bound(q.named_query("entity"), {"entity": "Ruritania"}, store, limit=100)
        n_rows = sum(1 for _ in store.query(every).rows)
    assert noted == {(e.id, name) for e in (RURITANIA, GUILD) for name in "ab"}
    assert rows == ["Title of b", "Title of a"]
    assert n_rows == 4


@pytest.mark.parametrize("name", ["entity", "chronology", "single-source"])
def test_an_article_without_date_and_outlet_is_shown_by_every_store(name, tmp_path):
    for url in ("memory:", str(tmp_path)):
        with open_store(url) as store:
            one, two = article("one"), article("two", published=None)
            store.replace(one, [statement(RURITANIA, "accuses", GUILD, evidence(one))])
            store.replace(two, [statement(GRAUSTARK, "accuses", RURITANIA, evidence(two))])
            store.refresh()
            asked = q.bound(q.named_query(name), {"entity": "Ruritania"}, store)
            assert sum(1 for _ in store.query(asked).rows) == 2


def test_disputes_are_the_same_when_it_is_known_whom_denials_name():
    statements = [
        statement(GUILD, "denies", GRAUSTARK),
        statement(RURITANIA, "accuses", GUILD),
        statement(GRAUSTARK, "accuses", GUILD),
    ]
    articles = [("2020-01-01", statements[:1]), ("2020-01-02", statements[1:])]
    ontology = Ontology.load()
    found = [Dispute(statements[0].id, statements[2].id, 0, 1)]
    assert list(find_disputes(articles, ontology)) == found
    assert list(find_disputes(articles, ontology, None, {GRAUSTARK.id})) == found
