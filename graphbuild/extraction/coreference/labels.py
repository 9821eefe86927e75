"""The class and the name of a chain, from the names in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import MentionFeatures
from graphbuild.extraction.coreference.names import is_acronym
from graphbuild.extraction.coreference.word_lists import words
from graphbuild.knowledge.person_names import reading_order
from graphbuild.knowledge.reference import states
from graphbuild.model import NAME, NOMINAL
from graphbuild.nlp.annotate import Document

CODENAMED = frozenset({"ThreatActor", "Malware"})
POSSESSIVE = frozenset({"his", "her", "its", "their", "our", "my", "your"})
ORDERS = re.compile(r"^(Executive Order|E\.O\.|EO)s(?= \d)")
VAGUE = frozenset({"Organization", "Group"})


def chain_kind(clusters: Clusters, group: Sequence[int]) -> str:
    """The commonest class among its names, else its descriptions; a precise one before a vague."""
    kinds: dict[str, list[str]] = {NAME: [], NOMINAL: []}
    for i in group:
        mention = clusters.features[i].mention
        if mention.form in kinds:
            kinds[mention.form].append(mention.kind)
    named, described = kinds[NAME], kinds[NOMINAL]
    if named and not set(named) <= VAGUE:
        return _best(named)
    if described and not set(described) <= VAGUE:
        return _best(described)
    if named or described:
        return _best(named or described)
    return clusters.features[group[0]].mention.kind


def _best(kinds: Sequence[str]) -> str:
    count = Counter(kinds)
    return max(kinds, key=lambda k: (k == "ThreatActor", k not in VAGUE, count[k], -kinds.index(k)))


def chain_name(clusters: Clusters, group: Sequence[int], document: Document) -> str:
    """The short English name of a state; the longest name; else the fullest description."""
    given = {clusters.features[i].mention.surface for i in group if i in clusters.second}
    first = [
        i
        for i in group
        if clusters.features[i].mention.form != NAME
        or clusters.features[i].mention.surface not in given
    ]
    named = any(clusters.features[i].mention.form == NAME for i in first)
    features = [clusters.features[i] for i in (first if named else group)]
    codes = [f.state for f in features if f.mention.kind == "State" and f.state]
    if codes and codes[0] in states():
        return states()[codes[0]].name
    names = [f.mention.surface for f in features if f.mention.form == NAME]
    if names:
        if any(f.mention.kind in CODENAMED for f in features):
            names = [
                f.mention.surface
                for f in features
                if f.mention.kind in CODENAMED and f.mention.form == NAME
            ]
            return (
                max(names, key=lambda n: (names.count(n), -names.index(n)))
                if names
                else _described(features)
            )
        if features[0].mention.kind == "Person":
            names = [reading_order(n) for n in names]
        best = max(names, key=lambda n: (not is_acronym(n), len(n), -names.index(n)))
        if features[0].mention.kind == "LegalInstrument":
            best = f"Executive Order {best}" if best.isdigit() else ORDERS.sub(r"\1", best)
        return (
            _full_name(best, document.article.title or "")
            if features[0].mention.kind == "Person"
            else best
        )
    return _described(features)


def _described(features: Sequence[MentionFeatures]) -> str:
    """The first description of more than a word, rather "Xan's party" than "his party"."""
    nominal = [f for f in features if f.mention.form == NOMINAL]
    described = [f.mention.surface for f in nominal]
    if not described:
        return features[0].mention.surface
    soft = words("soft") | words(
        "soft_operations"
    )  # "the alleged attack" tells no more than "attack"
    plain = (f.mention.surface for f in nominal if not (f.words and f.words <= soft))
    long = [d for d in plain if len(d.split()) > 1]
    full = (d for d in long if d.split()[0].lower() not in POSSESSIVE)
    return next(full, long[0] if long else described[0])


def _full_name(name: str, title: str) -> str:
    """The given name that only the title tells."""
    words = title.replace("\u2019s", "").replace("'s", "").split()
    if " " in name or name not in words[1:]:
        return name
    before = words[words.index(name, 1) - 1]
    return f"{before} {name}" if before.istitle() and before.isalpha() and len(before) > 2 else name
