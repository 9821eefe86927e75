"""Files that the commands write and read where something is odd about them."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from support.command_line import call
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement

import graphbuild
from graphbuild import durable
from graphbuild.errors import GraphbuildError, StoreError
from graphbuild.identity.decisions import Decision, to_line, write_decisions

LONG = "x" * 300
SECRET = "hunter2"


@pytest.fixture
def out(tmp_path) -> Path:
    folder = tmp_path / "out"
    one = article("one")
    with graphbuild.open_store(folder) as store:
        store.replace(
            one, [statement(RURITANIA, "accuses", GUILD, evidence(one), claimant=GRAUSTARK)]
        )
        store.refresh()
    return folder


def refused(*arguments: object) -> str:
    """What a command says that fails with one line."""
    done = call(*arguments)
    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_pipe_is_written_to_and_stays(out, tmp_path):
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text("utf-8")))
    reader.start()
    assert call("export", out, "--to", "csv", "-f", pipe).returncode == 0
    reader.join(10)
    assert pipe.is_fifo()
    assert "accuses" in got[0]


def test_a_device_is_written_to_and_stays(out, tmp_path):
    link = (
        tmp_path / "full"
    )  # a link to the device: the device itself is never at risk in this test
    link.symlink_to("/dev/full")
    assert "No space left" in refused("export", out, "--to", "csv", "-f", link)
    assert link.is_symlink()
    assert Path("/dev/full").is_char_device()


def test_a_link_keeps_pointing_to_what_is_written(out, tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    assert call("export", out, "--to", "csv", "-f", link).returncode == 0
    assert link.is_symlink()
    assert "accuses" in real.read_text("utf-8")


@pytest.mark.parametrize("command", [("export", "--to", "csv"), ("brief", "Guild")])
def test_the_files_of_the_store_are_no_place_for_an_export(out, command):
    before = (out / "store" / "CURRENT").read_bytes()
    name, *rest = command
    said = refused(name, out, *rest, "-f", out / "store" / "CURRENT")
    assert "files of the store" in said
    assert (out / "store" / "CURRENT").read_bytes() == before


def test_a_name_that_is_too_long_is_one_line(out, tmp_path):
    assert "File name too long" in refused("export", out, "--to", "csv", "-f", tmp_path / LONG)
    assert "File name too long" in refused("view", tmp_path / LONG, "--no-browser")
    assert "File name too long" in refused("query", "a" * 5000, "ASK {}")


def test_a_folder_that_cannot_be_written_is_one_line(out, tmp_path, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)  # what root may do, too, is refused here
    monkeypatch.setattr(Path, "replace", refuse)
    assert "Permission denied" in refused("export", out, "--to", "csv")


def test_what_replaces_a_file_is_on_disk_first(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(durable, "sync", lambda path: done.append(path.name))
    write_decisions(tmp_path / "decisions.jsonl", [Decision("same", "http://a", "http://b")])
    assert done == [f".graphbuild-{os.getpid()}.part", tmp_path.name]


@pytest.mark.parametrize(
    "url", [f"http://alice:{SECRET}@127.0.0.1:1/", f"http://a@b:{SECRET}@127.0.0.1:1/x"]
)
def test_no_message_has_a_password(url):
    assert SECRET not in refused("query", url, "ASK {}")
    assert SECRET not in str(GraphbuildError(f"no scheduler at {url}: refused"))
    assert SECRET not in refused("query", url.replace("http:", "ftp:"), "ASK {}")


@pytest.mark.parametrize("url", ["http://[::1", "http://"])
def test_a_malformed_url_is_one_line(url):
    assert "URL" in refused("query", url, "ASK {}")


def test_an_argument_that_is_no_text_is_one_line(out):
    assert "not UTF-8" in refused("query", out, "--name", "entity", "--param", "entity=\udcff")


def test_a_damaged_page_of_the_search_index_is_made_again(out, caplog):
    assert "Ruritania" in call("find", out, "ruritania").stdout
    file = out / "search.sqlite"
    with sqlite3.connect(file) as index:
        [(size,)] = index.execute("PRAGMA page_size")
    index.close()
    whole = file.read_bytes()
    for page in range(1, len(whole) // size):
        file.write_bytes(whole[: page * size] + bytes(size) + whole[(page + 1) * size :])
        done = call("find", out, "ruritania")
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), page
        assert "Ruritania" in done.stdout, page
    assert "damaged; it is made again" in caplog.text


def test_a_hostile_line_of_decisions_costs_only_itself(out, caplog):
    good = Decision("rename", RURITANIA.id, value="The Realm")
    bad = to_line(Decision("link", GUILD.id, value="javascript:alert(1)"))
    (out / "decisions.jsonl").write_text(f"{bad}\n{'[' * 50_000}\n{to_line(good)}\n", "utf-8")
    from graphbuild.identity.update import bring_up_to_date

    with graphbuild.open_store(out) as store:
        bring_up_to_date(store)
    assert "line 1: 'value' is not an IRI" in caplog.text
    assert "line 2: nested too deeply" in caplog.text
    assert "The Realm" in call("find", out, "realm").stdout


def test_a_path_in_a_store_error_is_short():
    with pytest.raises(StoreError) as error:
        graphbuild.open_store("a" * 5000, read_only=True)
    assert len(str(error.value)) < 400
