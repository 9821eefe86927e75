"""Statements of two readers about one article become one list."""

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement

from graphbuild.statements.readers import (
    AGREED,
    ALONE,
    ONLY_LARGE,
    combine,
    confidence_in,
    is_built_in,
    is_large,
    sure,
)

ONE = article("one")


def seen(start=0, end=55, rule="accuse.verb", confidence=0.75):
    made = evidence(ONE, start, end)
    return type(made)(**{f: getattr(made, f) for f in ("article", "start", "end", "sentence")},
                      rule=rule, confidence=confidence)  # fmt: skip


def accusation(*places, **more):
    return statement(RURITANIA, "accuses", GUILD, *places, **more)


LARGE = "llm.test/model:7b"


def test_what_both_give_is_one_statement_surer_than_either():
    ours, theirs = accusation(seen(confidence=0.6)), accusation(seen(rule=LARGE, confidence=0.8))
    [both] = combine([ours], [theirs])
    [only] = combine([], [theirs])
    assert [e.rule for e in both.evidence] == [f"accuse.verb&{LARGE}"]
    assert both.confidence > only.confidence
    assert both.confidence > 0.6


@pytest.mark.parametrize("confidence", [0.3, 0.6, 0.98])
def test_agreement_never_makes_a_statement_less_sure(confidence):
    assert confidence_in(accusation(seen(confidence=confidence)), AGREED) >= confidence


def test_what_only_one_gives_stays_with_its_own_confidence():
    ours = accusation(seen(confidence=0.61))
    theirs = statement(GRAUSTARK, "says", None, seen(rule=LARGE, confidence=0.8))
    first, second = sorted(combine([ours], [theirs]), key=lambda s: s.predicate)
    assert (first, first.confidence) == (ours, 0.61)
    assert second.confidence == confidence_in(theirs, ONLY_LARGE)
    assert second.evidence[0].rule == LARGE


def test_sentences_that_only_one_reader_quotes_are_kept():
    ours, theirs = accusation(seen()), accusation(seen(56, 74, LARGE))
    [both] = combine([ours], [theirs])
    assert [e.rule for e in both.evidence] == ["accuse.verb", LARGE]


def test_a_denial_without_an_object_gives_way_to_one_with():
    bare = statement(GUILD, "denies", None, seen(56, 74))
    aimed = statement(GUILD, "denies", RURITANIA, seen(56, 74, LARGE))
    [found] = combine([bare], [aimed])
    assert found.object == RURITANIA


def test_the_order_is_that_of_the_keys_whoever_gives_what():
    a, b = accusation(seen()), statement(GRAUSTARK, "says", None, seen(rule=LARGE))
    assert [s.key for s in combine([a], [b])] == sorted([a.key, b.key])


def test_a_model_that_reads_alone_has_a_calibrated_confidence():
    [found] = sure([accusation(seen(rule=LARGE, confidence=0.8))], ALONE)
    assert 0.6 < found.confidence < 0.9


def test_a_rule_tells_who_read():
    assert is_large(LARGE)
    assert is_large(f"accuse.verb&{LARGE}")
    assert not is_large("accuse.verb")
    assert is_built_in("learned.x")
    assert is_built_in(f"accuse.verb&{LARGE}")
    assert not is_built_in(LARGE)
