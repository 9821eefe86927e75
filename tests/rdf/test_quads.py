from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode
from support.factories import (
    GRAUSTARK,
    GUILD,
    RURITANIA,
    TEXT,
    article,
    entity,
    evidence,
    statement,
)

from graphbuild import rdf
from graphbuild.errors import StoreError, UnknownTerm
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import ALLEGED, NEGATED, PLANNED
from graphbuild.records import ArticleRecord

ONTOLOGY = Ontology.load()
ONE = article()
HOSTILE_TEXT = 'He said: "\\ </script>\n\t\u2028" \U0001f600'


def quads(*statements, where=ONE):
    return rdf.to_quads(where, statements, ONTOLOGY)


def plain(*statements):
    """The plain triples, each with the name of its graph."""
    return {
        (q.subject.value, q.object.value, q.graph_name.value)
        for q in quads(*statements)
        if q.predicate.value.removeprefix(GB) in ONTOLOGY.properties
        and q.predicate != NamedNode(GB + "date")
    }


EVERYTHING = [
    statement(RURITANIA, "accuses", GUILD),
    statement(RURITANIA, "accuses", GUILD, claimant=GRAUSTARK, modality=ALLEGED, date="2020-10"),
    statement(GUILD, "denies", None, evidence(ONE, 56, 76, subject="The Guild")),
    statement(GUILD, "targets", RURITANIA, polarity=NEGATED, claimant=GUILD, date="2020"),
    statement(RURITANIA, "sanctions", GUILD, modality=PLANNED, date="2020-10-23"),
    statement(GUILD, "alsoKnownAs", "Brotherhood", evidence(ONE, 0, 55), evidence(ONE, 56, 76)),
    replace(
        statement(GUILD, "targets", GRAUSTARK, claimant=RURITANIA),
        outer=GRAUSTARK,
        qualifiers=(("conduct", "hacking"), ("reason", HOSTILE_TEXT)),
    ),
]


@pytest.mark.parametrize(
    "one", EVERYTHING, ids=lambda s: f"{s.predicate}-{s.modality}-{s.polarity}"
)
def test_what_is_written_is_read_back(one):
    assert rdf.from_quads(quads(one)) == [one]


def test_many_statements_of_one_article_are_read_back():
    assert rdf.from_quads(quads(*EVERYTHING)) == sorted(EVERYTHING, key=lambda s: s.id)


def test_the_same_statements_give_the_same_quads():
    assert quads(*EVERYTHING) == quads(*EVERYTHING)


def test_a_statement_is_one_node_in_all_articles():
    first = statement(RURITANIA, "accuses", GUILD, evidence(ONE))
    second = statement(RURITANIA, "accuses", GUILD, evidence(article("two")))
    nodes = {
        q.subject
        for q in [*quads(first), *quads(second, where=article("two"))]
        if q.predicate == rdf.PREDICATE
    }
    assert nodes == {rdf.statement_iri(first.id)}


def test_there_are_no_blank_nodes():
    assert not any(isinstance(t, BlankNode) for q in quads(*EVERYTHING) for t in q)


def test_what_the_article_says_itself_stands_in_its_graph():
    [(_, _, graph)] = plain(statement(RURITANIA, "accuses", GUILD))
    assert graph == rdf.article_graph("one").value


@pytest.mark.parametrize(
    "claimed",
    [
        statement(GUILD, "targets", RURITANIA, claimant=RURITANIA, modality=ALLEGED),
        statement(GUILD, "targets", RURITANIA, claimant=RURITANIA),
        statement(GUILD, "targets", RURITANIA, modality=ALLEGED),
    ],
)
def test_what_somebody_claims_stands_in_the_claims_graph(claimed):
    [(_, _, graph)] = plain(claimed)
    assert graph == rdf.claims_graph("one").value


@pytest.mark.parametrize(
    "unreal",
    [
        statement(RURITANIA, "sanctions", GUILD, modality=PLANNED),
        statement(GUILD, "targets", RURITANIA, polarity=NEGATED),
        statement(GUILD, "denies", None),
    ],
)
def test_negated_planned_and_objectless_statements_have_no_plain_triple(unreal):
    assert plain(unreal) == set()


def test_what_catalogues_know_is_not_in_the_article():
    said = {
        (q.predicate, q.graph_name) for q in quads(EVERYTHING[0]) if q.subject.value == RURITANIA.id
    }
    assert (rdf.EXACT_MATCH, rdf.REFERENCE_GRAPH) in said
    assert (rdf.PREF_LABEL, rdf.REFERENCE_GRAPH) in said
    assert (rdf.ALT_LABEL, rdf.NAMES_GRAPH) in said
    assert (rdf.PREF_LABEL, rdf.article_graph("one")) not in said


