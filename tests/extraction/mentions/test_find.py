"""Mentions: names, other noun phrases, pronouns, and what they are mentions of."""

from __future__ import annotations

import pytest
from spacy.language import Language

from graphbuild.deadline import time_limit
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, NOMINAL, PRONOUN, Article, Mention
from graphbuild.nlp.annotate import Document, annotate


def read(nlp: Language, text: str) -> Document:
    """One paragraph as a document."""
    return next(annotate([Article("test", text, ((0, len(text)),))], nlp))


def mentions(nlp: Language, text: str) -> list[Mention]:
    return find_mentions(read(nlp, text), Ontology.load())


def kinds(nlp: Language, text: str, form: str = NAME) -> dict[str, str]:
    return {m.surface: m.kind for m in mentions(nlp, text) if m.form == form}


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("The Kremlin rejected the report on Monday.", "Kremlin", "State"),
        ("Hackers working for Iran stole the data.", "Iran", "State"),
        ("Swedish officials blamed Latvian hackers.", "Swedish", "State"),
        ("Officials said Moscow has threatened to respond.", "Moscow", "State"),
        ("The talks were held in Moscow last week.", "Moscow", "Place"),
        ("The OPCW confirmed the finding.", "OPCW", "InternationalOrganization"),
        ("The GRU ran the operation for years.", "GRU", "IntelligenceService"),
        ("Officers of Unit 98765 were charged.", "Unit 98765", "MilitaryUnit"),
        ("The US Department of the Treasury added two banks.", "US Department of the Treasury", "GovernmentBody"),
        ("The Estonian Foreign Ministry summoned the envoy.", "Estonian Foreign Ministry", "GovernmentBody"),
        ("They were listed under Executive Order 13694.", "Executive Order 13694", "LegalInstrument"),
        ("The firm Northwind Trading LLC was listed.", "Northwind Trading LLC", "Company"),
        ("Analysts say APT28 sent the emails.", "APT28", "ThreatActor"),
        ("The hackers, known as Velvet Blizzard, are still active.", "Velvet Blizzard", "ThreatActor"),
        ("The hackers deployed NotPetya against the bank.", "NotPetya", "Malware"),
        ("The attackers used the Triton malware in the plant.", "Triton", "Malware"),
        ("It was part of Operation Quiet Harbour.", "Operation Quiet Harbour", "Operation"),
    ],
)  # fmt: skip
def test_name_has_a_class(nlp: Language, text: str, surface: str, kind: str) -> None:
    assert kinds(nlp, text)[surface] == kind


def test_title_is_not_part_of_a_persons_name(nlp: Language) -> None:
    found = kinds(nlp, "Polish Defence Minister Marek Nowicki denied it.")
    assert found == {"Polish": "State", "Marek Nowicki": "Person"}


def test_surname_alone_is_a_person_once_the_full_name_is_known(nlp: Language) -> None:
    text = "Spokeswoman Irina Volkova spoke on Friday. Volkova rejected the claims."
    assert kinds(nlp, text)["Volkova"] == "Person"


def test_law_is_named_in_full(nlp: Language) -> None:
    text = "The step was taken under the Protecting America's Allies through Sanctions Act."
    assert (
        kinds(nlp, text)["Protecting America's Allies through Sanctions Act"] == "LegalInstrument"
    )


def test_institute_is_named_in_full(nlp: Language) -> None:
    text = "The Central Institute of Physics and Optics built the device."
    assert kinds(nlp, text) == {"Central Institute of Physics and Optics": "Organization"}


def test_state_inside_a_bodys_name_is_a_mention_of_its_own(nlp: Language) -> None:
    found = kinds(nlp, "The US Department of the Treasury imposed sanctions.")
    assert found["US"] == "State"


def test_ordinary_word_is_no_malware_without_a_cue(nlp: Language) -> None:
    text = "The moon Triton was seen by the telescope last night."
    assert "Malware" not in kinds(nlp, text).values()


def test_possessor_is_left_out_of_a_name(nlp: Language) -> None:
    found = kinds(nlp, "Russia's GRU was blamed for the attack.")
    assert found["GRU"] == "IntelligenceService"
    assert found["Russia"] == "State"


