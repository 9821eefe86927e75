"""Other names: each stays with its own thing, and what stands beside a name may be none."""

from __future__ import annotations

import pytest
from spacy.language import Language
from support.sentences import statements

from graphbuild.pipeline import Rules


def aliases(text: str, nlp: Language, rules: Rules) -> set[tuple[str, str]]:
    """(name, other name) of a text's alias statements."""
    found = statements(text, nlp, rules)
    return {(s.subject.label, s.object) for s in found if s.predicate == "alsoKnownAs"}  # type: ignore[misc]


def test_other_names_do_not_cross_a_semicolon(nlp: Language, rules: Rules) -> None:
    text = "The gang used the tools QUARTZ, aka StoneDrop; VIOLET, aka Fernleaf; and TUNDRA, aka pol.dll."
    found = aliases(text, nlp, rules)
    assert ("QUARTZ", "StoneDrop") in found
    assert not {o for s, o in found if s in ("QUARTZ", "StoneDrop")} - {"StoneDrop"}


def test_a_list_of_other_names_goes_on_over_semicolons(nlp: Language, rules: Rules) -> None:
    text = "Emil Voss (aka Gravel; aka Tin Man; aka Quince) sells access."
    found = aliases(text, nlp, rules)
    assert {o for _, o in found} == {"Gravel", "Tin Man", "Quince"}


@pytest.mark.parametrize(
    "text",
    [
        "The ministry runs the groups tracked as APT44 and APT38.",
        "The crew built two wipers dubbed Saturn and Pluto.",
    ],
)
def test_names_of_several_things_are_not_other_names_of_one(
    nlp: Language, rules: Rules, text: str
) -> None:
    assert not aliases(text, nlp, rules)


def test_names_of_one_thing_are(nlp: Language, rules: Rules) -> None:
    text = "The gang known as APT44 and Sandworm struck again."
    assert aliases(text, nlp, rules) == {("APT44", "Sandworm")}


@pytest.mark.parametrize(
    "text",
    [
        "The hackers, known as Gossamer Bear (CrowdStrike), struck again.",
        "The flaw CVE-2022-40684 (Fortinet) was used in the attack.",
        "The vendor Fortinet (CVE-2022-40684) published a patch.",
    ],
)
def test_who_uses_a_name_or_has_a_flaw_is_no_other_name(
    nlp: Language, rules: Rules, text: str
) -> None:
    assert not aliases(text, nlp, rules)


def test_a_name_in_brackets_after_an_actor_is(nlp: Language, rules: Rules) -> None:
    assert ("APT28", "Fancy Bear") in aliases("APT28 (Fancy Bear) struck again.", nlp, rules)


def test_who_goes_by_a_name_has_it(nlp: Language, rules: Rules) -> None:
    text = 'Emil Voss, who goes by the name "Gravel", was charged by Swiss prosecutors.'
    assert ("Emil Voss", "Gravel") in aliases(text, nlp, rules)


def test_who_goes_by_a_place_has_not(nlp: Language, rules: Rules) -> None:
    text = "Emil Voss, who goes by train to Zurich, was charged by Swiss prosecutors."
    assert not aliases(text, nlp, rules)
