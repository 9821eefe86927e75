"""Each format read back by another program's reader: what it can carry has come through."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from support.dataset import ATTACK, HOSTILE, INSTITUTE, TREASURY, MemoryDataset, affair

from graphbuild.export import EXPORTERS, writer
from graphbuild.export.followthemoney import BELOW, LINKS, MEASURE, key_of
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, PLANNED, Entity, Statement
from graphbuild.presentation.escape import plain
from graphbuild.rdf import from_quads

GB = "https://w3id.org/graphbuild/ontology#"
OA = "http://www.w3.org/ns/oa#"
BASE = "https://w3id.org/graphbuild/"
# Subject, predicate, object, claimant, polarity, modality, date, quotes as a statement has them.
Fact = tuple[object, ...]


def fact(s: Statement) -> Fact:
    value = s.object.label if isinstance(s.object, Entity) else s.object
    claimant = s.claimant.label if s.claimant else ""
    quotes = frozenset((e.article, e.start, e.end, plain(e.sentence)) for e in s.evidence)
    head = (s.subject.label, s.predicate, value or "", claimant)
    return (*head, s.polarity, s.modality, s.date or "", quotes)


@pytest.fixture(scope="module")
def dataset() -> MemoryDataset:
    return affair()


@pytest.fixture(scope="module")
def files(dataset, tmp_path_factory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("exports")

    def written(name: str) -> Path:
        path = folder / f"graph{EXPORTERS[name].suffix}"
        if not path.exists():
            writer(name)(dataset, path, Ontology.load())
        return path

    return written


def facts(dataset: MemoryDataset) -> dict[str, Fact]:
    return {s.id: fact(s) for s in dataset.told}


def unguarded(value: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return value[1:] if value.startswith("'") else value


def from_jsonl(path: Path) -> dict[str, Fact]:
    found: dict[str, list[dict]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found.setdefault(record["id"], []).append(record)
    return {i: _from_records(records) for i, records in found.items()}


def _from_records(records: list[dict]) -> Fact:
    r = records[0]
    value = r["object"] or {}
    quotes = frozenset(
        (
            x["article"]["id"],
            x["evidence"]["start"],
            x["evidence"]["end"],
            plain(x["evidence"]["sentence"]),
        )
        for x in records
    )
    head = (r["subject"]["label"], r["predicate"], value.get("label", value.get("literal", "")))
    said = (r["claimant"] or {}).get("label", "")
    return (*head, said, r["polarity"], r["modality"], r["event_date"] or "", quotes)


def from_csv(path: Path) -> dict[str, Fact]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
        found.setdefault(row["statement"], []).append({k: unguarded(v) for k, v in row.items()})
    names = ("subject", "predicate", "object", "claimant", "polarity", "modality", "date")
    return {
        i: (
            *(rows[0][n] for n in names),
            frozenset((r["article"], int(r["start"]), int(r["end"]), r["sentence"]) for r in rows),
        )
        for i, rows in found.items()
    }


def from_edges(edges, nodes) -> dict[str, Fact]:
    """Statements of a graph with attributes: edges, and the others in their subject's list."""
    told = [(i, nodes[a]["label"], nodes[b]["label"], d) for i, a, b, d in edges]
    for node in nodes.values():
        others = node["statements"]
        for other in json.loads(others) if isinstance(others, str) else others:
            told.append((other["id"], node["label"], other["object"] or "", other))
    return {i: _attributes(a, b, d) for i, a, b, d in told}


def _attributes(subject: str, value: str, d: dict) -> Fact:
    places = [p.split("#char=") for p in d["passages"].split(" | ")]
    spans = [(a, *map(int, span.split(","))) for a, span in places]
    quotes = frozenset((*s, q) for s, q in zip(spans, d["quotes"].split("\n"), strict=True))
    head = (subject, d["predicate"], value, d["claimant"])
    return (*head, d["polarity"], d["modality"], d["date"], quotes)


