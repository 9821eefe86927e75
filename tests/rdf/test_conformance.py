"""The quick check agrees with pyshacl, on good graphs and on broken ones."""

import random

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, entity, statement

from graphbuild import rdf
from graphbuild.analysis.validate import find_problems
from graphbuild.building.build import store_articles
from graphbuild.building.runs import Report
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import ALLEGED, NEGATED, Issue
from graphbuild.rdf.conformance import find_faults
from graphbuild.records import Program
from graphbuild.store import open_store

ONE = article()
GRAPH = rdf.article_graph("one")
GOOD = [
    statement(RURITANIA, "accuses", GUILD),
    statement(GUILD, "denies", None, date="2020-10"),
    statement(GUILD, "targets", RURITANIA, claimant=GRAUSTARK, polarity=NEGATED, modality=ALLEGED),
    statement(GUILD, "alsoKnownAs", "GG", date="2020"),
]
BAD = [
    [statement(entity("law", "LegalInstrument"), "denies", None)],
    [statement(RURITANIA, "arrests", entity("dam", "Place"))],
    [statement(RURITANIA, "accuses", "a string")],
    [statement(GUILD, "alsoKnownAs", RURITANIA)],
    [statement(RURITANIA, "accuses", None)],
    [statement(RURITANIA, "denies", None, date="in May")],
]


def quads(statements):
    return rdf.to_quads(ONE, statements, Ontology.load())


def agree(found):
    """Whether both checks accept the quads; they have to say the same."""
    triples = [
        (q.subject, q.predicate, q.object) for q in found if q.graph_name != rdf.claims_graph("one")
    ]
    slow, quick = find_problems(triples), find_faults(found)
    assert bool(slow) == bool(quick), (slow, quick)
    return not quick


def test_a_good_graph_passes():
    assert agree(quads(GOOD))
    assert agree(quads([]))


@pytest.mark.parametrize("statements", BAD, ids=lambda s: s[0].predicate)
def test_what_the_ontology_does_not_admit_fails(statements):
    assert not agree(quads(statements))


def broken(seed):
    """The good graph after one random change, which most times is a fault."""
    chance, found = random.Random(seed), quads(GOOD)
    at = chance.randrange(len(found))
    old = found.pop(at)
    values = [
        Literal(""),
        Literal("negated"),
        Literal(7),
        Literal("2020-10", datatype=NamedNode(rdf.XSD + "gYearMonth")),
        Literal("2", datatype=NamedNode(rdf.XSD + "decimal")),
        NamedNode(GB + "bewitches"),
        NamedNode(RURITANIA.id),
        NamedNode("http://x.example/nothing"),
        None,
    ]
    value = chance.choice(values)
    if chance.random() < 0.3:
        found.append(old)  # one more instead of another
    if value is not None:
        found.append(Quad(old.subject, old.predicate, value, old.graph_name))
    return found


@pytest.mark.parametrize("seed", range(16))
def test_both_checks_agree_on_a_broken_graph(seed):
    agree(broken(seed))


def test_most_of_the_broken_graphs_fail():
    assert sum(bool(find_faults(broken(seed))) for seed in range(40)) > 20


def test_an_article_that_does_not_conform_is_not_stored_and_the_reason_is_told():
    two = article("two")
    good, bad = [statement(RURITANIA, "accuses", GUILD)], BAD[4]
    told: list[Issue] = []
    with open_store("memory:") as store:
        store_articles(
            store,
            [ONE, two],
            lambda articles: ((a, bad if a is ONE else []) for a in articles),
            Report(),
            program=Program("test"),
            report=told.append,
        )
        assert [a.id for a in store.articles()] == ["two"]
    [issue] = told
    assert (issue.source, issue.stage) == ("one", "shapes")
    assert "an object is needed" in issue.message
    assert not find_faults(quads(good))
