"""Counts the ids of each gold entity, within its article and across all articles read as one corpus.

usage: python benchmarks/identity.py GOLD_FOLDER ARTICLES… [--same FILE] [--loose] [--errors]

Gold files name entities within one article only. Across articles two of them are one where their
types are of one kind and they share a proper name, or where a line of FILE (names, separated by tabs;
GOLD_FOLDER/across.tsv where it exists) holds a name of each. Counted are the entities of statements that
match gold ones (graphbuild.analysis.evaluate), in the place where the gold has them; names are matched loosely, so
what has the very name of another gold entity is left out, unless --loose. Prints one JSON object:

    within, across  ids: ids per gold entity (1.0: nothing is split); entities: gold entities per id
                    (1.0: nothing is confused); known: how many entities were met
    shown_as_one    across, with names that skos:closeMatch joins counted as one id
    merges          ids that were merged across articles
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from networkx.utils import UnionFind

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from graphbuild import extract
from graphbuild.analysis.evaluate import GoldStatement, match, names_of, read_gold, same_name, words
from graphbuild.identity.mapping import apply, plan
from graphbuild.identity.names import body_name
from graphbuild.identity.profiles import entity_rows, gather
from graphbuild.identity.records import Resolution
from graphbuild.identity.resolution import resolve
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.model import Article, Entity, Statement

Gold = tuple[str, tuple[str, ...]]  # (article, names)
Call = tuple[Gold, str]  # a gold entity and an id that a statement has for it
Read = Sequence[tuple[Article, list[Statement]]]

KINDS = {"State": "state", "Place": "place", "Person": "person", "Operation": "operation"}
MANY = "Group"


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--same", type=Path, help="names of one entity on each line, by tabs")
    parser.add_argument("--loose", action="store_true", help="count any name that fits")
    parser.add_argument("--errors", action="store_true", help="name what is split or confused")
    arguments = parser.parse_args()
    files = [f for p in arguments.articles for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    same = arguments.same or arguments.gold / "across.tsv"
    told = same.read_text(encoding="utf-8").splitlines() if same.exists() else []
    figures = measure(arguments.gold, files, [line.split("\t") for line in told], arguments.loose)
    errors = {kind: figures.pop(kind) for kind in ("split", "confused")}
    shown = figures | errors if arguments.errors else figures
    sys.stdout.write(json.dumps(shown, indent=1, ensure_ascii=False) + "\n")


def measure(
    gold: Path, articles: Iterable[Path], told: Sequence[Sequence[str]], loose: bool
) -> dict[str, Any]:
    """All figures of the articles that have a gold file, and what is split or confused across them."""
    wanted = {path.stem for path in gold.glob("*.json")}
    read: Read = list(extract([path for path in articles if path.stem in wanted]))
    ontology = Ontology.load()
    resolution, mapped = resolved(read, ontology)
    rows = dict(read_gold(gold, ontology))
    before = [
        (entity, f"{a.id} {iri}")
        for a, found in read
        for entity, iri in calls(a.id, rows[a.id], found, ontology, loose)
    ]
    after = [call for a in mapped for call in calls(a, rows[a], mapped[a], ontology, loose)]
    one = entities_across(gold, wanted, told)
    across = [(one.get(entity, entity), iri) for entity, iri in after]
    close = UnionFind()
    for pair in resolution.close:
        close.union(*(iri.removeprefix(ENTITY_BASE) for iri in pair))
    ids, entities = tables(across)
    return {
        "within": figures(before),
        "across": figures(across),
        "shown_as_one": figures([(entity, close[iri]) for entity, iri in across]),
        "merges": len(resolution.merges),
        "split": {" / ".join(e[1][:2]): sorted(i) for e, i in sorted(ids.items()) if len(i) > 1},
        "confused": {
            iri: sorted(names[0] for _, names in found)
            for iri, found in sorted(entities.items())
            if len(found) > 1
        },
    }


def resolved(read: Read, ontology: Ontology) -> tuple[Resolution, dict[str, list[Statement]]]:
    """Who is who across the articles, and each article's statements written so."""
    rows = {article.id: entity_rows(found, ontology) for article, found in read}
    resolution = resolve(gather((a.id, a.published, rows[a.id]) for a, _ in read))
    return resolution, {
        a.id: apply(found, plan(a.id, (r[0] for r in rows[a.id]), resolution, {}), ontology)
        for a, found in read
    }


