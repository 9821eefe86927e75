"""A Resolution applied to the statements of one article, and the splits that come before it."""

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
    """Which ids mean another thing in which article; of two decisions the later one counts."""
    return {
        (article, d.entity): d.value
        for d in decisions
        if d.decision == SPLIT
        for article in d.articles
    }


class ArticleRows(Protocol):
    """Id, publication date (ISO, or None) and rows of each article, as often as they are asked for."""

    def __iter__(self) -> Iterator[tuple[str, str | None, Sequence[EntityRow]]]:
        """Go over them from the first."""


class Division(NamedTuple):
    """What articles say of entities, each id that means another thing in some of them divided.

    articles: what each says, divided as it is asked for. splits: which ids were divided.
    namesakes: pairs of ids that articles set apart by the states that they serve.
    """

    articles: ArticleRows
    splits: Splits
    namesakes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Divided:
    """What articles say of entities, with the ids that were split off; never all of it in memory."""

    told: ArticleRows
    splits: Splits

    def __iter__(self) -> Iterator[tuple[str, str | None, Sequence[EntityRow]]]:
        """Each article anew."""
        for article, published, rows in self.told:
            yield article, published, split_rows(article, rows, self.splits)


def divide(articles: ArticleRows, decisions: Iterable[Decision]) -> Division:
    """Divide ids as people decided, and those of namesakes; articles are gone over several times."""
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
    """The rows of one article with the ids that were split off in it."""
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
    """What changes in one article: the node of each id that does not stand for itself."""
    found: dict[str, Node] = {}
    for iri in ids:
        split = splits.get((article, iri), iri)
        if node := resolution.nodes.get(split):
            found[iri] = node
        elif split != iri:
            found[iri] = Node(split, None, None, ())
    return found


def mark(nodes: Mapping[str, Node]) -> str:
    """A hash of a plan, by which it is seen that nothing has changed; empty for an empty plan."""
    if not nodes:
        return ""
    text = json.dumps(sorted(nodes.items()), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def apply(
    statements: Iterable[Statement], nodes: Mapping[str, Node], ontology: Ontology
) -> list[Statement]:
    """The statements about the nodes; those that become one have the evidence of all.

    A node has all the labels and aliases of the entities that became it.
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
