"""Descriptions ("the institute", "the attack") and pronouns, to the nearest thing that fits."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphbuild.annotate import Document
from graphbuild.coreference.clusters import Clusters
from graphbuild.coreference.facts import DEFINITE, FEMALE, MALE, Facts
from graphbuild.model import NAME, NOMINAL, PRONOUN, Attribution
from graphbuild.ontology import Ontology
from graphbuild.reference import pieces
from graphbuild.tables import lexicon

FIRST = frozenset("i me my mine myself we us our ours ourselves".split())
THIRD = MALE | FEMALE
IT = frozenset("it its itself".split())
THEY = frozenset("they them their theirs themselves".split())
THINGS = frozenset(
    {"State", "GovernmentBody", "IntelligenceService", "InternationalOrganization", "Company"}
    | {"MediaOutlet", "ThreatActor", "Organization", "MilitaryUnit", "Malware", "Operation"}
)
BODIES = THINGS - {"Malware", "Operation"}
FAR = 2  # sentences a personal pronoun may look back


def join_anaphora(
    clusters: Clusters,
    document: Document,
    attributions: Sequence[Attribution],
    ontology: Ontology,
) -> None:
    """Join descriptions and pronouns in reading order."""
    speakers = _speakers(clusters, attributions)
    for i, facts in enumerate(clusters.facts):
        if not clusters.alone(i):
            continue
        if facts.mention.form == PRONOUN:
            j = _pronoun(clusters, document, i, speakers)
        elif facts.mention.form == NOMINAL or _bare_head(facts):
            j = _description(clusters, i)
        else:
            j = None
        if j is not None:
            clusters.join(i, j)


Speakers = Mapping[int, int]


def _speakers(clusters: Clusters, attributions: Sequence[Attribution]) -> dict[int, int]:
    """For each token between quotation marks, the mention that says it."""
    found: dict[int, int] = {}
    for said in attributions:
        if said.source is None or not said.quoted:
            continue
        inside = [
            i
            for i, f in enumerate(clusters.facts)
            if said.source[0] <= f.mention.head < said.source[1]
        ]
        if not inside:
            continue
        best = max(
            inside, key=lambda i: clusters.facts[i].mention.last - clusters.facts[i].mention.first
        )
        for first, last in said.content:
            found.update(dict.fromkeys(range(first, last), best))
    return found


def _bare_head(facts: Facts) -> bool:
    """ "the Institute": a capital on a common noun."""
    return (
        facts.mention.form == NAME
        and not facts.words
        and facts.determiner in DEFINITE
        and facts.lemma in _nouns()
    )


@functools.cache
def _nouns() -> frozenset[str]:
    table = lexicon("nominals")
    return frozenset(w for kind, words in table.items() if kind != "ignored" for w in words)


def _description(clusters: Clusters, i: int) -> int | None:
    """The nearest earlier thing that "the …" may point to."""
    facts = clusters.facts[i]
    if facts.determiner not in DEFINITE and not facts.words:
        return None
    for j in _before(clusters, i):
        if _describes(clusters, facts, j):
            return j
    return None


def _before(clusters: Clusters, i: int) -> Iterator[int]:
    """Earlier mentions, nearest first; each cluster once, by its last mention; not what it contains."""
    facts = clusters.facts[i].mention
    seen: set[int] = set()
    for j in range(i - 1, -1, -1):
        other = clusters.facts[j].mention
        root = clusters.find(j)
        if root in seen or other.last > facts.first or other.form == PRONOUN:
            continue
        seen.add(root)
        yield j


def _describes(clusters: Clusters, facts: Facts, j: int) -> bool:
    group = [
        clusters.facts[k] for k in clusters.members(j) if clusters.facts[k].mention.form != PRONOUN
    ]
    if not any(_same_number(facts, g) for g in group) or _other_state(facts, group):
        return False
    words = {w for g in group for w in (*g.words, g.lemma, *g.offices, *pieces(g.mention.surface))}
    modifiers = facts.words - {facts.lemma} - _numbers()
    if facts.determiner not in DEFINITE:
        return any(
            facts.lemma == g.lemma and facts.plural == g.plural
            for g in group
            if g.mention.form == NOMINAL
        ) and (modifiers <= words and bool(modifiers))
    if facts.lemma in words or (_same(facts.lemma) & words and _kinds_agree(facts, group)):
        return modifiers <= words
    general = lexicon("coreference")["general"]
    named = [g for g in group if g.mention.form == NAME]
    return not modifiers and any(facts.lemma in general.get(g.mention.kind, ()) for g in named)


def _kinds_agree(facts: Facts, group: Iterable[Facts]) -> bool:
    return any(
        g.mention.kind == facts.mention.kind or "Group" in (g.mention.kind, facts.mention.kind)
        for g in group
    )


def _same_number(facts: Facts, other: Facts) -> bool:
    return facts.plural == other.plural


def _other_state(facts: Facts, group: Iterable[Facts]) -> bool:
    states = {g.state for g in group if g.state}
    return bool(facts.state and states and facts.state not in states)


@functools.cache
def _numbers() -> frozenset[str]:
    return frozenset(
        "two three four five six seven eight nine ten dozen alleged suspected presumed latest recent same".split()
    )


@functools.cache
def _same(lemma: str) -> frozenset[str]:
    rows = lexicon("coreference")["same"]
    return frozenset(w for row in rows if lemma in row for w in row)


def _pronoun(clusters: Clusters, document: Document, i: int, speakers: Speakers) -> int | None:
    facts = clusters.facts[i]
    word = document.doc[facts.mention.head].lower_
    speaker = speakers.get(facts.mention.head)
    if word in FIRST:
        return speaker
    if word in THIRD:
        kinds, far = frozenset({"Person"}), FAR
    elif word in IT:
        kinds, far = THINGS, 1
    elif word in THEY:
        kinds, far = BODIES | {"Group"}, 1
    else:
        return None
    found = [j for j in _candidates(clusters, i, far) if _fits(clusters, facts, j, kinds, word)]
    found = [j for j in found if speaker is None or clusters.find(j) != clusters.find(speaker)]
    if not found:
        return None
    return max(found, key=lambda j: _salience(clusters, facts, j, word))


def _candidates(clusters: Clusters, i: int, far: int) -> Iterator[int]:
    facts = clusters.facts[i]
    for j in range(i - 1, -1, -1):
        other = clusters.facts[j]
        if facts.sentence - other.sentence > far:
            return
        if other.mention.last <= facts.mention.first or facts.mention.last <= other.mention.first:
            yield j


def _fits(clusters: Clusters, facts: Facts, j: int, kinds: frozenset[str], word: str) -> bool:
    group = [clusters.facts[k] for k in clusters.members(j)]
    if all(g.mention.form == PRONOUN for g in group):
        return False
    solid = [g for g in group if g.mention.form != PRONOUN]
    if not any(g.mention.kind in kinds for g in solid):
        return False
    genders = {g.gender for g in group if g.gender}
    if word in THIRD:
        wanted = "m" if word in MALE else "f"
        return not any(g.plural for g in solid) and (not genders or genders == {wanted})
    if word in THEY:
        return any(g.plural for g in solid) or any(
            g.mention.kind in BODIES - {"State"} for g in solid
        )
    return not any(g.plural for g in solid)


def _salience(clusters: Clusters, facts: Facts, j: int, word: str) -> tuple[int, ...]:
    other = clusters.facts[j]
    group = [clusters.facts[k] for k in clusters.members(j)]
    plural = any(g.plural for g in group if g.mention.form != PRONOUN)
    return (
        int(word in THEY and plural),
        int(other.subject) + int(any(g.mention.form == NAME for g in group)),
        -(facts.sentence - other.sentence),
        j,
    )
