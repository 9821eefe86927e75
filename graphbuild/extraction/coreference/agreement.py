"""Whether a description may mean a thing that was mentioned before: noun, modifiers, number, state."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import DEFINITE, MentionFeatures
from graphbuild.extraction.coreference.word_lists import class_nouns, synonyms, words
from graphbuild.knowledge.reference import pieces
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL

VAGUE = frozenset({"Organization", "Group"})
QUANTIFIERS = frozenset({"multiple", "various", "several"})

# Whether a description (its features) may mean the thing that a mention (an index) belongs to.
Test = Callable[[Clusters, MentionFeatures, int], bool]


def describes(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """Whether its nouns are ones by which the thing was named or described."""
    group = _alike(clusters, features, j)
    if not group:
        return False
    if features.determiner not in DEFINITE and not _same_office(features, group):
        return _repeats(features, group)
    heads = {f.lemma for f in group}.union(*(f.offices for f in group))
    heads.update(w for f in group if f.mention.form == NAME for w in pieces(f.mention.surface))
    if features.lemma in heads or (synonyms(features.lemma) & heads):
        return _kinds_agree(features, group) and extra_modifiers(features) <= _said(clusters, j)
    if features.plural and features.lemma in words("people") and not extra_modifiers(features):
        return any(g.lemma in _person_nouns() for g in group)
    return False


def class_tests(features: MentionFeatures) -> list[Test]:
    """The tests besides `describes` that some earlier mention could pass."""
    tests: list[Test] = []
    if not features.plural and features.lemma in class_nouns():
        tests += (_is_kind_of, _may_be_kind_of)
    if features.plural and features.lemma in words("hackers"):
        tests.append(_are_actor)
    return tests


def conflicts(features: MentionFeatures, group: Sequence[MentionFeatures]) -> bool:
    """Another state, or another count."""
    states = {g.state for g in group if g.state}
    numbers = {g.number for g in group if g.number}
    if features.state and states and features.state not in states:
        return True
    return bool(features.number and numbers and features.number not in numbers)


def extra_modifiers(features: MentionFeatures) -> frozenset[str]:
    """The modifiers that must have been said of the thing before."""
    known = words("numbers") | words("soft") | {features.lemma}
    if features.mention.kind == "Operation":
        known |= words("soft_operations")
    return features.words - known - _demonyms(features)


def _is_kind_of(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """Whether its noun names the class of a named thing: "the agency" for a government body."""
    return _general(clusters, features, j, frozenset())


def _may_be_kind_of(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """The same for things of which the class is not known well."""
    return _general(clusters, features, j, VAGUE)


def _general(clusters: Clusters, features: MentionFeatures, j: int, vague: frozenset[str]) -> bool:
    if (
        features.plural
        or features.determiner not in DEFINITE
        or features.lemma not in class_nouns()
    ):
        return False
    if extra_modifiers(features):
        return False
    named = [g for g in _alike(clusters, features, j) if g.mention.form == NAME]
    kinds = {g.mention.kind for g in named}
    kinds = kinds & vague if vague else kinds - VAGUE
    general = lexicon("coreference")["general"]
    return any(features.lemma in general.get(kind, ()) for kind in kinds)


def _are_actor(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """ "The hackers": the named group before."""
    if not features.plural or features.lemma not in words("hackers") or features.words:
        return False
    named = [f for f in clusters.solid(j) if f.mention.form == NAME]
    return features.determiner in DEFINITE and any(f.mention.kind == "ThreatActor" for f in named)


def _same_office(features: MentionFeatures, group: Sequence[MentionFeatures]) -> bool:
    """ "Xland's ambassador": of a person known to hold an office of that state."""
    return (
        features.determiner == "'s"
        and features.mention.kind == "Person"
        and features.state is not None
        and any(g.state in (features.state, None) and g.offices for g in group)
    )


def _alike(clusters: Clusters, features: MentionFeatures, j: int) -> list[MentionFeatures]:
    """The mentions of the thing that agree in number; none if its state or count is another."""
    group = [f for f in clusters.solid(j) if f.plural == features.plural]
    if not group:
        return []
    return [] if conflicts(features, group) else group


def _said(clusters: Clusters, j: int) -> frozenset[str]:
    """Every word by which the text has named or described it."""
    found: set[str] = set()
    for f in clusters.solid(j):
        found.update(f.words, (f.lemma,), f.offices, pieces(f.mention.surface))
    return frozenset(found)


def _repeats(features: MentionFeatures, group: Sequence[MentionFeatures]) -> bool:
    """The same noun with modifiers that were all there before, and no other."""
    own = features.words - QUANTIFIERS
    return bool(own) and any(
        g.mention.form == NOMINAL
        and features.lemma == g.lemma
        and own <= g.words | {g.lemma}
        and features.number == g.number
        for g in group
    )


def _demonyms(features: MentionFeatures) -> frozenset[str]:
    """The words for the state, which is compared as such."""
    return features.words if features.state and len(features.words) == 1 else frozenset()


def _kinds_agree(features: MentionFeatures, group: Sequence[MentionFeatures]) -> bool:
    kinds = {g.mention.kind for g in group}
    if features.mention.kind in kinds:
        return True
    closed = {"Person", "Operation", "Malware", "LegalInstrument", "State", "Place"}
    return features.mention.kind not in closed and not closed & kinds


@functools.cache
def _person_nouns() -> frozenset[str]:
    return frozenset(lexicon("nominals")["Person"])
