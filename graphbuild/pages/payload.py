"""The data of the explorer as plain JSON; numbers are indices into lists of the same object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from networkx.utils import UnionFind
from pyvis.network import Network

from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.model import Entity, Statement
from graphbuild.pages.layout import Point, places, readable_places
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.escape import http
from graphbuild.presentation.outcomes import Outcomes
from graphbuild.presentation.ranking import first_entities, ranked, strongest_conflict
from graphbuild.presentation.stances import CONTESTED
from graphbuild.presentation.wording import is_plural, verb
from graphbuild.records import ArticleRecord

MOST_AT_FIRST = 30
Json = dict[str, Any]
Bundles = dict[tuple[int, int], list[int]]


def payload(dataset: Dataset, ontology: Ontology) -> Json:
    """The data; entities are in order of importance, statements in order of their ids."""
    statements = sorted(dataset.statements(), key=lambda s: s.id)
    articles = sorted(dataset.articles(), key=lambda a: (a.published or "9", a.id))
    outcomes = Outcomes.of(dataset)
    disputed = outcomes.disputed
    order = ranked(statements, disputed, ontology)
    entities = _entities(statements, order)
    index = {e.id: n for n, e in enumerate(entities)}
    names = _names(statements, ontology)
    bundles = _bundles(statements, index)
    chosen = first_entities(order, statements, MOST_AT_FIRST)
    first = [index[e] for e in chosen]
    top = strongest_conflict(statements, disputed, set(chosen), ontology)
    shown = _statements(statements, index, {a.id: n for n, a in enumerate(articles)}, outcomes)
    return {
        "figures": _figures(statements, articles, entities, disputed),
        "classes": _classes(entities, ontology),
        "predicates": _predicates(statements, ontology),
        "articles": [_article(a) for a in articles],
        "entities": [_entity(e, names[e.id]) for e in entities],
        "statements": shown,
        "network": _network(entities, bundles, ontology),
        "alike": _alike(dataset.alike(), index),
        "first": _first(first, bundles, entities),
        "conflict": [index[e] for e in top] if top else None,
    }


def _entities(statements: Sequence[Statement], order: Sequence[str]) -> list[Entity]:
    found = {e.id: e for s in statements for e in s.entities}
    return [found[e] for e in [*order, *sorted(found.keys() - {*order})]]


def _bundles(statements: Sequence[Statement], index: Mapping[str, int]) -> Bundles:
    """The statements between each ordered pair."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for n, statement in enumerate(statements):
        if isinstance(statement.object, Entity):
            found[index[statement.subject.id], index[statement.object.id]].append(n)
    return dict(sorted(found.items()))


def _figures(
    statements: Sequence[Statement],
    articles: Sequence[ArticleRecord],
    entities: Sequence[Entity],
    disputed: Mapping[str, object],
) -> Json:
    outlets = {a.publisher for a in articles if a.publisher}
    return {
        "articles": len(articles),
        "outlets": len(outlets),
        "entities": len(entities),
        "statements": len(statements),
        "quotes": sum(len(s.evidence) for s in statements),
        CONTESTED: sum(s.id in disputed for s in statements),
    }


def _classes(entities: Sequence[Entity], ontology: Ontology) -> Json:
    used = sorted({e.type for e in entities} & ontology.classes.keys())
    kinds = (ontology.classes[n] for n in used)
    return {k.name: {"label": k.label, "color": k.color, "shape": k.shape} for k in kinds}


def _predicates(statements: Sequence[Statement], ontology: Ontology) -> Json:
    found: Json = {}
    for name in sorted({s.predicate for s in statements}):
        prop = ontology.properties[name]
        found[name] = {
            "label": prop.label,
            "plural": verb(prop.label, plural=True),
            "inverse": prop.inverse_label,
            "hostile": prop.hostile,
            "symmetric": prop.symmetric,
        }
    return found


def _article(article: ArticleRecord) -> Json:
    about = {
        "id": article.id,
        "title": article.title,
        "url": http(article.url),
        "publisher": article.publisher,
        "published": article.published,
    }
    return {**about, "pages": article.pages} if article.pages else about


