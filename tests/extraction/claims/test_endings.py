"""What ends a measure or takes a claim back is never read as the measure or the claim; and its harmless twin."""

from __future__ import annotations

from typing import Any

import pytest
from support.sentences import Told, differences, documents, shown, statements

from graphbuild.model import PLANNED
from graphbuild.nlp.annotate import Document
from graphbuild.pipeline import read

pytestmark = pytest.mark.model

MEASURES = {
    "The Netherlands lifted sanctions on Aurelia Bank.": [
        Told("Netherlands", "lifts", "Aurelia Bank")
    ],
    "The Netherlands imposed sanctions on Aurelia Bank.": [
        Told("Netherlands", "sanctions", "Aurelia Bank")
    ],
    "Ottawa eased its sanctions against Nicaragua.": [Told("Canada", "lifts", "Nicaragua")],
    "Ottawa tightened its sanctions against Nicaragua.": [Told("Canada", "sanctions", "Nicaragua")],
    "Norway suspended the sanctions it had imposed on Aurelia Bank.": [
        Told("Norway", "lifts", "Aurelia Bank"),
        Told("Norway", "sanctions", "Aurelia Bank"),
    ],
    "The tribunal annulled the sanctions against Petra Lindqvist.": [
        Told("tribunal", "lifts", "Petra Lindqvist")
    ],
    "The tribunal upheld the sanctions against Petra Lindqvist.": [],
    "OFAC struck Aurelia Bank from its blacklist.": [Told("OFAC", "lifts", "Aurelia Bank")],
    "OFAC put Aurelia Bank on its blacklist.": [Told("OFAC", "sanctions", "Aurelia Bank")],
    "Petra Lindqvist was removed from the EU's sanctions list.": [
        Told("EU", "lifts", "Petra Lindqvist")
    ],
    "The committee removed the recipe from the list of dishes.": [],
    "Australia delisted Aurelia Bank in May.": [Told("Australia", "lifts", "Aurelia Bank")],
    "The stock exchange delisted Aurelia Bank in May.": [],
    "The Treasury revoked the designation of Aurelia Bank.": [
        Told("Treasury", "lifts", "Aurelia Bank")
    ],
    "The Treasury announced the designation of Aurelia Bank.": [
        Told("Treasury", "sanctions", "Aurelia Bank", optional=True)
    ],
    "The prime minister signed an order lifting sanctions on Nicaragua.": [
        Told("prime minister", "lifts", "Nicaragua")
    ],
    "The prime minister will lift sanctions on Nicaragua.": [
        Told("prime minister", "lifts", "Nicaragua", modality=PLANNED)
    ],
    "Nicaragua demanded that the Netherlands lift sanctions on Managua.": [
        Told("Nicaragua", "demands", "Netherlands")
    ],
    "Portugal has no intention to lift sanctions on Nicaragua.": [],
    "Portugal denied that it had lifted sanctions on Nicaragua.": [Told("Portugal", "denies")],
    "Ministers lifted restrictions on restaurants in Lisbon.": [],
    "Portugal lifted a travel ban on two Belarusian colonels.": [
        Told("Portugal", "lifts", "two Belarusian colonels")
    ],
    "The lifting of Portuguese sanctions on Aurelia Bank angered Nicaragua.": [],
    "Portuguese sanctions on Aurelia Bank angered Nicaragua.": [
        Told("Portugal", "sanctions", "Aurelia Bank"),
        Told("Portugal", "sanctions", "Nicaragua", optional=True),
    ],
}
CLAIMS = {
    "Portugal withdrew its accusation against Nicaragua.": [
        Told("Portugal", "withdraws", "Nicaragua")
    ],
    "Portugal repeated its accusation against Nicaragua.": [
        Told("Portugal", "accuses", "Nicaragua")
    ],
    "The magazine retracted its report that Nicaragua had hacked the ferry line.": [
        Told("magazine", "withdraws", "Nicaragua")
    ],
    "The magazine published its report that Nicaragua had hacked the ferry line.": [
        Told("Nicaragua", "targets", "ferry line", by="magazine", optional=True),
        Told("Nicaragua", "targets", "ferry line", optional=True),
        Told("magazine", "accuses", "Nicaragua", optional=True),
    ],
    "The company withdrew its report on profits.": [],
    "The company withdrew its staff from Nicaragua.": [],
    "The ministry took back its allegation that Nicaragua had poisoned the envoy.": [
        Told("ministry", "withdraws", "Nicaragua")
    ],
    "Prosecutors dropped the charges against Petra Lindqvist.": [
        Told("Prosecutors", "withdraws", "Petra Lindqvist")
    ],
    "Prosecutors brought charges against Petra Lindqvist.": [
        Told("Prosecutors", "charges", "Petra Lindqvist")
    ],
    "A judge dismissed the charges against Petra Lindqvist.": [],
    "The ambassador dismissed the charges against Petra Lindqvist.": [Told("ambassador", "denies")],
}
COURTS = {
    "A court in Turku convicted Petra Lindqvist of spying.": [
        Told("court", "convicts", "Petra Lindqvist")
    ],
    "A court in Turku acquitted Petra Lindqvist of spying.": [
        Told("court", "convicts", "Petra Lindqvist", negated=True)
    ],
    "A court in Turku heard Petra Lindqvist.": [],
    "A Croatian court sentenced Petra Lindqvist to three years.": [
        Told("Croatian court", "convicts", "Petra Lindqvist")
    ],
    "The jury found Petra Lindqvist guilty of fraud.": [
        Told("jury", "convicts", "Petra Lindqvist")
    ],
    "The jury found Petra Lindqvist not guilty of fraud.": [
        Told("jury", "convicts", "Petra Lindqvist", negated=True)
    ],
    "The judge jailed Petra Lindqvist for two years.": [
        Told("judge", "convicts", "Petra Lindqvist")
    ],
    "Border guards jailed Petra Lindqvist.": [Told("guards", "arrests", "Petra Lindqvist")],
    "Croatia extradited Petra Lindqvist to Chile.": [
        Told("Croatia", "extradites", "Petra Lindqvist")
    ],
    "Petra Lindqvist was extradited from Croatia to Chile.": [
        Told("Croatia", "extradites", "Petra Lindqvist")
    ],
    "Croatia agreed to extradite Petra Lindqvist to Chile.": [
        Told("Croatia", "extradites", "Petra Lindqvist", modality=PLANNED)
    ],
    "Croatia refused to extradite Petra Lindqvist to Chile.": [],
    "Chile asked Croatia to extradite Petra Lindqvist.": [Told("Chile", "demands", "Croatia")],
}
CASES: dict[str, list[Told]] = {**MEASURES, **CLAIMS, **COURTS}


