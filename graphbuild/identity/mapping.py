"""Applies a Resolution to the statements of one article, and the splits that precede it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from graphbuild.identity.decisions import SPLIT, Decision
from graphbuild.identity.namesakes import namesakes
from graphbuild.identity.profiles import EntityRow
from graphbuild.identity.records import Node, Resolution
from graphbuild.identity.resolution import renamed
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement
from graphbuild.statements.merge import ordered
from graphbuild.statements.pool import join_by_key

Splits = Mapping[tuple[str, str], str]  # (article, id) -> id


def splits_of(decisions: Iterable[Decision]) -> dict[tuple[str, str], str]:
    """From (article, id) to the id that it means there; of two decisions the later one counts."""
    return {
        (article, d.entity): d.value
        for d in decisions
        if d.decision == SPLIT
        for article in d.articles
    }


class ArticleRows(Protocol):
    """Articles with what they say of entities; can be iterated over several times."""

    def __iter__(self) -> Iterator[tuple[str, str | None, Sequence[EntityRow]]]:
        """(id, publication date as ISO or None, rows) of each article."""


class Division(NamedTuple):
    """What articles say of entities, with new ids where one id means two entities.

    articles: with the new ids. splits: from (article, id) to the new id.
    namesakes: pairs of ids with one name, of people who serve different states.
    """

    articles: ArticleRows
    splits: Splits
    namesakes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Divided:
    """What articles say of entities, with split-off ids replaced while iterating."""

    told: ArticleRows
    splits: Splits

    def __iter__(self) -> Iterator[tuple[str, str | None, Sequence[EntityRow]]]:
        """(id, publication date, rows) of each article."""
        for article, published, rows in self.told:
            yield article, published, split_rows(article, rows, self.splits)


def divide(articles: ArticleRows, decisions: Iterable[Decision]) -> Division:
    """Split ids as people decided, and ids of namesakes; iterates over the articles several times."""
    splits = splits_of(decisions)
    divided = Divided(articles, splits)
    found = namesakes(divided)
    if not found:
        return Division(divided, splits, ())
    divided = Divided(divided, found)
    chained = {key: found.get((key[0], iri), iri) for key, iri in splits.items()}
    pairs = tuple(sorted({(iri, new) for (_, iri), new in found.items()}))
    return Division(divided, found | chained, pairs)


def split_rows(article: str, rows: Sequence[EntityRow], splits: Splits) -> list[EntityRow]:
    """The rows of one article, with the ids that are split off in it replaced."""
    if not splits:
        return list(rows)

    def new(iri: str) -> str:
        return splits.get((article, iri), iri)

    return [
        [new(iri), *rest, [new(a) for a in affiliations], [new(o) for o in opposed]]
        for iri, *rest, affiliations, opposed in rows
    ]


def plan(
    article: str, ids: Iterable[str], resolution: Resolution, splits: Splits
) -> dict[str, Node]:
    """The changes in one article: from each id that is replaced or renamed to its node."""
    found: dict[str, Node] = {}
    for iri in ids:
        split = splits.get((article, iri), iri)
        if node := resolution.nodes.get(split):
            found[iri] = node
        elif split != iri:
            found[iri] = Node(split, None, None, ())
    return found


def mark(nodes: Mapping[str, Node]) -> str:
    """A hash of a plan, to see whether it has changed; "" for an empty plan."""
    if not nodes:
        return ""
    text = json.dumps(sorted(nodes.items()), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def apply(
    statements: Iterable[Statement], nodes: Mapping[str, Node], ontology: Ontology
) -> list[Statement]:
    """The statements with entities replaced by their nodes; statements that become equal are pooled.

    A node has the labels and aliases of all entities that it replaces.
    """
    moved = [s.map_entities(lambda e: _renamed(e, nodes)) for s in statements]
    whole = _pooled(e for s in moved for e in s.entities)
    return join_by_key(ordered(s.map_entities(lambda e: whole[e.id]), ontology) for s in moved)


def _renamed(entity: Entity, nodes: Mapping[str, Node]) -> Entity:
    node = nodes.get(entity.id)
    return renamed(entity, node) if node else entity


def _pooled(entities: Iterable[Entity]) -> dict[str, Entity]:
    """One entity for each id, with the names of all."""
    groups: dict[str, set[Entity]] = {}
    for entity in entities:
        groups.setdefault(entity.id, set()).add(entity)
    whole: dict[str, Entity] = {}
    for key, group in groups.items():
        first, *others = sorted(group, key=lambda e: (e.label, e.type))
        whole[key] = first.with_names_of(others)
    return whole
