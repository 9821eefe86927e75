"""The kept texts as JSON lines, one object for each article, which `build` reads again."""

from __future__ import annotations

import json
from pathlib import Path

from graphbuild.errors import ExportError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the articles whose text is kept, in order of id: the paragraphs that were read, no boilerplate.

    ExportError where there are articles, but no text of any is kept.
    """
    n_written = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for article, text in dataset.texts():
            about = {
                "id": article.id,
                "title": article.title,
                "url": article.url,
                "publisher": article.publisher,
                "published": article.published,
                "text": text,
            }
            file.write(json.dumps(about, ensure_ascii=False) + "\n")
            n_written += 1
    if not n_written and any(True for _ in dataset.articles()):
        raise ExportError(
            "no texts are kept beside this graph; a build with --keep-text keeps them"
        )
