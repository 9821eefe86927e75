"""Lists of designees: every member comes through with its own facts, or the run says so."""

from __future__ import annotations

import pytest
from spacy.language import Language
from support.sentences import statements

from graphbuild.ingest.text import read_text
from graphbuild.model import PARTLY, Entity, Issue, Statement
from graphbuild.pipeline import Rules, build

LEAD = "The following individuals have been added to the Norwegian ministry's sanctions list:\n"
ENTRIES = (
    'HOLT, Sigrid (a.k.a. HOLT, Siri; a.k.a. "PUFFIN"), Narva, Estonia; DOB 07 Jun 1985; nationality '
    "Estonia; Gender Female (individual) [FJORD1].\n"
    "VIIK, Mart Olavi, Tartu; DOB 11 Nov 1979; POB Tartu; nationality Estonia; Passport 443 (individual) "
    "(Linked To: PEIPSI LABORATORY).\n"
)  # fmt: skip


def facts(found: list[Statement]) -> set[tuple[str, str, str]]:
    """(subject, predicate, object) by their labels."""
    return {
        (s.subject.label, s.predicate, s.object.label if isinstance(s.object, Entity) else str(s.object))
        for s in found
    }  # fmt: skip


def listed(found: list[Statement]) -> set[str]:
    """Who is sanctioned, but for groups."""
    return {s.object.label for s in found if s.predicate == "sanctions" and isinstance(s.object, Entity) and s.object.type != "Group"}  # fmt: skip


def issues(text: str, nlp: Language, rules: Rules) -> list[Issue]:
    """What the run reports about a page of text."""
    out: list[Issue] = []
    list(build([read_text(text, "page")], nlp=nlp, rules=rules, report=out.append))
    return out


def test_the_entries_of_a_list_come_through_with_their_facts(nlp: Language, rules: Rules) -> None:
    found = facts(statements(LEAD + ENTRIES, nlp, rules))
    assert {
        ("Norwegian ministry", "sanctions", "Sigrid Holt"),
        ("Norwegian ministry", "sanctions", "Mart Olavi Viik"),
        ("Sigrid Holt", "citizenOf", "Estonia"),
        ("Sigrid Holt", "alsoKnownAs", "Siri Holt"),
        ("Sigrid Holt", "alsoKnownAs", "PUFFIN"),
        ("Sigrid Holt", "underInstrument", "FJORD1"),
    } <= found
    assert any(p == "linkedTo" and "PEIPSI LABORATORY" in (s, o) for s, p, o in found)


def test_an_entry_makes_nobody_of_a_part_of_a_name(nlp: Language, rules: Rules) -> None:
    found = statements(LEAD + ENTRIES, nlp, rules)
    names = {e.label for s in found for e in (s.subject, s.object) if isinstance(e, Entity)}
    assert not names & {"Siri", "Sigrid", "HOLT", "Siri Holt", "PUFFIN", "Gender Female"}


def test_the_day_of_a_list_in_the_perfect_is_that_of_publication(
    nlp: Language, rules: Rules
) -> None:
    found = [s for s in statements(LEAD + ENTRIES, nlp, rules) if s.predicate == "sanctions"]
    assert {s.date for s in found} == {"2023-03-15"}


def test_a_sentence_with_a_date_of_birth_is_no_entry(nlp: Language, rules: Rules) -> None:
    text = "Norway sanctioned Sigrid Holt, born in 1985, on Monday."
    assert listed(statements(text, nlp, rules)) == {"Sigrid Holt"}


def test_the_rows_of_a_table_come_through_with_their_reasons(nlp: Language, rules: Rules) -> None:
    text = (
        "The Norwegian ministry imposed sanctions on the following persons:\n"
        "Sigrid HOLT | Date of birth: 7.6.1985 Nationality: Estonian | Sigrid Holt is an officer of the GRU. | 3.3.2023\n"
        "Mart VIIK | Nationality: Estonian | Mart Viik runs the laboratory. | 3.3.2023\n"
    )
    found = facts(statements(text, nlp, rules))
    assert {
        ("Norwegian ministry", "sanctions", "Sigrid Holt"),
        ("Norwegian ministry", "sanctions", "Mart Viik"),
        ("Mart Viik", "citizenOf", "Estonia"),
        ("Sigrid Holt", "worksFor", "GRU"),
    } <= found


@pytest.mark.parametrize(
    "items",
    [
        "Sigrid Holt;\nMart Viik; and\nPeipsi Bank.\n",
        "Sigrid Holt\nMart Viik\nPeipsi\n",
        "Sigrid Holt, an Estonian hacker;\nMart Viik, her manager;\nPeipsi Bank, which paid them.\n",
    ],
)
def test_the_items_of_a_list_come_through(nlp: Language, rules: Rules, items: str) -> None:
    found = listed(
        statements("Norway today imposed sanctions on the following:\n" + items, nlp, rules)
    )
    assert {"Sigrid Holt", "Mart Viik"} < found
    assert any(name.startswith("Peipsi") for name in found)


def test_paragraphs_below_an_act_that_lists_nothing_are_no_items(
    nlp: Language, rules: Rules
) -> None:
    text = "Norway today imposed sanctions on two hackers.\nSigrid Holt\nMart Viik\n"
    assert not listed(statements(text, nlp, rules))


def test_a_list_that_is_not_understood_is_reported(nlp: Language, rules: Rules) -> None:
    text = (
        "The Norwegian ministry has added the following persons to its sanctions list:\n\n"
        "• 0045-X/17 (see annex), born in 1980;\n• Sigrid Holt, an Estonian hacker;\n• who supplied the parts\n"
    )
    [issue] = issues(text, nlp, rules)
    assert issue.stage == PARTLY
    assert "1 of 3" in issue.message


def test_a_list_that_is_understood_is_not(nlp: Language, rules: Rules) -> None:
    text = (
        "The Norwegian ministry has added the following persons to its sanctions list:\n\n"
        "• Sigrid Holt, an Estonian hacker;\n• Mart Viik, her manager.\n\nNorway said more would follow.\n"
    )
    assert not issues(text, nlp, rules)


def test_a_list_of_something_else_is_not(nlp: Language, rules: Rules) -> None:
    text = "The Norwegian ministry has published the following reports:\n\n• 0045-X/17 (see annex), of 1980;\n• who supplied the parts\n"
    assert not issues(text, nlp, rules)


def test_an_act_without_an_authority_is_reported(nlp: Language, rules: Rules) -> None:
    text = "The following persons have been added to the sanctions list:\n\n• Sigrid Holt;\n• Mart Viik.\n"
    [issue] = issues(text, nlp, rules)
    assert "0 of 2" in issue.message


def test_the_owner_of_the_list_is_who_lists(nlp: Language, rules: Rules) -> None:
    found = facts(statements("Two banks were added to Norway's sanctions list.", nlp, rules))
    assert ("Norway", "sanctions", "Two banks") in found


def test_the_owner_of_another_list_is_not(nlp: Language, rules: Rules) -> None:
    found = statements("Two banks were added to Norway's guest list.", nlp, rules)
    assert not [s for s in found if s.predicate == "sanctions"]
