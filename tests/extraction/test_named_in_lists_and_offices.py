"""Traps and their harmless twins: what lists, offices, products, quotations and habits say of names."""

from __future__ import annotations

import pytest
from spacy.language import Language
from support.sentences import statements

from graphbuild.model import AFFIRMED, Entity, Statement
from graphbuild.pipeline import Rules


def label(value: Entity | str | None) -> str:
    return value.label if isinstance(value, Entity) else value or ""


def pairs(found: list[Statement], predicate: str) -> set[tuple[str, str]]:
    """(subject, object) of a predicate's statements."""
    return {(s.subject.label, label(s.object)) for s in found if s.predicate == predicate}


def kinds(found: list[Statement]) -> dict[str, str]:
    """The class of each entity by its label."""
    every = [e for s in found for e in (s.subject, s.object, s.claimant) if isinstance(e, Entity)]
    return {e.label: e.type for e in every}


def dates(found: list[Statement], predicate: str) -> set[str | None]:
    return {s.date for s in found if s.predicate == predicate}


def test_what_firms_include_are_firms(nlp: Language, rules: Rules) -> None:
    text = "Canada sanctioned three firms. The firms include Denmark's Fjord Optics and Selby, and Lisbon-based Tagus Data Works."
    found = statements(text, nlp, rules)
    assert kinds(found)["Selby"] == "Company"
    assert not {o for _, o in pairs(found, "sanctions")} & {"Denmark", "Lisbon", "Portugal"}


def test_what_regions_include_are_places(nlp: Language, rules: Rules) -> None:
    text = "Canada sanctioned firms in three regions. The regions include Selby and Lisbon."
    assert "Company" not in {
        kinds(statements(text, nlp, rules)).get(n) for n in ("Selby", "Lisbon")
    }


def test_each_program_of_a_list_keeps_its_own_other_name(nlp: Language, rules: Rules) -> None:
    text = "The hackers used malware such as GULLWING, aka Tern; PLOVERCAT, aka Stint; and HERONFOG, aka Knot."
    found = statements(text, nlp, rules)
    assert ("GULLWING", "Tern") in pairs(found, "alsoKnownAs")
    assert ("GULLWING", "PLOVERCAT") not in pairs(found, "alsoKnownAs")
    assert {kinds(found)[n] for n in ("GULLWING", "PLOVERCAT")} == {"Malware"}


def test_a_tool_that_is_named_is_called_by_its_name(nlp: Language, rules: Rules) -> None:
    found = statements("APT38 used a tool named SandTern.", nlp, rules)
    assert ("APT38", "SandTern") in pairs(found, "uses")


def test_a_council_that_two_words_describe_is_no_firm(nlp: Language, rules: Rules) -> None:
    text = "The Internal Security and Border Council of Latvia imposed sanctions on two banks."
    [council] = [s for s in statements(text, nlp, rules) if s.predicate == "sanctions"]
    assert council.subject.type == "GovernmentBody"


def test_a_firm_with_security_in_its_name_is_one(nlp: Language, rules: Rules) -> None:
    found = statements("Valeridge Security accused Iran of spying.", nlp, rules)
    assert kinds(found).get("Valeridge Security") == "Company"


def test_an_order_that_is_pointed_back_to_is_no_person(nlp: Language, rules: Rules) -> None:
    text = "The president signed an Executive Order. The Order imposes sanctions on Iran."
    assert kinds(statements(text, nlp, rules)).get("Order") != "Person"


def test_somebody_who_is_called_like_a_noun_is_a_person(nlp: Language, rules: Rules) -> None:
    found = statements("Police arrested Anna Storm. Storm denied the charges.", nlp, rules)
    assert {s for s, _ in pairs(found, "denies")} == {"Anna Storm"}


def test_to_jail_critics_is_a_habit(nlp: Language, rules: Rules) -> None:
    assert not pairs(statements("The regime jails critics.", nlp, rules), "arrests")


def test_to_have_jailed_two_critics_is_an_act(nlp: Language, rules: Rules) -> None:
    found = statements("The Belarusian regime jailed two critics on Monday.", nlp, rules)
    assert pairs(found, "arrests") == {("Belarus", "two critics")}


def test_to_deny_people_their_freedom_denies_nothing(nlp: Language, rules: Rules) -> None:
    text = "The Belarusian government denies women free speech."
    assert not pairs(statements(text, nlp, rules), "denies")