@pytest.fixture(scope="module")
def parsed(nlp) -> dict[str, Document]:
    """Each text, all parsed in one batch."""
    return dict(zip(CASES, documents(CASES, nlp), strict=True))


@pytest.mark.parametrize(("text", "told"), [pytest.param(t, w, id=t) for t, w in CASES.items()])
def test_says_this_and_no_more(text: str, told: list[Told], parsed: Any, rules: Any) -> None:
    found = read(parsed[text], rules)
    assert not differences(found, told), shown(found)


@pytest.mark.parametrize(
    ("verb", "effect"), [("lifted", "ended"), ("eased", "eased"), ("suspended", "suspended")]
)
def test_the_claim_says_what_becomes_of_the_measure(verb, effect, nlp, rules):
    found = statements(f"Chile {verb} the sanctions against Aurelia Bank.", nlp, rules)
    [lifted] = [s for s in found if s.predicate == "lifts"]
    assert dict(lifted.qualifiers)["effect"] == effect


def test_what_is_extended_until_a_year_is_not_of_that_year(nlp, rules):
    [found] = statements(
        "The council extended the sanctions against Aurelia Bank until 2023.", nlp, rules
    )
    assert (found.predicate, found.date) == ("sanctions", None)


def test_what_is_extended_in_a_year_is_of_that_year(nlp, rules):
    [found] = statements(
        "The council extended the sanctions against Aurelia Bank in 2021.", nlp, rules
    )
    assert (found.predicate, found.date) == ("sanctions", "2021")
