"""Readable labels for operations."""

from support.sentences import statements

from graphbuild.statements.operation_labels import is_bare


def labels(found):
    return {
        e.label
        for s in found
        for e in (s.subject, s.object)
        if getattr(e, "type", "") == "Operation"
    }


def test_bare_attack_is_labelled_by_its_target(nlp, rules):
    found = statements("The cyberattack hit three hospitals in March 2021.", nlp, rules)
    assert labels(found) == {"2021 cyberattack on three hospitals"}


def test_its_own_words_stay_among_its_names(nlp, rules):
    found = statements("The cyberattack hit three hospitals.", nlp, rules)
    assert any("cyberattack" in s.subject.aliases for s in found)


def test_described_operation_keeps_its_label(nlp, rules):
    found = statements("The sabotage of the Baltic pipeline was blamed on Sweden.", nlp, rules)
    assert labels(found) == {"sabotage of the Baltic pipeline"}


def test_labels_with_names_and_years_are_not_bare():
    assert is_bare("cyber attack")
    assert not is_bare("2017 attack")
    assert not is_bare("Yahoo breach")
    assert not is_bare("attack on the bank")
