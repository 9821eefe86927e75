"""A power failure at any moment leaves the old file or the new one, on a disk that loses unsynced writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.lossy_disk import LossyDisk, Tree

from graphbuild.durable import written_whole
from graphbuild.identity.decisions import FILE, Decision, read_decisions, write_decisions
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.store.swap import fresh, settle, swap

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="the model reads names of open files from /proc"
)


def rebuilt(state: Tree, folder: Path) -> Path:
    """A folder with these files, as a machine would find it when it starts again."""
    for name, content in state.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_the_model_loses_what_is_not_synced(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    disk = LossyDisk(tmp_path)
    with disk.watching():
        (tmp_path / "a.part").write_bytes(b"new")
        (tmp_path / "a.part").replace(tmp_path / "a")
    assert {state.get("a") for state in disk.states} == {b"old", b"new", b""}


def test_a_file_that_is_written_whole_is_the_old_one_or_the_new_one(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    disk = LossyDisk(tmp_path)
    with disk.watching(), written_whole(path) as part:
        part.write_bytes(b"new")
    assert {state.get("a") for state in disk.states} == {b"old", b"new"}
    assert path.read_bytes() == b"new"


def test_new_files_of_a_store_take_the_place_of_the_old_as_a_whole(tmp_path):
    folder = tmp_path / "graph" / "store"
    old, new = {"CURRENT": b"old", "1.sst": b"x"}, {"CURRENT": b"new", "2.sst": b"y"}
    rebuilt(old, folder)
    disk = LossyDisk(tmp_path / "graph")
    with disk.watching():
        rebuilt(new, fresh(folder))
        swap(folder)
    assert len(disk.states) > 4
    for number, state in enumerate(disk.states):
        place = rebuilt(state, tmp_path / str(number)) / "store"
        settle(place)
        assert {p.name: p.read_bytes() for p in place.iterdir()} in (old, new)
        assert not place.with_name("store.old").exists()


def test_decisions_are_the_old_ones_or_the_new_ones(tmp_path):
    path = tmp_path / "graph" / FILE
    rename = [Decision("rename", ENTITY_BASE + name, value=name) for name in ("one", "two")]
    write_decisions(path, rename[:1])
    disk = LossyDisk(path.parent)
    with disk.watching():
        write_decisions(path, rename)
    left = {
        read_decisions(rebuilt(state, tmp_path / str(number)) / FILE)
        for number, state in enumerate(disk.states)
    }
    assert left == {tuple(rename[:1]), tuple(rename)}
