"""Stores of statements, by URL scheme.

To add one, write a module with a function `connect(location, read_only)` that returns a Backend and
add a row to STORES; the contract test then covers it.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import NamedTuple

from graphbuild.errors import StoreError, without_login
from graphbuild.store.answers import Answer
from graphbuild.store.backend import Backend
from graphbuild.store.store import Store

__all__ = ["STORES", "Answer", "Backend", "Kind", "Store", "open_store"]


class Kind(NamedTuple):
    """A kind of store: the module with its `connect`, and a line of help.

    whole: whether `connect` takes the whole URL; otherwise it takes the part after the scheme.
    """

    module: str
    help: str
    whole: bool = False


STORES = {
    "file": Kind("graphbuild.store.backends.oxigraph", "a folder on disk (the default)"),
    "memory": Kind("graphbuild.store.backends.memory", "gone when the program ends"),
    "http": Kind("graphbuild.store.backends.remote", "a SPARQL 1.1 server", whole=True),
    "https": Kind("graphbuild.store.backends.remote", "a SPARQL 1.1 server", whole=True),
}


def open_store(url: str | Path, *, read_only: bool = False) -> Store:
    """Open the store at a folder, or at a URL such as `memory:`; close it when done.

    Raises StoreLocked while another process writes to it, StoreVersion when it has another layout,
    StoreError when it does not exist (read_only) or cannot be created.
    """
    scheme, location = _split(str(url))
    if scheme not in STORES:
        raise StoreError(f"{url}: {scheme!r} is not a kind of store; choose {', '.join(STORES)}")
    kind = STORES[scheme]
    connect = importlib.import_module(kind.module).connect
    location = str(url) if kind.whole else location
    return Store(connect(location, read_only), without_login(str(url)), read_only=read_only)


def _split(url: str) -> tuple[str, str]:
    """Scheme and location of a URL; a single letter before a colon is a Windows drive."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):(?://)?(.*)", url, re.DOTALL)
    return (match[1].lower(), match[2]) if match else ("file", url)
