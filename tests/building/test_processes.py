"""Several processes: the order, what is in memory at once, and processes that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.factories import article
from support.paths import ROOT
from support.texts import ACCUSATION, SANCTIONS

import graphbuild
from graphbuild.building.processes import BATCH, Batch, _pool, in_order
from graphbuild.errors import WorkerError
from graphbuild.model import Issue

ARTICLES = [article(f"a{number:03}") for number in range(5 * BATCH + 3)]


class Later:
    """A batch whose result is made when it is asked for."""

    def __init__(self, batch, log):
        self.batch, self.log = batch, log
        log.append(1)

    def result(self):
        self.log.append(-1)
        refused = [Issue(a.id, "extract", "no") for a in self.batch if a.id == "a001"]
        return Batch([(n, []) for n, a in enumerate(self.batch) if a.id != "a001"], refused)


def test_results_come_in_the_order_of_the_articles_and_issues_are_reported():
    issues = []
    found = list(in_order(ARTICLES, lambda batch: Later(batch, []), 3, issues.append))
    assert [a.id for a, _ in found] == [a.id for a in ARTICLES if a.id != "a001"]
    assert [i.source for i in issues] == ["a001"]


def test_no_more_batches_than_allowed_are_out_at_a_time():
    log, out, most = [], 0, 0
    list(in_order(ARTICLES, lambda batch: Later(batch, log), 2, [].append))
    for step in log:
        out += step
        most = max(most, out)
    assert most == 2


def die(batch):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_is_one_error_that_says_what_to_do():
    with _pool(1) as pool, pytest.raises(WorkerError, match="run the same command again"):
        list(in_order(ARTICLES, lambda batch: pool.submit(die, batch), 2, [].append))


ORPHANS = """
import os, time
from graphbuild.building.processes import _pool
if __name__ == "__main__":
    with _pool(2) as pool:
        waiting = [pool.submit(os.getpid) for _ in range(8)]
        print(*{future.result() for future in waiting}, flush=True)
        time.sleep(60)
"""


def test_workers_end_when_the_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS, encoding="utf-8")
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env=paths
    ) as parent:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert pids
    until = time.monotonic() + 20
    while (left := [pid for pid in pids if alive(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def alive(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.model
def test_two_processes_write_the_same_bytes_as_one(tmp_path):
    for name, text in (("a", ACCUSATION), ("b", SANCTIONS)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    stores = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        report = graphbuild.build([tmp_path / "a.txt", tmp_path / "b.txt"], out, workers=workers)
        assert (report.stored, report.issues.total()) == (2, 0)
        with graphbuild.open_store(out, read_only=True) as store:
            stores.append([str(q) for q in store.quads()])
    assert stores[0] == stores[1]
    assert any("rdf-syntax-ns#predicate" in quad for quad in stores[0])