def test_nationals_are_a_group(nlp: Language) -> None:
    text = "Police arrested four Russians on Tuesday."
    assert kinds(nlp, text, NOMINAL)["four Russians"] == "Group"


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("Six senior diplomats left the country.", "Six senior diplomats", "Group"),
        ("The spokeswoman gave no details.", "spokeswoman", "Person"),
        ("The attack on the parliament lasted hours.", "attack on the parliament", "Operation"),
        ("The country's security service arrested him.", "country's security service", "IntelligenceService"),
        ("The Danish government protested.", "Danish government", "State"),
        ("The ministry published a statement.", "ministry", "GovernmentBody"),
    ],
)  # fmt: skip
def test_phrase_has_a_class(nlp: Language, text: str, surface: str, kind: str) -> None:
    assert kinds(nlp, text, NOMINAL)[surface] == kind


def test_phrase_leaves_out_determiner_and_relative_clause(nlp: Language) -> None:
    text = "The hackers who broke into the network were arrested."
    assert "hackers" in kinds(nlp, text, NOMINAL)


def test_times_take_no_part(nlp: Language) -> None:
    assert kinds(nlp, "It happened two days ago, on Friday evening.", NOMINAL) == {}


def test_pronouns_are_mentions(nlp: Language) -> None:
    found = kinds(nlp, "She said they had lost their files.", PRONOUN)
    assert found == {"She": "Person", "they": "Group", "their": "Group"}


def test_mentions_are_in_reading_order_and_share_no_head(nlp: Language) -> None:
    text = (
        "The US Department of the Treasury and the FBI blamed Iran's army for the attack on banks."
    )
    found = mentions(nlp, text)
    assert [m.first for m in found] == sorted(m.first for m in found)
    assert len({m.head for m in found}) == len(found)


def test_surface_is_the_articles_own_text(nlp: Language) -> None:
    text = "The  Foreign\u200b Ministry of Ukraine accused Russia."
    document = read(nlp, text)
    for mention in find_mentions(document, Ontology.load()):
        assert document.article.text[mention.start : mention.end] == mention.surface


def test_nothing_in_an_empty_article() -> None:
    import spacy

    document = next(annotate([Article("empty", "", ())], spacy.blank("en")))
    assert find_mentions(document, Ontology.load()) == []


def test_markup_between_words_is_not_in_a_surface(nlp: Language) -> None:
    text = "The Foreign](http://example.org) Ministry of Ukraine accused Russia."
    gap = text.index("](")
    article = Article("test", text, ((0, gap), (gap + len("](http://example.org)"), len(text))))
    found = find_mentions(next(annotate([article], nlp)), Ontology.load())
    assert "Foreign Ministry of Ukraine" in {m.surface for m in found}


def test_quotation_marks_come_in_pairs(nlp: Language) -> None:
    text = 'The group launched a "ransomware" attack on banks.'
    assert '"ransomware" attack on banks' in kinds(nlp, text, NOMINAL)


@pytest.mark.parametrize(
    "name",
    [
        "section 1245 of the Iran Freedom and Counter-Proliferation Act of 2012",
        "Section 212(a)(3)(C) of the Immigration and Nationality Act",
        "Executive Order (E.O.) 13818",
        "UN Security Council Resolution 1718",
    ],
)
def test_provision_is_named_with_its_number(nlp: Language, name: str) -> None:
    assert kinds(nlp, f"The bank was listed under {name} last week.")[name] == "LegalInstrument"


def test_firm_stays_whole_where_its_short_form_looks_like_a_person(nlp: Language) -> None:
    text = (
        "Moldova imposed sanctions on the company Vostok Logistika LLC. Ambassador Vasnetsov stated "
        "that Vostok Logistika has never had any connection with the Russian special services."
    )
    found = kinds(nlp, text)
    assert found["Vostok Logistika LLC"] == found["Vostok Logistika"] == "Company"
    assert not {"Vostok", "LLC"} & found.keys()


@pytest.mark.parametrize(
    "text",
    [
        "The singer (aka 'Kowalski') has been involved in thefts.",
        "Police looked for Anna Berg (aka 'Johnson') and others.",
    ],
)
def test_a_name_between_apostrophes_is_read_in_no_time(text, nlp, rules):
    [parsed] = annotate([Article("a", text, ((0, len(text)),))], nlp)
    with time_limit(5):  # it used to go on for ever
        found = find_mentions(parsed, rules.ontology)
    assert found
