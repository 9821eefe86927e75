"""Persons told by how their names are built, and what is built alike but names nobody."""

from __future__ import annotations

import pytest
from spacy.language import Language
from support.sentences import statements

from graphbuild.extraction.mentions.find import find_mentions
from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.person_names import nicknames, reading_order
from graphbuild.model import NAME, Article
from graphbuild.nlp.annotate import annotate
from graphbuild.pipeline import Rules


def people(nlp: Language, text: str) -> list[str]:
    """The names of persons in a paragraph, as they are spelt."""
    [document] = annotate([Article("test", text, ((0, len(text)),))], nlp)
    found = find_mentions(document, Ontology.load())
    return [m.surface for m in found if m.form == NAME and m.kind == "Person"]


@pytest.mark.parametrize(
    ("spelt", "read"),
    [
        ("Bondarchuk Stepan Ivanovych", "Stepan Ivanovych Bondarchuk"),
        ("Stepan Ivanovych Bondarchuk", "Stepan Ivanovych Bondarchuk"),
        ("Gasimov Elchin Rauf oglu", "Elchin Rauf oglu Gasimov"),
        ("MOROZOVA, Tamara Lvovna", "Tamara Lvovna Morozova"),
        ("MOROZOVA Tamara", "Tamara Morozova"),
        ("Tamara MOROZOVA", "Tamara Morozova"),
        ("TAMARA MOROZOVA", "Tamara Morozova"),
        ('Leonid "Brick" Fomin', "Leonid Fomin"),
        ("Roman Abramovich", "Roman Abramovich"),
        ("Wilhelm von Thun", "Wilhelm von Thun"),
        ("J. R. Haddow", "J. R. Haddow"),
        ("AL-HAMDANI, Yusuf", "Yusuf Al-Hamdani"),
    ],
)  # fmt: skip
def test_a_name_is_put_into_reading_order(spelt: str, read: str) -> None:
    assert reading_order(spelt) == read


def test_a_nickname_stands_in_quotation_marks_inside_the_name() -> None:
    assert nicknames("Leonid “Brick” Fomin") == ["Brick"]
    assert nicknames("Leonid Fomin") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Police in Kharkiv are looking for Bondarchuk Stepan Ivanovych.", ["Bondarchuk Stepan Ivanovych"]),
        ("The warrant names Gasimov Elchin Rauf oglu and Panchenko Daria Olehivna.", ["Gasimov Elchin Rauf oglu", "Panchenko Daria Olehivna"]),
        ("Brussels listed MOROZOVA Tamara on Friday.", ["MOROZOVA Tamara"]),
        ("Brussels listed Tamara MOROZOVA on Friday.", ["Tamara MOROZOVA"]),
        ("Prosecutors charged Leonid \"Brick\" Fomin with fraud.", ["Leonid \"Brick\" Fomin"]),
        ("Estonia's Minister of Economic Affairs and Communications Kaja Rebane rejected it.", ["Kaja Rebane"]),
        ("Assistant Attorney General for National Security Ruth Okafor praised the agents.", ["Ruth Okafor"]),
        ("Deputy Minister of Digital Development Pavel Lunin spoke in Minsk.", ["Pavel Lunin"]),
        ("Supervisory Special Agent in Charge Dolores Finch led the raid.", ["Dolores Finch"]),
        ("The bank froze the accounts of Wilhelm von der Heide and Faisal bin Nayef.", ["Wilhelm von der Heide", "Faisal bin Nayef"]),
        ("The court tried Jean-Marie Le Goff in May.", ["Jean-Marie Le Goff"]),
    ],
)  # fmt: skip
def test_a_person_is_told_by_the_shape_of_the_name(
    nlp: Language, text: str, names: list[str]
) -> None:
    assert people(nlp, text) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Ministry of Foreign Affairs rejected it.", "Foreign Affairs"),
        ("NATO Anna Berg called late.", "NATO Anna Berg"),
        ("The film \"Red Dawn\" Studios opened in Kazan.", "Red Dawn"),
        ("He sailed from Rio de Janeiro to Cartagena de Indias.", "Rio de Janeiro"),
        ("The Minister of Health and the Treasury Board met Friends of Europe.", "Friends of Europe"),
        ("Analysts at the Institute of Public Affairs Warsaw disagreed.", "Public Affairs Warsaw"),
        ("OFAC Director and IBM Research staff met.", "IBM Research"),
    ],
)  # fmt: skip
def test_what_is_built_alike_is_no_person(nlp: Language, text: str, name: str) -> None:
    assert name not in people(nlp, text)


def test_a_field_before_an_office_is_no_body(nlp: Language, rules: Rules) -> None:
    found = statements("National Security Director Otto Lind blamed Iran.", nlp, rules)
    assert not [s for s in found if s.object and s.object.label == "National Security"]


def test_a_ministry_before_an_office_is_one(nlp: Language, rules: Rules) -> None:
    found = statements("Finance Ministry spokesman Otto Lind blamed Iran.", nlp, rules)
    assert any(s.object and s.object.label == "Finance Ministry" for s in found)


def test_the_label_is_in_reading_order_and_the_spelling_an_alias(
    nlp: Language, rules: Rules
) -> None:
    text = "Latvia sanctioned MOROZOVA Tamara Lvovna on Monday. Tamara Morozova denied wrongdoing."
    [person] = {s.object for s in statements(text, nlp, rules) if s.predicate == "sanctions"}
    assert (person.label, person.type) == ("Tamara Lvovna Morozova", "Person")
    assert {"MOROZOVA Tamara Lvovna", "Tamara Morozova"} <= set(person.aliases)


def test_a_nickname_inside_a_name_is_another_name(nlp: Language, rules: Rules) -> None:
    text = 'Britain sanctioned Leonid "Brick" Fomin on Monday.'
    found = {(s.predicate, s.object.label if hasattr(s.object, "label") else s.object) for s in statements(text, nlp, rules)}  # fmt: skip
    assert {("sanctions", "Leonid Fomin"), ("alsoKnownAs", "Brick")} <= found


def test_quoted_words_of_a_person_are_no_nickname(nlp: Language, rules: Rules) -> None:
    text = 'Leonid Fomin said "No" and Britain sanctioned Fomin on Monday.'
    assert not [s for s in statements(text, nlp, rules) if s.predicate == "alsoKnownAs"]


def test_a_name_with_a_verb_in_it_says_nothing(nlp: Language, rules: Rules) -> None:
    text = "Those wanted are Gasimov Elchin Said oglu and Panchenko Daria Olehivna."
    assert not [s for s in statements(text, nlp, rules) if s.predicate == "says"]
