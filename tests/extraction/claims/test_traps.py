"""Traps and their harmless twins: what a sentence does not say, and what one much like it does.

Each pair is two tests.  `never` lists statements that the trap must not give, whoever claims them;
`always` those that the twin must give.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from support.sentences import article, documents, is_called, shown

from graphbuild.model import DROPPED, NEGATED, Issue, Statement
from graphbuild.nlp.annotate import Document
from graphbuild.pipeline import Rules, build, read

pytestmark = pytest.mark.model

KNOWN_FAILURES: dict[str, str] = {}


class Pair(NamedTuple):
    """A trap with what it must never say, and its twin with what it always says.

    A statement is "subject | predicate | object" or "subject | predicate | object | claimant".
    """

    trap: str
    never: tuple[str, ...]
    twin: str
    always: tuple[str, ...]


NEGATION = [
    Pair(
        "There were no reports that Peru was behind the attack on the refinery.",
        ("attack | attributedTo | Peru", "Peru | targets | refinery"),
        "There were reports that Peru was behind the attack on the refinery.",
        ("attack | attributedTo | Peru",),
    ),
    Pair(
        "Rumours that Ghana had expelled three envoys are false.",
        ("Ghana | expels | three envoys",),
        "Ghana expelled three envoys, and rumours of a coup are false.",
        ("Ghana | expels | three envoys",),
    ),
    Pair(
        "It is not true that Chile sanctioned the Andes Bank.",
        ("Chile | sanctions | Andes Bank",),
        "It is true that Chile sanctioned the Andes Bank.",
        ("Chile | sanctions | Andes Bank",),
    ),
    Pair(
        "Reports that Kenya had charged Daniel Mutua turned out to be wrong.",
        ("Kenya | charges | Daniel Mutua",),
        "Reports that Kenya had charged Daniel Mutua turned out to be right.",
        ("Kenya | charges | Daniel Mutua",),
    ),
    Pair(
        "The claim that Laos hacked the dam is untrue, Oman said.",
        ("Laos | targets | dam", "Oman | accuses | Laos"),
        "The claim that Laos hacked the dam is true, Oman said.",
        ("Laos | targets | dam", "Oman | accuses | Laos"),
    ),
    Pair(
        "Uruguay refrained from expelling the envoy.",
        ("Uruguay | expels | envoy",),
        "Uruguay did not hesitate to expel the envoy.",
        ("Uruguay | expels | envoy",),
    ),
    Pair(
        "Malta will not allow Tunisia to attack its ports.",
        ("Tunisia | targets | its ports",),
        "Malta said that Tunisia had attacked its ports.",
        ("Tunisia | targets | its ports | Malta",),
    ),
    Pair(
        "Bolivia denied that Peru had ever hacked the tax office.",
        ("Peru | targets | tax office", "Bolivia | accuses | Peru"),
        "Bolivia complained that Peru had hacked the tax office.",
        ("Peru | targets | tax office", "Bolivia | accuses | Peru"),
    ),
    Pair(
        "Chile closed the case without charging Pedro Salas.",
        ("Chile | charges | Pedro Salas",),
        "Chile charged Pedro Salas without waiting for the report.",
        ("Chile | charges | Pedro Salas",),
    ),
    Pair(
        "The Kraken gang left without hacking the Lisbon port authority.",
        ("Kraken gang | targets | Lisbon port authority",),
        "The Kraken gang hacked the Lisbon port authority without asking for a ransom.",
        ("Kraken gang | targets | Lisbon port authority",),
    ),
    Pair(
        "The Kraken gang read the news without a guard having to open a door.",
        ("Kraken gang | targets | guard",),
        "The Kraken gang broke into the Lisbon port authority without a guard having to open a door.",
        ("Kraken gang | targets | Lisbon port authority",),
    ),
    Pair(
        "Far from expelling the envoy, Oman gave him a medal.",
        ("Oman | expels | envoy",),
        "Besides expelling the envoy, Oman closed the border.",
        ("Oman | expels | envoy",),
    ),
    Pair(
        "Instead of sanctioning the Volta Bank, Ghana fined it.",
        ("Ghana | sanctions | Volta Bank",),
        "In addition to sanctioning the Volta Bank, Ghana fined two brokers.",
        ("Ghana | sanctions | Volta Bank",),
    ),
    Pair(
        "Chile ruled out that Peru had attacked the harbour.",
        ("Peru | targets | harbour", "Chile | accuses | Peru"),
        "Chile found out that Peru had attacked the harbour.",
        ("Peru | targets | harbour", "Chile | accuses | Peru"),
    ),
    Pair(
        "Peru dropped plans to expel the envoy.",
        ("Peru | expels | envoy",),
        "Peru announced plans to expel the envoy.",
        ("Peru | expels | envoy",),
    ),
    Pair(
        "Nobody believes that Peru hacked the harbour.",
        ("Peru | targets | harbour",),
        "Many people believe that Peru hacked the harbour.",
        ("Peru | targets | harbour",),
    ),
    Pair(
        "Few believe that Oman attacked the tanker.",
        ("Oman | targets | tanker",),
        "The police believe that Oman attacked the tanker.",
        ("Oman | targets | tanker",),
    ),
    Pair(
        "Contrary to reports that Oman had arrested Nadia Saleh, she was at home.",
        ("Oman | arrests | Nadia Saleh",),
        "According to reports that came in late, Oman had arrested Nadia Saleh.",
        ("Oman | arrests | Nadia Saleh",),
    ),
    Pair(
        "The idea that Malta hacked the lottery is a myth.",
        ("Malta | targets | lottery",),
        "Malta hacked the lottery, and that is no myth.",
        ("Malta | targets | lottery",),
    ),
    Pair(
        "False reports that Kenya had sanctioned the Nile Bank spread quickly.",
        ("Kenya | sanctions | Nile Bank",),
        "First reports that Kenya had sanctioned the Nile Bank spread quickly.",
        ("Kenya | sanctions | Nile Bank",),
    ),
    Pair(
        "Chile stopped short of accusing Peru of the theft.",
        ("Chile | accuses | Peru", "theft | attributedTo | Peru"),
        "Chile ended the talks after accusing Peru of the theft.",
        ("Chile | accuses | Peru",),
    ),
    Pair(
        "Angola has yet to charge Rui Lopes.",
        ("Angola | charges | Rui Lopes",),
        "Angola has now charged Rui Lopes.",
        ("Angola | charges | Rui Lopes",),
    ),
    Pair(
        "Angola no longer accuses Portugal of spying.",
        ("Angola | accuses | Portugal",),
        "Angola still accuses Portugal of spying.",
        ("Angola | accuses | Portugal",),
    ),
    Pair(
        "It is unlikely that Tunisia hacked the port of Valletta.",
        ("Tunisia | targets | port of Valletta",),
        "It is certain that Tunisia hacked the port of Valletta.",
        ("Tunisia | targets | port of Valletta",),
    ),
    Pair(
        "Malta wrongly accused Tunisia of hacking the lottery.",
        ("Tunisia | targets | lottery",),
        "Malta openly accused Tunisia of hacking the lottery.",
        ("Tunisia | targets | lottery | Malta", "Malta | accuses | Tunisia"),
    ),
    Pair(
        "Kenya did not expel the envoy or charge Daniel Mutua.",
        ("Kenya | expels | envoy", "Kenya | charges | Daniel Mutua"),
        "Kenya expelled the envoy or his deputy and charged Daniel Mutua.",
        ("Kenya | expels | envoy", "Kenya | charges | Daniel Mutua"),
    ),
    Pair(
        "There were no reports of an attack on the Lisbon port authority by Angola.",
        ("attack | attributedTo | Angola", "Angola | targets | Lisbon port authority"),
        "There were reports of an attack on the Lisbon port authority by Angola.",
        ("attack | attributedTo | Angola",),
    ),
]
REALITY = [
    Pair(
        "Did Kenya hack the Ugandan railways?",
        ("Kenya | targets | Ugandan railways",),
        "Kenya hacked the Ugandan railways. Why?",
        ("Kenya | targets | Ugandan railways",),
    ),
    Pair(
        "If Kenya attacks the Ugandan railways, Rwanda will respond.",
        ("Kenya | targets | Ugandan railways",),
        "After Kenya attacked the Ugandan railways, Rwanda responded.",
        ("Kenya | targets | Ugandan railways",),
    ),
    Pair(
        "Suppose that Ghana had sanctioned the Volta Bank.",
        ("Ghana | sanctions | Volta Bank",),
        "The bankers knew that Ghana had sanctioned the Volta Bank.",
        ("Ghana | sanctions | Volta Bank",),
    ),
    Pair(
        "Peru wishes that Chile had charged Pedro Salas.",
        ("Chile | charges | Pedro Salas",),
        "Peru was glad when Chile charged Pedro Salas.",
        ("Chile | charges | Pedro Salas",),
    ),
    Pair(
        "In the novel, Malta attacks Tunisia and arrests its president.",
        ("Malta | targets | Tunisia", "Malta | arrests | its president"),
        "In the report, Malta accuses Tunisia of hacking its ports.",
        ("Malta | accuses | Tunisia",),
    ),
    Pair(
        "In the film, Portuguese spies hack the Angolan central bank.",
        ("Portuguese spies | targets | Angolan central bank",),
        "During the summit, Portuguese spies hacked the Angolan central bank.",
        ("Portuguese spies | targets | Angolan central bank",),
    ),
    Pair(
        "A thriller in which Malta attacks Tunisia was shown.",
        ("Malta | targets | Tunisia",),
        "A report in which Malta accuses Tunisia of spying was shown.",
        ("Malta | accuses | Tunisia",),
    ),
    Pair(
        "The thriller tells how Portugal expelled an Angolan envoy.",
        ("Portugal | expels | Angolan envoy",),
        "The newspaper tells how Portugal expelled an Angolan envoy.",
        ("Portugal | expels | Angolan envoy",),
    ),
    Pair(
        "In the exercise, Portugal attacked a harbour.",
        ("Portugal | targets | harbour",),
        "In the dark, Portugal attacked a harbour.",
        ("Portugal | targets | harbour",),
    ),
    Pair(
        "The envoy acted as if Kenya had charged Daniel Mutua.",
        ("Kenya | charges | Daniel Mutua",),
        "The envoy acted as soon as Kenya had charged Daniel Mutua.",
        ("Kenya | charges | Daniel Mutua",),
    ),
    Pair(
        "Ghana could have expelled the envoy.",
        ("Ghana | expels | envoy",),
        "Ghana had to expel the envoy.",
        ("Ghana | expels | envoy",),
    ),
    Pair(
        "The police are investigating whether Oman attacked the tanker.",
        ("Oman | targets | tanker",),
        "The police are certain that Oman attacked the tanker.",
        ("Oman | targets | tanker",),
    ),
]
DIRECTION = [
    Pair(
        "Portugal formally accused the Angolan Intelligence Bureau (aka AIB) in March of carrying"
        ' out "the big break-in campaign" through its front company.',
        (
            "break-in campaign | attributedTo | Portugal",
            "big break-in campaign | attributedTo | Portugal",
        ),
        "Portugal was accused by Angola in March of carrying out the big break-in campaign.",
        ("big break-in campaign | attributedTo | Portugal | Angola", "Angola | accuses | Portugal"),
    ),
    Pair(
        "Portugal was thanked by Angola in March for carrying out the big rescue campaign.",
        ("Angola | accuses | Portugal",),
        "Portugal formally accused the Angolan Intelligence Bureau (aka AIB) in March of carrying"
        " out the big break-in campaign.",
        (
            "big break-in campaign | attributedTo | Angolan Intelligence Bureau | Portugal",
            "Portugal | accuses | Angolan Intelligence Bureau",
        ),
    ),
    Pair(
        "Of the six men charged, Marta Silva and Rui Lopes fled abroad.",
        ("six men | charges | Marta Silva", "six men | charges | Rui Lopes"),
        "Of the six men, Portugal charged Marta Silva and Rui Lopes.",
        ("Portugal | charges | Marta Silva", "Portugal | charges | Rui Lopes"),
    ),
    Pair(
        "Chile sanctioned four traders. They include Peru's Lima Copper and Kenya-based Kazuri Mining.",
        ("Chile | sanctions | Kenya", "Chile | sanctions | Peru"),
        "Chile sanctioned Kenya and Kazuri Mining.",
        ("Chile | sanctions | Kenya", "Chile | sanctions | Kazuri Mining"),
    ),
    Pair(
        "Chile sanctioned Lima Copper, Kenya-based Kazuri Mining and Rui Lopes.",
        ("Chile | sanctions | Kenya",),
        "Chile sanctioned Lima Copper, Kazuri Mining and Rui Lopes.",
        (
            "Chile | sanctions | Lima Copper",
            "Chile | sanctions | Kazuri Mining",
            "Chile | sanctions | Rui Lopes",
        ),
    ),
    Pair(
        "Kenya-based hackers attacked the Ugandan railways.",
        ("Kenya | targets | Ugandan railways",),
        "Kenya and its hackers attacked the Ugandan railways.",
        ("Kenya | targets | Ugandan railways",),
    ),
    Pair(
        "Bolivia was in the news. The gang accused us of lying about the files, the hospital group"
        " Lindgren Care said.",
        ("gang | accuses | Bolivia", "gang | accuses | United States"),
        "Bolivia was in the news. The gang accused Bolivia of lying about the files.",
        ("gang | accuses | Bolivia",),
    ),
    Pair(
        "The engineers of the dam were tired. They had been hacked twice by the Kraken gang.",
        ("engineers | targets | Kraken gang",),
        "The engineers of the dam were angry. They accused the Kraken gang of hacking the dam.",
        ("engineers | accuses | Kraken gang",),
    ),
    Pair(
        "The envoy said that the raid was wrong and condemned Bolivia.",
        ("raid | condemns | Bolivia",),
        "The envoy said that the raid was wrong and condemned Bolivia.",
        ("envoy | condemns | Bolivia",),
    ),
    Pair(
        "The Weevil gang was quiet. The group TA-X7 hacked the port of Valletta.",
        ("Weevil gang | targets | port of Valletta",),
        "The Weevil gang was quiet. Then the group hacked the port of Valletta.",
        ("Weevil gang | targets | port of Valletta",),
    ),
    Pair(
        "Prosecutors in Lisbon brought charges against five AIB hackers. AIB is the Angolan"
        " Intelligence Bureau.",
        ("Prosecutors | charges | Angolan Intelligence Bureau",),
        "Prosecutors in Lisbon brought charges against the Angolan Intelligence Bureau.",
        ("Prosecutors | charges | Angolan Intelligence Bureau",),
    ),
    Pair(
        "Malta, which Tunisia accuses of spying, closed the border.",
        ("Malta | accuses | Tunisia",),
        "Malta, which accuses Tunisia of spying, closed the border.",
        ("Malta | accuses | Tunisia",),
    ),
    Pair(
        "Kenya asked Ghana to condemn Laos.",
        ("Kenya | condemns | Laos", "Ghana | condemns | Laos"),
        "Kenya joined Ghana in condemning Laos.",
        ("Kenya | condemns | Laos",),
    ),
    Pair(
        "Uruguay condemned Paz's poisoning. Ana Paz is an activist.",
        ("Uruguay | condemns | Ana Paz",),
        "Uruguay condemned Paz for a speech. Ana Paz is an activist.",
        ("Uruguay | condemns | Ana Paz",),
    ),
    Pair(
        "The clip shows a man slamming her head on a table.",
        ("man | condemns | her head",),
        "The minister slammed Bolivia over the border.",
        ("minister | condemns | Bolivia",),
    ),
    Pair(
        "Ghana imposed sanctions against actors in several countries, including in Bolivia.",
        ("Ghana | sanctions | Bolivia",),
        "Ghana imposed sanctions against several countries, including Bolivia.",
        ("Ghana | sanctions | Bolivia",),
    ),
    Pair(
        "Chile honoured the activist Ana Paz and designated her an honorary citizen.",
        ("Chile | sanctions | Ana Paz", "Chile | sanctions | honorary citizen"),
        "Chile designated Ana Paz under the Smuggling Act.",
        ("Chile | sanctions | Ana Paz",),
    ),
    Pair(
        "Kenya imposed new restrictions on board games for minors.",
        ("Kenya | sanctions | minors",),
        "Kenya imposed travel restrictions on three Ugandan generals.",
        ("Kenya | sanctions | three Ugandan generals",),
    ),
    Pair(
        "Kenya restricted the use of tea by three Ugandan generals.",
        ("Kenya | sanctions | three Ugandan generals",),
        "Kenya restricted the travel of three Ugandan generals.",
        ("Kenya | sanctions | three Ugandan generals",),
    ),
    Pair(
        "The Swiss government accused Laos of spying, and the Maltese cabinet said that it had"
        " imposed sanctions on the Oryx Bank.",
        ("Switzerland | sanctions | Oryx Bank",),
        "The Swiss government accused Laos of spying, and it imposed sanctions on the Oryx Bank.",
        ("Switzerland | sanctions | Oryx Bank",),
    ),
    Pair(
        "Hackers attacked the Maltese port authority.",
        ("Hackers | targets | Malta",),
        "Hackers attacked the Maltese authorities.",
        ("Hackers | targets | Malta",),
    ),
]
TIES = [
    Pair(
        "Lima asked President Ana Paz for help after a visit by Kenyan President John Mwangi.",
        ("Ana Paz | worksFor | Kenya", "Ana Paz | worksFor | Peru"),
        "Lima asked for help after a visit by Kenyan President John Mwangi.",
        ("John Mwangi | worksFor | Kenya",),
    ),
    Pair(
        "President Ana Paz said in a speech about Bolivia that the border would stay closed.",
        ("Ana Paz | worksFor | Bolivia",),
        "Bolivian President Ana Paz said in a speech that the border would stay closed.",
        ("Ana Paz | worksFor | Bolivia",),
    ),
    Pair(
        "Pro-Kenya lawmakers left the hall.",
        ("lawmakers | worksFor | Kenya", "Pro-Kenya lawmakers | worksFor | Kenya"),
        "The Kenyan lawmakers left the hall.",
        ("Kenyan lawmakers | worksFor | Kenya",),
    ),
    Pair(
        "Lindgren Care analysts write a blog.",
        ("Lindgren Care analysts | worksFor | Lindgren Care",),
        "Rosa Lind, an analyst at Lindgren Care, writes a blog.",
        ("Rosa Lind | worksFor | Lindgren Care",),
    ),
    Pair(
        "Members of the international community and church officials protested in Kenya.",
        ("Members | worksFor | Kenya", "church officials | worksFor | Kenya"),
        "Officials of the Ministry of Mines protested in Kenya.",
        ("Officials of the Ministry of Mines | worksFor | Ministry of Mines",),
    ),
]
OBJECTS = [
    Pair(
        "Malta accused Tunisia of hacking its ports. Tunisia denied a role in the coup in Mali.",
        ("Tunisia | denies | Malta",),
        "Malta accused Tunisia of hacking its ports. Tunisia denied the accusation.",
        ("Tunisia | denies | Malta",),
    ),
    Pair(
        "Kenya denied the accusation. Malta accused Tunisia of spying.",
        ("Kenya | denies | Malta",),
        "Tunisia, accused by Malta of spying, denied it.",
        ("Tunisia | denies | Malta",),
    ),
    Pair(
        "The accusation, which Tunisia rejected, was published in Rome.",
        ("Tunisia | denies | Rome", "Tunisia | denies | * | Rome"),
        "The accusation by Malta, which Tunisia rejected, was published in Rome.",
        ("Tunisia | denies | Malta",),
    ),
    Pair(
        "Malta accused Tunisia of spying. Laos denied wrongdoing.",
        ("Laos | denies | Malta",),
        "Malta accused Tunisia of spying. A spokesman for the Tunisian navy ministry, Karim Jaziri,"
        " rejected the charge.",
        ("Karim Jaziri | denies | Malta",),
    ),
    Pair(
        "Three firms were praised by the Maltese customs office. All three denied wrongdoing.",
        ("Three firms | denies | Maltese customs office",),
        "Three firms were named by the Maltese customs office. All three denied wrongdoing.",
        ("Three firms | denies | Maltese customs office",),
    ),
    Pair(
        "APT77 used a tool against the port of Valletta.",
        ("APT77 | uses | tool",),
        "APT77 used PlugX.",
        ("APT77 | uses | PlugX",),
    ),
    Pair(
        "Copper Fox used the weekend to rest.",
        ("Copper Fox | uses | weekend",),
        "Copper Fox used PlugX and a tool named SlateDrop.",
        ("Copper Fox | uses | PlugX", "Copper Fox | uses | SlateDrop"),
    ),
]
MORE = [
    Pair(
        '"Laos has done nothing," the Maltese health minister said. The gang accused us of lying'
        " about the files, the clinic group Lindgren Care said.",
        ("gang | accuses | Laos", "Maltese health minister | denies | *"),
        "The Maltese health minister said Laos had nothing to do with the raid.",
        ("Maltese health minister | denies | *",),
    ),
    Pair(
        'The Kraken gang wrote to the clinic. "They hacked us twice," the director of the port of'
        " Valletta said.",
        ("clinic | targets | director of the port of Valletta",),
        'The Kraken gang wrote to the clinic. "They hacked us twice," the director of the port of'
        " Valletta said.",
        ("Kraken gang | targets | director of the port of Valletta",),
    ),
    Pair(
        "Ana Paz attacked Kenya for its handling of the flood.",
        ("Ana Paz | targets | Kenya",),
        "The Kraken gang attacked Kenya for a month.",
        ("Kraken gang | targets | Kenya",),
    ),
    Pair(
        "SANCTIONS ON BOLIVIA: Today, President Ana Paz signed a paper.",
        ("Ana Paz | worksFor | Bolivia",),
        "Bolivia waited. Today, President Ana Paz signed a paper.",
        ("Ana Paz | worksFor | Bolivia",),
    ),
    Pair(
        "Portugal charged four Angolan hackers.",
        ("four Angolan hackers | worksFor | Angola",),
        "Portugal charged four GRU hackers.",
        ("Portugal | charges | four GRU hackers", "four GRU hackers | worksFor | GRU"),
    ),
    Pair(
        "Ghana imposed sanctions on Rui Lopes, the minister of mines. The Volta Council rejected"
        " the offer.",
        ("Volta Council | denies | Ghana",),
        "Ghana imposed sanctions on Rui Lopes, the minister of mines. The Volta Council rejected"
        " the measures.",
        ("Volta Council | denies | Ghana",),
    ),
    Pair(
        "Ghana imposed sanctions on Rui Lopes, the minister of mines, and banked on the Volta Group.",
        ("Ghana | sanctions | Volta Group",),
        'Ghana imposed sanctions on Rui Lopes, the minister of mines, and on the "Volta Group".',
        ("Ghana | sanctions | Rui Lopes", "Ghana | sanctions | Volta Group"),
    ),
]
PAIRS = [*NEGATION, *REALITY, *DIRECTION, *TIES, *OBJECTS, *MORE]


@pytest.fixture(scope="module")
def parsed(nlp) -> dict[str, Document]:
    texts = list(dict.fromkeys(t for p in PAIRS for t in (p.trap, p.twin)))
    return dict(zip(texts, documents(texts, nlp), strict=True))


def says(found: Statement, told: str) -> bool:
    """Whether a statement, affirmed, is the one that a line spells out; "*" is any object."""
    subject, predicate, object, *by = (part.strip() for part in told.split(" | "))
    seen = found.evidence[0]
    return (
        found.predicate == predicate
        and found.polarity != NEGATED
        and is_called(found.subject, subject, seen.subject)
        and (object == "*" or is_called(found.object, object, seen.object))
        and all(is_called(found.claimant, name, seen.claimant) for name in by)
    )


def cases(side: str) -> list[object]:
    texts = dict.fromkeys((getattr(p, side), p) for p in PAIRS)
    return [
        pytest.param(
            pair,
            id=text,
            marks=[pytest.mark.xfail(reason=KNOWN_FAILURES[text], strict=True)]
            if text in KNOWN_FAILURES
            else [],
        )
        for text, pair in texts
    ]


@pytest.mark.parametrize("pair", cases("trap"))
def test_a_trap_says_nothing_false(pair: Pair, parsed: dict[str, Document], rules: Rules):
    found = read(parsed[pair.trap], rules)
    assert not [t for t in pair.never if any(says(s, t) for s in found)], shown(found)


@pytest.mark.parametrize("pair", cases("twin"))
def test_its_twin_is_read(pair: Pair, parsed: dict[str, Document], rules: Rules):
    found = read(parsed[pair.twin], rules)
    assert not [t for t in pair.always if not any(says(s, t) for s in found)], shown(found)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Norway will expel a Chilean diplomat on Friday, the ministry said.", "2023-03-17"),
        ("Norway expelled a Chilean diplomat on Friday, the ministry said.", "2023-03-10"),
    ],
)
def test_what_is_planned_lies_ahead(text: str, day: str, nlp, rules: Rules):
    [parsed] = documents([text], nlp)  # published on a Wednesday, 2023-03-15
    [expulsion] = [s for s in read(parsed, rules) if s.predicate == "expels"]
    assert expulsion.date == day


def test_what_is_dropped_is_reported_with_its_reason(nlp, rules: Rules):
    text = "It is not true that Chile sanctioned the Andes Bank. Peru sanctioned the Lima Bank."
    issues: list[Issue] = []
    [(_, found)] = build([article(text)], nlp=nlp, rules=rules, explain=True, report=issues.append)
    [(_, same)] = build([article(text)], nlp=nlp, rules=rules)
    assert found == same
    [issue] = issues
    assert issue.stage == DROPPED
    assert issue.message.startswith("dropped: Chile | sanctions | Andes Bank (sanctions.verb): ")
    assert "not told as a fact (not true)" in issue.message


def test_the_gate_gives_the_reason_why_a_claim_cannot_be_so(nlp, rules: Rules):
    text = "Uruguay condemned Paz's poisoning. Ana Paz is an activist."
    issues: list[Issue] = []
    list(build([article(text)], nlp=nlp, rules=rules, explain=True, report=issues.append))
    assert any("suffers the act" in issue.message for issue in issues)


@pytest.mark.parametrize("whom", ["seven members", "two leaders", "the boss"])
def test_people_of_a_gang_are_designated_like_anybody(whom: str, nlp, rules: Rules):
    [parsed] = documents([f"Peru designated {whom} of a smuggling ring under its Ports Act."], nlp)
    found = read(parsed, rules)
    assert {"sanctions", "underInstrument"} <= {s.predicate for s in found}, shown(found)


def test_who_was_designated_under_a_law_stands_under_it_in_the_passive(nlp, rules: Rules):
    [parsed] = documents(["Two smugglers were designated pursuant to the Ports Act."], nlp)
    assert "underInstrument" in {s.predicate for s in read(parsed, rules)}