def test_to_deny_a_charge_does(nlp: Language, rules: Rules) -> None:
    text = "The Belarusian government denies the charges."
    assert pairs(statements(text, nlp, rules), "denies") == {("Belarus", "")}


def test_who_hacked_us_hacked_the_body_we_speak_for(nlp: Language, rules: Rules) -> None:
    text = '"Iran hacked us twice," said the director of the Riga Hospital.'
    assert pairs(statements(text, nlp, rules), "targets") == {("Iran", "Riga Hospital")}


def test_who_hacked_us_hacked_nobody_known_where_nothing_says_who_we_are(
    nlp: Language, rules: Rules
) -> None:
    found = statements('"Iran hacked us twice," said Anna Berzina.', nlp, rules)
    assert not pairs(found, "targets")


def test_who_hacked_me_hacked_the_speaker(nlp: Language, rules: Rules) -> None:
    found = statements('"Iran hacked me twice," said Anna Berzina.', nlp, rules)
    assert pairs(found, "targets") == {("Iran", "Anna Berzina")}


def test_a_name_that_ends_in_an_apostrophe_keeps_it(nlp: Language, rules: Rules) -> None:
    text = "The hackers lied about the files, the hospital group Saint Ada's said."
    assert {s for s, _ in pairs(statements(text, nlp, rules), "says")} == {"Saint Ada's"}


def test_a_name_that_owns_what_follows_has_no_apostrophe(nlp: Language, rules: Rules) -> None:
    text = "The hospital group Saint Ada's director accused Iran of theft."
    assert "Saint Ada's" not in kinds(statements(text, nlp, rules))


def test_a_gang_of_which_somebody_is_a_manager_employs_him(nlp: Language, rules: Rules) -> None:
    text = "Police arrested Pavel Dorn. Dorn was a manager of the Conti gang."
    assert ("Pavel Dorn", "Conti") in pairs(statements(text, nlp, rules), "worksFor")


def test_who_is_a_national_and_a_manager_is_both(nlp: Language, rules: Rules) -> None:
    text = "Pavel Dorn is a Latvian national and a manager of Selby Hosting LLC."
    found = statements(text, nlp, rules)
    assert pairs(found, "citizenOf") == {("Pavel Dorn", "Latvia")}
    assert pairs(found, "worksFor") == {("Pavel Dorn", "Selby Hosting LLC")}


def test_who_is_a_national_but_no_manager_is_none(nlp: Language, rules: Rules) -> None:
    text = "Pavel Dorn is not a manager of Selby Hosting LLC."
    found = [s for s in statements(text, nlp, rules) if s.polarity == AFFIRMED]
    assert not pairs(found, "worksFor")


def test_the_gang_accused_of_blackmail_is_called_gang(nlp: Language, rules: Rules) -> None:
    found = statements("The mayor accused the Conti gang of blackmail.", nlp, rules)
    names = {n for s in found if isinstance(s.object, Entity) for n in s.object.aliases}
    assert not [n for n in names if "blackmail" in n]


def test_a_known_firm_is_not_its_product(nlp: Language, rules: Rules) -> None:
    text = "Hackers broke into Adobe Flashmail servers. Adobe blamed Iran."
    assert pairs(statements(text, nlp, rules), "accuses") == {("Adobe", "Iran")}


def test_a_firm_with_its_legal_form_is_the_firm(nlp: Language, rules: Rules) -> None:
    text = "Adobe Corporation blamed Iran. Adobe said that it had proof."
    speakers = {s.subject.id for s in statements(text, nlp, rules) if s.subject.type == "Company"}
    assert len(speakers) == 1


def test_partners_of_an_authority_act_too(nlp: Language, rules: Rules) -> None:
    text = "The Treasury, together with Japan's Foreign Ministry, is sanctioning Selby Hosting LLC."
    subjects = {s for s, _ in pairs(statements(text, nlp, rules), "sanctions")}
    assert len(subjects) == 2


def test_whom_an_authority_meets_with_does_not(nlp: Language, rules: Rules) -> None:
    text = "The Treasury, after talks with Japan's Foreign Ministry, sanctioned Selby Hosting LLC."
    subjects = {s for s, _ in pairs(statements(text, nlp, rules), "sanctions")}
    assert len(subjects) == 1


def test_who_relies_on_firms_to_attack_attacks(nlp: Language, rules: Rules) -> None:
    text = "Iranian hackers rely on firms like Selby Hosting to attack banks."
    assert "Selby Hosting" not in {s for s, _ in pairs(statements(text, nlp, rules), "targets")}


