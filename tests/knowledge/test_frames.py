"""Every row of frames.toml on its own example, and what the reader of the table refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from support.sentences import documents, is_called, shown

from graphbuild.errors import OntologyError, UnknownTerm
from graphbuild.extraction.noun_phrases.rows import phrase_rows
from graphbuild.knowledge import frames as frames_module
from graphbuild.knowledge.frames import Frame, index_rows, load_frames
from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.tables import table
from graphbuild.model import Statement
from graphbuild.nlp.annotate import Document
from graphbuild.pipeline import Rules, state, understand

RULES = Rules.load()
ROWS = RULES.frames.rows
KNOWN_FAILURES: dict[str, str] = {}
GOOD = {
    "id": "made.row",
    "predicate": "accuses",
    "lemma": ["finger"],
    "object": ["undergoer"],
    "example": "Ruritania fingered Graustark.",
    "expect": ["Ruritania", "Graustark"],
}


def cases() -> list[Any]:
    marks = {
        name: pytest.mark.xfail(strict=True, reason=reason)
        for name, reason in KNOWN_FAILURES.items()
    }
    return [
        pytest.param(row, id=row.id, marks=[marks[row.id]] if row.id in marks else [])
        for row in ROWS
    ]


@pytest.fixture(scope="module")
def parsed(nlp) -> dict[str, Document]:
    """The example of each row, all parsed in one batch."""
    return dict(zip((r.id for r in ROWS), documents((r.example for r in ROWS), nlp), strict=True))


def read_alone(row: Frame, document: Document) -> list[Statement]:
    """What one row reads, all other rows taken away, and what noun phrases say, too."""
    alone = replace(RULES.frames, rows=(row,), index=index_rows((row,)), derivations=())
    rules = RULES._replace(frames=alone)
    reading = understand(document, rules)
    own = [claim for claim in reading.claims if claim.rule == row.id]
    return state(reading._replace(claims=own), rules)


def is_pair(statement: Statement, pair: tuple[str, str | None]) -> bool:
    seen = statement.evidence[0]
    straight = is_called(statement.subject, pair[0], seen.subject) and is_called(
        statement.object, pair[1], seen.object
    )
    if not RULES.ontology.properties[statement.predicate].symmetric or straight:
        return straight
    return is_called(statement.object, pair[0], seen.object) and is_called(
        statement.subject, pair[1], seen.subject
    )


@pytest.mark.model
@pytest.mark.parametrize("row", cases())
def test_row_reads_its_own_example(row, parsed):
    found = read_alone(row, parsed[row.id])
    assert {s.predicate for s in found} == {row.predicate}, shown(found)
    assert all(any(is_pair(s, pair) for s in found) for pair in row.expect), shown(found)
    assert all(any(is_pair(s, pair) for pair in row.expect) for s in found), shown(found)


def test_every_known_failure_is_a_row():
    assert KNOWN_FAILURES.keys() <= {row.id for row in ROWS}


def test_every_property_has_a_row():
    bases = {basis.predicate for basis in RULES.frames.bases}
    read_by_rows = {row.predicate for row in [*ROWS, *phrase_rows()]} | bases
    assert set(RULES.ontology.properties) == read_by_rows


def test_every_list_is_used():
    lists = set(table("frames.toml")["lists"])
    written = repr(table("frames.toml")["frame"])
    used = {name for name in lists if f"@{name}" in written}
    assert lists - used <= {"denying", "claiming"}  # these decide whose content is claimed


def test_a_row_about_a_wrong_names_the_accused():
    assert {row.accused for row in ROWS} <= {"", "subject", "object"}
    harmful = [r for r in ROWS if "Harm" in RULES.ontology.properties[r.predicate].kinds]
    assert any(r.accused == "subject" for r in harmful)


def test_confidence_is_between_nought_and_one():
    assert all(0 < row.confidence <= 1 for row in ROWS)


def test_rows_are_found_by_part_of_speech_and_lemma():
    frames = load_frames(Ontology.load())
    assert {row.predicate for row in frames.get("verb", "expel")} >= {"expels"}
    assert frames.get("noun", "no such word") == ()
    assert "expel" in frames.lemmas("verb")
    assert "expulsion" not in frames.lemmas("verb")


def test_rows_for_any_predicate_come_last():
    rows = RULES.frames.get("verb", "attack")
    assert "*" not in rows[0].lemmas
    assert "*" in rows[-1].lemmas


def test_row_of_a_rule_says_which_argument_is_accused():
    assert RULES.frames.accused("targets.verb") == "subject"
    assert RULES.frames.accused("no.such.rule") == ""


@pytest.fixture
def load(monkeypatch) -> Callable[..., Any]:
    """Reads a made table with one row, changed as told."""

    def read_table(**changes: Any) -> Any:
        row = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
        lists = {"speech": ["say"], "claiming": [], "denying": ["deny"], "deeds": ["attack"]}
        made = {"frame": [row], "lists": lists, **changes.pop("top", {})}
        row.pop("top", None)
        monkeypatch.setattr(frames_module, "table", lambda path: made)
        return load_frames(Ontology.load())

    return read_table


def test_a_good_row_is_read(load):
    [row] = load(object=["undergoer/=@deeds", "prep:on|against"]).rows
    assert row.lemmas == {"finger"}
    assert row.subject == ((("actor", frozenset()),),)
    assert row.object == (
        (("undergoer", frozenset()), ("=", frozenset({"attack"}))),
        (("prep", frozenset({"on", "against"})),),
    )
    assert row.expect == (("Ruritania", "Graustark"),)


def test_an_empty_object_is_none(load):
    assert load(expect=["Ruritania", ""]).rows[0].expect == (("Ruritania", None),)


def test_expect_may_be_several_pairs(load):
    [row] = load(expect=[["A", "B"], ["A", "C"]]).rows
    assert row.expect == (("A", "B"), ("A", "C"))


def test_a_list_stands_for_its_words(load):
    assert load(lemma=["@deeds", "finger"]).rows[0].lemmas == {"attack", "finger"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"objet": ["undergoer"]}, r"row 1 \(made.row\): unknown key 'objet'"),
        ({"predicate": "acuses"}, r"row 1 \(made.row\).*'acuses'; did you mean 'accuses'\?"),
        ({"subject_kind": ["Stat"]}, r"row 1 \(made.row\).*'Stat'; did you mean 'State'\?"),
        ({"lemma": ["@deds"]}, r"row 1 \(made.row\): no list 'deds'"),
        ({"where": ["undergoer/=@deds"]}, r"row 1 \(made.row\): no list 'deds'"),
        ({"object": ["undergoes"]}, r"row 1 \(made.row\): unknown step 'undergoes' in 'undergoes'"),
        ({"object": ["actor/perp:by"]}, r"unknown step 'perp:by' in 'actor/perp:by'"),
        ({"example": None}, r"row 1 \(made.row\): 'example' is missing"),
        ({"expect": None}, r"'expect' is missing"),
        ({"id": None}, r"row 1 \(without id\): 'id' is missing"),
    ],
)
def test_a_bad_row_is_named(load, changes, message):
    with pytest.raises(OntologyError, match=message):
        load(**changes)


def test_an_unknown_predicate_is_an_unknown_term(load):
    with pytest.raises(UnknownTerm):
        load(predicate="acuses")


def test_two_rows_of_one_id_are_refused(load):
    with pytest.raises(OntologyError, match=r"two rows have the id 'made.row'"):
        load(top={"frame": [GOOD, GOOD]})


def test_a_derivation_with_an_unknown_predicate_is_refused(load):
    bad = {"polarity": "affirmed", "predicate": "acuses", "aimed": True}
    with pytest.raises(UnknownTerm, match=r"\[\[derive\]\].*did you mean 'accuses'"):
        load(top={"derive": [bad]})


def test_a_basis_with_an_unknown_class_is_refused(load):
    bad = {"act": "sanctions", "predicate": "underInstrument", "kinds": ["Law"], "cues": []}
    with pytest.raises(UnknownTerm, match=r"\[\[basis\]\]"):
        load(top={"basis": [bad]})