def _alike(pairs: Iterable[tuple[str, str]], index: Mapping[str, int]) -> list[list[int]]:
    """Groups of entities that a catalogue says are one, the most important first."""
    groups = UnionFind()
    for one, other in pairs:
        if one in index and other in index:
            groups.union(index[one], index[other])
    return sorted(sorted(group) for group in groups.to_sets())


def _names(statements: Sequence[Statement], ontology: Ontology) -> defaultdict[str, set[str]]:
    """The literals that statements give entities; the explorer shows them as names, not as nodes."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for s in statements:
        if isinstance(s.object, str) and ontology.properties[s.predicate].literal:
            found[s.subject.id].add(s.object)
    return found


def _entity(entity: Entity, names: set[str]) -> Json:
    links = (
        [entity.id, *entity.same_as] if not entity.id.startswith(ENTITY_BASE) else entity.same_as
    )
    return _sparse(
        id=entity.id.removeprefix(ENTITY_BASE),
        label=entity.label,
        type=entity.type,
        plural=is_plural(entity) or None,
        aliases=sorted(names.union(entity.aliases) - {entity.label}),
        links=[url for url in map(http, links) if url],
    )


def _statements(
    statements: Sequence[Statement],
    index: Mapping[str, int],
    articles: Mapping[str, int],
    outcomes: Outcomes,
) -> list[Json]:
    number = {s.id: n for n, s in enumerate(statements)}
    return [
        _sparse(
            id=s.id,
            s=index[s.subject.id],
            p=s.predicate,
            o=index[s.object.id] if isinstance(s.object, Entity) else None,
            literal=s.object if isinstance(s.object, str) else None,
            claimant=index[s.claimant.id] if s.claimant else None,
            outer=index[s.outer.id] if s.outer else None,
            stance=outcomes.stance(s),
            polarity=s.polarity,
            modality=s.modality,
            date=s.date,
            qualifiers=[list(q) for q in s.qualifiers] or None,
            confidence=round(s.confidence, 2),
            denied_by=[number[d] for d in outcomes.disputed.get(s.id, ()) if d in number] or None,
            ended=over.words if (over := outcomes.ended.get(s.id)) else None,
            ended_by=[number[e] for e in over.by] if over else None,
            evidence=_evidence(s, articles),
        )
        for s in statements
    ]


def _sparse(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _evidence(statement: Statement, articles: Mapping[str, int]) -> list[list[object]]:
    """Article, start, end, sentence, rule, confidence, surfaces of subject, object, claimant."""
    return [
        [
            *(articles[e.article], e.start, e.end, e.sentence, e.rule, round(e.confidence, 2)),
            *(e.subject, e.object, e.claimant),
        ]
        for e in sorted(statement.evidence, key=lambda e: (articles[e.article], e.start))
    ]


def _network(entities: Sequence[Entity], bundles: Bundles, ontology: Ontology) -> Json:
    """Nodes with positions, and one edge for each ordered pair, as vis-network reads them (by pyvis)."""
    where = places(range(len(entities)), bundles)
    network = Network(directed=True)
    for n, entity in enumerate(entities):
        kind = ontology.classes.get(entity.type)
        shape, color = (kind.shape, kind.color) if kind else ("dot", "#8a8f98")
        x, y = where[n]
        network.add_node(n, label=entity.label, shape=shape, color=color, x=x, y=y)
    for source, target in bundles:
        network.add_edge(source, target)
    for edge, numbers in zip(network.edges, bundles.values(), strict=True):
        edge["statements"] = numbers
    return {"nodes": network.nodes, "edges": network.edges}


def _first(
    first: Sequence[int], bundles: Bundles, entities: Sequence[Entity]
) -> list[tuple[int, Point]]:
    inside = set(first)
    edges = [pair for pair in bundles if inside.issuperset(pair)]
    where = readable_places(first, edges, {n: entities[n].label for n in first})
    return [(n, where[n]) for n in first]
