"""Disjoint sets of ids that are the same entity, with pairs that must stay apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graphbuild.identity.compare import PERSON, Features
from graphbuild.identity.profiles import Profile

if TYPE_CHECKING:
    from graphbuild.identity.records import Match


class Clusters:
    """Disjoint groups of ids; `reasons` are the matches that joined them.

    alike: pairs of ids, in order, that their own names are enough to join.
    """

    def __init__(self, known: Mapping[str, Features], profiles: Mapping[str, Profile]) -> None:
        """Start with each id by itself."""
        self.reasons: list[Match] = []
        self.alike: frozenset[tuple[str, str]] = frozenset()
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        self._states = {iri: f.states for iri, f in known.items()}
        self._profiles = profiles

    def root(self, iri: str) -> str:
        """The representative of an id's group."""
        while (parent := self._parent.get(iri, iri)) != iri:
            self._parent[iri] = self._parent.get(parent, parent)
            iri = parent
        return iri

    def pair(self, one: str, other: str) -> tuple[str, str]:
        """The representatives of two ids, in order."""
        a, b = self.root(one), self.root(other)
        return min(a, b), max(a, b)

    def members(self, iri: str) -> list[str]:
        """The group of an id, itself included, in order."""
        root = self.root(iri)
        return self._members.get(root, [root])

    def groups(self) -> Iterator[list[str]]:
        """The groups with more than one id."""
        yield from (self._members[key] for key in sorted(self._members))

    def part(self, one: str, other: str) -> bool:
        """Keep two ids apart; False when they are in one group already."""
        a, b = self.root(one), self.root(other)
        if a == b:
            return False
        self._apart[a].add(b)
        self._apart[b].add(a)
        return True

    def join(self, match: Match, *, forced: bool = False) -> bool:
        """Join the groups of two ids; False where they must stay apart.

        Unless forced, groups that serve different states stay apart, and so do groups with members
        that a sentence names as two.
        """
        a, b = self.root(match.one), self.root(match.other)
        if a == b:
            if forced:
                self.reasons.append(match)
            return True
        if b in self._apart[a] or not (forced or self._compatible(a, b)):
            return False
        self._unite(min(a, b), max(a, b))
        self.reasons.append(match)
        return True

    def _compatible(self, a: str, b: str) -> bool:
        one, other = self._states.get(a, frozenset()), self._states.get(b, frozenset())
        if one and other and one.isdisjoint(other):
            return False
        if any(self._two_of_one_article(m, n) for m in self.members(a) for n in self.members(b)):
            return False
        theirs = set(self.members(b))
        mine = (self._profiles.get(m) for m in self.members(a))
        return all(p is None or p.opposed.isdisjoint(theirs) for p in mine)

    def _two_of_one_article(self, one: str, other: str) -> bool:
        """Whether an article has both ids, and they are people whose names alone do not make them one."""
        first, second = self._profiles.get(one), self._profiles.get(other)
        if first is None or second is None or {first.type, second.type} != {PERSON}:
            return False
        known = (min(one, other), max(one, other)) in self.alike
        return not known and not first.articles.isdisjoint(second.articles)

    def _unite(self, kept: str, gone: str) -> None:
        self._members[kept] = sorted((*self.members(kept), *self.members(gone)))
        self._members.pop(gone, None)
        self._parent[gone] = kept
        self._states[kept] = self._states.get(kept, frozenset()) | self._states.pop(
            gone, frozenset()
        )
        for third in self._apart.pop(gone, ()):
            self._apart[third].discard(gone)
            self._apart[third].add(kept)
            self._apart[kept].add(third)
