"""Open triples, read from sentences with the real parser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.extraction.claims.context import claim_context
from graphbuild.extraction.coreference.chains import find_chains
from graphbuild.extraction.entities.resolve import resolve_entities
from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.extraction.open_triples.find import find_open_claims
from graphbuild.model import AFFIRMED, ALLEGED, ASSERTED, NEGATED, PLANNED, Article, Claim, Mention
from graphbuild.nlp.annotate import annotate
from graphbuild.pipeline import Rules
from graphbuild.statements.open_statements import open_statements

Read = Callable[[str], list[Claim]]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load()


@pytest.fixture
def prepared(nlp: Language, rules: Rules):
    """What find_open_claims takes, of a text."""

    def prepare(text: str):
        [document] = annotate([Article("a", text, ((0, len(text)),))], nlp)
        mentions = find_mentions(document, rules.ontology)
        attributions = find_attributions(document)
        chains = find_chains(document, mentions, attributions, rules.ontology)
        entities = resolve_entities(document, chains)
        kinds = {mention: entity.type for mention, entity in entities.items()}
        context = claim_context(
            document, mentions, attributions, kinds, frames=rules.frames, ontology=rules.ontology
        )
        return document, context, entities

    return prepare


@pytest.fixture
def read(prepared) -> Read:
    return lambda text: list(find_open_claims(*prepared(text)))


def triple(claim: Claim) -> tuple[str, str, str | None]:
    object = claim.object.surface if isinstance(claim.object, Mention) else claim.object
    return claim.subject.surface, claim.predicate.removeprefix("open:"), object


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The hackers attacked the ministry.", [("hackers", "attack", "ministry")]),
        (
            "The hackers attacked the ministry with a new wiper.",
            [("hackers", "attack", "ministry"), ("hackers", "attack with", "new wiper")],
        ),
        (
            "The ministry was attacked by hackers from the north.",
            [("hackers from the north", "attack", "ministry")],
        ),
        ("The ministry was attacked in March.", [("ministry", "be attacked in", "March")]),
        ("The firm was named.", [("firm", "be named", None)]),
        (
            "The president offered to restore the dialogue with Norway.",
            [("president", "offer to restore", "dialogue with Norway")],
        ),
        (
            "The bank refused to comply with the order.",
            [("bank", "refuse to comply with", "order")],
        ),
        (
            "The ministry is ready to open talks with the rebels.",
            [("ministry", "be ready to open", "talks with the rebels")],
        ),
        (
            "The envoy urged Denmark to investigate the leak.",
            [("envoy", "urge", "Denmark"), ("Denmark", "investigate", "leak")],
        ),
        (
            "Norway accused the officers of hacking the parliament.",
            [("Norway", "accuse", "officers"), ("officers", "hack", "parliament")],
        ),
        (
            "The officers who poisoned the well fled to Norway.",
            [("officers", "poison", "well"), ("officers", "flee to", "Norway")],
        ),
        (
            "The spokesman is a former officer of the navy.",
            [("spokesman", "be", "former officer of the navy")],
        ),
        ("The group is responsible for the outage.", [("group", "be responsible for", "outage")]),
        ("The verdict was unfair.", [("verdict", "be unfair", None)]),
        ("The virus spread quickly.", [("virus", "spread", None)]),
        (
            "The minister visited Norway and Denmark.",
            [("minister", "visit", "Norway"), ("minister", "visit", "Denmark")],
        ),
        (
            "The institute, a laboratory of the ministry, developed the malware.",
            [("institute", "develop", "malware")],
        ),
        (
            "The court gave the editor a fine.",
            [("court", "give", "fine"), ("court", "give to", "editor")],
        ),
        (
            "The army carried out the raid near the border.",
            [("army", "carry out", "raid near the border")],
        ),
        (
            "A number of officials left the network of the bank.",
            [("number of officials", "leave", "network of the bank")],
        ),
        (
            "Karl Moe works for the ministry as a clerk.",
            [("Karl Moe", "work for", "ministry"), ("Karl Moe", "work as", "clerk")],
        ),
        ("It was the ministry that ordered the raid.", [("ministry", "order", "raid")]),
    ],
)
def test_reads_the_triples_of_a_sentence(
    read: Read, text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert [triple(c) for c in read(text)] == expected


@pytest.mark.parametrize("text", ["It rained in Oslo.", "There were protests in Oslo."])
def test_leaves_out_subjects_that_stand_for_nothing(read: Read, text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected", "polarity"),
    [
        ("The company did not pay the ransom.", ("company", "pay", "ransom"), NEGATED),
        ("No company has confirmed the breach.", ("company", "confirm", "breach"), NEGATED),
        ("The embassy never answered the letter.", ("embassy", "answer", "letter"), NEGATED),
        (
            "The clerk promised not to print it or the names.",
            ("clerk", "promise to print", "names"),
            NEGATED,
        ),
        ("The firm paid the ransom.", ("firm", "pay", "ransom"), AFFIRMED),
        ("The clerk refused to print the names.", ("clerk", "refuse to print", "names"), AFFIRMED),
    ],
)
def test_keeps_negation_out_of_the_predicate(
    read: Read, text: str, expected: tuple[str, str, str], polarity: str
) -> None:
    assert (expected, polarity) in [(triple(c), c.polarity) for c in read(text)]


@pytest.mark.parametrize(
    ("text", "expected", "modality"),
    [
        ("The minister will visit Norway.", ("minister", "visit", "Norway"), PLANNED),
        (
            "The envoy urged Denmark to investigate the leak.",
            ("Denmark", "investigate", "leak"),
            PLANNED,
        ),
        ("The agency may have lost the files.", ("agency", "lose", "files"), ALLEGED),
        ("If the rebels attack Oslo, the king leaves.", ("rebels", "attack", "Oslo"), ALLEGED),
        ("The group allegedly stole the plans.", ("group", "steal", "plans"), ALLEGED),
        ("The group stole the plans.", ("group", "steal", "plans"), ASSERTED),
        ("The agency planned to expel the envoy.", ("agency", "plan to expel", "envoy"), ASSERTED),
    ],
)
def test_keeps_modality_out_of_the_predicate(
    read: Read, text: str, expected: tuple[str, str, str], modality: str
) -> None:
    assert (expected, modality) in [(triple(c), c.modality) for c in read(text)]


def test_a_pronoun_gives_way_to_the_name_it_stands_for(read: Read) -> None:
    claims = read("Maria Keller resigned on Monday. She had led the agency for ten years.")
    assert ("Maria Keller", "lead", "agency") in [triple(c) for c in claims]


def test_what_is_reported_has_its_source_as_claimant(read: Read) -> None:
    [claim] = read("The minister said that the group had stolen the plans.")
    assert triple(claim) == ("group", "steal", "plans")
    assert claim.claimant is not None
    assert claim.claimant.surface == "minister"
    assert claim.modality == ALLEGED


def test_what_is_no_agent_is_an_entity_of_no_class(read: Read) -> None:
    [claim] = read("The hackers opened a window.")
    assert isinstance(claim.object, Mention)
    assert (claim.subject.kind, claim.object.kind) == ("Group", "Entity")


def test_phrases_stand_in_the_text_at_their_offsets(prepared) -> None:
    document, context, entities = prepared("The army carried out the raid near the border.")
    [claim] = find_open_claims(document, context, entities)
    assert isinstance(claim.object, Mention)
    text = document.article.text
    assert text[claim.object.start : claim.object.end] == "raid near the border"
    assert text[claim.start : claim.end] == text


def test_the_same_phrase_is_the_same_thing(prepared) -> None:
    text = "The army burnt the old mill. The navy sold the old mill."
    document, context, entities = prepared(text)
    statements = open_statements(find_open_claims(document, context, entities), document, entities)
    objects = {
        s.object.id for s in statements if s.object is not None and not isinstance(s.object, str)
    }
    assert len(statements) == 2
    assert len(objects) == 1


def test_the_owner_in_a_phrase_has_its_name(prepared) -> None:
    text = "Maria Keller resigned on Monday. Her lawyer left the room."
    document, context, entities = prepared(text)
    statements = open_statements(find_open_claims(document, context, entities), document, entities)
    assert "Maria Keller's lawyer" in {s.subject.label for s in statements}


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("The spokesman said the ship was late.", "say"),
        ("Norway denied everything.", "deny"),
        ("The group calls itself Northwind.", "call itself"),
    ],
)
def test_no_bare_verb_where_the_text_gives_an_object(read: Read, text: str, unwanted: str) -> None:
    assert (unwanted, None) not in [triple(c)[1:] for c in read(text)]


def test_a_phrase_ends_before_a_relative_clause_inside_it(read: Read) -> None:
    claims = read("The unit mapped the servers of the games, which were put off until May.")
    assert ("unit", "map", "servers of the games") in [triple(c) for c in claims]


def test_a_statement_made_twice_keeps_both_sentences(prepared) -> None:
    text = "The army burnt the mill. Later the army burnt the mill."
    document, context, entities = prepared(text)
    [statement] = open_statements(find_open_claims(document, context, entities), document, entities)
    assert [e.start for e in statement.evidence] == [0, 25]
