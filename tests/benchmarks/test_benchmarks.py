"""The readers and the table of benchmarks/, on sentences made up for them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from support.paths import ROOT

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Article, Entity, Evidence, Statement
from graphbuild.nlp.annotate import annotate

FOLDER = ROOT / "benchmarks"
sys.path.insert(0, str(FOLDER))

import bench  # noqa: E402
import casie  # noqa: E402
import gold  # noqa: E402
import identity  # noqa: E402
import plover  # noqa: E402


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture
def roles(nlp: Language, ontology: Ontology) -> Callable[[str], dict[str, set[str]]]:
    """What CASIE's reader finds in a text, by role."""
    table = casie.read_table()

    def read(text: str) -> dict[str, set[str]]:
        [document] = annotate([Article("a", text, ((0, len(text)),))], nlp)
        found: dict[str, set[str]] = {role: set() for role in casie.ROLES}
        for event in casie.read(document, ontology, table):
            for role in casie.ROLES:
                found[role] |= set(event.get(role, ()))
        return found

    return read


@pytest.fixture
def event(nlp: Language, ontology: Ontology) -> Callable[[str], dict[str, Any]]:
    """The one event that PLOVER's reader finds in a sentence."""
    table = plover.read_table()

    def read(text: str) -> dict[str, Any]:
        [document] = annotate([Article("a", text, ((0, len(text)),))], nlp)
        [found] = plover.predict(document, ontology, table)
        return found

    return read


def test_casie_reads_who_stole_from_whom(roles) -> None:
    found = roles("Hackers stole the passwords of Brightway customers.")
    assert found["attacker"] == {"Hackers"}
    assert found["victim"] == {"Brightway customers"}


def test_casie_reads_the_owner_of_the_data_as_the_victim(roles) -> None:
    found = roles("The thieves leaked records from Norvale Hospital after it refused a ransom.")
    assert "Norvale Hospital" in found["victim"]
    assert "records" not in found["victim"]


def test_casie_reads_the_lure_as_the_tool(roles) -> None:
    found = roles("Scammers sent fake emails to pensioners to trick them.")
    assert found["tool"] == {"fake emails"}
    assert "Scammers" in found["attacker"]


def test_casie_reads_who_paid_as_a_victim(roles) -> None:
    assert "clinic" in roles("The clinic paid the ransom in bitcoin.")["victim"]


def test_casie_reads_nothing_where_a_text_is_about_a_weakness(roles) -> None:
    found = roles("A flaw in the router lets hackers in. The vendor has a patch for the bug.")
    assert found == {"attacker": set(), "victim": set(), "tool": set()}


def test_casie_leaves_out_attacks_of_another_sort(roles) -> None:
    found = roles("Rebels attacked the port. A ransom was later mentioned.")
    assert found["victim"] == set()


@pytest.mark.parametrize(
    ("text", "category", "source", "target"),
    [
        (
            "Norway expelled two Danish diplomats on Friday.",
            "SANCTION",
            "Norway",
            "Danish diplomats",
        ),
        ("Norway was accused of spying by Denmark.", "DISAPPROVE", "Denmark", "Norway"),
        ("Sweden said it will send food to Chad.", "AGREE", "Sweden", "Chad"),
        ("Rebels in Mali threatened to attack Niger.", "THREATEN", "Rebels", "Niger"),
        ("Finland refused to meet the Estonian envoy.", "REJECT", "Finland", "Estonian envoy"),
        ("Ghana lifted its embargo on Togo.", "CONCEDE", "Ghana", "Togo"),
        ("Peru held talks with Chile about the border.", "CONSULT", "Peru", "Chile"),
        ("The minister said Kenya must free the sailors.", "DEMAND", "minister", "Kenya"),
    ],
)
def test_plover_reads_who_does_what_to_whom(
    event, text: str, category: str, source: str, target: str
) -> None:
    found = event(text)
    assert (found["event"], found["source"], found["target"]) == (category, [source], [target])


def test_gold_counts_the_ids_of_an_entity(tmp_path: Path, ontology: Ontology) -> None:
    names = {"id": "e1", "type": "State", "name": "Norway", "aliases": []}
    other = {"id": "e2", "type": "State", "name": "Denmark", "aliases": []}
    rows = [
        {"s": "e1", "p": p, "o": "e2", "claimant": None, "polarity": "affirmed", "core": True}
        for p in ("accuses", "condemns")
    ]
    data = {"id": "a", "entities": [names, other], "statements": rows}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    denmark = Entity("id:denmark", "Denmark", "State")
    statements = [
        statement(Entity(f"id:norway-{n}", "Norway", "State"), row["p"], denmark)
        for n, row in enumerate(rows)
    ]
    assert gold.ids_per_entity(tmp_path, {"a": statements}, ontology) == 1.5


def statement(subject: Entity, predicate: str, object: Entity) -> Statement:
    evidence = (Evidence("a", 0, 1, "x", "rule", 1.0),)
    return Statement(subject, predicate, object, None, "affirmed", "asserted", None, evidence)


def test_bench_says_what_a_folder_lacks(tmp_path: Path) -> None:
    [line] = bench.corpus_figures(bench.CORPORA[0], tmp_path)
    assert line.value == "missing: benchmarks/polnear, bench/score_polnear.py"
    [line] = bench.gold_figures("x", tmp_path / "gold", tmp_path / "articles")
    assert line.value == "missing: gold, articles"


def test_bench_digs_a_figure_out_of_a_score() -> None:
    assert bench.dig({"token": {"f1": 12.5}}, ("token", "f1")) == "12.5"
    assert bench.dig({"token": {}}, ("token", "f1")) == "-"


@pytest.mark.model
def test_ids_are_counted_within_an_article_and_across(tmp_path):
    texts = {
        "one": ("Norway accused Anders Holm of the attack.", "Anders Holm"),
        "two": ("Denmark accused Anders Holm of sabotage.", "Mr Anders Holm"),
        "three": ("Finland accused the GRU of sabotage.", "Main Directorate"),
        "four": ("Sweden accused the GRU of sabotage.", "GRU"),
    }
    for name, (text, accused) in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        kind = "Person" if "Holm" in accused else "IntelligenceService"
        entities = [
            {"id": "by", "type": "State", "name": text.split()[0], "aliases": []},
            {"id": "who", "type": kind, "name": accused, "aliases": ["the GRU"] * (kind[0] == "I")},
        ]
        told = {"s": "by", "p": "accuses", "o": "who", "claimant": None, "polarity": "affirmed"}
        row = {"id": name, "entities": entities, "statements": [{**told, "core": True}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(row), encoding="utf-8")
    found = identity.measure(tmp_path, sorted(tmp_path.glob("*.txt")), [], loose=False)
    assert found["within"] == {"ids": 1.0, "entities": 1.0, "known": 8}
    assert found["across"] == {"ids": 1.0, "entities": round(7 / 6, 3), "known": 7}
    assert found["confused"] == {"person/anders-holm": ["Anders Holm", "Mr Anders Holm"]}
    same = [["Anders Holm", "Mr Anders Holm"]]
    joined = identity.measure(tmp_path, sorted(tmp_path.glob("*.txt")), same, loose=False)
    assert joined["across"] == {"ids": 1.0, "entities": 1.0, "known": 6}
