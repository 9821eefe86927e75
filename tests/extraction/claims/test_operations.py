"""Who carries out an operation does what it does; bare plurals give way to that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.sentences import context_of, document, shown, statements

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.find import find_claims
from graphbuild.extraction.claims.operations import compose, is_incident, says_enough
from graphbuild.model import Claim
from graphbuild.pipeline import understand

pytestmark = pytest.mark.model


def triples(text: str, nlp, rules) -> set[tuple[str, str, str]]:
    return {
        (s.subject.label, s.predicate, s.object.label)
        for s in statements(text, nlp, rules)
        if s.object is not None and not isinstance(s.object, str)
    }


def test_doer_does_what_the_operation_does(nlp, rules):
    text = "The attack on the Norwegian parliament was carried out by APT28."
    assert ("APT28", "targets", "Norwegian parliament") in triples(text, nlp, rules)


def test_incident_keeps_its_own_statements(nlp, rules):
    text = "The attack on the Norwegian parliament was carried out by APT28."
    found = triples(text, nlp, rules)
    predicates = {p for s, p, _ in found if s.startswith("attack")}
    assert predicates == {"attributedTo", "targets"}


def test_doer_of_described_attacks_does_what_they_do(nlp, rules):
    found = triples("APT28 carried out attacks against banks in Norway.", nlp, rules)
    assert any(s == "APT28" and p == "targets" and "banks" in o for s, p, o in found)


def test_bare_plural_gives_way_to_the_accusation(nlp, rules):
    text = "Sweden said that Norway had carried out cyberattacks."
    found = triples(text, nlp, rules)
    assert found == {("Sweden", "accuses", "Norway")}


def test_rule_names_both_rows(nlp, rules):
    text = "The attack on the Norwegian parliament was carried out by APT28."
    composed = [c for c in understand(document(text, nlp), rules).claims if "*" in c.rule]
    rows = {row.id: row.predicate for row in rules.frames.rows}
    named = {tuple(rows[part] for part in claim.rule.split("*")) for claim in composed}
    assert named == {("attributedTo", "targets")}


def test_claimant_of_the_attribution_claims_the_doing(nlp, rules):
    text = "Britain believes that Russia was behind the attack on the power grid."
    found = [
        s
        for s in statements(text, nlp, rules)
        if s.predicate == "targets" and s.subject.label == "Russia"
    ]
    assert [s.claimant.label if s.claimant else None for s in found] == ["United Kingdom"], shown(
        found
    )


def composed(text: str, nlp, rules) -> tuple[ClaimContext, list[Claim], list[Claim]]:
    context, _ = context_of(document(text, nlp), rules)
    claims = list(find_claims(context, rules.frames))
    return context, claims, compose(claims, context, rules.frames)


def test_claims_without_an_operation_pass_unchanged(nlp, rules):
    _, claims, after = composed("Norway expelled two diplomats.", nlp, rules)
    assert after == claims


def test_doing_is_less_certain_than_its_parts(nlp, rules):
    _, claims, after = composed(
        "The attack on the parliament was carried out by APT28.", nlp, rules
    )
    [new] = [c for c in after if c not in claims]
    assert new.confidence < min(c.confidence for c in claims)


def test_no_composition_without_rules(nlp, rules):
    context, claims, _ = composed(
        "The attack on the parliament was carried out by APT28.", nlp, rules
    )
    assert compose(claims, context, replace(rules.frames, compositions=())) == claims


@pytest.mark.parametrize(
    ("text", "incident"),
    [
        ("The attack failed.", True),
        ("An attack failed.", True),
        ("The attacks failed.", True),
        ("Two attacks failed.", True),
        ("Their attacks failed.", True),
        ("Attacks failed.", False),
        ("Destructive attacks failed.", False),
    ],
)
def test_a_bare_plural_is_no_incident(text, incident, nlp, rules):
    context, _ = context_of(document(text, nlp), rules)
    [operation] = {m for m in context.at.values() if context.kinds.get(m) == "Operation"}
    assert is_incident(context, operation) is incident


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("Numerous espionage campaigns failed.", True),
        ("Attacks on banks failed.", True),
        ("Attacks failed.", False),
        ("Destructive attacks failed.", False),
    ],
)
def test_a_plural_with_a_complement_or_two_modifiers_says_enough(text, enough, nlp, rules):
    context, _ = context_of(document(text, nlp), rules)
    [operation] = {m for m in context.at.values() if context.kinds.get(m) == "Operation"}
    assert says_enough(operation) is enough
