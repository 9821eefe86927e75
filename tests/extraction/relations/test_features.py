"""What the learned reader looks at in a pair of mentions."""

import pytest
from support.sentences import context_of, document

from graphbuild.extraction.claims.claimants import attribute
from graphbuild.extraction.claims.find import find_claims
from graphbuild.extraction.relations.features import mention_features, pair_features
from graphbuild.extraction.relations.find import anchor, candidates
from graphbuild.extraction.relations.index import index_document

pytestmark = pytest.mark.model


@pytest.fixture
def index_of(nlp, rules):
    def make(text):
        context, entities = context_of(document(text, nlp), rules)
        claims = list(
            attribute(find_claims(context, rules.frames), context, rules.frames, entities)
        )
        return index_document(context, entities, claims)

    return make


def number(index, surface):
    """The mention with these words."""
    return next(i for i, m in enumerate(index.mentions) if m.surface == surface)


def pair(index, one, other):
    return pair_features(index, number(index, one), number(index, other))


def test_a_pair_knows_its_classes_its_path_and_the_word_that_joins_it(index_of):
    index = index_of("Norway accused Denmark of sabotage.")
    features, words = pair(index, "Norway", "Denmark")
    assert "kinds=State|State" in features
    assert "path=nsubj^dobj" in features
    assert "top=accuse" in features
    assert words[0] == "accuse"


def test_the_reversed_pair_has_other_features(index_of):
    index = index_of("Norway accused Denmark of sabotage.")
    forth, back = (
        pair(index, *names)[0] for names in (("Norway", "Denmark"), ("Denmark", "Norway"))
    )
    assert "path=dobj^nsubj" in back
    assert "path=dobj^nsubj" not in forth


def test_what_a_rule_claims_of_the_pair_is_a_feature(index_of):
    index = index_of("Norway accused Denmark of sabotage.")
    claimed = index.by_pair[number(index, "Norway"), number(index, "Denmark")]
    assert claimed
    features, _ = pair(index, "Norway", "Denmark")
    assert f"rule={claimed[0].predicate}" in features
    back, _ = pair(index, "Denmark", "Norway")
    assert f"reversed={claimed[0].predicate}" in back


def test_a_source_and_what_it_says_know_of_each_other(index_of):
    index = index_of("Norway said that Denmark attacked the port.")
    features, _ = pair(index, "Norway", "Denmark")
    assert "reports" in features
    assert "reports" not in pair(index, "Denmark", "Norway")[0]


def test_a_mention_knows_how_the_article_describes_its_entity(index_of):
    index = index_of("Security firm Northgate blamed the group Blue Heron.")
    assert "before=firm" in mention_features(index, number(index, "Northgate"))
    assert "is=group" in mention_features(index, number(index, "Blue Heron"))


def test_pairs_are_of_one_sentence_and_of_two_entities(index_of):
    index = index_of("Norway accused Denmark. Sweden protested, and Sweden left.")
    found = list(candidates(index))
    assert (number(index, "Norway"), number(index, "Denmark")) in found
    assert all(index.entities[a] != index.entities[b] for a, b in found)
    assert all(index.sentences[a] == index.sentences[b] for a, b in found)


def test_a_long_list_is_paired_with_its_neighbours_only(index_of):
    names = ["Norway", "Denmark", "Sweden", "Finland", "Iceland", "Estonia", "Latvia", "Poland"]
    index = index_of(f"The ministers of {', '.join(names * 6)} and Spain met.")
    size = max(map(len, index.by_sentence.values()))
    assert size > 30
    assert len(list(candidates(index))) < size * 30


def test_the_anchor_is_the_clause_that_both_are_arguments_of(index_of):
    index = index_of("After long talks Norway openly accused Denmark of sabotage.")
    one, other = (index.mentions[number(index, n)] for n in ("Norway", "Denmark"))
    assert anchor(index, one, other).text == "accused"
