"""Killed, locked out, out of space: what was stored stays whole, and one line says what happened."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from support.factories import GUILD, RURITANIA, article, evidence, statement
from support.paths import ROOT

from graphbuild.deadline import time_limit
from graphbuild.errors import StoreError, TooSlow
from graphbuild.store import open_store

GRAPHBUILD = (sys.executable, "-m", "graphbuild")
ONE = article("one")
PROSE = "Sweden accused Russia of jamming its radars, the defence ministry said on Friday.\n"
CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2


def run(*arguments: object, before: Callable[[], None] | None = None):
    return subprocess.run(
        [*map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=before,
    )


@pytest.fixture
def out(tmp_path):
    """A store with one article."""
    with open_store(tmp_path / "out") as store:
        store.replace(ONE, [statement(RURITANIA, "accuses", GUILD, evidence(ONE))])
        store.refresh()
    return tmp_path / "out"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PROSE, encoding="utf-8")
    return path


def n_articles(out):
    with open_store(out, read_only=True) as store:
        return len(list(store.articles()))


def one_line(ran):
    assert ran.returncode == 1, ran.stderr
    [line] = ran.stderr.splitlines()
    return line


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_whole_articles_and_is_finished_by_the_next():
    script = ROOT / "benchmarks" / "crash.py"
    ran = run(sys.executable, script, "--moments", 4, "--articles", 30, "--seed", 7)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("4 kills, 0 with problems")


def test_the_second_build_on_a_store_says_so_in_one_line(out, page):
    with open_store(out):
        ran = run(*GRAPHBUILD, "build", page, "-o", out)
    assert (
        one_line(ran)
        == f"graphbuild: {out}: another process is writing to it; wait or stop that one"
    )
    assert n_articles(out) == 1


def drop_privileges():
    """Take from root the power to write where the permissions do not allow it."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
        libc.prctl(CAPBSET_DROP, capability, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="permissions as Linux has them")
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path, page):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    ran = run(*GRAPHBUILD, "build", page, "-o", folder / "out", before=drop_privileges)
    assert one_line(ran).endswith("cannot be used as a store: Permission denied")


@pytest.mark.skipif(sys.platform != "linux", reason="permissions as Linux has them")
def test_a_store_that_may_not_be_written_is_one_line_and_stays(out, page):
    parts = [out, out / "store", *(out / "store").iterdir()]
    for part in parts:
        part.chmod(part.stat().st_mode & 0o555)
    ran = run(*GRAPHBUILD, "build", page, "-o", out, before=drop_privileges)
    for part in parts:
        part.chmod(0o755)
    assert "cannot be used as a store" in one_line(ran)
    assert n_articles(out) == 1


FILL = """
import sys
from support.factories import article
from graphbuild.store import open_store
with open_store(sys.argv[1]) as store:
    for number in range(10_000):
        store.replace(article(f"more-{number}"), [])
        print(number, flush=True)
"""


def test_a_full_disk_is_one_line_and_what_was_stored_is_kept(out, tmp_path):
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    script = tmp_path / "fill.py"
    script.write_text(FILL, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, script, out],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        preexec_fn=small_files,
    )
    told = ran.stderr.splitlines()[-1]
    assert told.startswith(
        "graphbuild.errors.StoreError: the store cannot be written (File too large)"
    )
    acknowledged = len(ran.stdout.splitlines())
    assert 0 < acknowledged < 10_000
    assert n_articles(out) in {acknowledged + 1, acknowledged + 2}


def test_an_export_onto_a_full_disk_leaves_the_file_that_was_there(out):
    def no_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    before = run(*GRAPHBUILD, "export", out, "--to", "csv")
    assert before.returncode == 0, before.stderr
    whole = (out / "graph.csv").read_bytes()
    ran = run(*GRAPHBUILD, "export", out, "--to", "csv", before=no_files)
    assert one_line(ran) == f"graphbuild: {out / 'graph.csv'}: File too large"
    assert (out / "graph.csv").read_bytes() == whole
    assert sorted(p.name for p in out.iterdir()) == ["graph.csv", "store"]


def for_ever():
    while True:
        pass


def for_ever_whatever_happens():
    try:
        for_ever()
    except TooSlow:
        for_ever()


def test_the_time_limit_stops_a_loop():
    begin = time.monotonic()
    with pytest.raises(TooSlow, match=r"took longer than 0\.05 seconds"), time_limit(0.05):
        for_ever()
    assert time.monotonic() - begin < 5


def test_the_time_limit_stops_a_loop_that_swallows_the_first_alarm(monkeypatch):
    monkeypatch.setattr("graphbuild.deadline.AGAIN", 0.05)
    with pytest.raises(TooSlow), time_limit(0.05):
        for_ever_whatever_happens()


def test_the_time_limit_is_over_with_its_block():
    with time_limit(0.05):
        pass
    time.sleep(0.1)


def test_without_the_main_thread_there_is_no_time_limit():
    ended = []

    def work():
        with time_limit(0.001):
            time.sleep(0.05)
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [True]


def test_a_store_is_there_as_a_whole_or_not_at_all(tmp_path):
    half = (
        tmp_path / "store.new"
    )  # what a build leaves that is killed while it makes an empty store
    half.mkdir()
    (half / "LOG").write_text("cut off", encoding="utf-8")
    with pytest.raises(StoreError, match="no graph here; make one"):
        open_store(str(tmp_path), read_only=True)
    open_store(str(tmp_path)).close()
    assert not half.exists()
    with open_store(str(tmp_path), read_only=True) as store:
        assert list(store.articles()) == []
