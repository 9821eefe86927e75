"""Scores statements against gold ones with graphbuild.analysis.evaluate, and counts the ids of an entity.

usage: python benchmarks/gold.py GOLD_FOLDER ARTICLES…

Prints one JSON object: relation and attributed (p, r, f1), core_recall, articles, and
ids_per_entity (by how many ids the statements that match gold ones call one entity of it: 1.0 is
best).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild import extract
from graphbuild.analysis.evaluate import evaluate, match, names_of, read_gold, same_name
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement


def score(gold: Path, articles: Iterable[Path]) -> dict[str, Any]:
    """All figures of the articles that have a gold file."""
    wanted = {path.stem for path in gold.glob("*.json")}
    paths = [path for path in articles if path.stem in wanted]
    statements = {article.id: found for article, found in extract(paths)}
    ontology = Ontology.load()
    return {
        **evaluate(gold, statements, ontology),
        "ids_per_entity": ids_per_entity(gold, statements, ontology),
    }


def ids_per_entity(
    gold: Path, statements: Mapping[str, Sequence[Statement]], ontology: Ontology
) -> float | None:
    """The mean number of ids by which an entity of the gold is called; None where none is met."""
    ids: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for article, rows in read_gold(gold, ontology):
        found = list(statements.get(article, ()))
        for row, at in match(rows, found, ontology, attributed=False).items():
            for names in (rows[row].subject, rows[row].object or ()):
                for entity in (found[at].subject, found[at].object):
                    if isinstance(entity, Entity) and is_called(entity, names):
                        ids.setdefault((article, names), set()).add(entity.id)
    return round(sum(map(len, ids.values())) / len(ids), 3) if ids else None


def is_called(entity: Entity, names: Iterable[str]) -> bool:
    """Whether an entity has one of the names."""
    return any(same_name(own, other) for own in names_of(entity) for other in names)


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    arguments = parser.parse_args()
    files = [f for p in arguments.articles for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    sys.stdout.write(json.dumps(score(arguments.gold, files), indent=1) + "\n")


if __name__ == "__main__":
    main()
