"""Profiles and people's decisions -> which ids of different articles are the same entity.

The ids that articles gave are kept. The outcome, a Resolution, is a mapping from these ids to nodes that
is applied when the graph of an article is written, so that another mapping undoes it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graphbuild.identity.blocking import pairs
from graphbuild.identity.clusters import Clusters
from graphbuild.identity.compare import Features, compare, features
from graphbuild.identity.decisions import (
    DIFFERENT,
    LINK,
    RENAME,
    SAME,
    SPLIT,
    UNSURE,
    Decision,
)
from graphbuild.identity.people import MAYBE, SURE, Similarity
from graphbuild.identity.profiles import Profile, commonest
from graphbuild.identity.records import Match, Node, Resolution
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.knowledge.reference import lookup
from graphbuild.model import Entity

__all__ = ["Match", "Node", "Resolution", "resolve"]

SCOPED = re.compile(r"[\w-]+/[0-9a-f]{8}[/-]")
ACTOR = "ThreatActor"
NAMESAKES = 0.75  # how sure it is that one full name of two states' people is one person
TOGETHER = 0.95  # what two entities of one article need to be taken for one


def resolve(
    profiles: Mapping[str, Profile],
    decisions: Sequence[Decision] = (),
    *,
    namesakes: Iterable[tuple[str, str]] = (),
    progress: Callable[[int], None] = lambda n: None,
) -> Resolution:
    """Decide which of the profiled ids are the same; the result does not depend on the order of articles.

    decisions: in the order of time; splits must have been applied to the profiles already, and
        keep what was split off apart here.
    namesakes: pairs of ids that are merged until a person decides otherwise, and candidates (see `namesakes`).
    progress: called with the number of matching pairs.
    """
    known = [f for p in profiles.values() if (f := features(p, profiles))]
    clusters = Clusters({f.profile.id: f for f in known}, profiles)
    overruled = _decide(clusters, decisions)
    doubted = _join_namesakes(clusters, namesakes, {d.pair for d in decisions})
    matches = _matches(known)
    progress(len(matches))
    open_pairs = _merge(clusters, matches)
    settled = {d.pair for d in decisions if d.decision in (DIFFERENT, UNSURE)}
    candidates = [*_candidates(open_pairs, clusters, settled), *doubted]
    candidates.sort(key=lambda m: (-m.score, m.one, m.other))
    kept = {d.entity for d in decisions if d.decision == SAME}
    nodes = _nodes(clusters, profiles, decisions, kept)
    merges = tuple(sorted(clusters.reasons))
    return Resolution(nodes, merges, tuple(candidates), tuple(_close(profiles, nodes)), overruled)


def _close(profiles: Mapping[str, Profile], nodes: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """Pairs of names of a catalogued actor, in both directions, and of names and catalogue IRIs."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    listed: dict[str, tuple[str, ...]] = {}
    for profile in profiles.values():
        if profile.type == ACTOR and (known := lookup(profile.label, ACTOR)):
            groups[known.name].add(nodes[profile.id].id if profile.id in nodes else profile.id)
            listed[known.name] = known.same_as
    for name in sorted(groups):
        for one in sorted(groups[name]):
            yield from ((one, other) for other in sorted(groups[name]) if other != one)
            if one in profiles and not profiles[one].same_as:
                yield from ((one, iri) for iri in listed[name])


def _matches(known: Sequence[Features]) -> list[Match]:
    """All pairs with a score of MAYBE or more, best first."""
    found: list[Match] = []
    for a, b in pairs(known):
        one, other = known[a], known[b]
        similarity = compare(one, other)
        if similarity and similarity.score >= MAYBE:
            similarity = _side_by_side(similarity, one.profile, other.profile)
            found.append(Match(one.profile.id, other.profile.id, *similarity))
    return sorted(found, key=lambda m: (-m.score, m.one, m.other))


def _side_by_side(similarity: Similarity, one: Profile, other: Profile) -> Similarity:
    """Lower the score if an article or a sentence has both, as two entities."""
    if other.id in one.opposed:
        return Similarity(
            round(similarity.score - 0.3, 2), f"{similarity.reason}, but a sentence has both"
        )
    if similarity.score < TOGETHER and not one.articles.isdisjoint(other.articles):
        return Similarity(
            round(similarity.score - 0.15, 2), f"{similarity.reason}, but an article has both"
        )
    return similarity


