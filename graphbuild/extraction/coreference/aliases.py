"""Names that the text itself gives for one thing: "X, also known as Y and Z"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.word_lists import words
from graphbuild.model import NAME, PRONOUN
from graphbuild.nlp.annotate import Document

CLOSED = frozenset({"State"})
REACH = 8  # tokens between a thing and the word that announces its other name


def join_aliases(clusters: Clusters, document: Document) -> None:
    """Join the names after each such word to what it is said of."""
    doc = document.doc
    starts = {f.mention.first: i for i, f in enumerate(clusters.features) if f.mention.form == NAME}
    ends = {f.mention.last: i for i, f in enumerate(clusters.features) if f.mention.form != PRONOUN}
    given: list[tuple[int, int]] = []
    for token in doc:
        if token.lower_ not in words("aliases"):
            continue
        named = list(_names_after(document, token.i + 1, starts, clusters))
        about = _about(clusters, document, token.i, ends)
        if about is not None:
            given += [(i, about) for i in named if _compatible(clusters, i, about)]
    bearers: dict[int, set[int]] = defaultdict(set)
    for i, about in given:
        bearers[clusters.find(i)].add(clusters.find(about))
    shared = {i for i, _ in given if len(bearers[clusters.find(i)]) > 1}
    for i, about in given:
        clusters.second.add(i)
        if i not in shared:  # a name that two things bear makes them no one thing
            clusters.join(i, about)


def _names_after(
    document: Document, at: int, starts: dict[int, int], clusters: Clusters
) -> Iterator[int]:
    """The names that follow, up to the first word that is no part of such a list."""
    doc, found, by = document.doc, False, False
    while at < len(doc) and not doc[at].is_sent_start:
        if doc[at].text == ";" and not set(_lower(document, at + 1, at + 4)) & words("aliases"):
            return
        if at in starts:
            mention = clusters.features[starts[at]].mention
            if not by and found and mention.kind in ("Person", "State"):
                return
            if not by:
                found = True
                yield starts[at]
            at, by = mention.last, False
        elif doc[at].lower_ in words("listing" if found else "between"):
            by = doc[at].lower_ == "by"
            at += 1
        else:
            return


def _lower(document: Document, first: int, last: int) -> list[str]:
    return [t.lower_ for t in document.doc[first : min(last, len(document.doc))]]


def _about(clusters: Clusters, document: Document, at: int, ends: dict[int, int]) -> int | None:
    """What the other name is said of: what the participle modifies, its subject, or what precedes."""
    doc = document.doc
    token = doc[at]
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    if any(c.dep_ == "nsubj" for c in token.lefts):  # somebody calls: only what "it dubbed X" is of
        return clusters.at(token.head.i) if token.dep_ == "relcl" else None
    if token.dep_ == "acl" and (j := clusters.at(token.head.i)) is not None:
        return j
    for i in range(at, max(0, at - REACH), -1):
        if i in ends:
            return ends[i]
        if doc[i - 1].lower_ not in words("between"):
            break
    if token.dep_ == "advcl":
        subjects = [c for c in token.head.lefts if c.dep_ in ("nsubj", "nsubjpass")]
        return clusters.at(subjects[0].i) if subjects else None
    return None


def _compatible(clusters: Clusters, i: int, j: int) -> bool:
    a, b = clusters.features[i], clusters.features[j]
    kinds = {a.mention.kind, b.mention.kind}
    if kinds & CLOSED or a.plural != b.plural:
        return False
    return "Person" not in kinds or len(kinds) == 1 or bool(kinds & {"ThreatActor", "Group"})
