"""Every exporter through the same functions, and each with the reader of another program."""

from __future__ import annotations

import csv
import importlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from support.dataset import (
    ATTACK,
    BEAR,
    EVIL,
    HOSTILE,
    INSTITUTE,
    NORWAY,
    RUSSIA,
    SERVICE,
    SPOKESWOMAN,
    TREASURY,
    MemoryDataset,
    affair,
    article,
    told,
)

from graphbuild.errors import ExportError
from graphbuild.export import EXPORTERS, writer
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, NEGATED, Entity, Statement
from graphbuild.presentation.outcomes import denier
from graphbuild.presentation.stances import CONTESTED, DENIED, disputed_by, stance


@pytest.fixture(scope="module")
def dataset() -> MemoryDataset:
    return affair()


def is_edge(statement: Statement) -> bool:
    """Whether a statement may be drawn from one entity to another: a negated one may not."""
    return isinstance(statement.object, Entity) and statement.polarity == AFFIRMED


def written(name: str, dataset: MemoryDataset, folder: Path) -> Path:
    if name == "stix":
        pytest.importorskip("stix2", reason="stix2, an extra, is not installed")
    path = folder / f"graph{EXPORTERS[name].suffix}"
    writer(name)(dataset, path, Ontology.load())
    return path


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_is_deterministic(name, dataset, tmp_path):
    turned = MemoryDataset(dataset.told[::-1], dataset.read[::-1], dataset.answers[::-1])
    (tmp_path / "b").mkdir()
    one, other = written(name, dataset, tmp_path), written(name, turned, tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_writes_an_empty_graph(name, tmp_path):
    assert written(name, MemoryDataset([], []), tmp_path).is_file()


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(ExportError, match=r"'pdf' is not a format; choose explorer, chronology, "):
        writer("pdf")


def test_stances_put_disputes_before_modality(dataset):
    disputed = disputed_by(dataset.answers)
    found = {stance(s, disputed) for s in dataset.told}
    assert found == {"asserted", "alleged", "planned", DENIED, CONTESTED}


def test_jsonl_has_every_piece_of_evidence(dataset, tmp_path):
    lines = written("jsonl", dataset, tmp_path).read_text().splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == sum(len(s.evidence) for s in dataset.told)
    assert {i for r in records for i in r["denied_by"]} == {d for d, _ in dataset.answers}
    assert HOSTILE in {r["subject"]["label"] for r in records}


def test_csv_has_a_row_for_each_quote_and_no_formula(dataset, tmp_path):
    text = written("csv", dataset, tmp_path).read_text(encoding="utf-8")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert len(rows) == sum(len(s.evidence) for s in dataset.told)
    assert not [v for r in rows for v in r.values() if v.startswith(("=", "+", "-", "@", "\t"))]
    [evil] = [r for r in rows if r["subject"] == HOSTILE]
    assert evil["sentence"].startswith(f"'@{HOSTILE}")


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_every_statement_with_its_attributes(name, dataset, tmp_path):
    path = written(name, dataset, tmp_path)
    if name == "graphml":
        graph = nx.read_graphml(path, force_multigraph=True)
        edges = {key: d for *_, key, d in graph.edges(keys=True, data=True)}
    else:
        graph = nx.read_gexf(path)
        edges = {d["statement"]: d for *_, d in graph.edges(data=True)}

    expected = {s.id: s for s in dataset.told if is_edge(s)}
    assert edges.keys() == expected.keys()
    for key, statement in expected.items():
        assert edges[key]["predicate"] == statement.predicate
        assert edges[key]["confidence"] == pytest.approx(statement.confidence)
        assert edges[key]["claimant"] == (statement.claimant.label if statement.claimant else "")
        assert (edges[key]["modality"], edges[key]["polarity"]) == (
            *(statement.modality, statement.polarity),
        )
    assert graph.nodes[EVIL.id]["label"] == HOSTILE
    others = [o for _, d in graph.nodes(data=True) for o in json.loads(d["statements"])]
    assert len(others) == len(dataset.told) - len(expected)


def test_gexf_starts_a_dated_edge_on_its_first_day(dataset, tmp_path):
    graph = nx.read_gexf(written("gexf", dataset, tmp_path))
    starts = {d["start"] for *_, d in graph.edges(data=True) if "start" in d}
    assert {"2021-02-01", "2021-03-01", "2021-03-02"} <= starts


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # inside rdflib
@pytest.mark.parametrize(
    ("name", "form"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")]
)
def test_rdflib_reads_as_many_quads(name, form, dataset, tmp_path):
    graph = rdflib.Dataset()
    graph.parse(data=written(name, dataset, tmp_path).read_text(), format=form)
    assert len({*graph.quads()}) == len({*dataset.quads()})


def test_turtle_has_every_triple_but_the_bare_claims(dataset, tmp_path):
    graph = rdflib.Graph().parse(data=written("ttl", dataset, tmp_path).read_text())
    kept = {str(q.triple) for q in dataset.quads() if not q.graph_name.value.endswith("#claims")}
    assert len(graph) == len(kept)
    uses = rdflib.URIRef("https://w3id.org/graphbuild/ontology#uses")
    assert (rdflib.URIRef(BEAR.id), uses, None) not in graph


def test_nquads_are_sorted(dataset, tmp_path):
    graphs = [
        q.rsplit(" <", 1)[1] for q in written("nq", dataset, tmp_path).read_text().splitlines()
    ]
    assert graphs == sorted(graphs)


def test_cytoscape_edges_join_its_nodes(dataset, tmp_path):
    elements = json.loads(written("cytoscape", dataset, tmp_path).read_text())["elements"]
    nodes = {n["data"]["id"] for n in elements["nodes"]}
    assert {e["data"][end] for e in elements["edges"] for end in ("source", "target")} <= nodes
    assert len(elements["edges"]) == sum(map(is_edge, dataset.told))


def test_neo4j_has_no_label_for_a_class_that_only_groups_others(dataset, tmp_path):
    with zipfile.ZipFile(written("neo4j", dataset, tmp_path)) as archive:
        rows = csv.reader(archive.read("entities.csv").decode().splitlines())
        labels = {label for row in rows for label in row[-1].split(";")}
    assert "Agent" in labels
    assert "Body" not in labels


def test_neo4j_relationships_join_nodes_that_are_there(dataset, tmp_path):
    with zipfile.ZipFile(written("neo4j", dataset, tmp_path)) as archive:
        texts = {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".csv")}
    tables = {n: [*csv.DictReader(io.StringIO(t))] for n, t in texts.items()}
    ids = {r["id:ID"] for n in ("entities", "statements", "articles") for r in tables[f"{n}.csv"]}
    ends = [*tables["relationships.csv"], *tables["quotes.csv"]]
    assert {r[end] for r in ends for end in (":START_ID", ":END_ID")} <= ids
    assert len(tables["quotes.csv"]) == sum(len(s.evidence) for s in dataset.told)
    assert sum(r[":TYPE"] == "DISPUTES" for r in ends) == len(dataset.answers)


def test_neo4j_says_on_each_direct_edge_how_it_stands_and_draws_none_for_a_negated_one(
    dataset, tmp_path
):
    with zipfile.ZipFile(written("neo4j", dataset, tmp_path)) as archive:
        rows = [*csv.DictReader(io.StringIO(archive.read("relationships.csv").decode()))]
    direct = {r["statement"]: r for r in rows if r["statement"]}
    assert direct.keys() == {s.id for s in dataset.told if is_edge(s)}
    disputed = disputed_by(dataset.disputes())
    for s in (s for s in dataset.told if is_edge(s)):
        row = direct[s.id]
        assert (row["stance"], row["polarity"]) == (stance(s, disputed), s.polarity)
        assert (row["modality"], row["date"]) == (s.modality, s.date or "")
        assert row["claimant"] == (s.claimant.label if s.claimant else "")
        assert bool(row["deniers"]) == (s.id in disputed)


@pytest.mark.parametrize("name", ["csv", "jsonl", "neo4j", "graphml", "ftm", "stix"])
def test_what_is_over_says_by_whom_and_when(name, tmp_path):
    sanction = told(TREASURY, "sanctions", INSTITUTE, date="2018-03-05", articles=(1,))
    lifted = told(TREASURY, "lifts", INSTITUTE, date="2020-05-04", articles=(2,))
    read = [article(1, "One", "A", "2018-03-05"), article(2, "Two", "B", "2020-05-05")]
    over = MemoryDataset([sanction, lifted], read, over=[(sanction.id, lifted.id)])
    path = written(name, over, tmp_path)
    if name == "neo4j":
        with zipfile.ZipFile(path) as archive:
            text = archive.read("relationships.csv").decode()
    else:
        text = path.read_text(encoding="utf-8")
    assert text.count("2020-05-04") >= 1
    assert TREASURY.label in text
    if name == "stix":
        kept = [o for o in json.loads(text)["objects"] if o.get("stop_time")]
        assert [o["stop_time"] for o in kept] == ["2020-05-04T00:00:00Z"]
    if name == "ftm":
        [sanctions] = [o for o in map(json.loads, text.splitlines()) if o["schema"] == "Sanction"]
        assert sanctions["properties"]["endDate"] == ["2020-05-04"]
        assert sanctions["properties"]["status"] == [f"ended by {TREASURY.label}"]


def test_a_programme_is_that_of_its_own_authority(tmp_path):
    read = [article(1, "One", "A", "2018-03-05"), article(2, "Two", "B", "2020-05-05")]
    law = replace(INSTITUTE, id=f"{INSTITUTE.id}-law", label="Order 5", type="LegalInstrument")
    ours = told(TREASURY, "sanctions", INSTITUTE, articles=(1,))
    theirs = told(NORWAY, "sanctions", INSTITUTE, articles=(2,))
    basis = told(INSTITUTE, "underInstrument", law, articles=(1,))
    path = written("ftm", MemoryDataset([ours, theirs, basis], read), tmp_path)
    rows = [
        e["properties"]
        for e in map(json.loads, path.read_text().splitlines())
        if e["schema"] == "Sanction"
    ]
    assert {r["authority"][0]: r.get("program") for r in rows} == {
        TREASURY.label: ["Order 5"],
        NORWAY.label: None,
    }


def test_a_state_that_acts_has_a_location_with_its_country(dataset, tmp_path):
    pytest.importorskip("stix2", reason="stix2, an extra, is not installed")
    objects = json.loads(written("stix", dataset, tmp_path).read_text())["objects"]
    places = {o["id"]: o for o in objects if o["type"] == "location" and o.get("country")}
    links = [
        o
        for o in objects
        if o.get("relationship_type") == "located-at" and o["target_ref"] in places
    ]
    states = [o for o in objects if o.get("roles") == ["graphbuild-State"]]
    assert {o["source_ref"] for o in links} >= {
        o["id"] for o in states if o["name"] == NORWAY.label
    }
    assert {p["country"] for p in places.values()} >= {"NO"}


def test_who_disputes_is_who_denies_and_not_who_reports_the_denial():
    denial = told(RUSSIA, "denies", NORWAY, by=SPOKESWOMAN)
    contradiction = told(ATTACK, "attributedTo", SERVICE, by=SPOKESWOMAN, polarity=NEGATED)
    assert denier(denial) == RUSSIA
    assert denier(contradiction) == SPOKESWOMAN


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_stix_bundle_passes_the_validator(dataset, tmp_path):
    validator = pytest.importorskip("stix2validator", reason="stix2-validator is not installed")
    text = written("stix", dataset, tmp_path).read_text(encoding="utf-8")
    options = validator.ValidationOptions(version="2.1")
    results = validator.validate_string(text, options)
    assert results.is_valid, [str(e) for o in results.object_results for e in o.errors]


def test_stix_says_what_it_can_and_who_disagrees(dataset, tmp_path):
    objects = json.loads(written("stix", dataset, tmp_path).read_text())["objects"]
    kinds = [o["type"] for o in objects]
    sayable = [
        s
        for s in dataset.told
        if isinstance(s.object, Entity) and (s.polarity, s.modality) < ("affirmed", "planned")
    ]
    said = [o for o in objects if o["type"] == "relationship" and "description" in o]
    assert len(said) == len(sayable)  # the others link a state to its location
    assert kinds.count("opinion") == len(dataset.answers)
    known = {o["id"] for o in objects}
    assert {r for o in objects for r in o.get("object_refs", ())} <= known
    assert {o["created_by_ref"] for o in objects if "created_by_ref" in o} <= known


@pytest.mark.parametrize("row", EXPORTERS.values(), ids=EXPORTERS)
def test_the_module_of_every_row_exists_and_writes(row):
    assert callable(importlib.import_module(row.module).write)
    assert row.help


def test_a_former_name_of_the_explorer_still_works():
    assert writer("html") is writer("explorer")
