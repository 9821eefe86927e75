"""Persons named without an office, as whom a later "the ambassador" or "the X critic" may be meant."""

from __future__ import annotations

import functools

from graphbuild.extraction.coreference.agreement import conflicts
from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import MentionFeatures
from graphbuild.extraction.coreference.word_lists import words
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME

NEAR = 2  # sentences back in which a description of somebody's character looks for a name
BESIDE = 3  # mentions before and after among which one is that holds another
UNNAMED = 6  # sentences back in which a person without a known office may be "the ambassador"


def characterises(features: MentionFeatures) -> bool:
    """ "The X critic", "the opposition figure": what a person is known for, besides offices."""
    known = features.lemma in words("characters") and features.mention.kind == "Person"
    told = bool(features.words) or features.lemma not in words("vague")
    return known and told and features.determiner == "the" and not features.plural


def find_person_without_office(clusters: Clusters, i: int) -> int | None:
    """The one person named shortly before of whom no office is known yet."""
    features = clusters.features[i]
    character = characterises(features)
    speaks = features.subject and features.lemma in words_for_speakers()
    if not (character or speaks):
        return None
    found: dict[int, int] = {}
    for j in clusters.before(i):
        other = clusters.features[j]
        if features.sentence - other.sentence > (NEAR if character else UNNAMED):
            break
        solid = clusters.solid(j)
        named = other.mention.kind == "Person" and any(f.mention.form == NAME for f in solid)
        named = named and not all(_is_inside(clusters, k) for k in clusters.members(j))
        if named and not any(_speaks_against(features, f) for f in solid):
            found.setdefault(clusters.find(j), j)
    return next(iter(found.values())) if len(found) == 1 else None


def _speaks_against(features: MentionFeatures, other: MentionFeatures) -> bool:
    """Another office, state or gender than a description tells."""
    character = features.lemma in words("characters")
    offices = other.offices - words("characters") if character else other.offices
    gender = (
        "f" if features.lemma.endswith("woman") else "m" if features.lemma.endswith("man") else ""
    )
    unlike = {gender, other.gender} == {"m", "f"}
    return bool(offices) or unlike or conflicts(features, [other])


def _is_inside(clusters: Clusters, k: int) -> bool:
    """ "The X critic": whether it is only in what another person is called."""
    own = clusters.features[k].mention
    around = (f.mention for f in clusters.features[max(0, k - BESIDE) : k + BESIDE + 1])
    return any(
        m.kind == "Person" and m.first <= own.first and own.last <= m.last and m.head != own.head
        for m in around
    )


@functools.cache
def words_for_speakers() -> frozenset[str]:
    """Offices whose holders speak to the press."""
    return frozenset(lexicon("coreference")["speakers"])
