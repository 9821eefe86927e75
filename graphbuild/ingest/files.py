"""Paths -> the files to read: folders recursively, sorted, each file once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from graphbuild.errors import InputError, Missing, NoArticle, UnknownKind
from graphbuild.ingest.formats import ending_of, endings, is_unnamed
from graphbuild.ingest.input_file import shown
from graphbuild.model import INGEST, Issue

STANDARD_INPUT = "-"
PAGE_ENDINGS = (".html", ".htm", ".xhtml")
PAGE_FOLDERS = ("_files", ".files")  # what browsers call the folder of a saved page's pictures

Report = Callable[[Issue], None]


def each_path(paths: str | Path | Iterable[str | Path]) -> Iterable[str | Path]:
    """The paths; a single one is one path, not its characters."""
    return [paths] if isinstance(paths, str | Path) else paths


def require_any(paths: Iterable[str | Path]) -> None:
    """Missing, a GraphbuildError, when there is nothing at any of the paths."""
    there = [p for p in paths if str(p) == STANDARD_INPUT or _exists(Path(p))]
    if not there and (names := ", ".join(shown(p) for p in paths)):
        raise Missing(f"{names}: no such file or folder")


def find_files(paths: Iterable[str | Path], report: Report) -> Iterator[str | Path]:
    """Every file of a known kind, and "-" as it is; each other one is reported.

    Not reported are names that begin with a dot, and the pictures and scripts of a saved page.
    """
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


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # a NUL in the path
        return False


def _files(path: Path, report: Report) -> Iterator[Path]:
    if not _exists(path):
        _skip(path, Missing("no such file or folder"), report)
    elif path.is_dir():
        yield from _files_below(path, report)
    elif not ending_of(path) and not is_unnamed(path):
        _skip(path, _unknown(path), report)
    else:
        yield path


def _unknown(path: Path) -> UnknownKind:
    known = ", ".join(endings())
    return UnknownKind(
        f"{shown(path.suffix[1:]).upper()} is not supported; convert it to text (supported: {known})"
    )


def _skip(path: Path, error: InputError, report: Report) -> None:
    report(Issue(shown(path), INGEST, str(error), error.reason))


def _files_below(folder: Path, report: Report) -> Iterator[Path]:
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
            found = True
            _skip(here, InputError(f"cannot be read: {exc.strerror}"), report)
            continue
        visible = [e for e in entries if not e.name.startswith(".")]
        waiting += reversed([e for e in visible if e.is_dir() and not _is_of_page(e)])
        for entry in visible:
            if entry.is_dir():
                continue
            found = True
            if (ending_of(entry) or is_unnamed(entry)) and (
                entry.is_file() or _is_broken_link(entry)
            ):
                yield entry
            else:
                _skip(entry, _unknown(entry), report)
    if not found:
        _skip(folder, NoArticle("no articles in this folder"), report)


def _is_of_page(folder: Path) -> bool:
    """Whether a folder holds the pictures and scripts of a saved page beside it."""
    for ending in PAGE_FOLDERS:
        if folder.name.endswith(ending):
            stem = folder.name.removesuffix(ending)
            return any(folder.with_name(stem + e).is_file() for e in PAGE_ENDINGS)
    return False


def _is_broken_link(entry: Path) -> bool:
    return entry.is_symlink() and not entry.exists()
