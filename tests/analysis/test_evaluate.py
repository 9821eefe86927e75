"""The scorer, on gold small enough to count by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.factories import entity, statement

from graphbuild.analysis.evaluate import evaluate, match, names_of, read_gold, same_name, words
from graphbuild.errors import InputError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NEGATED, Statement

ONTOLOGY = Ontology.load()
RURITANIA = entity("Ruritania", "State", "Strelsau")
GRAUSTARK = entity("Graustark")
GUILD = entity("Hackers Guild", "ThreatActor", "the Guild")
BREACH = entity("breach", "Operation")


def row(s: str, p: str, o: str | None, **changes: Any) -> dict[str, Any]:
    default = {
        "s": s,
        "p": p,
        "o": o,
        "claimant": None,
        "polarity": "affirmed",
        "modality": "asserted",
        "date": None,
        "core": True,
        "optional": False,
        "evidence": "",
    }
    return default | changes


def write_gold(folder: Path, *rows: dict[str, Any], name: str = "one") -> Path:
    entities = [
        {"id": "r", "type": "State", "name": "Ruritania", "aliases": ["Strelsau"]},
        {"id": "g", "type": "State", "name": "Graustark", "aliases": []},
        {"id": "h", "type": "ThreatActor", "name": "Hackers Guild", "aliases": []},
        {"id": "b", "type": "Operation", "name": "breach", "aliases": ["the breach"]},
    ]
    data = {"id": name, "entities": entities, "statements": list(rows)}
    (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def score(folder: Path, *found: Statement) -> dict[str, Any]:
    return evaluate(folder, {"one": found}, ONTOLOGY)


ACCUSES = statement(RURITANIA, "accuses", GUILD)
DENIES = statement(GUILD, "denies", None)
SANCTIONS = statement(RURITANIA, "sanctions", GUILD)


def test_all_right(tmp_path):
    gold = write_gold(tmp_path, row("r", "accuses", "h"), row("h", "denies", None))
    got = score(gold, ACCUSES, DENIES)
    assert got["relation"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "gold": 2, "predicted": 2}
    assert got["attributed"]["f1"] == 1.0
    assert got["core_recall"] == 1.0
    assert got["articles"] == 1


def test_one_missed_and_one_wrong(tmp_path):
    gold = write_gold(tmp_path, row("r", "accuses", "h"), row("h", "denies", None))
    got = score(gold, ACCUSES, SANCTIONS)["relation"]
    assert (got["p"], got["r"], got["f1"]) == (0.5, 0.5, 0.5)


def test_nothing_found_is_nought(tmp_path):
    got = score(write_gold(tmp_path, row("r", "accuses", "h")))
    assert got["relation"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 1, "predicted": 0}


def test_arguments_the_wrong_way_round_are_wrong(tmp_path):
    got = score(
        write_gold(tmp_path, row("r", "accuses", "h")), statement(GUILD, "accuses", RURITANIA)
    )
    assert got["relation"]["p"] == 0.0


def test_symmetric_properties_hold_both_ways(tmp_path):
    got = score(
        write_gold(tmp_path, row("r", "linkedTo", "h")), statement(GUILD, "linkedTo", RURITANIA)
    )
    assert got["relation"]["f1"] == 1.0


def test_optional_gold_is_neither_miss_nor_false_alarm(tmp_path):
    gold = write_gold(tmp_path, row("r", "accuses", "h"), row("r", "sanctions", "h", optional=True))
    without, with_optional = score(gold, ACCUSES), score(gold, ACCUSES, SANCTIONS)
    assert without["relation"] == with_optional["relation"]
    assert without["relation"]["gold"] == 1


def test_restating_a_match_is_no_false_alarm(tmp_path):
    again = statement(RURITANIA, "accuses", entity("the Hackers Guild", "Group"))
    got = score(write_gold(tmp_path, row("r", "accuses", "h")), ACCUSES, again)["relation"]
    assert (got["p"], got["r"], got["predicted"]) == (1.0, 1.0, 1)


def test_one_statement_matches_one_gold(tmp_path):
    gold = write_gold(tmp_path, row("r", "targets", "h"), row("r", "targets", "h", claimant="g"))
    got = score(gold, statement(RURITANIA, "targets", GUILD))["relation"]
    assert (got["r"], got["gold"]) == (0.5, 2)


def test_required_gold_is_matched_before_optional(tmp_path):
    gold = write_gold(
        tmp_path,
        row("r", "targets", "h", optional=True),
        row("r", "targets", "h", claimant="g"),
    )
    got = score(gold, statement(RURITANIA, "targets", GUILD))["relation"]
    assert (got["r"], got["gold"]) == (1.0, 1)


@pytest.mark.parametrize(
    ("claimant", "hit"), [(GRAUSTARK, 1.0), (None, 0.0), (RURITANIA, 0.0)], ids=str
)
def test_attributed_asks_for_the_claimant_of_content(claimant, hit, tmp_path):
    gold = write_gold(tmp_path, row("b", "attributedTo", "h", claimant="g"))
    got = score(gold, statement(BREACH, "attributedTo", GUILD, claimant=claimant))
    assert got["relation"]["f1"] == 1.0
    assert got["attributed"]["f1"] == hit


def test_attributed_does_not_ask_for_the_claimant_of_a_speech_act(tmp_path):
    gold = write_gold(tmp_path, row("r", "accuses", "h"))
    got = score(gold, statement(RURITANIA, "accuses", GUILD, claimant=GRAUSTARK))
    assert got["attributed"]["f1"] == 1.0


def test_attributed_asks_for_polarity(tmp_path):
    gold = write_gold(tmp_path, row("b", "attributedTo", "h"))
    got = score(gold, statement(BREACH, "attributedTo", GUILD, polarity=NEGATED))
    assert (got["relation"]["f1"], got["attributed"]["f1"]) == (1.0, 0.0)


def test_core_recall_leaves_the_rest_out(tmp_path):
    gold = write_gold(
        tmp_path,
        row("r", "accuses", "h"),
        row("h", "denies", None),
        row("r", "says", None, core=False),
        row("r", "sanctions", "h", optional=True),
    )
    assert score(gold, ACCUSES)["core_recall"] == 0.5


def test_object_of_an_object_optional_property_does_not_count(tmp_path):
    gold = write_gold(tmp_path, row("h", "denies", "r"))
    assert score(gold, DENIES)["relation"]["f1"] == 1.0


def test_denials_of_two_accusers_are_one(tmp_path):
    gold = write_gold(tmp_path, row("h", "denies", "r"), row("h", "denies", "g"))
    assert score(gold, DENIES)["relation"]["gold"] == 1


def test_literal_object(tmp_path):
    gold = write_gold(tmp_path, row("h", "alsoKnownAs", "HG"))
    assert score(gold, statement(GUILD, "alsoKnownAs", "HG"))["relation"]["f1"] == 1.0
    assert score(gold, statement(GUILD, "alsoKnownAs", "GH"))["relation"]["f1"] == 0.0


def test_articles_without_gold_do_not_count(tmp_path):
    gold = write_gold(tmp_path, row("r", "accuses", "h"))
    got = evaluate(gold, {"one": [ACCUSES], "two": [SANCTIONS]}, ONTOLOGY)
    assert got["relation"]["predicted"] == 1


def test_figures_are_summed_over_articles(tmp_path):
    write_gold(tmp_path, row("r", "accuses", "h"), name="one")
    write_gold(tmp_path, row("r", "sanctions", "h"), name="two")
    got = evaluate(tmp_path, {"one": [ACCUSES]}, ONTOLOGY)
    assert (got["articles"], got["relation"]["r"], got["relation"]["p"]) == (2, 0.5, 1.0)


def test_matching_is_a_maximum(tmp_path):
    write_gold(tmp_path, row("r", "accuses", "h"), row("r", "accuses", "g"))
    [(_, gold)] = read_gold(tmp_path, ONTOLOGY)
    both = entity("Hackers Guild", "ThreatActor", "Graustark")
    found = [statement(RURITANIA, "accuses", both), statement(RURITANIA, "accuses", GUILD)]
    assert len(match(gold, found, ONTOLOGY, attributed=False)) == 2


def test_aliases_count(tmp_path):
    gold = write_gold(tmp_path, row("r", "accuses", "h"))
    alias = replace(ACCUSES, subject=entity("Strelsau", "Place"))
    assert score(gold, alias)["relation"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the Guild", "Guild", True),
        ("Guild's", "Guild", True),
        ("G.R.U.", "GRU", True),
        ("U.S.", "US", True),
        ("Hackers Guild", "Guild", True),
        ("Graustark Hackers Guild", "Guild", False),
        ("Russian Foreign Ministry", "Foreign Ministry", True),
        ("Foreign Ministry", "Finance Ministry", False),
        ("", "Guild", False),
        ("the", "the", False),
        ("RED apollo", "Red Apollo", True),
    ],
)
def test_names_are_compared_by_words(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_small_words_do_not_count():
    assert words("The Ministry of Finance and its Agency") == ("ministry", "finance", "agency")


def test_names_of_an_argument():
    assert names_of(GUILD) == ("Hackers Guild", "the Guild")
    assert names_of("HG") == ("HG",)
    assert names_of(None) == ()


def test_folder_without_gold_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no gold files"):
        list(read_gold(tmp_path, ONTOLOGY))


@pytest.mark.parametrize("content", ["no json", "[]", '{"id": "one"}', "\xff"])
def test_a_file_that_is_no_gold_is_named(content, tmp_path):
    (tmp_path / "bad.json").write_text(content, encoding="latin-1")
    with pytest.raises(InputError, match=r"bad\.json"):
        list(read_gold(tmp_path, ONTOLOGY))