def test_its_employees_on_a_list_are_the_firms(nlp: Language, rules: Rules) -> None:
    text = "Japan sanctioned Selby Hosting LLC and its employees Pavel Dorn and Egor Lind."
    employers = {o for _, o in pairs(statements(text, nlp, rules), "worksFor")}
    assert employers == {"Selby Hosting LLC"}


def test_its_employees_that_it_pays_are_its_own(nlp: Language, rules: Rules) -> None:
    text = "Selby Hosting LLC paid its employees Pavel Dorn and Egor Lind."
    employers = {o for _, o in pairs(statements(text, nlp, rules), "worksFor")}
    assert employers == {"Selby Hosting LLC"}


def test_a_front_company_of_a_firm_is_the_firms(nlp: Language, rules: Rules) -> None:
    text = "Japan sanctioned Tagus Works LP, the Irish front company of Selby Hosting LLC."
    assert ("Tagus Works LP", "Selby Hosting LLC") in pairs(statements(text, nlp, rules), "partOf")


def test_an_order_that_amends_is_no_basis(nlp: Language, rules: Rules) -> None:
    text = "The Treasury designated Selby Bank pursuant to E.O. 15111, as amended by E.O. 15222."
    assert pairs(statements(text, nlp, rules), "underInstrument") == {("Selby Bank", "E.O. 15111")}


def test_the_names_of_counted_men_are_theirs(nlp: Language, rules: Rules) -> None:
    text = "Latvia charged three men. The names of the three men are Pavel Dorn, Egor Lind and Juris Kalns."
    charged = {o for _, o in pairs(statements(text, nlp, rules), "charges")}
    assert {"Pavel Dorn", "Egor Lind", "Juris Kalns"} <= charged


def test_the_names_of_judges_are_not_those_of_the_charged(nlp: Language, rules: Rules) -> None:
    text = "Latvia charged three men. The names of the two judges are Pavel Dorn and Egor Lind."
    charged = {o for _, o in pairs(statements(text, nlp, rules), "charges")}
    assert not {"Pavel Dorn", "Egor Lind"} & charged


def test_what_is_condemned_as_it_is_the_attack_before(nlp: Language, rules: Rules) -> None:
    text = "Iran was behind the attack on the dam. Chancellor Anna Berzina condemned it."
    assert {o for _, o in pairs(statements(text, nlp, rules), "condemns")} == {"attack on the dam"}


def test_what_is_condemned_as_it_is_unknown_after_two_attacks(nlp: Language, rules: Rules) -> None:
    text = "Iran was behind the attack on the dam and the raid on the port. Chancellor Anna Berzina condemned it."
    assert not pairs(statements(text, nlp, rules), "condemns")


def test_what_was_also_done_was_done_that_day(nlp: Language, rules: Rules) -> None:
    text = "Japan sanctioned Pavel Dorn on Monday. Also sanctioned was Egor Lind."
    assert dates(statements(text, nlp, rules), "sanctions") == {"2023-03-13"}


def test_what_was_done_earlier_was_not(nlp: Language, rules: Rules) -> None:
    text = "Japan sanctioned Pavel Dorn on Monday. Earlier Japan sanctioned Egor Lind."
    assert dates(statements(text, nlp, rules), "sanctions") == {"2023-03-13", None}


def test_news_of_a_measure_before_who_tells_it_is_of_that_day(nlp: Language, rules: Rules) -> None:
    text = "Japan sanctioned four firms, the trade ministry said on Monday."
    assert dates(statements(text, nlp, rules), "sanctions") == {"2023-03-13"}


def test_a_measure_in_a_later_that_clause_is_not(nlp: Language, rules: Rules) -> None:
    text = "The trade ministry said on Monday that Japan sanctioned four firms in 2019."
    assert dates(statements(text, nlp, rules), "sanctions") == {"2019"}


@pytest.mark.parametrize("said", ["so-called ", "self-styled ", ""])
def test_a_republic_of_no_list_is_no_state(nlp: Language, rules: Rules, said: str) -> None:
    text = f"The Council sanctioned Pavel Dorn, minister of justice of the {said}Selby People's Republic."
    found = statements(text, nlp, rules)
    assert pairs(found, "worksFor") == {("Pavel Dorn", "Selby People's Republic")}
    assert kinds(found)["Selby People's Republic"] == "Organization"


