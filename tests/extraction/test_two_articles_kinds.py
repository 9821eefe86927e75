"""Members named elsewhere, periods, who "they" are, accusations inside quotations, and relays."""

from __future__ import annotations

import pytest
from spacy.language import Language
from support.sentences import statements

from graphbuild.model import Entity, Statement
from graphbuild.pipeline import Rules


def facts(found: list[Statement]) -> set[tuple[str, str, str]]:
    """(subject, predicate, object) by their labels, an empty string for no object."""
    return {
        (s.subject.label, s.predicate, s.object.label if isinstance(s.object, Entity) else s.object or "")
        for s in found
    }  # fmt: skip


def about(found: list[Statement], predicate: str) -> set[tuple[str, str]]:
    return {(s, o) for s, p, o in facts(found) if p == predicate}


EARLIER = "Prosecutors in Oslo said that two Estonians - Igor Viik and Oleg Saar - took part in the raid.\n"


def test_members_named_earlier_belong_to_a_list_that_says_so(nlp: Language, rules: Rules) -> None:
    text = (
        EARLIER
        + "Norway brought charges against four suspected hackers. Besides the aforementioned men, the list features the names of Jaan Kask and Siim Lepp."
    )
    charged = {o for s, o in about(statements(text, nlp, rules), "charges") if s == "Norway"}
    assert {"Igor Viik", "Oleg Saar", "Jaan Kask", "Siim Lepp"} <= charged


def test_members_named_earlier_do_not_belong_to_another_list(nlp: Language, rules: Rules) -> None:
    text = (
        EARLIER
        + "Norway brought charges against two suspected hackers. The list features the names of Jaan Kask and Siim Lepp."
    )
    charged = {o for s, o in about(statements(text, nlp, rules), "charges") if s == "Norway"}
    assert not {"Igor Viik", "Oleg Saar"} & charged
    assert {"Jaan Kask", "Siim Lepp"} <= charged


@pytest.mark.parametrize(
    ("phrase", "period"),
    [
        ("from March 2011 to June 2013", "2011-03/2013-06"),
        ("from March 2011 until at least June 2013", "2011-03/2013-06"),
        ("between 2011 and 2013", "2011/2013"),
    ],
)
def test_a_period_comes_out_with_both_ends(
    nlp: Language, rules: Rules, phrase: str, period: str
) -> None:
    found = statements(f"The hackers attacked the Swiss bank {phrase}.", nlp, rules)
    assert {dict(s.qualifiers).get("period") for s in found if s.predicate == "targets"} == {period}


@pytest.mark.parametrize("phrase", ["in June 2013", "from an office in Bern", "from 2013 servers"])
def test_what_names_no_two_ends_is_no_period(nlp: Language, rules: Rules, phrase: str) -> None:
    found = statements(f"The hackers attacked the Swiss bank {phrase}.", nlp, rules)
    assert not [s for s in found if dict(s.qualifiers).get("period")]


def test_they_who_deny_are_those_who_admit_later(nlp: Language, rules: Rules) -> None:
    text = (
        "She recalled how officers of the Polish police found the transmitter of the Danish service. "
        '"They denied it all back then. But years later, the Danish side had to admit it," she said.'
    )
    denying = {s for s, _ in about(statements(text, nlp, rules), "denies")}
    assert denying == {"Denmark"}


def test_they_who_deny_are_those_before_where_nobody_admits(nlp: Language, rules: Rules) -> None:
    text = "Two Danish officers were charged on Monday. They denied it. But years later the Danish side opened an archive."
    denying = {s for s, _ in about(statements(text, nlp, rules), "denies")}
    assert denying == {"Two Danish officers"}


def test_an_accusation_inside_a_quotation_is_the_speakers(nlp: Language, rules: Rules) -> None:
    text = "Iran is seeking to discredit the Swiss vote, spokeswoman Petra Frei said."
    assert ("Petra Frei", "Iran") in about(statements(text, nlp, rules), "accuses")


def test_seeking_something_else_is_no_accusation(nlp: Language, rules: Rules) -> None:
    text = "Iran is seeking to postpone the Swiss vote, spokeswoman Petra Frei said."
    assert not about(statements(text, nlp, rules), "accuses")


def test_what_unlike_says_of_another_accuses_him(nlp: Language, rules: Rules) -> None:
    text = 'Envoy Petra Frei spoke on Monday. "Switzerland, unlike Iran, does not sabotage power plants," she said.'
    found = about(statements(text, nlp, rules), "accuses")
    assert ("Petra Frei", "Iran") in found


def test_what_like_says_of_another_does_not(nlp: Language, rules: Rules) -> None:
    text = 'Envoy Petra Frei spoke on Monday. "Switzerland, like Austria, does not sabotage power plants," she said.'
    assert not about(statements(text, nlp, rules), "accuses")


def test_a_demand_to_give_up_a_vicious_practice_condemns_it(nlp: Language, rules: Rules) -> None:
    text = "Envoy Petra Frei called on Iran to abandon the vicious practice of taking hostages."
    assert ("Petra Frei", "Iran") in about(statements(text, nlp, rules), "condemns")


def test_a_demand_to_go_on_with_a_practice_does_not(nlp: Language, rules: Rules) -> None:
    text = "Envoy Petra Frei called on Iran to continue the useful practice of joint inspections."
    assert not about(statements(text, nlp, rules), "condemns")


