"""The `entities` commands on a store made by hand."""

import json

import pytest
from support.factories import article, evidence, statement
from support.identities import KOVALEV, KOVALYOV, MOLE, OTHER, SAID
from typer.testing import CliRunner

from graphbuild.cli import app, entities
from graphbuild.errors import GraphbuildError
from graphbuild.identity.update import bring_up_to_date
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import Entity
from graphbuild.store import open_store

MORROWS = [
    (
        Entity(f"{ENTITY_BASE}person/{code}/david-morrow", "David Morrow", "Person"),
        Entity(f"{ENTITY_BASE}state/{code}", code.upper(), "State", (), (f"urn:{code}",)),
    )
    for code in ("gb", "au")
]


@pytest.fixture
def out(tmp_path):
    with open_store(tmp_path / "out") as store:
        for said in SAID.values():
            store.replace(*said)
        for who, state in MORROWS:
            where = article(f"on-{state.label}")
            store.replace(where, [statement(who, "worksFor", state, evidence(where))])
        bring_up_to_date(store)
    return str(tmp_path / "out")


def run(*arguments, text=None):
    result = CliRunner().invoke(app, ["entities", *arguments], input=text)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def exported(out):
    with open_store(out, read_only=True) as store:
        return [str(q) for q in store.quads()]


def test_list_names_each_node_once(out):
    found = {r["id"]: r for r in rows(run("list", out, "--format", "jsonl", "--type", "Person"))}
    assert found[KOVALYOV.id]["merged"] == [KOVALEV.id]
    assert "Evgeny Kovalev" in found[KOVALYOV.id]["names"]
    assert KOVALEV.id not in found
    assert "Ivan Krotov" in run("list", out, "--name", "krot")


def test_show_gives_names_reasons_and_sentences(out):
    text = run("show", out, "Yevgeny Kovalyov")
    for wanted in ("Evgeny Kovalev", "another spelling", "worksFor Russia", "Ruritania accuses"):
        assert wanted in text


def test_candidates_are_printed_where_nobody_can_be_asked(out):
    [row] = rows(run("candidates", out, "--format", "jsonl"))
    assert row["labels"] == ["David Morrow"] * 2
    assert all(row["sentences"])
    assert "David Morrow" in run("candidates", out)


def test_merge_and_undo_give_the_graph_back(out):
    before = exported(out)
    said = run("merge", out, "Ivan Krotov", "Piotr Kret", "--why", "one alias", "--who", "eve")
    assert 'Merged "Piotr Kret" into "Ivan Krotov" (undo: graphbuild entities undo' in said
    assert OTHER.id not in {r["id"] for r in rows(run("list", out, "--format", "jsonl"))}
    assert run("undo", out) == 'Undone: Merged "Piotr Kret" into "Ivan Krotov"\n'
    assert exported(out) == before


def test_split_of_a_merge_and_of_an_article(out):
    run("split", out, KOVALEV.id, KOVALYOV.id)
    assert KOVALEV.id in {r["id"] for r in rows(run("list", out, "--format", "jsonl"))}
    run("split", out, KOVALYOV.id, "--article", "three")
    found = [
        r for r in rows(run("list", out, "--format", "jsonl")) if r["id"].startswith(KOVALYOV.id)
    ]
    assert len(found) == 2


def test_rename_and_link(out):
    run("rename", out, "Ivan Krotov", "The Mole")
    run("link", out, MOLE.id, "Q42")
    [row] = rows(run("list", out, "--format", "jsonl", "--name", "The Mole"))
    assert row["label"] == "The Mole"
    with open_store(out, read_only=True) as store:
        asked = f"SELECT DISTINCT ?n ?o {{ <{MOLE.id}> skos:prefLabel ?n ; skos:exactMatch ?o }}"
        [answer] = store.query(asked).rows
    assert [t.value for t in answer] == ["The Mole", "http://www.wikidata.org/entity/Q42"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rename", "Nobody", "x"), 'No entity named "Nobody"'),
        (("show", "David Morrow"), "could be any of"),
        (("link", "Ivan Krotov", "not an iri"), "is not an IRI"),
        (("split", "Ivan Krotov", "--article", "nine"), "nine: no article that names"),
        (("undo",), "no decision to undo"),
    ],
)
def test_wrong_use_is_one_line(out, arguments, message):
    command, *rest = arguments
    with pytest.raises(GraphbuildError, match=message):
        run(command, out, *rest)


@pytest.mark.parametrize(
    ("answer", "decision", "said"),
    [
        ("y", "same", 'Merged "David Morrow" into "David Morrow" (undo: '),
        ("x\nno", "different", 'Kept "David Morrow" and "David Morrow" apart'),
        ("u", "unsure", 'Left "David Morrow" and "David Morrow" undecided'),
        ("q", None, ""),
    ],
)
def test_a_terminal_is_asked_about_each_pair(out, monkeypatch, answer, decision, said):
    monkeypatch.setattr(entities, "can_ask", lambda: True)
    text = run("candidates", out, "--who", "eve", text=answer + "\n")
    assert "different states" in text
    with open_store(out, read_only=True) as store:
        assert not decision or said in text
        assert store.url
    assert bool(rows(run("candidates", out, "--format", "jsonl"))) == (decision is None)