def test_a_republic_of_the_list_is_a_state(nlp: Language, rules: Rules) -> None:
    text = (
        "The Council sanctioned Pavel Dorn, minister of justice of the People's Republic of China."
    )
    assert pairs(statements(text, nlp, rules), "worksFor") == {("Pavel Dorn", "China")}


def test_a_nickname_keeps_the_article_of_its_quotation(nlp: Language, rules: Rules) -> None:
    text = 'Japan sanctioned Pavel Dorn (aka "The Otter").'
    assert pairs(statements(text, nlp, rules), "alsoKnownAs") == {("Pavel Dorn", "The Otter")}


def test_an_article_before_a_name_is_none_of_it(nlp: Language, rules: Rules) -> None:
    text = "Japan sanctioned the Otter Bank, formerly known as the Beaver Bank."
    assert {o for _, o in pairs(statements(text, nlp, rules), "alsoKnownAs")} == {"Beaver Bank"}


def test_two_orders_in_one_phrase_are_both_the_basis(nlp: Language, rules: Rules) -> None:
    text = "The Treasury designated Selby Bank pursuant to Executive Orders 15111 and 15222."
    laws = {o for _, o in pairs(statements(text, nlp, rules), "underInstrument")}
    assert laws == {"Executive Order 15111", "Executive Order 15222"}


def test_what_a_regulation_lists_is_under_it(nlp: Language, rules: Rules) -> None:
    text = (
        "The Council sanctioned Selby Bank. The bank was listed under Regulation (EU) No 111/2015."
    )
    laws = {o for _, o in pairs(statements(text, nlp, rules), "underInstrument")}
    assert laws == {"Regulation (EU) No 111/2015"}


def test_a_number_of_orders_for_goods_is_no_law(nlp: Language, rules: Rules) -> None:
    text = "The Treasury designated Selby Bank, which had orders 15111 and 15222 from Iran."
    assert not pairs(statements(text, nlp, rules), "underInstrument")


def test_father_and_son_of_one_name_are_two(nlp: Language, rules: Rules) -> None:
    text = (
        "Police arrested Egor Lind Jr on Monday. His father, Egor Lind, accused Latvia. "
        "Egor Lind Jr accused Iran. Lind condemned Japan."
    )
    found = statements(text, nlp, rules)
    assert pairs(found, "accuses") == {("Egor Lind", "Latvia"), ("Egor Lind Jr", "Iran")}
    assert {s for s, _ in pairs(found, "condemns")} == {"Egor Lind"}


def test_the_surname_of_the_only_one_is_his(nlp: Language, rules: Rules) -> None:
    found = statements("Police arrested Egor Lind Jr on Monday. Lind accused Iran.", nlp, rules)
    assert pairs(found, "accuses") == {("Egor Lind Jr", "Iran")}


def test_two_places_of_one_name_in_one_article_are_two(nlp: Language, rules: Rules) -> None:
    text = (
        "Georgia accused Russia of hacking the parliament in Tbilisi. "
        "In Atlanta, a grand jury sat. Georgia's governor condemned the hack."
    )
    assert ("Georgia's governor", "Georgia") not in pairs(statements(text, nlp, rules), "worksFor")


def test_a_governor_of_the_state_serves_it(nlp: Language, rules: Rules) -> None:
    text = (
        "Georgia's president, Petre Beridze, accused Russia of hacking the parliament in Tbilisi."
    )
    assert ("Petre Beridze", "Georgia") in pairs(statements(text, nlp, rules), "worksFor")


@pytest.mark.parametrize(
    ("text", "no_alias"),
    [
        ("Karl Stein, his son, accused Iran.", "his son"),
        ("Leo Stahl, an opponent of the president, accused Iran.", "opponent of the president"),
        ("Eva Sand, a politician, accused Iran. The politician condemned Japan.", "politician"),
    ],
)
def test_a_role_is_no_alias(nlp: Language, rules: Rules, text: str, no_alias: str) -> None:
    people = [s.subject for s in statements(text, nlp, rules) if s.predicate == "accuses"]
    assert people
    assert no_alias not in {a for e in people for a in e.aliases}


def test_an_office_of_one_is_an_alias(nlp: Language, rules: Rules) -> None:
    text = "Eva Sand, the Latvian prime minister, accused Iran."
    [person] = {s.subject for s in statements(text, nlp, rules) if s.predicate == "accuses"}
    assert "Latvian prime minister" in person.aliases
