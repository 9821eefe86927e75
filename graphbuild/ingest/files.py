"""Paths -> the files to read: folders recursively, sorted, each file once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from graphbuild.ingest.formats import ending_of, endings
from graphbuild.ingest.input_file import shown
from graphbuild.model import Issue

STANDARD_INPUT = "-"


def find_files(
    paths: Iterable[str | Path], report: Callable[[Issue], None]
) -> Iterator[str | Path]:
    """Every file of a known kind, and "-" as it is; what cannot be read is reported."""
    seen: set[str] = set()
    for path in paths:
        if str(path) == STANDARD_INPUT:
            if STANDARD_INPUT not in seen:
                yield STANDARD_INPUT
            seen.add(STANDARD_INPUT)
            continue
        for file in _files(Path(path), report):
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _files(path: Path, report: Callable[[Issue], None]) -> Iterator[Path]:
    try:
        is_folder, exists = path.is_dir(), os.path.lexists(path)
    except ValueError:  # a NUL in the path
        is_folder = exists = False
    if is_folder:
        yield from _files_below(path, report)
    elif not exists:
        report(Issue(shown(path), "ingest", "no such file or folder"))
    elif not ending_of(path):
        known = ", ".join(endings())
        kind = (
            f"{shown(path.suffix[1:]).upper()} is" if path.suffix else "files without a suffix are"
        )
        report(
            Issue(
                shown(path),
                "ingest",
                f"{kind} not supported; convert it to text (supported: {known})",
            )
        )
    else:
        yield path


def _files_below(folder: Path, report: Callable[[Issue], None]) -> Iterator[Path]:
    """Files of known kinds below a folder, depth first; links are followed, each folder once."""
    entered: set[str] = set()
    waiting = [folder]
    found = False
    while waiting:
        here = waiting.pop()
        real = os.path.realpath(here)
        if real in entered:
            continue
        entered.add(real)
        try:
            entries = sorted(here.iterdir())
        except OSError as exc:
            report(Issue(shown(here), "ingest", f"cannot be read: {exc.strerror}"))
            continue
        visible = [e for e in entries if not e.name.startswith(".")]
        waiting += reversed([e for e in visible if e.is_dir()])
        for entry in visible:
            if ending_of(entry) and (entry.is_file() or _is_broken_link(entry)):
                found = True
                yield entry
    if not found:
        report(Issue(shown(folder), "ingest", "no articles in this folder"))


def _is_broken_link(entry: Path) -> bool:
    return entry.is_symlink() and not entry.exists()
