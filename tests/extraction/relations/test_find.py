"""From scores to claims."""

import numpy as np
import pytest
from support.sentences import context_of, document

from graphbuild.extraction.relations.find import find_relations
from graphbuild.extraction.relations.network import Network, load_network
from graphbuild.model import AFFIRMED, ALLEGED, NEGATED, PLANNED

pytestmark = pytest.mark.model


class Certain(Network):
    """A network that is sure of one predicate for every pair."""

    def score(self, batch):
        sure = [4.0 if name == "targets" else -9.0 for name in self.predicates]
        pairs = np.array([sure] * len(batch.ends), np.float32).reshape(-1, len(self.predicates))
        return pairs, np.full((len(batch.alone), len(self.alone)), -9.0, np.float32)


class Agreeing:
    """An encoder that says of every pair what it is told to."""

    def __init__(self, logit=4.0):
        self.logit = logit

    def read(self, index, pairs):
        alone = np.full((len(index.mentions), len(load_network().alone)), -9.0, np.float32)
        return np.zeros((len(pairs), 1), np.float32), alone

    def logits(self, hidden, features=None):
        names = load_network().predicates
        sure = [self.logit if name == "targets" else -9.0 for name in names]
        return np.array([sure] * len(hidden), np.float32).reshape(-1, len(names))


@pytest.fixture
def found(nlp, rules):
    own = load_network()
    certain = Certain(own.arrays, own.predicates, own.alone, own.vocabulary)

    def find(text):
        context, entities = context_of(document(text, nlp), rules)
        return find_relations(context, entities, [], certain, Agreeing()), entities

    return find


def between(relations, one, other):
    return next(
        c for c in relations.claims if (c.subject.surface, c.object.surface) == (one, other)
    )


def test_a_claim_has_its_sentence_its_rule_and_a_probability(found):
    text = "It was a calm day. Norway attacked Denmark."
    relations, _ = found(text)
    claim = between(relations, "Norway", "Denmark")
    assert text[claim.start : claim.end] == "Norway attacked Denmark."
    assert claim.rule == "learned.targets"
    assert 0.97 < claim.confidence < 0.99
    assert (claim.polarity, claim.claimant) == (AFFIRMED, None)


def test_scores_are_kept_for_every_pair_in_reach(found):
    relations, entities = found("Norway attacked Denmark.")
    one, other = (e.id for e in dict.fromkeys(entities.values()))
    score = relations.scores[one, "targets", other]
    assert (score.logit, score.network, score.encoder) == pytest.approx((4.0, 4.0, 4.0))


def test_a_negated_clause_gives_a_negated_claim(found):
    relations, _ = found("Norway did not attack Denmark.")
    assert between(relations, "Norway", "Denmark").polarity == NEGATED


def test_a_future_clause_gives_a_planned_claim(found):
    relations, _ = found("Norway will attack Denmark.")
    assert between(relations, "Norway", "Denmark").modality == PLANNED


def test_a_hedged_clause_gives_an_alleged_claim(found):
    relations, _ = found("Norway allegedly attacked Denmark.")
    assert between(relations, "Norway", "Denmark").modality == ALLEGED


def test_a_property_that_nobody_claims_is_tied_to_no_clause(nlp, rules, found):
    own = load_network()
    certain = Certain(own.arrays, own.predicates, own.alone, own.vocabulary, frozenset({"targets"}))
    context, entities = context_of(document("Norway attacked Denmark.", nlp), rules)
    claims = find_relations(context, entities, [], certain, Agreeing()).claims
    assert {c.at for c in claims} == {-1}
    assert all(c.at >= 0 for c in found("Norway attacked Denmark.")[0].claims)


def test_classes_that_the_ontology_does_not_join_give_no_claim(found):
    relations, _ = found("Norway passed the Sabotage Act against Denmark.")
    law = [c for c in relations.claims if "Act" in c.subject.surface]
    assert not law


def test_a_pair_that_the_encoder_finds_hopeless_is_passed_over(nlp, rules):
    own = load_network()
    certain = Certain(own.arrays, own.predicates, own.alone, own.vocabulary)
    context, entities = context_of(document("Norway attacked Denmark.", nlp), rules)
    assert not find_relations(context, entities, [], certain, Agreeing(-7.0)).claims
