"""A dataset as a networkx graph: entities are nodes, statements are edges."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import networkx as nx

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, Entity, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.escape import plain
from graphbuild.presentation.outcomes import Outcomes
from graphbuild.records import ArticleRecord

Attributes = dict[str, Any]


def to_networkx(dataset: Dataset, ontology: Ontology) -> nx.MultiDiGraph:
    """The graph; nodes are keyed by IRI, edges by the id of their statement, both in that order.

    A statement whose object is not an entity, or which is negated, is no edge: it is in its subject's
    `statements` (JSON).
    """
    statements = sorted(dataset.statements(), key=lambda s: s.id)
    articles = {a.id: a for a in dataset.articles()}
    outcomes = Outcomes.of(dataset)
    graph = nx.MultiDiGraph()
    _add_nodes(graph, statements)
    other: defaultdict[str, list[Attributes]] = defaultdict(list)
    for statement in statements:
        about = _attributes(statement, outcomes, articles, ontology)
        if isinstance(statement.object, Entity) and statement.polarity == AFFIRMED:
            ends = statement.subject.id, statement.object.id
            graph.add_edge(*ends, key=statement.id, **about)
        else:
            said = statement.object
            label = said.label if isinstance(said, Entity) else said
            value = plain(label) if label else None
            if isinstance(said, Entity):
                about["object_id"] = said.id
            other[statement.subject.id].append({"id": statement.id, "object": value, **about})
    for node, attributes in graph.nodes(data=True):
        attributes["statements"] = json.dumps(other[node], ensure_ascii=False)
    return graph


def _add_nodes(graph: nx.MultiDiGraph, statements: list[Statement]) -> None:
    entities = {e.id: e for s in statements for e in s.entities}
    for key in sorted(entities):
        entity = entities[key]
        graph.add_node(
            key,
            label=plain(entity.label),
            type=entity.type,
            aliases=plain(" | ".join(entity.aliases)),
            same_as=" | ".join(entity.same_as),
        )


def _attributes(
    statement: Statement,
    outcomes: Outcomes,
    articles: dict[str, ArticleRecord],
    ontology: Ontology,
) -> Attributes:
    evidence = sorted(statement.evidence)
    seen = [articles[a] for a in sorted({e.article for e in evidence})]
    deniers, ended, ended_by = map(plain, outcomes.columns(statement))
    prop = ontology.properties.get(statement.predicate)
    return {
        "predicate": statement.predicate,
        "label": prop.label if prop else statement.predicate,
        "claimant": plain(statement.claimant.label) if statement.claimant else "",
        "claimant_id": statement.claimant.id if statement.claimant else "",
        "outer": plain(statement.outer.label) if statement.outer else "",
        "stance": outcomes.stance(statement),
        "polarity": statement.polarity,
        "modality": statement.modality,
        "date": statement.date or "",
        "first_reported": min((a.published for a in seen if a.published), default=""),
        "confidence": round(statement.confidence, 4),
        "qualifiers": plain("; ".join(f"{n}: {t}" for n, t in statement.qualifiers)),
        "denied_by": " ".join(outcomes.disputed.get(statement.id, ())),
        "deniers": deniers,
        "ended": ended,
        "ended_by": ended_by,
        "n_articles": len(seen),
        "articles": plain(" | ".join(a.id for a in seen)),
        "outlets": plain(" | ".join(sorted({a.publisher for a in seen if a.publisher}))),
        "quotes": plain("\n".join(e.sentence for e in evidence)),
        "passages": plain(" | ".join(f"{e.article}#char={e.start},{e.end}" for e in evidence)),
    }
