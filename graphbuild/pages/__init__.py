"""HTML pages, each one file that makes no request: explorer, chronology, matrix, map and brief.

To add a page of the whole graph, write a module with `write(dataset, path, ontology)` and add a row
to PAGES: `view --as`, `export --to`, notebooks and the contract test take it from there.
"""

from __future__ import annotations

from graphbuild.presentation.formats import Format

__all__ = ["FORMER", "PAGES"]

PAGES = {
    "explorer": Format(".html", "graphbuild.pages.explorer", "interactive graph with every quote"),
    "chronology": Format(
        ".chronology.html", "graphbuild.pages.chronology", "who did and said what when (or .svg)"
    ),
    "matrix": Format(
        ".matrix.html", "graphbuild.pages.matrix", "who accuses, denies, sanctions whom (or .svg)"
    ),
    "map": Format(".map.html", "graphbuild.pages.map", "which state acts against which (or .svg)"),
}
# Former names, which are still understood.
FORMER = {"html": "explorer", "page": "explorer"}
