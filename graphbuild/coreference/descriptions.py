"""Descriptions that point back: "the institute", "the minister", "these people", "the attack"."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from graphbuild.coreference.clusters import Clusters
from graphbuild.coreference.facts import DEFINITE, Facts
from graphbuild.model import NAME, NOMINAL, PRONOUN
from graphbuild.reference import pieces
from graphbuild.tables import lexicon

NEAR = 2  # sentences back in which "the country" looks for a state
UNNAMED = 6  # sentences back in which a person without a known office may be "the ambassador"


def find_described(clusters: Clusters, i: int) -> int | None:
    """The earlier mention that a description means, None where none or several fit."""
    facts = clusters.facts[i]
    if facts.lemma in words("government") and not facts.state and facts.mention.kind == "State":
        return _nearby_state(clusters, i) if facts.determiner in DEFINITE else None
    if facts.determiner not in DEFINITE and not facts.words:
        return None
    for j in _before(clusters, i):
        if _describes(clusters, facts, j):
            return j
    if facts.mention.kind == "Person" and facts.determiner == "the" and not facts.plural:
        return _officeless(clusters, i)
    return None


@functools.cache
def words(key: str) -> frozenset[str]:
    """A word list of lexicons/coreference.toml."""
    return frozenset(lexicon("coreference")[key])


def _before(clusters: Clusters, i: int) -> Iterator[int]:
    """Earlier mentions, nearest first, each cluster once; none that the phrase overlaps."""
    first = clusters.facts[i].mention.first
    seen: set[int] = set()
    for j in range(i - 1, -1, -1):
        other = clusters.facts[j].mention
        root = clusters.find(j)
        if root in seen or other.last > first or other.form == PRONOUN:
            continue
        seen.add(root)
        yield j


def _describes(clusters: Clusters, facts: Facts, j: int) -> bool:
    group = [f for f in _solid(clusters, j) if f.plural == facts.plural]
    if not group or _conflict(facts, group):
        return False
    if facts.determiner not in DEFINITE:
        return _repeats(facts, group)
    said = _said(clusters, j)
    extra = facts.words - {facts.lemma} - words("numbers") - words("soft") - _demonyms(facts)
    if facts.lemma in said or (_same(facts.lemma) & said and _kinds_agree(facts, group)):
        return extra <= said
    if facts.plural and facts.lemma in words("people") and not extra:
        return any(g.offices or g.lemma in _person_nouns() or g.state for g in group)
    general = lexicon("coreference")["general"]
    named = [g for g in group if g.mention.form == NAME]
    return not extra and any(facts.lemma in general.get(g.mention.kind, ()) for g in named)


def _solid(clusters: Clusters, j: int) -> list[Facts]:
    facts = (clusters.facts[k] for k in clusters.members(j))
    return [f for f in facts if f.mention.form != PRONOUN]


def _said(clusters: Clusters, j: int) -> frozenset[str]:
    """Every word by which the text has named or described it."""
    found: set[str] = set()
    for f in _solid(clusters, j):
        found.update(f.words, (f.lemma,), f.offices, pieces(f.mention.surface))
    return frozenset(found)


def _conflict(facts: Facts, group: Sequence[Facts]) -> bool:
    """Another state, or another count."""
    states = {g.state for g in group if g.state}
    numbers = {g.number for g in group if g.number}
    if facts.state and states and facts.state not in states:
        return True
    return bool(facts.number and numbers and facts.number not in numbers)


def _repeats(facts: Facts, group: Sequence[Facts]) -> bool:
    """The same noun with modifiers that were all there before, and no other."""
    return bool(facts.words) and any(
        g.mention.form == NOMINAL
        and facts.lemma == g.lemma
        and facts.words <= g.words | {g.lemma}
        and facts.number == g.number
        for g in group
    )


def _demonyms(facts: Facts) -> frozenset[str]:
    """The words for the state, which is compared as such."""
    return facts.words if facts.state and len(facts.words) == 1 else frozenset()


def _kinds_agree(facts: Facts, group: Sequence[Facts]) -> bool:
    kinds = {g.mention.kind for g in group}
    return facts.mention.kind in kinds or "Group" in kinds | {facts.mention.kind}


@functools.cache
def _same(lemma: str) -> frozenset[str]:
    rows = lexicon("coreference")["same"]
    return frozenset(w for row in rows if lemma in row for w in row)


@functools.cache
def _person_nouns() -> frozenset[str]:
    return frozenset(lexicon("nominals")["Person"])


def _nearby_state(clusters: Clusters, i: int) -> int | None:
    """ "The country": the subject state of this or the last sentences, else the only one there."""
    facts = clusters.facts[i]
    own = lexicon("coreference")["own"].get(facts.lemma)
    near: list[int] = []
    for j in range(i - 1, -1, -1):
        other = clusters.facts[j]
        if other.mention.kind != "State" or other.mention.form != NAME:
            continue
        if own and other.state == own:
            return j
        if facts.sentence - other.sentence <= NEAR and other.mention.last <= facts.mention.first:
            near.append(j)
    subjects = [j for j in near if clusters.facts[j].subject]
    if subjects:
        return subjects[0]
    roots = {clusters.find(j) for j in near}
    return near[0] if len(roots) == 1 else None


def _officeless(clusters: Clusters, i: int) -> int | None:
    """The one person named shortly before of whom no office is known yet."""
    facts = clusters.facts[i]
    found: dict[int, int] = {}
    for j in _before(clusters, i):
        other = clusters.facts[j]
        if facts.sentence - other.sentence > UNNAMED:
            break
        solid = _solid(clusters, j)
        if other.mention.kind == "Person" and any(f.mention.form == NAME for f in solid):
            if not any(f.offices for f in solid) and not _conflict(facts, solid):
                found.setdefault(clusters.find(j), j)
    speaks = facts.subject and facts.lemma in words_for_speakers()
    return next(iter(found.values())) if len(found) == 1 and speaks else None


@functools.cache
def words_for_speakers() -> frozenset[str]:
    """Offices whose holders speak to the press."""
    return frozenset(
        ["ambassador", "envoy", "diplomat", "minister", "spokesman", "spokeswoman", "spokesperson"]
        + [
            "official",
            "president",
            "leader",
            "secretary",
            "director",
            "chief",
            "expert",
            "politician",
        ]
    )
