"""A store and what people decide about it: rebuild, add, undo; nothing lost, every byte back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.factories import article, evidence, statement
from support.identities import KOVALEV, KOVALYOV, MOLE, ONE, OTHER, SAID, STATE, THREE, TWO, thing

from graphbuild import rdf
from graphbuild.errors import DecisionError, UnknownEntity
from graphbuild.identity.decisions import Decision, read_decisions, to_line
from graphbuild.identity.graph import IDENTITY_GRAPH, read_identities
from graphbuild.identity.mapping import apply
from graphbuild.identity.records import Node
from graphbuild.identity.registry import decide, find, passages, registry, roles, undo
from graphbuild.identity.update import bring_up_to_date
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.model import Entity
from graphbuild.store import notes, open_store

ONTOLOGY = Ontology.load()


def fill(store, *names):
    for name in names:
        store.replace(*SAID[name])
    bring_up_to_date(store)


def lines(store):
    return [str(q) for q in store.quads(runs=True)]


def ids(store):
    return {e.id for s in store.statements() for e in s.entities}


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "out") as opened:
        yield opened


def same(one, other, **more):
    return Decision("same", one.id, other.id, who="me", when="2024-05-06T07:08:09Z", **more)


def test_one_person_is_one_node_across_articles(store):
    fill(store, "one", "two")
    assert KOVALYOV.id in ids(store)
    assert KOVALEV.id not in ids(store)
    rows = store.query(
        f"SELECT DISTINCT ?n {{ <{KOVALYOV.id}> skos:prefLabel|skos:altLabel ?n }}"
    ).rows
    assert {r[0].value for r in rows} == {
        "Evgeny Kovalev",
        "Yevgeny Kovalyov",
        "Kovalev",
        "the officer",
    }


def test_the_reason_of_a_merge_is_in_the_graph(store):
    fill(store, "one", "two")
    query = """SELECT DISTINCT ?old ?new ?why ?score { ?old gb:mergedInto ?new .
        ?m gb:identifies ?old, ?new ; gb:because ?why ; gb:score ?score ; gb:matchStatus "merged" }"""
    [row] = store.query(query).rows
    assert [t.value for t in row] == [
        KOVALEV.id,
        KOVALYOV.id,
        "same full name in another spelling",
        "0.97",
    ]


def test_articles_are_one_store_whatever_their_order(store):
    fill(store, "one", "two", "three")
    with open_store("memory:") as other:
        for name in ("three", "one", "two"):
            fill(other, name)
        assert lines(other) == lines(store)


def test_undo_gives_every_byte_back(store):
    fill(store, "one", "two", "three")
    before = lines(store)
    for decision in (
        same(MOLE, OTHER, why="one alias"),
        Decision("different", KOVALEV.id, KOVALYOV.id),
        Decision("rename", MOLE.id, value="The Mole"),
        Decision("link", OTHER.id, value="http://www.wikidata.org/entity/Q5"),
        Decision("link", STATE.id, value="http://www.wikidata.org/entity/Q6"),
        Decision("split", STATE.id, value=STATE.id + "--1", articles=("three",)),
    ):
        decide(store, decision)
        assert lines(store) != before, decision
        assert undo(store) == decision
        assert lines(store) == before, decision


def test_decisions_are_undone_in_any_order(store):
    fill(store, "one", "two", "three")
    first, second = same(MOLE, OTHER), Decision("different", KOVALEV.id, KOVALYOV.id)
    decide(store, first)
    after_first = lines(store)
    decide(store, second)
    both = lines(store)
    undo(store, first.id)
    decide(store, first)
    assert lines(store) != after_first
    assert [q for q in lines(store) if "graph/runs" not in q] == [
        q for q in both if "graph/runs" not in q
    ]
    undo(store, second.id)
    assert lines(store) == after_first


def test_a_split_parts_what_was_merged(store):
    fill(store, "one", "two")
    decide(store, Decision("different", KOVALEV.id, KOVALYOV.id))
    assert {KOVALEV.id, KOVALYOV.id} <= ids(store)


def test_one_name_can_mean_two_things_in_two_articles(store):
    fill(store, "two", "three")
    apart = KOVALYOV.id + "--1"
    decide(store, Decision("split", KOVALYOV.id, value=apart, articles=("three",)))
    where = {s.predicate: s.subject.id for s in store.statements()}
    assert where["denies"] == apart
    assert where["accuses"] == KOVALYOV.id


def test_decisions_hold_for_articles_that_come_later(store):
    fill(store, "two")
    decide(store, same(MOLE, OTHER))
    fill(store, "three")
    assert MOLE.id in ids(store)
    assert OTHER.id not in ids(store)


def test_decisions_survive_a_new_build_beside_the_same_file(store, tmp_path):
    fill(store, "one", "two", "three")
    decide(store, same(MOLE, OTHER), Decision("rename", MOLE.id, value="The Mole"))
    again = tmp_path / "again"
    again.mkdir()
    (again / "decisions.jsonl").write_bytes((tmp_path / "out" / "decisions.jsonl").read_bytes())
    with open_store(again) as other:
        fill(other, "three", "two", "one")
        assert lines(other) == lines(store)


def test_a_store_with_decisions_opens_again(store, tmp_path):
    fill(store, "two", "three")
    decide(store, same(MOLE, OTHER))
    before = lines(store)
    store.close()
    with open_store(tmp_path / "out", read_only=True) as again:
        assert lines(again) == before


def test_reading_an_article_again_keeps_the_decisions(store):
    fill(store, "one", "two", "three")
    decide(store, same(MOLE, OTHER))
    before = lines(store)
    fill(store, "two")
    assert lines(store) == before


def test_lines_copied_into_the_file_are_carried_out(store, tmp_path):
    fill(store, "two", "three")
    (tmp_path / "out" / "decisions.jsonl").write_text(to_line(same(MOLE, OTHER)) + "\n", "utf-8")
    bring_up_to_date(store)
    assert OTHER.id not in ids(store)


def test_forgetting_takes_back_the_merge(store):
    fill(store, "one")
    before = lines(store)
    fill(store, "two")
    store.forget("two")
    bring_up_to_date(store)
    assert lines(store) == before


def test_a_store_without_notes_is_read_from_its_graph(store):
    fill(store, "one")
    whole = lines(store)
    graph = rdf.article_graph("one")
    kept = [
        q
        for q in store.backend.about(graph, rdf.RUNS_GRAPH)
        if q.predicate not in (notes.AS_READ, notes.AS_WRITTEN)
    ]
    store.backend.replace((), [(graph, rdf.RUNS_GRAPH)], kept)
    decide(store, Decision("rename", KOVALEV.id, value="Colonel K."))
    undo(store)
    assert lines(store) == whole


def test_undoing_nothing_is_said(store):
    fill(store, "one")
    with pytest.raises(DecisionError, match="no decision to undo"):
        undo(store)
    decide(store, same(MOLE, OTHER))
    with pytest.raises(DecisionError, match="no decision 'xyz'"):
        undo(store, "xyz")


def test_entities_are_found_by_id_and_by_name(store):
    fill(store, "one", "two", "three")
    known = registry(store)
    for text in (
        KOVALEV.id,
        "person/evgeny-kovalev",
        "id:person/evgeny-kovalev",
        "yevgeny kovalyov",
    ):
        assert known.node(find(known, text)) == KOVALYOV.id
    with pytest.raises(UnknownEntity, match="did you mean 'Ivan Krotov'"):
        find(known, "Ivan Krotow")


def test_sentences_of_both_sides_of_a_merge_are_shown(store):
    fill(store, "one", "two")
    known = registry(store)
    assert {p.article for p in passages(store, known, KOVALEV.id)} == {"one"}
    assert known.members(KOVALEV.id) == [KOVALYOV.id, KOVALEV.id]


def test_two_ministers_of_one_ministry_are_two_with_their_dates(store):
    ministry = thing("Ministry of Wells", "GovernmentBody")
    first, second = thing("Ada Brook"), thing("Bertil Flood")
    for name, who, year in (("early", first, 2014), ("late", second, 2022)):
        where = article(name, published=f"{year}-06-01")
        store.replace(where, [statement(who, "worksFor", ministry, evidence(where))])
    bring_up_to_date(store)
    known = registry(store)
    assert {first.id, second.id} <= ids(store)
    assert [(r.whole, r.date) for r in roles(store, known, first.id)] == [
        ("Ministry of Wells", "2014-06-01")
    ]
    assert [(r.whole, r.date) for r in roles(store, known, second.id)] == [
        ("Ministry of Wells", "2022-06-01")
    ]


def test_the_notes_keep_statements_exactly():
    for where, said in SAID.values():
        graph, ordered = rdf.article_graph(where.id), sorted(said, key=lambda s: s.id)
        kept = notes.read(notes.write(graph, said, said, "x"))
        assert kept.statements == kept.written == ordered
        assert kept.identified == "x"


def test_the_notes_keep_what_was_written_without_evidence():
    said, other = (SAID[name][1] for name in list(SAID)[:2])
    kept = notes.read(notes.write(rdf.article_graph("one"), other, said, ""))
    assert kept.statements == sorted(said, key=lambda s: s.id)
    bare = [replace(s, evidence=()) for s in other]
    assert kept.written == sorted(bare, key=lambda s: s.id)


# Names of people, with characters that are hard to keep.
NAMES = st.text("abcdeÄß é'\u0301\U0001f600\ud800", min_size=1, max_size=6)
KEYS = st.integers(0, 4)


@st.composite
def entities(draw):
    key = draw(KEYS)
    aliases = draw(st.sets(NAMES, max_size=3))
    label = draw(NAMES)
    return Entity(f"urn:e{key}", label, "Person", tuple(sorted(aliases - {label})))


@st.composite
def sayings(draw):
    start = draw(st.integers(0, 20))
    place = evidence(ONE, start, start + draw(st.integers(1, 20)))
    predicate = draw(st.sampled_from(["accuses", "linkedTo", "arrests"]))
    claimant = draw(st.none() | entities())
    return statement(draw(entities()), predicate, draw(entities()), place, claimant=claimant)


@settings(max_examples=150, deadline=None)
@given(st.lists(sayings(), min_size=1, max_size=6), st.dictionaries(KEYS, st.tuples(KEYS, NAMES)))
def test_a_merge_loses_no_label_alias_or_quote(said, moves):
    nodes = {f"urn:e{k}": Node(f"urn:e{v}", label, "Person", ()) for k, (v, label) in moves.items()}
    written = apply(said, nodes, ONTOLOGY)
    after = {}
    for s in written:
        for e in s.entities:
            after.setdefault(e.id, set()).update((e.label, *e.aliases))
    for s in said:
        for e in s.entities:
            at = nodes[e.id].id if e.id in nodes else e.id
            assert {e.label, *e.aliases} <= after[at]
    assert {(e.start, e.end, e.sentence) for s in said for e in s.evidence} == {
        (e.start, e.end, e.sentence) for s in written for e in s.evidence
    }


def test_nothing_is_said_of_matches_where_nothing_is_alike(store):
    fill(store, "three")
    assert read_identities(store.graph(IDENTITY_GRAPH)) == ({}, [], [])
    assert read_decisions(None) == ()


def test_the_graph_names_source_version_and_licence_of_its_background(store):
    fill(store, "one")
    query = """SELECT DISTINCT ?licence ?version { <https://w3id.org/graphbuild/graph/reference> schema:hasPart ?d .
        ?d schema:license ?licence ; schema:version ?version ; schema:description ?source FILTER CONTAINS(?source, "rigour") }"""
    [row] = store.query(query).rows
    assert "MIT (rigour)" in row[0].value
    assert "rigour " in row[1].value


LI = thing("Li Wei")
CHINA, AMERICA = (Entity(f"{ENTITY_BASE}state/{c}", c.upper(), "State") for c in ("cn", "us"))


def fill_with_namesakes(store, *names):
    said = {
        "one": (ONE, [statement(LI, "worksFor", CHINA, evidence(ONE))]),
        "two": (TWO, [statement(LI, "worksFor", AMERICA, evidence(TWO))]),
        "three": (
            THREE,
            [
                statement(LI, "worksFor", CHINA, evidence(THREE)),
                statement(LI, "accuses", MOLE, evidence(THREE)),
            ],
        ),
    }
    for name in names:
        store.replace(*said[name])
    bring_up_to_date(store)


def test_one_office_in_two_firms_is_a_question(store):
    one, two = (
        Entity(f"{ENTITY_BASE}organization/{n}", f"{n.title()} Ltd", "Company")
        for n in ("alder", "birch")
    )
    for place, firm in ((ONE, one), (TWO, two)):
        chief = replace(LI, aliases=(f"finance chief of {firm.label}",))
        store.replace(place, [statement(chief, "worksFor", firm, evidence(place))])
    bring_up_to_date(store)
    assert [(m.one, m.other) for m in registry(store).candidates] == [(LI.id, f"{LI.id}--birch")]


def test_two_offices_in_two_firms_are_none(store):
    one, two = (
        Entity(f"{ENTITY_BASE}organization/{n}", f"{n.title()} Ltd", "Company")
        for n in ("alder", "birch")
    )
    for place, firm, office in ((ONE, one, "founder"), (TWO, two, "owner")):
        holder = replace(LI, aliases=(f"{office} of {firm.label}",))
        store.replace(place, [statement(holder, "worksFor", firm, evidence(place))])
    bring_up_to_date(store)
    assert not registry(store).candidates


def test_two_nationalities_are_a_question(store):
    for place, state in ((ONE, CHINA), (TWO, AMERICA)):
        store.replace(place, [statement(LI, "citizenOf", state, evidence(place))])
    bring_up_to_date(store)
    assert [(m.one, m.other) for m in registry(store).candidates] == [(LI.id, f"{LI.id}--us")]


def test_a_name_that_serves_two_states_is_one_node_and_a_question(store):
    fill_with_namesakes(store, "one", "two", "three")
    assert LI.id in ids(store)
    assert f"{LI.id}--us" not in ids(store)
    known = registry(store)
    [match] = known.candidates
    assert (match.one, match.other) == (LI.id, f"{LI.id}--us")
    assert "different states" in match.reason
    assert [p.article for p in passages(store, known, match.other)] == ["two"]
    assert {r.article for r in roles(store, known, LI.id)} == {"one", "two", "three"}


def test_namesakes_are_told_apart_by_one_answer_and_its_undoing_gives_every_byte_back(store):
    fill_with_namesakes(store, "one", "two")
    before = lines(store)
    other = f"{LI.id}--us"
    decide(store, Decision("different", LI.id, other, who="me", when="2024-05-06T07:08:09Z"))
    assert {LI.id, other} <= ids(store)
    assert {s.subject.id for s in store.statements() if s.object == AMERICA} == {other}
    fill_with_namesakes(store, "three")  # later articles are told apart as well
    assert {s.subject.id for s in store.statements() if s.object == MOLE} == {LI.id}
    assert registry(store).candidates == []
    store.forget("three")
    undo(store)
    bring_up_to_date(store)
    assert lines(store) == before


def test_namesakes_that_a_person_says_are_one_are_asked_about_no_more(store):
    fill_with_namesakes(store, "one", "two")
    decide(store, Decision("same", LI.id, f"{LI.id}--us", who="me", when="2024-05-06T07:08:09Z"))
    assert f"{LI.id}--us" not in ids(store)
    assert registry(store).candidates == []
