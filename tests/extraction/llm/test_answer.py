"""What is read out of the text of an answer, whatever stands around it and wherever it ends."""

import json

import pytest
from support.answers import ROWS, answer, entity, row

from graphbuild.extraction.llm.answer import LONGEST, NoAnswer, read_answer

WHOLE = answer()


def test_every_row_of_a_whole_answer_is_read():
    got = read_answer(WHOLE)
    assert (len(got.statements), got.malformed, got.whole) == (len(ROWS), 0, True)
    assert got.entities[5].names == ("a bank in Oslo", "The bank")
    assert got.statements[2].claimant == "li"


@pytest.mark.parametrize("text", [f"Sure!\n```json\n{WHOLE}\n```", f'{{"note": 1}} {WHOLE} {{}}'])
def test_words_around_it_do_not_matter(text):
    assert read_answer(text) == read_answer(WHOLE)


@pytest.mark.parametrize("cut", range(200, len(WHOLE) - 1, 97))
def test_an_answer_that_is_cut_off_keeps_its_whole_rows(cut):
    got = read_answer(WHOLE[:cut])
    whole = read_answer(WHOLE)
    assert not got.whole
    assert got.entities == whole.entities[: len(got.entities)]
    assert got.statements == whole.statements[: len(got.statements)]


def test_what_may_be_left_out_has_the_usual_value():
    text = json.dumps({"entities": [], "statements": [{"s": "a", "p": "b", "quote": "c"}]})
    [statement] = read_answer(text).statements
    assert (statement.object, statement.claimant, statement.date) == (None, None, None)
    assert (statement.polarity, statement.modality) == ("affirmed", "asserted")


@pytest.mark.parametrize(
    "bad",
    [
        "x",
        None,
        [],
        {},
        row("", "says", None, 1, "q"),
        row("a", "says", 7, 1, "q"),
        row("a", "says", None, 1, ""),
        row("a", "says", None, 1, "q", polarity="perhaps"),
        row("a", "says", None, 1, "q", modality=None),
        row("a", "says", None, True, "q"),
        row("a", "says", None, 1.5, "q"),
        row("a", "says", None, 1, "q", claimant={"id": 1}),
    ],
)
def test_a_malformed_row_costs_only_itself(bad):
    text = json.dumps({"entities": [], "statements": [ROWS[0], bad, ROWS[3]]})
    got = read_answer(text)
    assert [s.predicate for s in got.statements] == ["accuses", "denies"]
    assert got.malformed == 1


@pytest.mark.parametrize(
    "bad", [3, {"id": "a"}, entity("a", "State", ""), {**entity("a", "State", "b"), "aliases": "c"}]
)
def test_a_malformed_entity_costs_only_itself(bad):
    text = json.dumps({"entities": [bad, entity("b", "State", "Norway")], "statements": []})
    got = read_answer(text)
    assert ([e.id for e in got.entities], got.malformed) == (["b"], 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot help with that.",
        "{",
        "[]",
        '{"entities": 1, "statements": []}',
        '{"statements": []}',
        "{" * 10_000,
        '{"entities": ' + "[" * 100_000,
        "x" * (LONGEST + 1),
    ],
)
def test_a_text_without_an_answer_says_so(text):
    with pytest.raises(NoAnswer):
        read_answer(text)
