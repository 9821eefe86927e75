"""Chains: which mentions are one thing, what the chain is called, whom a group consists of."""

from __future__ import annotations

import pytest
from spacy.language import Language

from graphbuild.extraction.coreference.chains import Chain, find_chains
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Article, Attribution
from graphbuild.nlp.annotate import Document, annotate


def read(nlp: Language, text: str, title: str | None = None) -> Document:
    return next(annotate([Article("test", text, ((0, len(text)),), title=title)], nlp))


def chains(nlp: Language, text: str, title: str | None = None) -> list[Chain]:
    document = read(nlp, text, title)
    ontology = Ontology.load()
    return find_chains(document, find_mentions(document, ontology), (), ontology)


def together(found: list[Chain], first: str, second: str) -> bool:
    """Whether some chain holds both surfaces."""
    surfaces = [{m.surface for m in c.mentions} for c in found]
    return any(first in s and second in s for s in surfaces)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Irina Volkova spoke on Friday. Volkova denied it.", "Irina Volkova", "Volkova"),
        ("Mr Volkov denied it. Sergey Volkov is in London.", "Volkov", "Sergey Volkov"),
        ("The Bureau of Marine Safety (BMS) was hacked. BMS denied it.", "Bureau of Marine Safety", "BMS"),
        ("Russia denied it. The Kremlin called it absurd.", "Russia", "Kremlin"),
        ("Russia denied it. The Russian authorities reacted.", "Russia", "Russian authorities"),
        ("The FBI blamed Iran. Tehran rejected the claim.", "Iran", "Tehran"),
        ("The Treasury Department listed a bank. The US Department of the Treasury gave no reason.",
         "Treasury Department", "US Department of the Treasury"),
        ("The US listed the Institute of Optics. The institute is part of the army.",
         "Institute of Optics", "institute"),
        ("Estonia's defence minister Jaan Tamm resigned. The minister gave no reason.",
         "Jaan Tamm", "minister"),
        ("Symantec found the code. The company warned its clients.", "Symantec", "company"),
        ("Kaspersky found the Triton malware. The virus stops plants.", "Triton", "virus"),
        ("The attack hit three banks. The incident lasted hours.", "attack", "incident"),
        ("Six officers were expelled. The officers left Madrid.", "Six officers", "officers"),
        ("Angela Merkel was in Paris. She met the press.", "Angela Merkel", "She"),
        ("The FSB, which arrested the men, denied it.", "FSB", "which"),
        ("The country's security service, the FSB, arrested two men.",
         "country's security service", "FSB"),
        ("He met a hacking group it has dubbed Velvet Bear.", "hacking group", "Velvet Bear"),
        ("The army expelled seven officers. All the seven are abroad.", "seven officers", "seven"),
        ("Lazarus Group is active. The hackers stole money.", "Lazarus Group", "hackers"),
        ("Anna Berg said her party lost. Berg left. Her party won.", "her party", "Her party"),
        ("The hacking group APT28, also known as Fancy Bear, is active.", "APT28", "Fancy Bear"),
    ],
)  # fmt: skip
def test_are_one_thing(nlp: Language, text: str, first: str, second: str) -> None:
    assert together(chains(nlp, text), first, second)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Russia blamed Ukraine. Kyiv denied it.", "Russia", "Kyiv"),
        ("Anna Berg spoke. He denied it.", "Anna Berg", "He"),
        ("Two officers left. The six officers stayed.", "Two officers", "six officers"),
        ("Ivan Petrov spoke. Maria Petrova denied it.", "Ivan Petrov", "Maria Petrova"),
        ("French officials spoke. The German officials left.", "French officials", "German officials"),
        ("Spokeswoman Eva Lund spoke. The minister left.", "Eva Lund", "minister"),
        ("Anna Berg met the press. Eva Lund praised her.", "Eva Lund", "her"),
        ("Symantec was hacked. Sophos denied it.", "Sophos", "it"),
        ("Eva Lund called Jan Hus the next leader.", "Eva Lund", "Jan Hus"),
        ("A hacker met an adviser to President Jan Hus.", "adviser to President Jan Hus", "Jan Hus"),
    ],
)  # fmt: skip
def test_are_two_things(nlp: Language, text: str, first: str, second: str) -> None:
    assert not together(chains(nlp, text), first, second)


def test_every_mention_is_in_one_chain(nlp: Language) -> None:
    text = "The FBI said Iran's army hacked a bank. It denied this."
    document, ontology = read(nlp, text), Ontology.load()
    mentions = find_mentions(document, ontology)
    found = [m for c in find_chains(document, mentions, (), ontology) for m in c.mentions]
    assert sorted(found, key=mentions.index) == mentions


def test_speaker_says_i_and_we(nlp: Language) -> None:
    text = '"We reject this," Irina Volkova said.'
    document, ontology = read(nlp, text), Ontology.load()
    said = Attribution(source=(6, 8), cue=((8, 9),), content=((0, 6),), head=8, quoted=True)
    mentions = find_mentions(document, ontology)
    assert together(find_chains(document, mentions, [said], ontology), "We", "Irina Volkova")


def test_list_gives_a_group_its_members(nlp: Language) -> None:
    text = "Four Russians - Alexey Orlov, Oleg Titov, Ivan Belov and Dmitry Gusev - were expelled."
    found = chains(nlp, text)
    [group] = [c for c in found if c.members]
    assert [found[i].name for i in group.members] == [
        "Alexey Orlov",
        "Oleg Titov",
        "Ivan Belov",
        "Dmitry Gusev",
    ]


def test_chain_has_the_fullest_name(nlp: Language) -> None:
    found = chains(nlp, "Volkova denied it. Irina Volkova was in Rome.")
    assert "Irina Volkova" in {c.name for c in found}


def test_title_tells_the_given_name(nlp: Language) -> None:
    found = chains(nlp, "Mr Tamm denied it.", title="Jaan Tamm denies leak")
    assert "Jaan Tamm" in {c.name for c in found}


def test_state_has_its_short_name(nlp: Language) -> None:
    [state] = [
        c for c in chains(nlp, "The U.S. protested. Washington was angry.") if c.kind == "State"
    ]
    assert state.name == "United States"
    assert len(state.mentions) == 2


def test_both_are_the_two_named_before(nlp: Language) -> None:
    found = chains(nlp, "NATO and Interpol condemned the attack. Both organizations urged calm.")
    [group] = [c for c in found if c.members]
    assert {found[i].name for i in group.members} == {"NATO", "Interpol"}
