"""Who is who in one text: firms and their legal forms, other names, introductions, governments."""

from __future__ import annotations

import pytest
from support.sentences import Told, differences, statements

from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import Entity
from graphbuild.pipeline import Rules

pytestmark = pytest.mark.model
RULES = Rules.load()

TOLD = {
    "Bitward attributes the campaign to Velvet Heron, a group that other vendors track as UNC4821.": [
        Told("Velvet Heron", "alsoKnownAs", "UNC4821"),
        Told("campaign", "attributedTo", "Velvet Heron", by="Bitward"),
        Told("Bitward", "accuses", "Velvet Heron"),
    ],
    "The bank said that Microsoft calls Azure safe.": [],
    "OFAC is designating four firms and two individuals in Iran and Syria for buying engines.": [
        Told("OFAC", "sanctions", "four firms and two individuals"),
        Told("OFAC", "accuses", "four firms and two individuals", optional=True),
    ],  # not Syria
    "OFAC is also designating Paidar, as well as the companies Ozone Havacilik Ve Savunma Sanayi"
    " Ticaret Anonim Sirketi and Farazan Industrial Engineering, Inc., for having provided support to DTSRC.": [
        Told("OFAC", "sanctions", "Paidar"),
        Told("OFAC", "sanctions", "Ozone Havacilik Ve Savunma Sanayi Ticaret Anonim Sirketi"),
        Told("OFAC", "sanctions", "Farazan Industrial Engineering, Inc."),
        Told("OFAC", "accuses", "Paidar", optional=True),
        Told(
            "OFAC",
            "accuses",
            "Ozone Havacilik Ve Savunma Sanayi Ticaret Anonim Sirketi",
            optional=True,
        ),
        Told("OFAC", "accuses", "Farazan Industrial Engineering, Inc.", optional=True),
        Told("Farazan Industrial Engineering, Inc.", "linkedTo", "DTSRC", optional=True),
    ],
    "Iran-based Defense Technology and Science Research Center (DTSRC) has bought engines.": [
        Told("Defense Technology and Science Research Center", "alsoKnownAs", "DTSRC"),
    ],
    "The unit's methods are known. In June the Union sanctioned two officers, banning them.": [
        Told("Union", "sanctions", "two officers"),
    ],  # not the methods
    "The new measures target two Belarusian nationals for smuggling.": [
        Told("two Belarusian nationals", "citizenOf", "Belarus"),
    ],  # no attack
    "Russia expelled six British diplomats. The country's security service,"
    " the FSB, said it had documents.": [
        Told("Russia", "expels", "six British diplomats"),
        Told("six British diplomats", "worksFor", "United Kingdom"),
        Told("FSB", "partOf", "Russia"),
    ],
    'Maksim Orlov (a.k.a. "Baget"), who ran servers, was sanctioned by Britain.': [
        Told("Maksim Orlov", "alsoKnownAs", "Baget"),
        Told("United Kingdom", "sanctions", "Maksim Orlov"),
    ],
    "OFAC designated Neobit, OOO and Advanced Nova Technology, AO (a.k.a. ANT). Neobit was also"
    " designated for supporting the GRU. ANT was also sanctioned by Britain.": [
        Told("Advanced Nova Technology, AO", "alsoKnownAs", "ANT"),
        Told("OFAC", "sanctions", "Advanced Nova Technology, AO"),
        Told("OFAC", "sanctions", "Neobit, OOO"),
        Told("United Kingdom", "sanctions", "Advanced Nova Technology, AO"),
    ],
    'Vitaly Koval, a figure within the Lazarus Group, is also known online as "Bentley".': [
        Told("Vitaly Koval", "alsoKnownAs", "Bentley"),
        Told("Vitaly Koval", "linkedTo", "Lazarus Group", optional=True),
    ],
    "The defendants are members of Military Unit 12345, which security firms call Sandfly and Lynx.": [
        Told("Military Unit 12345", "alsoKnownAs", "Sandfly"),
        Told("Military Unit 12345", "alsoKnownAs", "Lynx"),
        Told("defendants", "worksFor", "Military Unit 12345", optional=True),
        Told("members of Military Unit 12345", "worksFor", "Military Unit 12345", optional=True),
    ],
    "A Danish national was arrested by Italy. Media say Danish national Lars Holm was ill.": [
        Told("Italy", "arrests", "Lars Holm"),
        Told("Lars Holm", "citizenOf", "Denmark"),
    ],
    "The ministry summoned the Russian ambassador. On Monday, the Government expelled two spies.": [
        Told("Government", "expels", "two spies"),
        Told("Russian ambassador", "worksFor", "Russia"),
    ],  # not Russia, which was named last
    "Huawei warned India about China. It insisted that it has no links to the government.": [
        Told("Huawei", "threatens", "India", optional=True),
        Told("Huawei", "denies", optional=True),
        Told("Huawei", "linkedTo", "government", negated=True, optional=True),
    ],  # of which state, nobody can tell
    "The council acted under Council Decision (CFSP) 2019/797 and sanctioned Kavir Bank.": [
        Told("council", "sanctions", "Kavir Bank"),
        Told("Kavir Bank", "underInstrument", "Council Decision (CFSP) 2019/797", optional=True),
    ],
    "British prosecutors charged two men.": [
        Told("British prosecutors", "charges", "two men"),
        Told("British prosecutors", "partOf", "United Kingdom"),
    ],
    "Bulgarian prosecutors held him. President Milan Novak has been informed.": [
        Told("Bulgarian prosecutors", "arrests", "him", optional=True),
        Told("Bulgarian prosecutors", "partOf", "Bulgaria"),
        Told("Milan Novak", "worksFor", "Bulgaria", by="nobody", optional=True),
    ],  # a president of whom, the text does not say
    "The US Treasury sanctioned Orbit Networks, a Lyon-based security company, saying it was directly"
    " involved in the Salt Heron hacks.": [
        Told("US Treasury", "sanctions", "Orbit Networks"),
        Told("Salt Heron hacks", "linkedTo", "Orbit Networks", by="US Treasury"),
        Told("US Treasury", "partOf", "United States"),
        Told("US Treasury", "accuses", "Orbit Networks", optional=True),
    ],  # not Lyon, and it is not the treasury that was involved
    "WhatsApp alleges that NSO exploited a flaw.": [
        Told("WhatsApp", "accuses", "NSO", optional=True),
    ],
}


