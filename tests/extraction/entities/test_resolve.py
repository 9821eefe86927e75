"""Entities: identifiers that hold across articles, labels, aliases, links to catalogues."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from spacy.language import Language

from graphbuild.extraction.coreference.chains import find_chains
from graphbuild.extraction.entities.identifiers import catalogued_name
from graphbuild.extraction.entities.resolve import resolve_entities
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.knowledge.reference import CatalogueEntry
from graphbuild.model import NAME, Article, Entity, Mention
from graphbuild.nlp.annotate import annotate


class Chain(NamedTuple):
    mentions: tuple[Mention, ...]
    kind: str
    name: str


def resolved(nlp: Language, text: str, article: str = "test") -> dict[str, Entity]:
    document = next(annotate([Article(article, text, ((0, len(text)),))], nlp))
    ontology = Ontology.load()
    mentions = find_mentions(document, ontology)
    found = resolve_entities(document, find_chains(document, mentions, (), ontology))
    return {m.surface: e for m, e in found.items()}


def test_state_comes_from_the_reference_data(nlp: Language) -> None:
    entity = resolved(nlp, "The Kremlin denied it, and Russia protested.")["Kremlin"]
    assert entity.id == ENTITY_BASE + "state/ru"
    assert entity.label == "Russia"
    assert entity.aliases == ("Kremlin",)
    assert entity.same_as == ("http://www.wikidata.org/entity/Q159",)


def test_body_has_one_identifier_under_each_of_its_names(nlp: Language) -> None:
    short = resolved(nlp, "The FBI arrested him.", "one")["FBI"]
    long = resolved(nlp, "The Federal Bureau of Investigation arrested him.", "two")
    assert short.id == long["Federal Bureau of Investigation"].id


def test_catalogued_actor_is_linked(nlp: Language) -> None:
    entity = resolved(nlp, "The hacking group Lazarus Group stole the money.")["Lazarus Group"]
    assert entity.type == "ThreatActor"
    assert "https://attack.mitre.org/groups/G0032" in entity.same_as


def test_full_name_is_the_same_person_everywhere(nlp: Language) -> None:
    one = resolved(nlp, "Irina Volkova denied it.", "one")["Irina Volkova"]
    two = resolved(nlp, "He met Irina Volkova.", "two")["Irina Volkova"]
    assert one.id == two.id == ENTITY_BASE + "person/irina-volkova"


def test_surname_alone_belongs_to_its_article(nlp: Language) -> None:
    one = resolved(nlp, "Mr Volkov denied it.", "one")["Volkov"]
    two = resolved(nlp, "Mr Volkov denied it.", "two")["Volkov"]
    assert one.id != two.id


def test_description_belongs_to_its_article(nlp: Language) -> None:
    one = resolved(nlp, "Six officers were expelled.", "one")["Six officers"]
    two = resolved(nlp, "Six officers were expelled.", "two")["Six officers"]
    assert one.id != two.id


def test_lone_pronoun_has_no_entity(nlp: Language) -> None:
    assert "They" not in resolved(nlp, "They denied it.")


def test_aliases_are_sorted_and_without_pronouns(nlp: Language) -> None:
    text = "Irina Volkova spoke. Volkova said she was ill. Volkova left."
    assert resolved(nlp, text)["Irina Volkova"].aliases == ("Volkova",)


def test_body_that_every_state_has_is_named_after_its_state(nlp: Language) -> None:
    text = "Russia's Foreign Ministry denied it. Britain's Foreign Ministry protested."
    found = resolved(nlp, text)
    assert found["Foreign Ministry"].id == ENTITY_BASE + "organization/gb-foreign-ministry"


def test_body_of_an_unknown_state_belongs_to_its_article(nlp: Language) -> None:
    one = resolved(nlp, "The Supreme Court rejected it.", "one")["Supreme Court"]
    two = resolved(nlp, "The Supreme Court rejected it.", "two")["Supreme Court"]
    assert one.id != two.id


def test_executive_order_is_one_under_each_spelling(nlp: Language) -> None:
    short = resolved(nlp, "It was listed under E.O. 13818 today.", "one")["E.O. 13818"]
    long = resolved(nlp, "It was listed under Executive Order 13818 today.", "two")
    assert short.id == long["Executive Order 13818"].id


@pytest.mark.parametrize(
    ("text", "surface", "iri"),
    [
        ("Britain's Treasury froze the accounts.", "Treasury", "organization/gb-treasury"),
        ("The US Treasury froze the accounts.", "US Treasury", "organization/us-department-of-the-treasury"),
        ("The Treasury froze the accounts.", "Treasury", "organization/us-department-of-the-treasury"),
        ("Brazil's Congress condemned it.", "Congress", "organization/br-congress"),
        ("Turkey's National Security Council met.", "National Security Council", "organization/tr-national-security-council"),
        ("Russia's FSB denied it.", "FSB", "organization/federal-security-service"),
    ],
)  # fmt: skip
def test_a_body_is_the_one_of_the_state_that_the_text_names(
    nlp: Language, text: str, surface: str, iri: str
) -> None:
    found = resolved(nlp, text)
    [entity] = {e.id for name, e in found.items() if surface in name and "organization" in e.id}
    assert entity == ENTITY_BASE + iri


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("Georgia blamed Russia, officials in Tbilisi said.", "state/ge"),
        ("Georgia blamed Russia for it.", "state/ge"),
        ("Officials in Atlanta said Georgia had been attacked.", "place/georgia"),
        ("The FBI arrested him in Georgia. The Georgia man denied it.", "place/georgia"),
    ],
)
def test_georgia_is_the_one_that_the_text_speaks_of(nlp: Language, text: str, iri: str) -> None:
    assert resolved(nlp, text)["Georgia"].id == ENTITY_BASE + iri


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Researchers found the Triton malware in a plant.", True),
        ("Triton, a maker of submarines, sued Russia.", False),
        ("The hacking group Platinum attacked a ministry.", True),
        ("Platinum rose after Russia cut its exports.", False),
        ("Chaos erupted after Russia attacked Kyiv.", False),
        ("Hermes, a luxury house, sued a rival in Paris.", False),
    ],
)
def test_an_ordinary_word_is_an_actor_only_where_the_text_says_so(
    nlp: Language, text: str, known: bool
) -> None:
    found = resolved(nlp, text).values()
    assert any(e.type in ("Malware", "ThreatActor") and e.same_as for e in found) == known


def test_each_vendors_name_of_an_actor_is_a_node(nlp: Language) -> None:
    main = resolved(nlp, "The hacking group APT28 attacked a ministry.", "one")["APT28"]
    other = resolved(nlp, "The hacking group Fancy Bear attacked a ministry.", "two")["Fancy Bear"]
    assert main.id == ENTITY_BASE + "threat-actor/apt28"
    assert "https://attack.mitre.org/groups/G0007" in main.same_as
    assert other.id == ENTITY_BASE + "threat-actor/fancy-bear"
    assert other.same_as == ()


def test_a_short_form_of_an_actors_name_is_no_other_name() -> None:
    known = CatalogueEntry(
        "Copper Heron Group", "ThreatActor", ("Copper Heron", "TEMP.Wader"), None, ("urn:1",)
    )
    for surface, called in (("Copper Heron", "Copper Heron Group"), ("TEMP.Wader", "TEMP.Wader")):
        mention = Mention(0, len(surface), surface, "ThreatActor", NAME, 0, 0, 1)
        chain = Chain((mention,), "ThreatActor", surface)
        assert catalogued_name(chain, known) == called
