"""Names that an official act lists, in its sentence or in the paragraphs below it."""

from __future__ import annotations

import pytest
from support.sentences import context_of, document, statements

from graphbuild.extraction.claims.listings import MAX_ITEMS, announces_list, ends_list, list_items
from graphbuild.nlp.annotate import Document

pytestmark = pytest.mark.model


def sanctioned(text: str, nlp, rules) -> list[str]:
    return sorted(
        s.object.label
        for s in statements(text, nlp, rules)
        if s.predicate == "sanctions" and s.object is not None and not isinstance(s.object, str)
    )


def items(text: str, nlp, rules, *, passive: bool = False) -> list[str]:
    parsed = document(text, nlp)
    context, _ = context_of(parsed, rules)
    act = next(t.i for t in parsed.doc if t.lemma_ in ("designate", "sanction"))
    return [m.surface for m in list_items(parsed, context.opening, act, passive=passive)]


LIST = (
    "The Treasury designated Ivan Petrov, a Russian banker; Alpha Bank (aka AB); and Beta Telecom"
)


def test_semicolons_separate_items(nlp, rules):
    assert sanctioned(f"{LIST}.", nlp, rules) == ["Alpha Bank", "Beta Telecom", "Ivan Petrov"]


def test_names_in_brackets_are_no_items(nlp, rules):
    assert "AB" not in items(f"{LIST}.", nlp, rules)


@pytest.mark.parametrize(
    "end",
    [
        "pursuant to the Magnitsky Act.",
        "under the Magnitsky Act.",
        "for helping Gamma Oil and Delta Air.",
        "because Gamma Oil asked for it.",
        ", who worked with Gamma Oil.",
    ],
)
def test_list_ends_before_reason_and_basis(end, nlp, rules):
    text = f"The Treasury designated Ivan Petrov, Alpha Bank and Beta Telecom {end}"
    assert items(text, nlp, rules) == ["Alpha Bank", "Beta Telecom"]  # the first is the object


def test_new_clause_ends_a_list(nlp, rules):
    text = "The Treasury sanctioned Alpha Bank, and Beta Telecom closed its office."
    assert sanctioned(text, nlp, rules) == ["Alpha Bank"]


def test_adjective_of_a_state_is_no_item(nlp, rules):
    assert "Russian" not in items(f"{LIST}.", nlp, rules)


BULLETS = """The United States sanctioned the following companies:
Alpha Bank
Beta Telecom, a carrier
Gamma Oil

The minister welcomed it."""


def test_paragraphs_below_are_items(nlp, rules):
    found = sanctioned(BULLETS, nlp, rules)
    assert {"Alpha Bank", "Beta Telecom", "Gamma Oil"} <= set(found)


def test_a_paragraph_that_opens_otherwise_ends_them(nlp, rules):
    found = items(f"{BULLETS}\nDelta Air, a carrier", nlp, rules)
    assert "Delta Air" not in found


def test_a_paragraph_that_is_a_sentence_is_no_item(nlp, rules):
    text = "The United States sanctioned the following companies:\nAlpha Bank denied everything."
    assert items(text, nlp, rules) == []


def test_paragraphs_below_a_full_sentence_are_no_items(nlp, rules):
    text = "The United States sanctioned three companies.\nAlpha Bank, a lender\nBeta Telecom"
    assert items(text, nlp, rules) == []


def test_a_passive_lists_only_below(nlp, rules):
    text = "Ivan Petrov was sanctioned, with Alpha Bank and Beta Telecom as his partners."
    assert items(text, nlp, rules, passive=True) == []


def test_lists_have_a_limit(nlp, rules):
    names = "\n".join(f"Alpha{n} Bank, a lender" for n in range(MAX_ITEMS + 5))
    text = f"The United States sanctioned the following companies:\n{names}"
    assert len(items(text, nlp, rules)) <= MAX_ITEMS


@pytest.mark.parametrize(
    ("text", "announces"),
    [
        ("The Treasury sanctioned these companies:", True),
        ("The Treasury sanctioned the following companies.", True),
        ("The Treasury sanctioned three companies.", False),
    ],
)
def test_what_announces_a_list(text, announces, nlp):
    parsed: Document = document(text, nlp)
    assert announces_list(parsed, 0, len(parsed.doc)) is announces


def test_as_well_as_does_not_end_a_list(nlp):
    parsed = document("They designated Alpha Bank as well as Beta Telecom as spies.", nlp)
    ends = [t.i for t in parsed.doc if t.text == "as" and ends_list(t)]
    assert ends == [max(t.i for t in parsed.doc if t.text == "as")]
