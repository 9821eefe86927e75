"""HTML pages, each one file that makes no request: explorer, chronology, matrix and map; also briefs.

To add a page of a whole graph, write a module with `write(dataset, path, ontology)` and add a row to
PAGES: `export --to`, `view --as`, `graphbuild.show` and the contract tests take it from there.
"""

from __future__ import annotations

from graphbuild.presentation.formats import Format

__all__ = ["PAGES"]

PAGES = {
    "html": Format(".html", "graphbuild.pages.explorer", "interactive page, one file"),
    "chronology": Format(
        ".chronology.html", "graphbuild.pages.chronology", "who did and said what when (or .svg)"
    ),
    "matrix": Format(
        ".matrix.html", "graphbuild.pages.matrix", "who accuses, denies, sanctions whom (or .svg)"
    ),
    "map": Format(".map.html", "graphbuild.pages.map", "which state acts against which (or .svg)"),
}
