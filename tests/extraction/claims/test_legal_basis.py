"""The legal basis of an official act: in its sentence, or in a later one that points back."""

from __future__ import annotations

import pytest
from support.sentences import Told, differences, shown, statements

from graphbuild.extraction.claims.legal_basis import MAX_BACK

pytestmark = pytest.mark.model

ORDER = "Executive Order 13694"


def based(text: str, nlp, rules) -> list[str]:
    """Who is sanctioned under the order."""
    return sorted(
        s.subject.label
        for s in statements(text, nlp, rules)
        if s.predicate == "underInstrument" and s.object is not None
    )


@pytest.mark.parametrize(
    "text",
    [
        f"The United States sanctioned Alpha Bank under {ORDER}.",
        f"The United States sanctioned Alpha Bank pursuant to {ORDER}.",
        f"Under {ORDER}, the United States sanctioned Alpha Bank.",
        f"The United States sanctioned Alpha Bank on Monday under the authority of {ORDER}.",
        f"The United States sanctioned Alpha Bank. The sanctions were imposed under {ORDER}.",
    ],
)
def test_basis_is_read(text, nlp, rules):
    told = [
        Told("United States", "sanctions", "Alpha Bank"),
        Told("Alpha Bank", "underInstrument", ORDER),
    ]
    found = statements(text, nlp, rules)
    assert not differences(found, told), shown(found)


def test_every_object_of_the_act_has_the_basis(nlp, rules):
    text = f"The United States sanctioned Alpha Bank and Beta Telecom under {ORDER}."
    assert based(text, nlp, rules) == ["Alpha Bank", "Beta Telecom"]


@pytest.mark.parametrize(
    "text",
    [
        f"{ORDER} was signed in 2015. The United States sanctioned Alpha Bank.",
        f"The United States sanctioned Alpha Bank. The president praised {ORDER}.",
        f"The United States sanctioned Alpha Bank. A show under {ORDER} was cancelled.",
        f"The United States did not sanction Alpha Bank under {ORDER}.",
        f"Alpha Bank opened a branch under {ORDER}.",
    ],
)
def test_an_instrument_beside_no_act_is_no_basis(text, nlp, rules):
    assert based(text, nlp, rules) == []


def test_pointing_back_has_a_limit(nlp, rules):
    filler = "Nothing else happened. " * (MAX_BACK + 1)
    near = f"The United States sanctioned Alpha Bank. The sanctions rest on the use of {ORDER}."
    far = f"The United States sanctioned Alpha Bank. {filler}The sanctions rest on the use of {ORDER}."
    assert based(near, nlp, rules) == ["Alpha Bank"]
    assert based(far, nlp, rules) == []


def test_evidence_is_the_sentence_of_the_instrument(nlp, rules):
    text = f"The United States sanctioned Alpha Bank. The sanctions were imposed under {ORDER}."
    [found] = [s for s in statements(text, nlp, rules) if s.predicate == "underInstrument"]
    assert found.evidence[0].sentence == f"The sanctions were imposed under {ORDER}."


def test_basis_is_less_certain_than_its_act(nlp, rules):
    text = f"The United States sanctioned Alpha Bank. The sanctions were imposed under {ORDER}."
    found = {s.predicate: s for s in statements(text, nlp, rules)}
    assert found["underInstrument"].confidence < found["sanctions"].confidence


def test_act_carries_its_instrument_as_a_qualifier(nlp, rules):
    found = statements(
        "The Treasury sanctioned Alpha Bank under Executive Order 13694.", nlp, rules
    )
    acts = [s for s in found if rules.ontology.properties[s.predicate].plover == "SANCTION"]
    assert [dict(s.qualifiers)["instrument"] for s in acts] == ["Executive Order 13694"]
