"""Stores that are checked, copied and written again."""

from __future__ import annotations

import pytest
from support.command_line import call
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement

import graphbuild
from graphbuild import rdf
from graphbuild.errors import StoreLocked
from graphbuild.identity.update import bring_up_to_date
from graphbuild.store.backends.oxigraph import claimed
from graphbuild.store.upkeep import erase


@pytest.fixture
def out(tmp_path):
    one, two = article("one"), article("two")
    with graphbuild.open_store(tmp_path / "out") as store:
        store.replace(one, [statement(RURITANIA, "accuses", GUILD, evidence(one))])
        store.replace(two, [statement(GRAUSTARK, "accuses", GUILD, evidence(two))])
        bring_up_to_date(store)
    return tmp_path / "out"


def files_with(folder, text):
    return [p.name for p in folder.rglob("*") if p.is_file() and text in p.read_bytes()]


def test_a_sound_store_has_no_faults(out):
    done = call("check", out)
    assert (done.returncode, done.stdout) == (0, "no faults\n")


def test_flipped_bytes_are_found(out):
    for table in (out / "store").glob("*.sst"):
        whole = bytearray(table.read_bytes())
        whole[:512] = bytes(b ^ 0xFF for b in whole[:512])
        table.write_bytes(whole)
    done = call("check", out)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_graph_that_differs_from_its_notes_is_found(out):
    with graphbuild.open_store(out) as store:
        lost = [q for q in store.graph(rdf.article_graph("one")) if q.predicate == rdf.PREDICATE]
        store.backend.store.remove(lost[0])
    assert "one: " in call("check", out).stderr


def test_a_copy_has_the_same_quads(out, tmp_path):
    (out / "decisions.jsonl").write_text("")
    assert call("backup", out, tmp_path / "copy").returncode == 0
    with graphbuild.open_store(out) as one, graphbuild.open_store(tmp_path / "copy") as other:
        assert list(one.quads(runs=True)) == list(other.quads(runs=True))
    assert (tmp_path / "copy" / "decisions.jsonl").exists()
    assert "is there already" in call("backup", out, tmp_path / "copy").stderr


def test_what_is_erased_is_in_no_file_of_the_store(out):
    (out / "graph.html").write_text("Graustark")
    assert files_with(out / "store", GRAUSTARK.id.encode())
    done = call("forget", out, "two", "--erase")
    assert done.returncode == 0, done.stderr
    assert files_with(out / "store", GRAUSTARK.id.encode()) == []
    assert not (out / "store.old").exists()
    assert "graph.html" in done.stdout
    assert call("check", out).stdout == "no faults\n"


def test_a_repaired_store_has_the_same_quads(out):
    with graphbuild.open_store(out, read_only=True) as store:
        before = list(store.quads(runs=True))
    done = call("repair", out)
    assert (done.returncode, done.stdout) == (0, "2 articles kept, 0 lost\n"), done.stderr
    with graphbuild.open_store(out, read_only=True) as store:
        assert list(store.quads(runs=True)) == before
    assert sorted(p.name for p in out.iterdir()) == ["store"]


def test_a_graph_that_differs_from_its_notes_is_repaired(out):
    with graphbuild.open_store(out) as store:
        lost = [q for q in store.graph(rdf.article_graph("one")) if q.predicate == rdf.PREDICATE]
        store.backend.store.remove(lost[0])
    assert call("check", out).returncode == 1
    assert call("repair", out).returncode == 0
    assert call("check", out).stdout == "no faults\n"


def test_an_article_without_its_record_is_lost_and_named(out):
    with graphbuild.open_store(out) as store:
        graph = rdf.article_graph("one")
        for quad in [*store.graph(graph), *store.about(graph, rdf.RUNS_GRAPH)]:
            if quad.subject == graph:
                store.backend.store.remove(quad)
    done = call("repair", out)
    assert (done.returncode, done.stdout) == (3, "1 articles kept, 1 lost\n"), done.stderr
    assert done.stderr == "one: cannot be read; build its file again\n"
    assert call("check", out).stdout == "no faults\n"


def test_files_that_cannot_be_opened_are_one_line(out):
    for table in (out / "store").glob("MANIFEST-*"):
        table.write_bytes(b"\xff" * table.stat().st_size)
    done = call("repair", out)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_nobody_writes_while_files_are_written_again(out):
    with graphbuild.open_store(out), pytest.raises(StoreLocked):
        erase(str(out))
    with claimed(out), pytest.raises(StoreLocked):
        graphbuild.open_store(out)


def test_a_swap_that_was_interrupted_is_ended_by_the_next_command(out):
    with graphbuild.open_store(out, read_only=True) as store:
        before = list(store.quads())
    (out / "store").rename(out / "store.old")
    with graphbuild.open_store(out, read_only=True) as store:
        assert list(store.quads()) == before
    assert [p.name for p in out.iterdir()] == ["store"]
