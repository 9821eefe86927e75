"""Incidents: two descriptions of an attack on one and the same thing are one incident."""

from __future__ import annotations

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.word_lists import alike
from graphbuild.model import NOMINAL
from graphbuild.nlp.annotate import Document

AGAINST = frozenset(["against", "on", "of", "at"])


def join_events(clusters: Clusters, document: Document) -> None:
    """Join singular incidents with nouns that go together and the same named target."""
    seen: list[tuple[int, str, int]] = []
    for i, features in enumerate(clusters.features):
        if (
            features.mention.kind != "Operation"
            or features.mention.form != NOMINAL
            or features.plural
        ):
            continue
        target = _target(clusters, document, i)
        if target is None:
            continue
        for j, lemma, other in seen:
            if other == target and alike(lemma, features.lemma):
                clusters.join(i, j)
                break
        seen.append((i, features.lemma, target))


def _target(clusters: Clusters, document: Document, i: int) -> int | None:
    """The thing hit: "an attack on X", "X's poisoning", "the X breach"."""
    head = document.doc[clusters.features[i].mention.head]
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in AGAINST:
            objects = [c for c in child.rights if c.dep_ == "pobj"]
            found = [clusters.at(c.i) for c in objects]
            if found and found[0] is not None:
                return clusters.find(found[0])
    for child in head.lefts:
        if child.dep_ == "compound" and (found_at := clusters.at(child.i)) is not None:
            return clusters.find(found_at)
    return None
