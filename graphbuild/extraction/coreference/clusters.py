"""Sets of coreferent mentions, joined step by step while an article is read (union-find)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphbuild.extraction.coreference.features import MentionFeatures
from graphbuild.model import NAME, PRONOUN

MOST = 200  # names and descriptions of a set that are compared; articles have some dozens


class Summary(NamedTuple):
    """What pronouns ask of a set, so that its mentions aren't gone through for each pronoun.

    kinds, plural: of its names and descriptions. genders: of all its mentions, where known.
    named, named_group: whether one is a name, and of a group. solid: whether one is no pronoun.
    """

    kinds: frozenset[str]
    genders: frozenset[str]
    plural: bool
    named: bool
    named_group: bool
    solid: bool

    @classmethod
    def of(cls, features: MentionFeatures) -> Summary:
        """The summary of one mention."""
        solid = features.mention.form != PRONOUN
        return cls(
            frozenset({features.mention.kind} if solid else ()),
            frozenset({features.gender} if features.gender else ()),
            solid and bool(features.plural),
            features.mention.form == NAME,
            features.mention.form == NAME and features.mention.kind == "Group",
            solid,
        )

    def with_(self, other: Summary) -> Summary:
        """The summary of two sets."""
        return Summary(
            self.kinds | other.kinds,
            self.genders | other.genders,
            self.plural or other.plural,
            self.named or other.named,
            self.named_group or other.named_group,
            self.solid or other.solid,
        )


class Clusters:
    """Disjoint sets of mentions, by their index in reading order.

    by_word: the mentions that a word names or describes; filled by who needs it.
    edges: where each mention ends, and whether it is a pronoun.
    second: names that the text gives as other names of something ("X, also known as Y": Y).
    """

    def __init__(self, features: Sequence[MentionFeatures]) -> None:
        self.features = features
        self.edges = [(f.mention.last, f.mention.form == PRONOUN) for f in features]
        self.second: set[int] = set()
        self._summaries = [Summary.of(f) for f in features]
        self._root = list(range(len(features)))
        self._members = [[i] for i in range(len(features))]
        self._solid = [[i] if f.mention.form != PRONOUN else [] for i, f in enumerate(features)]
        self.by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_head = {f.mention.head: i for i, f in enumerate(features)}

    def find(self, i: int) -> int:
        """The set's representative: its first mention."""
        return self._root[i]

    def members(self, i: int) -> list[int]:
        """All mentions of the set that `i` is in, in reading order."""
        return self._members[self._root[i]]

    def join(self, i: int, j: int) -> None:
        """Make one set of two."""
        a, b = sorted((self._root[i], self._root[j]))
        if a == b:
            return
        for k in self._members[b]:
            self._root[k] = a
        self._summaries[a] = self._summaries[a].with_(self._summaries[b])
        self._members[a] = sorted(self._members[a] + self._members[b])
        solid = sorted(self._solid[a] + self._solid[b])
        self._solid[a] = solid if len(solid) <= MOST else solid[: MOST // 2] + solid[-MOST // 2 :]

    def summary(self, i: int) -> Summary:
        """What is known of the set that `i` is in."""
        return self._summaries[self._root[i]]

    def alone(self, i: int) -> bool:
        """Whether the mention is the only one of its set."""
        return len(self.members(i)) == 1

    def at(self, head: int) -> int | None:
        """The mention with this head token."""
        return self._by_head.get(head)

    def is_named(self, i: int) -> bool:
        """Whether one of the mentions of the set is a name."""
        return self.summary(i).named

    def solid(self, i: int) -> list[MentionFeatures]:
        """The features of the names and descriptions of the set, without its pronouns.

        Of more than MOST, the first and the last ones.
        """
        return [self.features[k] for k in self._solid[self._root[i]]]

    def before(self, i: int) -> Iterator[int]:
        """Earlier mentions, nearest first, each set once; no pronouns, none that the phrase overlaps."""
        first = self.features[i].mention.first
        seen: set[int] = set()
        for j in range(i - 1, -1, -1):
            last, pronoun = self.edges[j]
            if pronoun or last > first:
                continue
            root = self._root[j]
            if root not in seen:
                seen.add(root)
                yield j

    def groups(self) -> list[list[int]]:
        """The sets by first mention."""
        return [self._members[i] for i in range(len(self.features)) if self._root[i] == i]
