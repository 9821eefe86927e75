"""Child processes that read: what ends one costs one article and one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.paths import ROOT
from support.texts import ACCUSATION, SANCTIONS
from support.traps import KILLS, PARSES_BADLY, SPINS, SWELLS

import graphbuild
from graphbuild.building import children
from graphbuild.building.children import START, Child, Ended
from graphbuild.building.intake import intake
from graphbuild.errors import ModelError
from graphbuild.ingest.reader import read_articles

pytestmark = [
    pytest.mark.children,
    pytest.mark.skipif(not children.KILLABLE, reason="children need the pipes of Unix"),
]


@pytest.fixture
def traps(monkeypatch):
    """Children that do what the marks in texts say."""
    monkeypatch.setattr(
        children, "START", START.replace("graphbuild.building.child", "support.traps")
    )


def marked(text: str, mark: str) -> str:
    return f"{text}\n{mark}\n"


def read(*paths):
    """The ids of the articles that a child reads, and the issues."""
    issues = []
    with intake() as source:
        found = read_articles(paths, report=issues.append, read=source)
        return [a.id for a in found], [(i.source.rpartition("/")[2], i.message) for i in issues]


def lines_of(path: Path, *texts: str) -> Path:
    records = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts, 1)]
    path.write_text("\n".join(records) + "\n", encoding="utf-8")
    return path


def test_a_record_that_kills_its_reader_costs_itself_and_a_line(tmp_path, traps):
    bad = marked(ACCUSATION, KILLS)
    path = lines_of(tmp_path / "a.jsonl", ACCUSATION, bad, SANCTIONS, "too short", bad, ACCUSATION)
    found, issues = read(path)
    assert found == ["a1", "a3", "a6"]
    told = "reading it ended its process (killed; out of memory?): left out"
    assert [i for i in issues if i[1] == told] == [("a.jsonl:2", told), ("a.jsonl:5", told)]
    assert len(issues) == 3


def test_compiled_code_without_end_is_ended_by_the_system(tmp_path, traps):
    (tmp_path / "a.txt").write_text(marked(ACCUSATION, SPINS), encoding="utf-8")
    (tmp_path / "b.txt").write_text(SANCTIONS, encoding="utf-8")
    found, issues = read(tmp_path)
    assert found == ["b"]
    [(source, message)] = issues
    assert source == "a.txt"
    assert "seconds of processor time" in message


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep to the limit")
def test_more_memory_than_allowed_is_refused(tmp_path, traps):
    path = lines_of(tmp_path / "a.jsonl", marked(ACCUSATION, SWELLS), SANCTIONS)
    found, issues = read(path)
    assert found == ["a2"]
    assert "MemoryError" in issues[0][1]


def test_a_file_whose_every_record_kills_is_given_up(tmp_path, traps, monkeypatch):
    monkeypatch.setattr("graphbuild.building.intake.MOST_ENDED", 2)
    path = lines_of(tmp_path / "a.jsonl", ACCUSATION, *[marked(SANCTIONS, KILLS)] * 4, ACCUSATION)
    found, issues = read(path)
    assert found == ["a1"]
    assert [source for source, _ in issues] == ["a.jsonl:2", "a.jsonl:3", "a.jsonl"]
    assert issues[-1][1].endswith("the rest of the file is left out")


@pytest.mark.slow
@pytest.mark.model
def test_an_article_that_kills_its_parser_costs_itself_and_a_line(tmp_path, traps):
    texts = [ACCUSATION, marked(SANCTIONS, PARSES_BADLY), SANCTIONS]
    path = lines_of(tmp_path / "a.jsonl", *texts)
    issues = []
    report = graphbuild.build([path], tmp_path / "out", reader="rules", report=issues.append)
    assert (report.stored, report.issues.total()) == (2, 1)
    [issue] = issues
    assert (issue.source, issue.stage) == ("a2", "extract")
    assert issue.message == "reading it ended its process (signal 11): left out"


@pytest.mark.slow
@pytest.mark.model
def test_children_write_the_same_bytes_as_this_process(tmp_path, monkeypatch):
    path = lines_of(tmp_path / "a.jsonl", ACCUSATION, SANCTIONS, "nothing")
    found = []
    for n, (killable, workers) in enumerate(((False, 1), (True, 1), (True, 2))):
        monkeypatch.setattr(children, "KILLABLE", killable)
        issues = []
        graphbuild.build([path], tmp_path / str(n), workers=workers, report=issues.append)
        with graphbuild.open_store(tmp_path / str(n), read_only=True) as store:
            found.append(([str(q) for q in store.quads()], issues))
    assert found[0] == found[1] == found[2]


def test_an_error_of_ours_in_a_child_is_raised_here(tmp_path):
    (tmp_path / "a.txt").write_text(ACCUSATION, encoding="utf-8")
    with pytest.raises(ModelError, match="not installed"):
        list(graphbuild.extract([tmp_path], model="no_such_pipeline"))


def test_a_closed_child_starts_no_other():
    child = Child("ingest")
    child.close()
    with pytest.raises(Ended):
        child.ask("anything")


ORPHAN = """
import time
from graphbuild.building.children import Child
child = Child("ingest")
child._start()
print(child._process.pid, flush=True)
time.sleep(60)
"""


def test_a_child_ends_when_its_parent_is_killed():
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=paths) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
