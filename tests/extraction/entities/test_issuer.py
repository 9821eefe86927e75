"""Who "we" is in a press release, and who it is not."""

from __future__ import annotations

import pytest
from support.sentences import document, shown, statements

from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.extraction.entities.issuer import is_quoted

pytestmark = pytest.mark.model

RELEASE = "The US Treasury sanctioned two hackers on Monday. Today, we sanctioned Alpha Bank."


def sanctions(text: str, nlp, rules) -> set[tuple[str, str]]:
    return {
        (s.subject.label, s.object.label)
        for s in statements(text, nlp, rules)
        if s.predicate == "sanctions" and s.object is not None and not isinstance(s.object, str)
    }


def test_we_is_the_authority_that_acts(nlp, rules):
    assert ("US Treasury", "Alpha Bank") in sanctions(RELEASE, nlp, rules)


def test_authority_that_acts_most_often_is_meant(nlp, rules):
    text = (
        "Finland sanctioned two hackers. The US Treasury sanctioned a firm. The US Treasury "
        "accused Iran. We also sanctioned Alpha Bank."
    )
    assert ("US Treasury", "Alpha Bank") in sanctions(text, nlp, rules)


def test_we_in_a_quotation_is_not_the_issuer(nlp, rules):
    text = 'The US Treasury sanctioned two hackers. "We sanctioned Alpha Bank," Anna Lind of Norway said.'
    assert ("US Treasury", "Alpha Bank") not in sanctions(text, nlp, rules)


def test_nobody_acts_so_nobody_is_we(nlp, rules):
    found = statements("We sanctioned Alpha Bank. Our dog barked.", nlp, rules)
    assert found == [], shown(found)


def test_an_issuer_is_no_person(nlp, rules):
    text = "Anna Lind accused Sweden. Today, we sanctioned Alpha Bank."
    assert ("Anna Lind", "Alpha Bank") not in sanctions(text, nlp, rules)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"We did it," Lind said.', True),
        ("“We did it,” Lind said.", True),
        ("Today we did it.", False),
        ('"Never," she said. Today we did it.', False),
    ],
)
def test_quotation_marks_are_seen(text, quoted, nlp):
    parsed = document(text, nlp)
    at = next(t.i for t in parsed.doc if t.lower_ == "we")
    assert is_quoted(parsed, find_attributions(parsed), at) is quoted
