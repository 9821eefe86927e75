"""Looking up one thing gives what reading everything gives."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode
from support.dataset import ATTACK, RUSSIA, affair

from graphbuild import rdf
from graphbuild.query import lookup
from graphbuild.store import open_store


@pytest.fixture(scope="module")
def store():
    with open_store("memory:") as store:
        store.describe(affair().quads())
        yield store


def test_statements_are_those_of_the_whole_store(store):
    everything = {s.id: s for s in store.statements()}
    wanted = sorted(everything, reverse=True)
    found = lookup.statements(store, wanted)
    assert [s.id for s in found] == wanted
    assert [s.evidence for s in found] == [everything[i].evidence for i in wanted]
    assert {(s.key, s.modality, s.date, s.outer and s.outer.id, s.qualifiers) for s in found} == {
        (s.key, s.modality, s.date, s.outer and s.outer.id, s.qualifiers)
        for s in everything.values()
    }


def test_statements_that_name_an_entity_in_any_role_are_found(store):
    named = [s.id for s in store.statements() if RUSSIA.id in {e.id for e in s.entities}]
    assert lookup.statements_naming(store, RUSSIA.id) == sorted(named)
    assert len(named) > 5


def test_an_entity_has_its_names_and_identifiers(store):
    assert lookup.entity(store, RUSSIA.id) == RUSSIA


def test_an_article_has_its_record_and_its_statements(store):
    [record] = [a for a in store.articles() if a.id == "article-2"]
    told = {s.id for s in store.statements() if any(e.article == record.id for e in s.evidence)}
    assert lookup.article(store, "article-2") == record
    assert set(lookup.statements_of(store, "article-2")) == told


def test_disputes_are_found_from_both_sides(store):
    pairs = list(store.disputes())
    for denial, disputed in pairs:
        assert (denial, disputed) in lookup.disputes(store, [denial])
        assert (denial, disputed) in lookup.disputes(store, [disputed])
    assert lookup.disputes(store, [s for p in pairs for s in p]) == pairs


@pytest.mark.parametrize("text", ["", "x", "a:b> } DROP ALL #", "a:b c", "https://w3id.org/none"])
def test_what_is_not_there_is_not_found(store, text):
    assert lookup.entity(store, text) is None
    assert lookup.statements_naming(store, text) == []
    assert lookup.statements(store, [text]) == []
    assert lookup.article(store, text) is None
    assert lookup.statements_of(store, text) == []
    assert lookup.disputes(store, [text]) == []
    assert list(lookup.quads_about(store, [text])) == []


def test_what_hangs_on_a_statement_comes_with_it(store):
    [told] = [s for s in store.statements() if s.subject == ATTACK and s.polarity == "affirmed"]
    quads = list(lookup.quads_about(store, [rdf.statement_iri(told.id).value]))
    quotes = {q.object.value for q in quads if q.predicate == rdf.EXACT}
    assert quotes == {e.sentence for e in told.evidence}
    assert {q.graph_name for q in quads if isinstance(q.graph_name, NamedNode)} >= {
        rdf.article_graph("article-1"),
        rdf.article_graph("article-2"),
    }
