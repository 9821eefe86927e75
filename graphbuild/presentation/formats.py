"""What a row of a table of formats says: the file's suffix, the module that writes it, a line of help."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from graphbuild.presentation.dataset import Dataset

if TYPE_CHECKING:
    from graphbuild.knowledge.ontology import Ontology

# Output depends on the data alone: the same data gives the same bytes.
Writer = Callable[[Dataset, Path, "Ontology"], None]


class Format(NamedTuple):
    """One format: its module is imported when it is asked for."""

    suffix: str
    module: str
    help: str

    @property
    def write(self) -> Writer:
        """The module's `write(dataset, path, ontology)`."""
        return cast(Writer, importlib.import_module(self.module).write)
