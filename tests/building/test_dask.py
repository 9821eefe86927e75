"""A real Dask scheduler with two worker processes on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time

import pytest
from support.factories import article
from support.paths import ROOT
from support.texts import ACCUSATION, SANCTIONS

from graphbuild.building.build import build_into
from graphbuild.building.dask import read_there
from graphbuild.building.fingerprint import fingerprint
from graphbuild.building.processes import Task
from graphbuild.building.readers import reader
from graphbuild.errors import WorkerError
from graphbuild.store import open_store

ENV = {**os.environ, "PYTHONPATH": str(ROOT)}


def start(*arguments):
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENV)


def drained(process):
    """The process, whose log is read to its end so that it never waits for us."""
    threading.Thread(target=process.stderr.read, daemon=True).start()
    return process


@pytest.fixture
def cluster():
    """The scheduler's address, and the processes of two workers."""
    local = ("--host", "127.0.0.1", "--port", "0")
    scheduler = start("distributed.cli.dask_scheduler", *local, "--no-dashboard", "--no-show")
    lines = iter(scheduler.stderr.readline, "")
    address = next(m[0] for line in lines if (m := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
    drained(scheduler)
    one_thread = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    workers = [
        drained(start("distributed.cli.dask_worker", address, *one_thread)) for _ in range(2)
    ]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()
        process.stderr.close()


def quads(out):
    with open_store(out, read_only=True) as store:
        return [str(q) for q in store.quads()]


@pytest.mark.slow
@pytest.mark.model
def test_a_cluster_that_loses_a_worker_writes_the_same_bytes(cluster, tmp_path):
    pytest.importorskip("distributed")
    address, workers = cluster
    (tmp_path / "in").mkdir()
    for number in range(24):
        text = (ACCUSATION, SANCTIONS)[number % 2]
        (tmp_path / "in" / f"{number:02}.txt").write_text(text, encoding="utf-8")
    n_done = 0

    def kill_one(article, n_statements):
        nonlocal n_done
        n_done += 1
        if n_done == 3:
            workers[0].kill()

    for name, options in (("one", {}), ("many", {"scheduler": address, "done": kill_one})):
        with open_store(tmp_path / name) as store:
            report = build_into(store, [tmp_path / "in"], **options)
        assert (report.stored, report.issues.total()) == (24, 0)
    assert workers[0].wait(10) != 0
    assert quads(tmp_path / "one") == quads(tmp_path / "many")


def test_a_worker_of_another_version_is_refused():
    with pytest.raises(WorkerError, match="another version"):
        read_there([article()], Task(None, False), "other")
    assert fingerprint(None) != "other"


def test_a_scheduler_that_does_not_answer_is_one_error(monkeypatch):
    monkeypatch.setattr("graphbuild.building.dask.WAIT", 0.2)
    read = reader(None, scheduler="tcp://127.0.0.1:9")
    begin = time.monotonic()
    with pytest.raises(WorkerError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        list(read([article()]))
    assert time.monotonic() - begin < 20
