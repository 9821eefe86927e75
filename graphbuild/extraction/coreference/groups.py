"""Which chains a plural mention consists of, where the text lists them."""

from __future__ import annotations

from collections.abc import Sequence

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import MentionFeatures
from graphbuild.model import NAME, NOMINAL
from graphbuild.nlp.annotate import Document

SIZES = {"both": 2, "two": 2, "three": 3, "four": 4}
NEAR = 2  # sentences back in which "both organisations" looks for two names


def find_members(
    clusters: Clusters, document: Document, groups: Sequence[Sequence[int]]
) -> dict[int, tuple[int, ...]]:
    """For the number of a plural chain, the numbers of the chains that a list names."""
    number = {i: n for n, group in enumerate(groups) for i in group}
    found: dict[int, tuple[int, ...]] = {}
    for i, features in enumerate(clusters.features):
        if not features.plural or features.mention.form != NOMINAL:
            continue
        listed = _listed(clusters, document, i) or _counted(clusters, document, i)
        if listed:
            found.setdefault(number[i], tuple(dict.fromkeys(number[j] for j in listed)))
    return found


def _listed(clusters: Clusters, document: Document, i: int) -> list[int]:
    """Persons joined by commas and "and" right after a dash, colon, comma or bracket."""
    doc, features = document.doc, clusters.features
    at = features[i].mention.last
    if at >= len(doc) or doc[at].text not in ("-", "\u2013", "\u2014", ":", ",", "("):
        return []
    names: list[int] = []
    starts = {f.mention.first: j for j, f in enumerate(features) if _is_person(f)}
    at += 1
    while at < len(doc):
        if at in starts:
            names.append(starts[at])
            at = features[starts[at]].mention.last
        elif doc[at].text in (",", "and", ";") and names:
            at += 1
        else:
            break
    return names if len(names) > 1 else []


def _is_person(features: MentionFeatures) -> bool:
    return features.mention.form == NAME and features.mention.kind == "Person"


def _counted(clusters: Clusters, document: Document, i: int) -> list[int]:
    """ "Both organisations", "the three men": as many names joined by "and" shortly before."""
    features, mention = clusters.features[i], clusters.features[i].mention
    before = document.doc[mention.first - 1].lower_ if mention.first else ""
    words = features.words | {before, features.lemma}
    size = next((n for word, n in SIZES.items() if word in words), 0)
    if not size or (features.determiner != "the" and "both" not in words):
        return []
    for j in range(i - 1, -1, -1):
        other = clusters.features[j]
        if features.sentence - other.sentence > NEAR:
            return []
        names = _joined(clusters, document, j)
        if len(names) == size and names[-1] < i:
            return names
    return []


def _joined(clusters: Clusters, document: Document, j: int) -> list[int]:
    """A name and those that the parse coordinates with it, from the first on."""
    if document.doc[clusters.features[j].mention.head].dep_ == "conj":
        return []
    names: list[int] = []
    at: int | None = j
    while at is not None and clusters.features[at].mention.form == NAME:
        names.append(at)
        token = document.doc[clusters.features[at].mention.head]
        at = next((k for c in token.rights if c.dep_ == "conj" and (k := clusters.at(c.i))), None)
    kinds = {clusters.features[k].mention.kind for k in names}
    return names if "Place" not in kinds and ("Person" not in kinds or len(kinds) == 1) else []