def calls(
    article: str,
    gold: Sequence[GoldStatement],
    found: Sequence[Statement],
    ontology: Ontology,
    loose: bool,
) -> Iterator[Call]:
    """Each gold entity of a matched statement with the id that the statement has in its place."""
    everyone = (
        set()
        if loose
        else {e for row in gold for e in (row.subject, row.object or (), row.claimant or ())}
    )
    for row, at in match(gold, found, ontology, attributed=False).items():
        sides = ((gold[row].subject, found[at].subject), (gold[row].object, found[at].object))
        for names, entity in sides:
            if names and isinstance(entity, Entity) and is_called(entity, names, everyone):
                yield (article, names), entity.id.removeprefix(ENTITY_BASE)


def is_called(entity: Entity, names: tuple[str, ...], everyone: Iterable[tuple[str, ...]]) -> bool:
    """Whether an entity has one of the names, and its label is not just the name of another one."""
    label = words(entity.label)
    exact = {other for other in everyone if label in map(words, other)}
    loosely = any(same_name(own, other) for own in names_of(entity) for other in names)
    return loosely and (not exact or names in exact)


def figures(calls: Iterable[Call]) -> dict[str, float]:
    """Means over the gold entities that were met and over the ids that they have."""
    ids, entities = tables(calls)

    def mean(table: Mapping[Any, set[Any]]) -> float:
        return round(sum(map(len, table.values())) / len(table), 3) if table else 0.0

    return {"ids": mean(ids), "entities": mean(entities), "known": len(ids)}


def tables(calls: Iterable[Call]) -> tuple[dict[Gold, set[str]], dict[str, set[Gold]]]:
    """The ids of each gold entity, and the gold entities of each id."""
    ids: defaultdict[Gold, set[str]] = defaultdict(set)
    entities: defaultdict[str, set[Gold]] = defaultdict(set)
    for entity, iri in calls:
        ids[entity].add(iri)
        entities[iri].add(entity)
    return ids, entities


def entities_across(
    gold: Path, wanted: Iterable[str], told: Sequence[Sequence[str]]
) -> dict[Gold, Gold]:
    """For each gold entity the first one, in order of articles, that is the same."""
    key_of = {words(name): words(row[0]) for row in told for name in row}
    groups, first = UnionFind(), dict[tuple[str, tuple[str, ...]], Gold]()
    known: list[Gold] = []
    for stem in sorted(wanted):
        data = json.loads((gold / f"{stem}.json").read_text(encoding="utf-8"))
        for row in data["entities"]:
            entity: Gold = (data["id"], (row["name"], *row["aliases"]))
            known.append(entity)
            for kind, name in proper_names(row["type"], entity[1]):
                plain = words(name)
                if plain in key_of or not every_state_has(name):
                    key = (kind, key_of.get(plain, plain))
                    groups.union(entity, first.setdefault(key, entity))
    one: dict[Gold, Gold] = {}
    return {entity: one.setdefault(groups[entity], entity) for entity in known}


def every_state_has(name: str) -> bool:
    """Whether it names no one body: "Foreign Ministry"."""
    body = body_name(name)
    return body is not None and body.generic and not body.states


def proper_names(kind: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(kind, name) of each name by which an entity is known outside its article."""
    if kind == MANY:
        return
    for name in (n.removeprefix("the ") for n in names):
        plain = words(name)
        spelt = [w for w in name.split() if w.lower() in plain]
        upper = [w[0].isupper() for w in spelt]
        if kind == "Person" and (len(plain) < 2 or not all(upper)):
            continue
        if plain and (any(upper) if kind == "Operation" else name[0].isupper()):
            yield KINDS.get(kind, "body"), name


if __name__ == "__main__":
    main()
