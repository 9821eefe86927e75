"""Who is who in one text: firms and their legal forms, other names, introductions, governments."""

from __future__ import annotations

import pytest
from reading import Told, differences, statements

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
