"""The kept texts as JSON lines, one object for each article, which `build` reads again."""

from __future__ import annotations

import json
from pathlib import Path

from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the articles whose text is kept, in order of id: the paragraphs that were read, no boilerplate."""
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
