"""Groups whose members a later sentence names."""

from __future__ import annotations

import pytest
from support.sentences import context_of, document, statements

from graphbuild.extraction.claims.members import enumerated

pytestmark = pytest.mark.model


def objects(text: str, predicate: str, nlp, rules) -> set[str]:
    return {
        s.object.label
        for s in statements(text, nlp, rules)
        if s.predicate == predicate and s.object is not None and not isinstance(s.object, str)
    }


NAMES = {"Ivan Petrov", "Oleg Sidorov", "Igor Minin"}
CHARGED = "Norway charged three Russian officers."


@pytest.mark.parametrize(
    "listing",
    [
        "They were named as Ivan Petrov, Oleg Sidorov and Igor Minin.",
        "They were identified as Ivan Petrov, Oleg Sidorov and Igor Minin.",
        "The officers are Ivan Petrov, Oleg Sidorov and Igor Minin.",
        "The defendants are Ivan Petrov, Oleg Sidorov and Igor Minin.",
        "Those charged include Ivan Petrov, Oleg Sidorov and Igor Minin.",
    ],
)
def test_what_is_done_to_a_group_is_done_to_its_members(listing, nlp, rules):
    assert objects(f"{CHARGED} {listing}", "charges", nlp, rules) >= NAMES


def test_group_keeps_its_own_statement(nlp, rules):
    text = f"{CHARGED} They were named as Ivan Petrov, Oleg Sidorov and Igor Minin."
    assert "three Russian officers" in objects(text, "charges", nlp, rules)


def test_a_list_names_those_of_the_last_act(nlp, rules):
    text = "The United States sanctioned four companies. The list features Alpha Bank and Beta Telecom."
    assert objects(text, "sanctions", nlp, rules) >= {"Alpha Bank", "Beta Telecom"}


@pytest.mark.parametrize(
    "text",
    [
        "Poland charged two officers. The officers are not Ivan Petrov and Oleg Sidorov.",
        "Poland charged two officers. Ivan Petrov and Oleg Sidorov protested.",
        "Poland charged two officers. They may be Ivan Petrov and Oleg Sidorov.",
        "Poland charged two officers. Their lawyers are Ivan Petrov and Oleg Sidorov.",
    ],
)
def test_others_are_no_members(text, nlp, rules):
    assert not objects(text, "charges", nlp, rules) & NAMES


def test_a_deed_of_the_group_is_not_each_members(nlp, rules):
    text = (
        "Norway charged three officers. They were named as Ivan Petrov, Oleg Sidorov and "
        "Igor Minin. The three officers hacked a bank."
    )
    doers = {s.subject.label for s in statements(text, nlp, rules) if s.predicate == "targets"}
    assert not doers & NAMES


def test_one_name_is_no_member_list(nlp, rules):
    context, _ = context_of(document("They were named as Ivan Petrov.", nlp), rules)
    names = [enumerated(context, clause) for clause in context.clauses.values()]
    assert all(len(each) < 2 for each in names)
