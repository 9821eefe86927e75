"""One decision for each statement, from what rules and network say of it."""

import json
from dataclasses import replace

import numpy as np
import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement

from graphbuild.errors import ModelError
from graphbuild.knowledge.forest import Forest
from graphbuild.model import PairScore
from graphbuild.statements.decide import (
    UNREACHED,
    Decision,
    load_decision,
    statement_features,
    without_bare,
)

RATES = {"predicate": {"accuses": 0.5}, "types": {}, "rule": {"known": 0.9}}
ONE = article("one")


def stump(threshold, low, high, column=0):
    """A forest of one tree with one question: is the first feature more than the threshold?"""
    return Forest(
        np.array([0]),
        np.array([column, 0, 0]),
        np.array([threshold, 0, 0], np.float32),
        np.array([1, 2, 1, 1, 2, 2]),
        np.array([0, low, high], np.float32),
        1,
    )


def told(subject=RURITANIA, object=GUILD, rule="known"):
    made = statement(subject, "accuses", object, evidence(ONE))
    return replace(made, evidence=tuple(replace(e, rule=rule) for e in made.evidence))


def score(logit):
    """What network and encoder say when they agree."""
    return PairScore(logit, logit, logit, 1.0)


def key(each):
    return each.subject.id, each.predicate, each.object.id


def test_what_the_network_scores_high_stands_and_has_its_probability():
    one, other = told(), told(object=GRAUSTARK)
    decision = Decision(stump(0.0, -2.0, 2.0), RATES, 0.5)
    found = decision.decide([one, other], {key(one): score(3.0), key(other): score(-3.0)})
    assert [s.object for s in found] == [GUILD]
    assert found[0].confidence == pytest.approx(0.88, abs=0.005)


def test_a_sentence_that_a_rule_has_read_is_not_told_again_as_learned():
    one = told()
    again = replace(one.evidence[0], rule="learned.accuses")
    other = replace(again, start=60, end=90)
    both = replace(one, evidence=(*one.evidence, again, other))
    [found] = Decision(stump(0.0, -2.0, 2.0), RATES, 0.5).decide([both], {key(one): score(3.0)})
    assert [(e.rule, e.start) for e in found.evidence] == [("known", 0), ("learned.accuses", 60)]


def test_a_statement_whose_mentions_stand_nowhere_together_has_a_value_of_its_own():
    [row] = statement_features([told()], {}, RATES)
    assert row[0] == UNREACHED


def test_the_network_s_other_ideas_of_the_pair_are_seen():
    one = told()
    scores = {key(one): score(-1.0), (one.subject.id, "demands", one.object.id): score(2.5)}
    [row] = statement_features([one], scores, RATES)
    assert (row[0], row[4]) == (-1.0, 2.5)


def test_network_and_encoder_are_heard_apart():
    one = told()
    [row] = statement_features([one], {key(one): PairScore(1.0, 4.0, -2.0, 0.9)}, RATES)
    assert row[:4] == [1.0, 4.0, -2.0, 0.9]


def test_how_often_a_rule_was_right_counts_and_an_unknown_one_has_the_mean():
    rows = statement_features([told(), told(rule="new")], {}, RATES)
    assert rows[0] != rows[1]
    assert {0.9, 0.5} <= {*rows[0], *rows[1]}


def test_a_denial_without_an_object_gives_way_to_the_one_that_names_it():
    def denial(object):
        return statement(RURITANIA, "denies", object, evidence(ONE))

    bare, aimed = denial(None), denial(GRAUSTARK)
    other = statement(GUILD, "denies", None, evidence(ONE))
    assert without_bare([bare, aimed, other]) == [aimed, other]
    assert without_bare([bare, other]) == [bare, other]


def test_damaged_weights_are_one_error(tmp_path):
    np.savez(tmp_path / "d.npz", about=np.array(json.dumps({})))
    with pytest.raises(ModelError, match="reinstall graphbuild"):
        load_decision(tmp_path / "d.npz")


def test_the_packages_own_decision_keeps_what_it_finds_probable():
    decision = load_decision()
    assert 0.2 < decision.threshold < 0.8
    assert decision.forest.depth > 1
