import pytest

from graphbuild.annotate import annotate
from graphbuild.model import Article
from graphbuild.open_triples import read_open

pytestmark = pytest.mark.model


def triples(text, nlp):
    [document] = annotate([Article("a", text, ((0, len(text)),))], nlp)
    found = read_open(document)
    for statement in found:
        [seen] = statement.evidence
        assert text[seen.start : seen.end] == seen.sentence
    return {(s.subject.label, s.predicate, s.object.label, s.polarity) for s in found}


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("The ministry restored the network.", ("The ministry", "open:restore", "the network")),
        ("The network was restored by engineers.", ("engineers", "open:restore", "The network")),
        ("The envoy flew to Vienna on Monday.", ("The envoy", "open:fly to", "Vienna")),
        ("The group is a unit of the army.", ("The group", "open:be", "a unit of the army")),
    ],
)
def test_a_clause_is_a_triple_of_plain_phrases(text, triple, nlp):
    assert (*triple, "affirmed") in triples(text, nlp)


def test_a_negated_clause_says_so(nlp):
    found = triples("The ministry did not restore the network.", nlp)
    assert ("The ministry", "open:restore", "the network", "negated") in found


def test_a_relative_clause_is_not_part_of_the_phrase(nlp):
    found = triples("Engineers restored the network that hackers had attacked.", nlp)
    assert ("Engineers", "open:restore", "the network", "affirmed") in found


def test_an_empty_document_has_none(nlp):
    assert triples("Yes.", nlp) == set()
