"""Which state "the country" and "the government" mean."""

from __future__ import annotations

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import MentionFeatures
from graphbuild.extraction.coreference.word_lists import words
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME

NEAR = 2  # sentences back in which "the country" looks for a state


def find_nearby_state(clusters: Clusters, i: int) -> int | None:
    """ "The country": the subject state of this or the last sentences, else the only one there."""
    features = clusters.features[i]
    own = lexicon("coreference")["own"].get(features.lemma)
    if own:
        return next(
            (j for j, f in enumerate(clusters.features) if f.state == own and _names(f)), None
        )
    if features.mention.surface.split()[-1][0].isupper():
        return None  # "the Government" is the writer's own, whichever was named last
    near: list[int] = []
    for j in range(i - 1, -1, -1):
        other = clusters.features[j]
        if features.sentence - other.sentence > NEAR:
            break
        if _names(other) and other.mention.last <= features.mention.first:
            near.append(j)
    roots = {clusters.find(j) for j in near}
    if len(roots) == 1:
        return near[0]
    last = [j for j in near if clusters.features[j].subject]
    if features.subject or _opens(clusters, i):
        return last[0] if last else None
    if features.lemma in words(
        "rulers"
    ):  # "no links to the government": of which, where several are near
        here = [j for j in near if clusters.features[j].sentence == features.sentence]
        return here[0] if len({clusters.find(j) for j in here}) == 1 else None
    return near[0] if near else None


def _names(features: MentionFeatures) -> bool:
    return features.mention.kind == "State" and features.mention.form == NAME


def _opens(clusters: Clusters, i: int) -> bool:
    """Whether nothing else is mentioned before it in its sentence; what it is part of is not before it."""
    own = clusters.features[i]
    for j in range(i - 1, -1, -1):
        other = clusters.features[j]
        if other.sentence < own.sentence:
            break
        if other.mention.last <= own.mention.first:
            return False
    return True
