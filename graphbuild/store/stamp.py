"""A stamp of the state of a store, from its files on disk: it changes when the store changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graphbuild.store.backends.oxigraph import FOLDER

# Files that change when a store is opened, without a change of its content.
NOISE = ("LOCK", "LOG", "IDENTITY", "OPTIONS")


def stamp(url: str) -> str:
    """A hash that changes whenever the store in a folder does; "" for a store that is not in a folder."""
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