def from_graphml(path: Path) -> dict[str, Fact]:
    graph = nx.read_graphml(path, force_multigraph=True)
    edges = [(key, a, b, d) for a, b, key, d in graph.edges(keys=True, data=True)]
    return from_edges(edges, dict(graph.nodes(data=True)))


def from_gexf(path: Path) -> dict[str, Fact]:
    graph = nx.read_gexf(path)
    edges = [(d["statement"], a, b, d) for a, b, d in graph.edges(data=True)]
    return from_edges(edges, dict(graph.nodes(data=True)))


def from_cytoscape(path: Path) -> dict[str, Fact]:
    elements = json.loads(path.read_text(encoding="utf-8"))["elements"]
    nodes = {n["data"]["id"]: n["data"] for n in elements["nodes"]}
    edges = [
        (e["data"]["id"], e["data"]["source"], e["data"]["target"], e["data"])
        for e in elements["edges"]
    ]
    return from_edges(edges, nodes)


def from_neo4j(path: Path) -> dict[str, Fact]:
    with zipfile.ZipFile(path) as archive:
        tables = {
            n.removesuffix(".csv"): [*csv.DictReader(io.StringIO(archive.read(n).decode()))]
            for n in archive.namelist()
            if n.endswith(".csv")
        }
    names = {r["id:ID"]: r["name"] for r in tables["entities"]}
    ends: dict[str, dict[str, str]] = {}
    for r in tables["relationships"]:
        ends.setdefault(r[":START_ID"], {})[r[":TYPE"]] = names.get(r[":END_ID"], "")
    quotes: dict[str, set] = {}
    for r in tables["quotes"]:
        place = (r[":END_ID"].removeprefix("article:"), int(r["start:int"]), int(r["end:int"]))
        quotes.setdefault(r[":START_ID"], set()).add((*place, r["sentence"]))
    return {
        r["id:ID"].removeprefix("statement:"): (
            *(ends[r["id:ID"]]["SUBJECT"], r["predicate"]),
            ends[r["id:ID"]].get("OBJECT") or r["literal"],
            ends[r["id:ID"]].get("CLAIMANT", ""),
            *(r["polarity"], r["modality"], r["date"], frozenset(quotes[r["id:ID"]])),
        )
        for r in tables["statements"]
    }


def from_rdf(path: Path) -> dict[str, Fact]:
    """With pyoxigraph's parser and our own reading of the quads."""
    import pyoxigraph

    found: dict[str, Fact] = {}
    for s in from_quads(pyoxigraph.parse(path=str(path), format=_format(path))):
        before = found.get(s.id)
        told = fact(s)
        found[s.id] = told if before is None else (*told[:-1], before[-1] | told[-1])
    return found


def _format(path: Path):
    from pyoxigraph import RdfFormat

    return {".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS, ".jsonld": RdfFormat.JSON_LD}[
        path.suffix
    ]


def from_nanopub(path: Path) -> dict[str, Fact]:
    """With rdflib: the four graphs of each nanopublication."""
    graph = rdflib.Dataset(default_union=True)
    graph.parse(path, format="trig")
    gb, oa, np = (rdflib.Namespace(n) for n in (GB, OA, "http://www.nanopub.org/nschema#"))
    prov = rdflib.Namespace("http://www.w3.org/ns/prov#")
    found = {}
    for me in graph.subjects(rdflib.RDF.type, np.Nanopublication):
        parts = [
            graph.value(me, np[f"has{p}"]) for p in ("Assertion", "Provenance", "PublicationInfo")
        ]
        assertion, provenance, information = (graph.graph(p) for p in parts)
        assert min(map(len, (assertion, provenance, information))) > 0
        about = rdflib.URIRef(str(me).replace("nanopublication", "statement"))
        labels = {s: str(o) for s, o in graph.subject_objects(rdflib.SKOS.prefLabel)}
        value = assertion.value(about, rdflib.RDF.object)
        claimant = provenance.value(parts[0], gb.claimant)
        quotes = frozenset(
            (str(provenance.value(q, oa.hasSource)).rsplit("/", 1)[-1], provenance.value(q, oa.start).value,
             provenance.value(q, oa.end).value, str(provenance.value(q, oa.exact)))
            for q in provenance.objects(parts[0], prov.wasQuotedFrom)
        )  # fmt: skip
        found[str(about).rsplit("/", 1)[-1]] = (
            labels[assertion.value(about, rdflib.RDF.subject)],
            str(assertion.value(about, rdflib.RDF.predicate)).removeprefix(GB),
            labels.get(value, str(value or "")),
            labels.get(claimant, ""),
            *(str(assertion.value(about, gb[n]) or "") for n in ("polarity", "modality", "date")),
            quotes,
        )
    return found


