import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.factories import GUILD, RURITANIA, TEXT, article, evidence, statement

from graphbuild import rdf
from graphbuild.building import fingerprint as fingerprint_module
from graphbuild.building.build import store_articles
from graphbuild.building.fingerprint import CODE, TABLES, fingerprint
from graphbuild.building.runs import Report, describe_run, run_iri
from graphbuild.knowledge.ontology import ontology_dir
from graphbuild.records import Program
from graphbuild.store import open_store

ONE, TWO = article("one"), article("two")


class Counting:
    """A reader that remembers what it was given to read."""

    def __init__(self):
        self.read = []

    def __call__(self, articles):
        for one in articles:
            self.read.append(one.id)
            yield one, [statement(RURITANIA, "accuses", GUILD, evidence(one))]


@pytest.fixture
def store():
    with open_store("memory:") as opened:
        yield opened


def build(store, *articles, program="p"):
    reader, report, issues = Counting(), Report(), []
    store_articles(store, articles, reader, report, program=Program(program), report=issues.append)
    return reader.read, report, issues


def test_new_articles_are_read_and_stored(store):
    read, report, _ = build(store, ONE, TWO)
    assert read == ["one", "two"]
    assert (report.stored, report.unchanged, report.read) == (2, 0, 2)
    assert (report.new, report.changed, report.absent) == (2, 0, 0)


def test_a_second_build_reads_nothing(store):
    build(store, ONE, TWO)
    before = list(store.quads(runs=True))
    read, report, _ = build(store, ONE, TWO)
    assert read == []
    assert (report.stored, report.unchanged) == (0, 2)
    assert list(store.quads(runs=True)) == before


def test_only_what_changed_is_read_again(store):
    build(store, ONE, TWO)
    assert build(store, ONE, article("two", TEXT + " More."))[0] == ["two"]


def test_another_program_reads_everything_again(store):
    build(store, ONE, TWO)
    assert build(store, ONE, TWO, program="q")[0] == ["one", "two"]


def test_an_article_that_is_not_among_the_inputs_stays(store):
    build(store, ONE, TWO)
    build(store, TWO)
    assert [a.id for a in store.articles()] == ["one", "two"]


def test_a_second_article_with_the_same_id_is_an_issue(store):
    read, report, issues = build(store, ONE, replace(ONE, title="Another"))
    assert read == ["one"]
    assert report.read == 1
    assert [str(i) for i in issues] == ["one: a second article with this id: left out"]


def test_done_tells_how_many_statements_or_that_it_was_unchanged(store):
    build(store, ONE)
    told = []
    store_articles(
        store,
        [ONE, TWO],
        Counting(),
        Report(),
        program=Program("p"),
        done=lambda a, n: told.append((a.id, n)),
    )
    assert told == [("one", None), ("two", 1)]


def test_articles_before_a_failure_are_kept(store):
    def failing():
        yield ONE
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store_articles(store, failing(), Counting(), Report(), program=Program("p"))
    assert store.known(ONE, "p")


def test_a_build_that_was_cut_off_is_finished_by_the_next(store):
    denies = statement(GUILD, "denies", RURITANIA, evidence(ONE, 56, 76))
    store.replace(
        ONE, [statement(RURITANIA, "accuses", GUILD, evidence(ONE)), denies], Program("p")
    )
    assert list(store.disputes()) == []
    read, _, _ = build(store, ONE)
    assert read == []
    assert len(list(store.disputes())) == 1


def test_the_run_says_when_and_by_what_and_which_articles(store):
    started = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    store_articles(store, [ONE], Counting(), Report(), program=Program("p", run_iri(started)))
    store.describe(describe_run(started, started, None, Report(new=1)))
    about = {
        (q.subject, q.predicate.value.rsplit("#")[-1]): q.object
        for q in store.graph(rdf.RUNS_GRAPH)
    }
    assert about[rdf.article_graph("one"), "wasGeneratedBy"] == run_iri(started)
    assert about[run_iri(started), "startedAtTime"].value == "2026-01-02T03:04:05Z"
    assert about[run_iri(started), "articlesStored"].value == "1"


def test_the_fingerprint_is_stable_and_depends_on_the_model():
    assert fingerprint(None) == fingerprint(None)
    assert fingerprint(None) != fingerprint("another")


def test_the_fingerprint_changes_with_a_word_list(tmp_path, monkeypatch):
    copy = tmp_path / "ontology"
    shutil.copytree(ontology_dir(), copy)
    monkeypatch.setattr(fingerprint_module, "ontology_dir", lambda: copy)
    before = fingerprint(None)
    with (copy / "lexicons" / "names.toml").open("a") as words:
        words.write("\n")
    assert fingerprint(None) != before
    again = fingerprint(None)
    with (copy / "tiles.toml").open("a") as tiles:
        tiles.write("\n")
    assert fingerprint(None) == again


def test_the_fingerprint_counts_what_reads_and_not_what_shows():
    package = ontology_dir().parent / "graphbuild"
    parts = {f.relative_to(package).parts[0] for f in fingerprint_module.counted(package, CODE)}
    assert parts == {
        "model.py",
        "pipeline.py",
        "knowledge",
        "ingest",
        "nlp",
        "extraction",
        "statements",
        "rdf",
    }
    assert all((package / name).exists() for name in CODE)
    assert all((ontology_dir() / name).exists() for name in TABLES)
