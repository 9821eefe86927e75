"""Figures, ways and comparisons of a small affair that can be counted by hand."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from support.dataset import MemoryDataset, affair

from graphbuild.analysis.compare import GROUPS, compare
from graphbuild.analysis.paths import find_paths
from graphbuild.analysis.stats import statistics
from graphbuild.analysis.table import Table, to_csv, to_json
from graphbuild.errors import ExportError, GraphbuildError
from graphbuild.knowledge.ontology import Ontology


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return {t.title: t for t in statistics(affair(), Ontology.load())}


def rows(table: Table) -> dict[object, dict[str, object]]:
    return {r[0]: dict(zip(table.columns, r, strict=True)) for r in table.rows}


def test_whole_graph_is_counted(tables):
    figures = {k: v["value"] for k, v in rows(tables["graph"]).items()}
    assert figures["articles"] == 5
    assert figures["statements"] == 23
    assert figures["contested statements"] == 3
    assert figures["entities"] == 18  # 17 of them joined, and one who only claims
    assert 0 < figures["modularity"] < 1


def test_most_central_entity_comes_first_with_its_degrees(tables):
    first = rows(tables["entities"])["Russia"]
    assert tables["entities"].rows[0][0] == "Russia"
    assert (first["in"], first["out"], first["neighbours"]) == (6, 1, 6)
    assert first["PageRank"] > tables["entities"].rows[1][5]


def test_communities_cover_who_is_joined_to_somebody(tables):
    assert sum(r[1] for r in tables["communities"].rows) == 17


def test_conflict_balance_is_what_one_does_less_what_is_done_to_it(tables):
    russia = rows(tables["conflicts"])["Russia"]
    assert (russia["hostile by it"], russia["hostile against it"]) == (1, 3)
    assert (russia["balance"], russia["contested against it"]) == (-2, 1)


def test_sources_say_what_only_they_have(tables):
    wire = rows(tables["outlets"])["Nordic Wire"]
    assert (wire["articles"], wire["statements"], wire["only here"]) == (1, 5, 3)


def test_stats_do_not_depend_on_the_order_of_the_statements(tables):
    turned = affair()
    turned = MemoryDataset(turned.told[::-1], turned.read[::-1], turned.answers)
    assert {t.title: t for t in statistics(turned, Ontology.load())} == tables


def test_stats_of_an_empty_graph_are_zero():
    found = statistics(MemoryDataset([], []), Ontology.load())
    assert dict(found[0].rows)["statements"] == 0


def test_path_has_a_quoted_statement_for_each_step():
    [path] = find_paths(affair(), "Glass Worm", "harbour authority", Ontology.load(), limit=1)
    assert [r[1] for r in path.rows] == [
        "Quiet Bear uses Glass Worm",
        "Quiet Bear targets Harbour Authority",
    ]
    assert all(r[5] for r in path.rows)


def test_path_by_alias_counts_no_negated_statement():
    found = find_paths(affair(), "Oslo", "Anna Petrova", Ontology.load())
    assert all("not:" not in row[1] for path in found for row in path.rows)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("Norwy", "Russia", 'No entity named "Norwy" in this graph; did you mean'),
        ("Oslo", "Norway", "are the same entity: Norway"),
        ("NATO", "Harbour Authority", None),
    ],
)
def test_path_errors_name_what_is_wrong(one, other, message):
    if message is None:
        assert find_paths(affair(), one, other, Ontology.load())
        return
    with pytest.raises(GraphbuildError, match=message):
        find_paths(affair(), one, other, Ontology.load())


def test_path_says_when_nothing_connects():
    data = affair()
    kept = [s for s in data.told if s.predicate in {"condemns", "uses"}]
    with pytest.raises(ExportError, match="nothing connects 'NATO' with 'Glass Worm'"):
        find_paths(MemoryDataset(kept, data.read), "NATO", "Glass Worm", Ontology.load())


def test_compare_tells_what_only_one_outlet_says():
    overview, shared, alone = compare(affair(), "outlet", Ontology.load())
    counts = {r[0]: r[1:] for r in overview.rows}
    assert counts["Nordic Wire"] == (5, 3)
    told = {r[1] for r in alone.rows if r[0] == "Nordic Wire"}
    assert "Norway accuses Russia" not in told
    assert any({r[0], r[1]} == {"Nordic Wire", "Oslo Post"} for r in shared.rows)


@pytest.mark.parametrize("by", GROUPS)
def test_compare_by_each_group_counts_every_statement(by):
    overview, *_ = compare(affair(), by, Ontology.load())
    assert sum(r[1] for r in overview.rows) >= 23 - 1


def test_tables_as_csv_and_json_hold_the_same():
    tables = [Table("t", ("name", "n"), [("=evil", -3), ("b", 2)])]
    lines = [*csv.reader(io.StringIO(to_csv(tables)))]
    assert lines == [["table", "name", "n"], ["t", "'=evil", "-3"], ["t", "b", "2"]]
    assert json.loads(to_json(tables)) == {"t": [{"name": "=evil", "n": -3}, {"name": "b", "n": 2}]}


def test_readers_are_compared_where_a_large_model_has_read(tables):
    assert "readers" not in tables
    dataset = affair()
    statements = sorted(dataset.statements(), key=lambda s: s.key)
    changed = [
        replace(s, evidence=tuple(replace(e, rule=e.rule + more) for e in s.evidence))
        if (more := {0: "", 1: "&llm.m"}.get(number % 3)) is not None
        else replace(s, evidence=tuple(replace(e, rule="llm.m") for e in s.evidence))
        for number, s in enumerate(statements)
    ]
    found = {
        t.title: t
        for t in statistics(MemoryDataset(changed, [*dataset.articles()]), Ontology.load())
    }
    agreed = rows(found["readers"])
    whole = agreed["(all)"]
    assert (whole["both"], whole["only the large model"], whole["only built in"]) == (8, 7, 8)
    assert whole["agreement"] == 0.348
    assert sum(r["both"] for name, r in agreed.items() if name != "(all)") == 8