def from_rdf12(path: Path) -> dict[str, Fact]:
    import pyoxigraph

    triples = list(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
    facts: dict[str, dict[str, list]] = {}
    for t in triples:
        facts.setdefault(t.subject.value, {}).setdefault(t.predicate.value, []).append(t.object)
    rdf, skos = str(rdflib.RDF), str(rdflib.SKOS)

    def one(about: str, name: str) -> str:
        return facts.get(about, {}).get(name, [pyoxigraph.Literal("")])[0].value

    found = {}
    for about, own in facts.items():
        if GB + "polarity" not in own:
            continue
        [term] = own.get(rdf + "reifies", [None])
        subject = term.subject.value if term else one(about, rdf + "subject")
        predicate = term.predicate.value if term else one(about, rdf + "predicate")
        value = term.object.value if term else ""
        quotes = frozenset(
            (one(q.value, OA + "hasSource").rsplit("/", 1)[-1], int(one(q.value, OA + "start")),
             int(one(q.value, OA + "end")), one(q.value, OA + "exact"))
            for q in own[GB + "evidence"]
        )  # fmt: skip
        found[about.rsplit("/", 1)[-1]] = (
            *(one(subject, skos + "prefLabel"), predicate.removeprefix(GB)),
            one(value, skos + "prefLabel") or value,
            one(one(about, GB + "claimant"), skos + "prefLabel"),
            *(one(about, GB + n) for n in ("polarity", "modality", "date")),
            quotes,
        )
    return found


READERS = {
    "jsonl": from_jsonl, "csv": from_csv, "graphml": from_graphml, "gexf": from_gexf,
    "cytoscape": from_cytoscape, "neo4j": from_neo4j, "nq": from_rdf, "trig": from_rdf,
    "jsonld": from_rdf, "nanopub": from_nanopub, "rdf12": from_rdf12,
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # inside rdflib
@pytest.mark.parametrize("name", READERS)
def test_nothing_is_lost_on_the_way(name, files, dataset):
    assert READERS[name](files(name)) == {
        i: tuple(plain(v) if isinstance(v, str) else v for v in f)
        for i, f in facts(dataset).items()
    }


def stix(files) -> list[dict]:
    pytest.importorskip("stix2", reason="stix2, an extra, is not installed")
    return json.loads(files("stix").read_text(encoding="utf-8"))["objects"]


def test_stix_keeps_claimant_modality_date_and_quotes_of_what_it_can_say(files, dataset):
    objects = stix(files)
    claim = next(o["id"] for o in objects if o.get("name") == "graphbuild claim")
    names = {o["id"]: o.get("name") for o in objects}
    places = {o["id"] for o in objects if o["type"] == "location" and "country" in o}
    found = {
        o["external_references"][0]["external_id"].rsplit("/", 1)[-1]: o
        for o in objects
        if o["type"] == "relationship"
        # where a state lies is no statement of an article
        and not (o["relationship_type"] == "located-at" and o["target_ref"] in places)
    }
    sayable = [
        s
        for s in dataset.told
        if isinstance(s.object, Entity) and s.polarity == AFFIRMED and s.modality != PLANNED
    ]
    assert found.keys() == {s.id for s in sayable}
    for s in sayable:
        made = found[s.id]
        told = made["extensions"][claim]
        assert (names[made["source_ref"]], names[made["target_ref"]]) == (
            *(s.subject.label, s.object.label),
        )
        assert told.get("claimant") == (s.claimant.label if s.claimant else None)
        assert (told["predicate"], told["modality"], told.get("date")) == (
            *(s.predicate, s.modality, s.date),
        )
        quotes = {r["description"] for r in made["external_references"][1:]}
        assert quotes == {plain(e.sentence) for e in s.evidence}


def test_stix_sanction_says_authority_and_date(files):
    objects = stix(files)
    kind = next(o["id"] for o in objects if o.get("name") == "graphbuild sanction")
    [measure] = [o for o in objects if kind in o.get("extensions", {})]
    told = measure["extensions"][kind]
    assert (told["authority"], told["date"]) == (TREASURY.label, "2021-03-05")


def test_stix_dates_are_those_of_the_reports(files):
    objects = stix(files)
    days = {o["name"]: o["created"][:10] for o in objects if o["type"] == "report"}
    assert days["Norway names a foreign service"] == "2021-03-02"
    opinions = [o for o in objects if o["type"] == "opinion"]
    assert {o["created"][:10] for o in opinions} == {"2021-03-03", "2021-03-06"}


def test_gexf_nodes_and_edges_begin_on_the_day_of_event_or_report(files):
    graph = nx.read_gexf(files("gexf"))
    assert graph.graph["mode"] == "dynamic"
    edges = {d["statement"]: d for *_, d in graph.edges(data=True)}
    threat = next(d for d in edges.values() if d["predicate"] == "threatens")
    assert (threat["date"], threat["start"]) == ("", "2021-03-06")
    for a, b, d in graph.edges(data=True):
        if "start" in d:
            assert max(graph.nodes[a]["start"], graph.nodes[b]["start"]) <= d["start"]


def ftm(files) -> list[dict]:
    lines = files("ftm").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_ftm_writes_the_sanction_and_nothing_that_is_only_claimed(files):
    entities = {e["id"]: e for e in ftm(files)}
    [sanction] = [e for e in entities.values() if e["schema"] == MEASURE]
    facts = sanction["properties"]
    assert facts["entity"] == [key_of(INSTITUTE)]
    assert facts["authority"] == [TREASURY.label]
    assert facts["program"] == ["Executive Order 13694"]
    assert facts["startDate"] == ["2021-03-05"]
    assert "“US Department of the Treasury sanctions" in facts["summary"][0]
    assert entities[key_of(INSTITUTE)]["properties"]["alias"] == ["IAC", "the institute"]
    assert key_of(ATTACK) not in entities
    assert HOSTILE not in json.dumps([*entities.values()], ensure_ascii=False)


def test_ftm_refers_to_what_is_in_the_file(files):
    entities = {e["id"]: e for e in ftm(files)}
    ends = {end for link in LINKS.values() for end in (link.source, link.target)} | {"entity"}
    refs = {
        v for e in entities.values() for n, vs in e["properties"].items() if n in ends for v in vs
    }
    assert refs
    assert refs <= entities.keys()


def test_ftm_passes_its_own_validation(files):
    module = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    known = [(module.model.get(e["schema"]), e) for e in ftm(files)]
    for schema, entity in known:
        if schema is None:  # older models lack it
            assert entity["schema"] in {"Employment", "Address"}
            continue
        schema.validate(entity)
        assert entity["properties"].keys() <= schema.properties.keys()
    assert {e["schema"] for s, e in known if s} >= {MEASURE, "PublicBody", "Membership"}


def test_ftm_schemata_are_those_of_its_model():
    module = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    for name, above in BELOW.items():
        if schema := module.model.get(name):
            assert above <= {s.name for s in schema.schemata} | {name}
    for name, link in LINKS.items():
        if schema := module.model.get(name):
            ranges = (schema.properties[end].range for end in (link.source, link.target))
            assert [r.name for r in ranges] == [link.source_schema, link.target_schema]
