"""Reads the tables under ontology/: frames, cues and lexicons, each a TOML file.

To add a word list, put NAME.toml into ontology/lexicons/ and read it with `lexicon("NAME")`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import tomli

from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import ontology_dir


def lexicon(name: str) -> Mapping[str, Any]:
    """The parsed ontology/lexicons/NAME.toml (read once a process)."""
    return table(f"lexicons/{name}.toml")


@functools.cache
def table(path: str) -> Mapping[str, Any]:
    """A parsed TOML file under ontology/; OntologyError when it is missing or malformed."""
    file = ontology_dir() / path
    try:
        return tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomli.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise OntologyError(f"ontology/{path}: {exc}") from exc
