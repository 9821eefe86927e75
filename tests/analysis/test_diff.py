from dataclasses import replace

from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement
from typer.testing import CliRunner

from graphbuild.analysis.diff import differences
from graphbuild.building.runs import Report, describe_run, read_runs, run_iri
from graphbuild.cli import app
from graphbuild.records import Program
from graphbuild.store import open_store

ONE, TWO = article("one"), article("two")
ACCUSES = statement(RURITANIA, "accuses", GUILD, evidence(ONE))
AGAIN = statement(RURITANIA, "accuses", GUILD, evidence(TWO))
DENIES = statement(GUILD, "denies", RURITANIA, evidence(TWO, 56, 76))
GONE = statement(GRAUSTARK, "accuses", GUILD, evidence(ONE))


def filled(url, *articles):
    with open_store(url) as store:
        for where, said in articles:
            store.replace(where, said)
        store.refresh()
    return url


def test_what_was_added_removed_and_changed_status(tmp_path):
    old = filled(tmp_path / "a", (ONE, [ACCUSES, GONE]))
    new = filled(tmp_path / "b", (ONE, [ACCUSES]), (TWO, [AGAIN, DENIES]))
    with open_store(old, read_only=True) as a, open_store(new, read_only=True) as b:
        there = [(c.kind, c.subject, c.predicate, c.object) for c in differences(a, b)]
        back = [c.kind for c in differences(b, a)]
        same = list(differences(b, b))
    accusation = ("Ruritania", "accuses", "Guild")
    assert there == [
        ("added", "Guild", "denies", "Ruritania"),
        ("removed", "Graustark", "accuses", "Guild"),
        ("newly contested", *accusation),
        ("newly corroborated", *accusation),
    ]
    assert back == ["added", "removed", "no longer contested", "less corroborated"]
    assert same == []


def test_diff_and_log_are_commands(tmp_path):
    out = str(filled(tmp_path / "a", (ONE, [ACCUSES])))
    ran = CliRunner().invoke(app, ["diff", out, out])
    assert (ran.exit_code, "no differences" in ran.stdout) == (0, True)
    assert CliRunner().invoke(app, ["log", out]).exit_code == 0


def test_the_log_names_the_articles_that_a_run_wrote_last(tmp_path):
    from datetime import UTC, datetime

    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    with open_store("memory:") as store:
        for when, where in ((second, (TWO,)), (first, (ONE, TWO))):
            for one in where if when == first else ():
                store.replace(one, [], Program("f", run_iri(when)))
            store.describe(describe_run(when, when, None, Report(new=len(where))))
        store.replace(replace(TWO, title="New"), [], Program("f", run_iri(second)))
        runs = read_runs(store)
    assert [(r.started[:10], r.stored, r.articles) for r in runs] == [
        ("2026-01-01", 2, ("one",)),
        ("2026-01-02", 1, ("two",)),
    ]