def test_what_goes_without_saying_is_not_written():
    written = {q.predicate for q in quads(EVERYTHING[0])}
    assert not written & {rdf.POLARITY, rdf.MODALITY}
    assert sum(q.subject == rdf.statement_iri(EVERYTHING[0].id) for q in quads(EVERYTHING[0])) == 4


def test_a_place_is_named_by_its_offsets_and_quotes_the_text():
    facts = rdf.facts_of(quads(statement(GUILD, "denies", None, evidence(ONE, 56, len(TEXT)))))
    [place] = [iri for iri, about in facts.items() if rdf.EXACT in about]
    assert rdf.evidence_place(place) == ("one", "made.by_hand", 56, len(TEXT))
    assert place.value.endswith(f"#char=56,{len(TEXT)}")
    assert facts[place][rdf.EXACT][0].value == TEXT[56:]


def test_two_rules_that_read_one_sentence_are_two_pieces_of_evidence():
    twice = (evidence(ONE), replace(evidence(ONE), rule="another.rule", confidence=0.5))
    [back] = rdf.from_quads(quads(statement(GUILD, "denies", None, *twice)))
    assert [(e.rule, e.confidence) for e in back.evidence] == [
        ("another.rule", 0.5),
        ("made.by_hand", 0.75),
    ]


@pytest.mark.parametrize(
    "iri", ["http://x.example/#char=0,1", "#char=0,1", "?rule=x&of=0#char=a,1"]
)
def test_a_name_of_no_place_is_an_error(iri):
    with pytest.raises(StoreError, match="not the name of a place"):
        rdf.evidence_place(NamedNode(iri if ":" in iri else rdf.ARTICLE + "one" + iri))


def test_an_article_comes_back_with_the_text_it_shares():
    one = replace(ONE, url="https://x.example/a", publisher="P", same_text="zero")
    facts = rdf.facts_of(quads(where=one))
    assert rdf.read_article(rdf.article_graph("one"), facts) == ArticleRecord.of(one)


@pytest.mark.parametrize(
    ("date", "kind"), [("2020", "gYear"), ("2020-10", "gYearMonth"), ("2020-10-24", "date")]
)
def test_a_date_is_as_precise_as_the_text(date, kind):
    found = [
        q.object
        for q in quads(statement(GUILD, "denies", None, date=date))
        if q.predicate == rdf.DATE
    ]
    assert found == [Literal(date, datatype=NamedNode(rdf.XSD + kind))]


@pytest.mark.parametrize(
    ("value", "text"), [(0.4, "0.4"), (1.0, "1"), (0.0, "0"), (0.86, "0.86"), (1 / 3, "0.3333")]
)
def test_confidence_has_the_form_that_stores_keep(value, text):
    sure = replace(evidence(ONE), confidence=value)
    found = [
        q.object.value
        for q in quads(statement(GUILD, "denies", None, sure))
        if q.predicate == rdf.CONFIDENCE
    ]
    assert found == [text]


def test_evidence_from_other_articles_is_left_out():
    pooled = statement(GUILD, "denies", None, evidence(ONE), evidence(article("two")))
    [back] = rdf.from_quads(quads(pooled))
    assert {e.article for e in back.evidence} == {"one"}


@pytest.mark.parametrize("name", ["a b", "ä/ö#claims", "http://x.example/?q=1&r", "%41"])
def test_any_article_id_makes_a_graph_and_comes_back(name):
    assert rdf.article_id(rdf.article_graph(name)) == name
    assert rdf.is_article_graph(rdf.article_graph(name))
    assert not rdf.is_article_graph(rdf.claims_graph(name))


def test_a_lone_surrogate_is_written_as_the_replacement_character():
    broken = entity("x", "State", "\ud800")
    assert any(q.object == Literal("\ufffd") for q in quads(statement(broken, "denies", None)))


@pytest.mark.parametrize(
    "wrong",
    [statement(GUILD, "bewitches", RURITANIA), statement(entity("x", "Wizard"), "denies", None)],
)
def test_a_term_that_the_ontology_lacks_is_an_error(wrong):
    with pytest.raises(UnknownTerm, match=r"graphbuild\.ttl defines no term"):
        quads(wrong)