@pytest.mark.parametrize("text", TOLD)
def test_things_are_told_apart_and_together(text, nlp):
    found = statements(text, nlp, RULES)
    watched = {"alsoKnownAs", "partOf", "worksFor", "citizenOf", "linkedTo", "underInstrument"}
    told = [*TOLD[text], *(Told("-", p, "-", optional=True) for p in watched)]
    assert not differences(found, told)


ONE = {
    "Russian military intelligence carried out the attack on the rail network, Denmark said."
    " Norway accused the GRU of the sabotage.": ("organization/gru", {"GRU"}),
    "The Main Directorate of the General Staff of the Armed Forces of the Russian Federation"
    " attacked the port. Denmark accused the GRU.": (
        "organization/gru",
        {
            "GRU",
            "Main Directorate of the General Staff of the Armed Forces of the Russian Federation",
        },
    ),
    "Iran's intelligence ministry denied the attack. The Ministry of Intelligence and Security"
    " condemned Albania.": (
        "organization/ministry-of-intelligence-and-security",
        {"Iran's intelligence ministry", "Ministry of Intelligence and Security"},
    ),
    "The foreign ministry in Riga condemned the attack on the port.": (
        "organization/lv-foreign-ministry",
        {"foreign ministry in Riga"},
    ),
    "Latvia will answer Belarus, the foreign ministry said on Thursday."
    " A Latvian foreign ministry spokesman threatened Minsk. The ministry condemned the attack.": (
        "organization/lv-foreign-ministry",
        {"foreign ministry", "Latvian foreign ministry", "ministry"},
    ),
    "Czech police arrested two men. The Czech police accused Russia of the blast.": (
        "organization/cz-police",
        {"Czech police"},
    ),
    "The Biden administration sanctioned Orbit Bank.": ("state/us", {"Biden administration"}),
    "Maduro's government condemned the attack.": ("state/ve", {"Maduro's government"}),
    "The Security Council of the Russian Federation condemned Norway.": (
        "organization/security-council-of-the-russian-federation",
        {"Security Council of the Russian Federation"},
    ),
    "Anders Holm was ill after the Kremlin critic had been poisoned by two officers."
    " Norway condemned the poisoning of the opposition figure.": (
        "person/anders-holm",
        {"Anders Holm", "Kremlin critic", "opposition figure"},
    ),
    "Norway sanctioned two officers. Denmark sanctioned the pair.": (
        "group/ca978112/two-officers-3",
        {"two officers", "pair"},
    ),
    "Marek Dvorak denied the claim. His party accused Russia, and his party condemned the attack."
    " Dvorak's party accused China.": (
        "organization/ca978112/dvorak-party-7",
        {"His party", "his party", "Dvorak's party"},
    ),
    "A cyberattack hit the port on Saturday. Latvia condemned the attempted aggression."
    " Norway condemned the Saturday morning incident.": (
        "operation/ca978112/cyberattack-1",
        {"2023 cyberattack on port", "Saturday morning incident"},
    ),
    "Marek Dvorak's team said hackers had attacked his party. Dvorak's party accused Russia.": (
        "organization/ca978112/dvorak-party-9",
        {"his party", "Dvorak's party"},
    ),
}


@pytest.mark.parametrize("text", ONE)
def test_one_thing_has_one_id_by_every_name(text, nlp):
    path, names = ONE[text]
    sides = [e for s in statements(text, nlp, RULES) for e in (s.subject, s.object)]
    found = {e.id: {e.label, *e.aliases} for e in sides if isinstance(e, Entity)}
    assert names <= found.get(ENTITY_BASE + path, set()), found
    assert not any(names & others for iri, others in found.items() if iri != ENTITY_BASE + path)


APART = {
    "Maria Holm accused Norway after the Oslo businessman had condemned the attack.": (
        "Maria Holm",
        "Oslo businessman",
    ),
    "The Iranian embassy in Riga condemned Latvia. The Iranian embassy in Vilnius condemned Norway.": (
        "Iranian embassy in Riga",
        "Iranian embassy in Vilnius",
    ),
    "The Putin critic condemned the attack. Putin accused Norway.": ("Putin critic", "Putin"),
    "Russia condemned Latvia, the foreign ministry said. The Latvian foreign ministry condemned Russia.": (
        "foreign ministry",
        "Latvian foreign ministry",
    ),
}


@pytest.mark.parametrize("text", APART)
def test_two_things_with_like_names_have_two_ids(text, nlp):
    sides = [e for s in statements(text, nlp, RULES) for e in (s.subject, s.object)]
    found = [(e.id, {e.label, *e.aliases}) for e in sides if isinstance(e, Entity)]
    one, other = ({iri for iri, names in found if name in names} for name in APART[text])
    assert one
    assert other
    assert one.isdisjoint(other), found
