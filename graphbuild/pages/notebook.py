"""A page in a notebook cell, in a frame that makes no request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import escape

from graphbuild.errors import ExportError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.pages import FORMER, PAGES
from graphbuild.presentation.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that a notebook displays; `height` in pixels."""

    page: str
    height: int = 720

    @classmethod
    def of(cls, dataset: Dataset, view: str = "explorer", *, height: int = 720) -> Shown:
        """One of PAGES; ExportError for a name that is not there."""
        view = FORMER.get(view, view)
        if view not in PAGES:
            raise ExportError(f"{view!r} is not a page; choose {', '.join(PAGES)}")
        with TemporaryDirectory() as folder:
            path = Path(folder) / "page.html"
            PAGES[view].write(dataset, path, Ontology.load())
            return cls(path.read_text(encoding="utf-8"), height)

    def _repr_html_(self) -> str:
        """What Jupyter shows: a frame that may run its own scripts and nothing of the notebook's."""
        return (
            '<iframe sandbox="allow-scripts allow-downloads allow-popups" '
            f'style="width:100%;height:{self.height}px;border:0" srcdoc="{escape(self.page)}"></iframe>'
        )