def _decide(clusters: Clusters, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Apply people's decisions, the latest first; returns the ids of those that a later one contradicts."""
    overruled = list[str]()
    for decision in reversed(list(decisions)):
        one, other = decision.entity, decision.other
        apart = {DIFFERENT: other, SPLIT: decision.value}.get(decision.decision)
        if apart and not clusters.part(one, apart):
            overruled.append(decision.id)
        elif decision.decision == SAME:
            match = Match(*decision.pair, 1.0, decision.why or "decided", decision.id)
            if not clusters.join(match, forced=True):
                overruled.append(decision.id)
    return tuple(reversed(overruled))


def _merge(clusters: Clusters, matches: Sequence[Match]) -> list[Match]:
    """Join the pairs with a score of SURE or more; returns the others, for a person to decide."""
    left = list[Match]()
    sure = (m for m in matches if m.score >= SURE)
    clusters.alike = frozenset((min(m.one, m.other), max(m.one, m.other)) for m in sure)
    for match in matches:
        if match.score < SURE or not clusters.join(match):
            left.append(match)
    return left


def _join_namesakes(
    clusters: Clusters, pairs: Iterable[tuple[str, str]], decided: Collection[tuple[str, str]]
) -> list[Match]:
    """Join each pair unless a person has split it; returns those that nobody has decided on."""
    why = "same name, though articles tell of different states, nationalities or employers"
    matches = [Match(one, other, NAMESAKES, why) for one, other in pairs]
    joined = [m for m in matches if clusters.join(m, forced=True)]
    return [m for m in joined if (m.one, m.other) not in decided]


def _candidates(
    left: Iterable[Match], clusters: Clusters, settled: Collection[tuple[str, str]]
) -> list[Match]:
    """The best pair between each two clusters that nobody has decided on."""
    closed = {clusters.pair(*pair) for pair in settled}
    best: dict[tuple[str, str], Match] = {}
    for match in left:
        pair = clusters.pair(match.one, match.other)
        if match.score >= MAYBE and pair[0] != pair[1] and pair not in closed:
            best.setdefault(pair, match)
    return list(best.values())


def _nodes(
    clusters: Clusters,
    profiles: Mapping[str, Profile],
    decisions: Iterable[Decision],
    kept: Collection[str],
) -> dict[str, Node]:
    nodes = {p.id: _node([p], kept) for p in profiles.values() if _disagreed(p)}
    for members in clusters.groups():
        there = [profiles[m] for m in members if m in profiles]
        if len(there) > 1:
            nodes |= dict.fromkeys((p.id for p in there), _node(there, kept))
    for decision in decisions:
        if decision.decision not in (RENAME, LINK):
            continue
        for member in clusters.members(decision.entity):
            if profile := profiles.get(member):
                node = nodes.get(member) or Node(member, None, None, tuple(sorted(profile.same_as)))
                nodes[member] = _changed(node, decision)
    return nodes


def _disagreed(profile: Profile) -> bool:
    """Whether articles name a catalogued entity differently; the graph has one description of it."""
    return bool(profile.same_as) and (len(profile.labels) > 1 or len(profile.types) > 1)


def _changed(node: Node, decision: Decision) -> Node:
    if decision.decision == RENAME:
        return node._replace(label=decision.value)
    return node._replace(same_as=tuple(sorted({*node.same_as, decision.value})))


def _node(members: Sequence[Profile], kept: Collection[str]) -> Node:
    """One node for several ids: that of the id that a person kept, or a catalogued id, or the best other one."""
    first = min(
        members,
        key=lambda p: (p.id not in kept, not p.same_as, _scoped(p.id), -len(p.label), p.id),
    )
    label, kind = first.label, first.type
    if first.id not in kept and not first.same_as:
        label = _chosen([p.labels for p in members], first.label)
        kind = _chosen([p.types for p in members], first.type)
    same_as = {iri for p in members for iri in p.same_as}
    return Node(first.id, label, kind, tuple(sorted(same_as)))


def _chosen(counts: Iterable[Counter[str]], own: str) -> str:
    """The most frequent value; among equals that of the node itself."""
    total = sum(counts, Counter[str]())
    return own if total[own] == max(total.values()) else commonest(total)


def _scoped(iri: str) -> bool:
    """Whether an id is used by one article only."""
    return bool(SCOPED.match(iri.removeprefix(ENTITY_BASE)))


def renamed(entity: Entity, node: Node) -> Entity:
    """An entity with id, label and type of its node, and all names that the article gives it."""
    label = node.label or entity.label
    names = {entity.label, *entity.aliases} - {label}
    return replace(
        entity,
        id=node.id,
        label=label,
        type=node.type or entity.type,
        aliases=tuple(sorted(names)),
        same_as=tuple(sorted({*entity.same_as, *node.same_as})),
    )
