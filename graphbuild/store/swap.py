"""Puts new files of a store in the place of the old ones, and ends what a crash has interrupted."""

from __future__ import annotations

import shutil
from pathlib import Path

from graphbuild.durable import sync


def fresh(folder: Path) -> Path:
    """Where the new files of a store in `folder` are made; empty at first."""
    place = folder.with_name(folder.name + ".fresh")
    shutil.rmtree(place, ignore_errors=True)
    return place


def swap(folder: Path) -> None:
    """Let the complete new files take the place of the old, which are removed; raises OSError.

    The caller holds the lock of the graph. A crash leaves either the old files, or the new ones once
    `settle` has run.
    """
    new, old = folder.with_name(folder.name + ".fresh"), folder.with_name(folder.name + ".old")
    for file in new.rglob("*"):
        sync(file)
    sync(new)
    sync(folder.parent)  # so that they are there, whatever happens to the next names
    folder.rename(old)
    new.rename(folder)
    sync(folder.parent)
    shutil.rmtree(old)


def settle(folder: Path) -> None:
    """End a `swap` that was interrupted; the caller holds the lock of the graph. Raises OSError."""
    new, old = folder.with_name(folder.name + ".fresh"), folder.with_name(folder.name + ".old")
    if not old.is_dir():
        return
    if not folder.is_dir():
        (new if new.is_dir() else old).rename(folder)
        sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)