def test_who_relays_a_denial_is_no_claimant(nlp: Language, rules: Rules) -> None:
    text = '"We reject the charges brought by Austria," Frei said, quoted by the consulate press service, Reuters reported.'
    [denial] = [s for s in statements(text, nlp, rules) if s.predicate == "denies"]
    assert denial.claimant is None
    assert isinstance(denial.object, Entity)
    assert denial.object.label == "Austria"


def test_who_reports_anothers_denial_himself_is(nlp: Language, rules: Rules) -> None:
    text = "Austria's chancellor said that Iran had denied the charges."
    [denial] = [s for s in statements(text, nlp, rules) if s.predicate == "denies"]
    assert denial.claimant is not None


def test_a_measure_announced_on_a_day_is_of_that_day(nlp: Language, rules: Rules) -> None:
    text = (
        "The Swiss ministry announced on Friday that Switzerland had imposed sanctions on the bank."
    )
    dates = {s.date for s in statements(text, nlp, rules) if s.predicate == "sanctions"}
    assert dates == {"2023-03-10"}


def test_an_attack_told_on_a_day_is_not_of_that_day(nlp: Language, rules: Rules) -> None:
    text = "The Swiss ministry announced on Friday that hackers had attacked the bank."
    dates = {s.date for s in statements(text, nlp, rules) if s.predicate == "targets"}
    assert dates == {None}


def test_a_contraction_with_a_curly_mark_is_a_negation(nlp: Language, rules: Rules) -> None:
    text = "President Petra Frei said that Switzerland doesn’t “meddle” in elections."
    assert ("Petra Frei", "") in about(statements(text, nlp, rules), "denies")


def test_contact_through_a_thing_links_nobody_to_it(nlp: Language, rules: Rules) -> None:
    text = "The police found a tool to maintain contact with agents that was disguised as a lamp."
    assert not about(statements(text, nlp, rules), "linkedTo")


def test_contact_with_a_body_links_to_it(nlp: Language, rules: Rules) -> None:
    text = "The banker maintained contact with the Iranian ministry."
    assert about(statements(text, nlp, rules), "linkedTo")


def test_presumed_officers_have_a_nationality_and_no_employer(nlp: Language, rules: Rules) -> None:
    found = statements("Police held three presumed Iranian intelligence officers.", nlp, rules)
    assert {o for _, o in about(found, "citizenOf")} == {"Iran"}
    assert not about(found, "worksFor")


def test_officers_have_an_employer(nlp: Language, rules: Rules) -> None:
    found = statements("Police held three Iranian intelligence officers.", nlp, rules)
    assert {o for _, o in about(found, "worksFor")} == {"Iran"}


def test_names_after_a_plural_of_people_are_people(nlp: Language, rules: Rules) -> None:
    text = "The envoy alleged that three Uzbeks - Timur Saidov, Daulet Rakhimov and Bobur Yuldash - were involved in the raid. Uzbekistan denied it."
    blamed = {o for s, o in about(statements(text, nlp, rules), "accuses") if s == "envoy"}
    assert {"Timur Saidov", "Daulet Rakhimov", "Bobur Yuldash"} <= blamed
    persons = {s.subject.type for s in statements(text, nlp, rules) if s.predicate == "citizenOf"}
    assert persons == {"Group", "Person"}


def test_firms_after_a_plural_of_people_stay_firms(nlp: Language, rules: Rules) -> None:
    text = "The ministry sanctioned several officials, Uzbek Steel Company, Samarkand Bank and Bukhara Airlines."
    sanctioned = [s.object for s in statements(text, nlp, rules) if s.predicate == "sanctions"]
    assert {o.type for o in sanctioned if isinstance(o, Entity) and o.type != "Group"} <= {
        *("Company", "Organization")
    }


def test_whose_country_rejects_a_charge_denies_it(nlp: Language, rules: Rules) -> None:
    text = '"Our country rejects these accusations," ambassador Petra Frei said.'
    assert {s for s, _ in about(statements(text, nlp, rules), "denies")} == {"Petra Frei"}


def test_whose_country_is_attacked_is_not_attacked_himself(nlp: Language, rules: Rules) -> None:
    text = '"Iran attacked our country," ambassador Petra Frei said.'
    assert "Petra Frei" not in {o for _, o in about(statements(text, nlp, rules), "targets")}


def test_an_unknown_agency_at_the_end_relays(nlp: Language, rules: Rules) -> None:
    text = (
        '"We reject the charges brought by Austria," ambassador Petra Frei said, Ruritel reported.'
    )
    [denial] = [s for s in statements(text, nlp, rules) if s.predicate == "denies"]
    assert denial.claimant is None


def test_a_ministry_that_reports_is_a_claimant(nlp: Language, rules: Rules) -> None:
    text = "Iran denied the charges brought by Austria, the Swiss ministry said."
    [denial] = [s for s in statements(text, nlp, rules) if s.predicate == "denies"]
    assert denial.claimant is not None


def test_the_beginning_of_a_period_is_not_the_day(nlp: Language, rules: Rules) -> None:
    found = statements("From March 2011 to June 2013 hackers attacked the Swiss bank.", nlp, rules)
    dates = {(s.date, dict(s.qualifiers).get("period")) for s in found if s.predicate == "targets"}
    assert dates == {(None, "2011-03/2013-06")}


def test_a_month_alone_is_the_date(nlp: Language, rules: Rules) -> None:
    found = statements("In March 2011 hackers attacked the Swiss bank.", nlp, rules)
    assert {s.date for s in found if s.predicate == "targets"} == {"2011-03"}
