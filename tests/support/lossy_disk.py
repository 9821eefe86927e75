"""A model of a disk that loses what was not synced: which files a power failure may leave.

While it watches, it notes each `os.fsync`, `os.replace` and `os.rename`. A file's bytes are safe once
the file was synced; the names in a folder are safe once the folder was. What is not safe may be on
the disk or not, each folder and each file on its own: every combination is a state to start from.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

Tree = dict[str, bytes]  # the files, by their paths below the folder
Names = dict[str, int]  # of a folder: the inode behind each name


class LossyDisk:
    """Watches one folder; `states`: what a failure at some moment of the watched block may leave of it."""

    def __init__(self, folder: Path) -> None:
        """Everything in the folder is safe at first."""
        self.states: list[Tree] = []
        self._folder = folder.resolve()
        self._root = self._folder.stat().st_ino
        self._safe_names, self._safe_bytes = self._now()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note what the block syncs and renames, and what a failure before and after each would leave."""
        fsync, rename = os.fsync, os.replace

        def synced(place: int) -> None:
            self._fail()
            fsync(place)
            inode = os.fstat(place).st_ino
            names, contents = self._now()
            if inode in names:
                self._safe_names[inode] = names[inode]
            if inode in contents:
                self._safe_bytes[inode] = contents[inode]
            self._fail()

        def renamed(one: str | Path, other: str | Path) -> None:
            self._fail()
            rename(one, other)
            self._fail()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", synced)
            patch.setattr(os, "replace", renamed)
            patch.setattr(os, "rename", renamed)
            yield
        self._fail()

    def _fail(self) -> None:
        """Add the states that a power failure now may leave."""
        names, contents = self._now()
        folders = sorted({*self._safe_names, *names})
        files = sorted({*self._safe_bytes, *contents})
        listings = [_either(self._safe_names.get(f, {}), names.get(f, {})) for f in folders]
        safe = [self._safe_bytes.get(f, b"") for f in files]
        bodies = [_either(s, contents.get(f, s)) for f, s in zip(files, safe, strict=True)]
        for listing in itertools.product(*listings):
            for body in itertools.product(*bodies):
                by_inode = dict(zip(files, body, strict=True))
                state = self._tree(dict(zip(folders, listing, strict=True)), by_inode)
                if state not in self.states:
                    self.states.append(state)

    def _tree(self, folders: dict[int, Names], files: dict[int, bytes]) -> Tree:
        found: Tree = {}
        waiting = [("", self._root)]
        while waiting:
            path, inode = waiting.pop()
            if inode in folders:
                inside = folders[inode].items()
                waiting += [(f"{path}/{name}" if path else name, i) for name, i in inside]
            else:
                found[path] = files[inode]
        return found

    def _now(self) -> tuple[dict[int, Names], dict[int, bytes]]:
        """Names by folder and bytes by file, as they are in memory."""
        names: dict[int, Names] = {self._root: {}}
        contents: dict[int, bytes] = {}
        for path in self._folder.rglob("*"):
            names.setdefault(path.parent.stat().st_ino, {})[path.name] = path.stat().st_ino
            if path.is_dir():
                names.setdefault(path.stat().st_ino, {})
            else:
                contents[path.stat().st_ino] = path.read_bytes()
        return names, contents


def _either(one: Any, other: Any) -> list[Any]:
    return [one] if one == other else [one, other]
