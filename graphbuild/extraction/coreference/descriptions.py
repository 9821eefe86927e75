"""Descriptions that point back: "the institute", "the minister", "these people", "the attack"."""

from __future__ import annotations

from itertools import islice

from graphbuild.extraction.coreference.agreement import class_tests, describes, extra_modifiers
from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import DEFINITE
from graphbuild.extraction.coreference.nearby_states import find_nearby_state
from graphbuild.extraction.coreference.office_holders import (
    characterises,
    find_person_without_office,
)
from graphbuild.extraction.coreference.word_lists import counts, synonyms, words
from graphbuild.knowledge.reference import pieces
from graphbuild.model import NAME
from graphbuild.nlp.annotate import Document

MANY = 150  # things back that a description may look; keeps long texts linear


def find_described(clusters: Clusters, i: int) -> int | None:
    """The earlier mention that a description means, None where none or several fit."""
    features = clusters.features[i]
    found = _find_described(clusters, i)
    if characterises(features):
        named = (
            None
            if found is not None and clusters.is_named(found)
            else find_person_without_office(clusters, i)
        )
        if named is not None and found is not None:
            clusters.join(found, named)
        return found if named is None else named
    return found


def _find_described(clusters: Clusters, i: int) -> int | None:
    features = clusters.features[i]
    if (
        features.lemma in words("government")
        and not features.state
        and features.mention.kind == "State"
    ):
        if extra_modifiers(features):
            return None
        return find_nearby_state(clusters, i) if features.determiner in DEFINITE else None
    ending = features.mention.last == features.mention.head + 1  # not "the pair of shoes"
    if features.lemma in words("numbers") or (
        features.lemma in counts() and ending and not features.plural
    ):
        return _counted(clusters, i, counts().get(features.lemma, features.lemma))
    if features.determiner not in DEFINITE and not features.words:
        return None
    if features.plural and _introduces(clusters, i):
        return None
    tests, called = class_tests(features), _called(clusters, i)
    anybody = features.plural and features.lemma in words("people")
    before = list(islice(clusters.before(i), MANY)) if tests or called or anybody else []
    for j in before:
        if (anybody or clusters.find(j) in called) and describes(clusters, features, j):
            return j
    for fits in tests:
        for j in before:
            if fits(clusters, features, j):
                return j
    if features.mention.kind == "Person" and features.determiner == "the" and not features.plural:
        return find_person_without_office(clusters, i)
    return None


def find_possessed(
    clusters: Clusters, document: Document, i: int, *, ahead: bool = False
) -> int | None:
    """ "His party" again, or, ahead, for the first time: the same noun with the same owner."""
    features = clusters.features[i]
    owner = _owner(clusters, document, i)
    possessors = [t for t in document.doc[features.mention.head].lefts if t.dep_ == "poss"]
    own = features.words - {t.lower_ for p in possessors for t in p.subtree}
    where = range(i + 1, len(clusters.features)) if ahead else clusters.before(i)
    for j in islice(where, MANY) if owner is not None else ():
        other = clusters.features[j]
        same = other.lemma == features.lemma and other.plural == features.plural
        if same and own <= other.words | words("soft") and other.determiner == "'s":
            return j if _owner(clusters, document, j) == owner else None
    return None


def _introduces(clusters: Clusters, i: int) -> bool:
    """ "The Russian entities A and B": the names that follow say who is meant."""
    after = clusters.features[i].mention.last
    following = clusters.features[i + 1 : i + 3]
    return any(f.mention.first == after and f.mention.form == NAME for f in following)


def _counted(clusters: Clusters, i: int, number: str) -> int | None:
    """ "All the four", "the pair": the nearest group of as many."""
    for j in islice(clusters.before(i), MANY):
        if number in {f.number for f in clusters.solid(j) if f.plural}:
            return j
    return None


def _owner(clusters: Clusters, document: Document, i: int) -> int | None:
    """The set of mentions that the possessor is in, where more than a pronoun is."""
    for child in document.doc[clusters.features[i].mention.head].lefts:
        if child.dep_ == "poss" and (j := clusters.at(child.i)) is not None:
            return clusters.find(j) if clusters.solid(j) else None
    return None


def _called(clusters: Clusters, i: int) -> set[int]:
    """The sets with an earlier mention of which one is called by the noun, or one that means the same."""
    features = clusters.features[i]
    if not clusters.by_word:
        for k, f in enumerate(clusters.features):
            own = pieces(f.mention.surface) if f.mention.form == NAME else ()
            for word in {f.lemma, *f.offices, *own}:
                clusters.by_word[word].append(k)
    wanted = synonyms(features.lemma) | {features.lemma}
    roots = set[int]()
    for word in wanted & clusters.by_word.keys():  # one of each set is enough from now on
        clusters.by_word[word] = list(dict.fromkeys(map(clusters.find, clusters.by_word[word])))
        roots.update(clusters.by_word[word])
    return {root for root in roots if root < i}
