"""A store that lives as long as the program: Oxigraph without a folder."""

from __future__ import annotations

import pyoxigraph

from graphbuild.store.oxigraph import Oxigraph


def connect(location: str, read_only: bool) -> Oxigraph:
    """An empty store; where it is and whether it may be written make no difference."""
    return Oxigraph(pyoxigraph.Store(), on_disk=False)
