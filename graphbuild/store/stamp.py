"""Whether a store has changed since it was looked at, told from the files on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graphbuild.store.backends.oxigraph import FOLDER

# Files that are written when a store is only opened.
NOISE = ("LOCK", "LOG", "IDENTITY", "OPTIONS")


def stamp(url: str) -> str:
    """A hash that changes when the store at a folder does; empty where that cannot be told."""
    folder = Path(url) / FOLDER
    if not folder.is_dir():
        return ""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.name.startswith(NOISE):
            continue
        try:
            status = path.stat()
        except FileNotFoundError:  # a writer has just removed it
            continue
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
