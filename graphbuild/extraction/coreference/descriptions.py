"""Descriptions that point back: "the institute", "the minister", "these people", "the attack"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import DEFINITE, MentionFeatures
from graphbuild.knowledge.reference import pieces
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, PRONOUN
from graphbuild.nlp.annotate import Document

VAGUE = frozenset({"Organization", "Group"})
QUANTIFIERS = frozenset({"multiple", "various", "several"})
NEAR = 2  # sentences back in which "the country" looks for a state
MANY = 150  # things back that a description may look; keeps long texts linear
BESIDE = 3  # mentions before and after among which one is that holds another
UNNAMED = 6  # sentences back in which a person without a known office may be "the ambassador"


def find_described(clusters: Clusters, i: int) -> int | None:
    """The earlier mention that a description means, None where none or several fit."""
    features = clusters.features[i]
    found = _find_described(clusters, i)
    if _characterises(features):
        named = (
            None if found is not None and is_named(clusters, found) else _officeless(clusters, i)
        )
        if named is not None and found is not None:
            clusters.join(found, named)
        return found if named is None else named
    return found


def _characterises(features: MentionFeatures) -> bool:
    """ "The X critic", "the opposition figure": what a person is known for, besides offices."""
    known = features.lemma in words("characters") and features.mention.kind == "Person"
    told = bool(features.words) or features.lemma not in words("vague")
    return known and told and features.determiner == "the" and not features.plural


def is_named(clusters: Clusters, j: int) -> bool:
    """Whether the text has a name for the thing that a mention means."""
    return any(clusters.features[k].mention.form == NAME for k in clusters.members(j))


def _find_described(clusters: Clusters, i: int) -> int | None:
    features = clusters.features[i]
    if (
        features.lemma in words("government")
        and not features.state
        and features.mention.kind == "State"
    ):
        if _extra(features):
            return None
        return _nearby_state(clusters, i) if features.determiner in DEFINITE else None
    ending = features.mention.last == features.mention.head + 1  # not "the pair of shoes"
    if features.lemma in words("numbers") or (
        features.lemma in counts() and ending and not features.plural
    ):
        return _counted(clusters, i, counts().get(features.lemma, features.lemma))
    if features.determiner not in DEFINITE and not features.words:
        return None
    if features.plural and _introduces(clusters, i):
        return None
    tests, called = _tests(features), _called(clusters, i)
    anybody = features.plural and features.lemma in words("people")
    before = list(islice(_before(clusters, i), MANY)) if tests or called or anybody else []
    for j in before:
        if (anybody or clusters.find(j) in called) and _describes(clusters, features, j):
            return j
    for fits in tests:
        for j in before:
            if fits(clusters, features, j):
                return j
    if features.mention.kind == "Person" and features.determiner == "the" and not features.plural:
        return _officeless(clusters, i)
    return None


def _introduces(clusters: Clusters, i: int) -> bool:
    """ "The Russian entities A and B": the names that follow say who is meant."""
    after = clusters.features[i].mention.last
    following = clusters.features[i + 1 : i + 3]
    return any(f.mention.first == after and f.mention.form == NAME for f in following)


def _counted(clusters: Clusters, i: int, number: str) -> int | None:
    """ "All the four", "the pair": the nearest group of as many."""
    for j in islice(_before(clusters, i), MANY):
        if number in {f.number for f in _solid(clusters, j) if f.plural}:
            return j
    return None


def find_possessed(
    clusters: Clusters, document: Document, i: int, *, ahead: bool = False
) -> int | None:
    """ "His party" again, or, ahead, for the first time: the same noun with the same owner."""
    features = clusters.features[i]
    owner = _owner(clusters, document, i)
    possessors = [t for t in document.doc[features.mention.head].lefts if t.dep_ == "poss"]
    own = features.words - {t.lower_ for p in possessors for t in p.subtree}
    where = range(i + 1, len(clusters.features)) if ahead else _before(clusters, i)
    for j in islice(where, MANY) if owner is not None else ():
        other = clusters.features[j]
        same = other.lemma == features.lemma and other.plural == features.plural
        if same and own <= other.words | words("soft") and other.determiner == "'s":
            return j if _owner(clusters, document, j) == owner else None
    return None


def _owner(clusters: Clusters, document: Document, i: int) -> int | None:
    """The set of mentions that the possessor is in, where more than a pronoun is."""
    for child in document.doc[clusters.features[i].mention.head].lefts:
        if child.dep_ == "poss" and (j := clusters.at(child.i)) is not None:
            return clusters.find(j) if _solid(clusters, j) else None
    return None


@functools.cache
def counts() -> Mapping[str, str]:
    """The numbers that nouns for so many people mean."""
    found: Mapping[str, str] = lexicon("coreference")["counts"]
    return found


@functools.cache
def words(key: str) -> frozenset[str]:
    """A word list of lexicons/coreference.toml."""
    return frozenset(lexicon("coreference")[key])


def _before(clusters: Clusters, i: int) -> Iterator[int]:
    """Earlier mentions, nearest first, each cluster once; none that the phrase overlaps."""
    first, edges, find = clusters.features[i].mention.first, clusters.edges, clusters.find
    seen: set[int] = set()
    for j in range(i - 1, -1, -1):
        last, pronoun = edges[j]
        if pronoun or last > first:
            continue
        root = find(j)
        if root not in seen:
            seen.add(root)
            yield j


Test = Callable[[Clusters, MentionFeatures, int], bool]


def _tests(features: MentionFeatures) -> list[Test]:
    """The tests besides `_describes` that some earlier mention could pass."""
    tests: list[Test] = []
    if not features.plural and features.lemma in _generals():
        tests += (_is_kind_of, _may_be_kind_of)
    if features.plural and features.lemma in words("hackers"):
        tests.append(_are_actor)
    return tests


def _called(clusters: Clusters, i: int) -> set[int]:
    """The sets with an earlier mention of which one is called by the noun, or one that means the same."""
    features = clusters.features[i]
    if not clusters.by_word:
        for k, f in enumerate(clusters.features):
            own = pieces(f.mention.surface) if f.mention.form == NAME else ()
            for word in {f.lemma, *f.offices, *own}:
                clusters.by_word[word].append(k)
    wanted = _same(features.lemma) | {features.lemma}
    roots = {clusters.find(k) for word in wanted for k in clusters.by_word.get(word, ())}
    return {root for root in roots if root < i}


def _describes(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """Whether its nouns are ones by which the thing was named or described."""
    group = _alike(clusters, features, j)
    if not group:
        return False
    if features.determiner not in DEFINITE and not _same_office(features, group):
        return _repeats(features, group)
    heads = {f.lemma for f in group}.union(*(f.offices for f in group))
    heads.update(w for f in group if f.mention.form == NAME for w in pieces(f.mention.surface))
    if features.lemma in heads or (_same(features.lemma) & heads):
        return _kinds_agree(features, group) and _extra(features) <= _said(clusters, j)
    if features.plural and features.lemma in words("people") and not _extra(features):
        return any(g.lemma in _person_nouns() for g in group)
    return False


def _is_kind_of(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """Whether its noun names the class of a named thing: "the agency" for a government body."""
    return _general(clusters, features, j, frozenset())


def _may_be_kind_of(clusters: Clusters, features: MentionFeatures, j: int) -> bool:
    """The same for things of which the class is not known well."""
    return _general(clusters, features, j, VAGUE)


def _general(clusters: Clusters, features: MentionFeatures, j: int, vague: frozenset[str]) -> bool:
    if features.plural or features.determiner not in DEFINITE or features.lemma not in _generals():
        return False
    if _extra(features):
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
    named = [f for f in _solid(clusters, j) if f.mention.form == NAME]
    return features.determiner in DEFINITE and any(f.mention.kind == "ThreatActor" for f in named)


def _same_office(features: MentionFeatures, group: Sequence[MentionFeatures]) -> bool:
    """ "Xland's ambassador": of a person known to hold an office of that state."""
    return (
        features.determiner == "'s"
        and features.mention.kind == "Person"
        and features.state is not None
        and any(g.state in (features.state, None) and g.offices for g in group)
    )


@functools.cache
def _generals() -> frozenset[str]:
    rows = lexicon("coreference")["general"]
    return frozenset(word for nouns in rows.values() for word in nouns)


def _alike(clusters: Clusters, features: MentionFeatures, j: int) -> list[MentionFeatures]:
    """The mentions of the thing that agree in number; none if its state or count is another."""
    group = [f for f in _solid(clusters, j) if f.plural == features.plural]
    if not group:
        return []
    return [] if _conflict(features, group) else group


def _extra(features: MentionFeatures) -> frozenset[str]:
    """The modifiers that must have been said of the thing before."""
    known = words("numbers") | words("soft") | {features.lemma}
    if features.mention.kind == "Operation":
        known |= words("soft_operations")
    return features.words - known - _demonyms(features)


def _solid(clusters: Clusters, j: int) -> list[MentionFeatures]:
    features = (clusters.features[k] for k in clusters.members(j))
    return [f for f in features if f.mention.form != PRONOUN]


def _said(clusters: Clusters, j: int) -> frozenset[str]:
    """Every word by which the text has named or described it."""
    found: set[str] = set()
    for f in _solid(clusters, j):
        found.update(f.words, (f.lemma,), f.offices, pieces(f.mention.surface))
    return frozenset(found)


def _conflict(features: MentionFeatures, group: Sequence[MentionFeatures]) -> bool:
    """Another state, or another count."""
    states = {g.state for g in group if g.state}
    numbers = {g.number for g in group if g.number}
    if features.state and states and features.state not in states:
        return True
    return bool(features.number and numbers and features.number not in numbers)


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


def alike(lemma: str, other: str) -> bool:
    """Whether one noun may stand for the other."""
    return lemma == other or other in _same(lemma)


@functools.cache
def _same(lemma: str) -> frozenset[str]:
    rows = lexicon("coreference")["same"]
    return frozenset(w for row in rows if lemma in row for w in row)


@functools.cache
def _person_nouns() -> frozenset[str]:
    return frozenset(lexicon("nominals")["Person"])


def _nearby_state(clusters: Clusters, i: int) -> int | None:
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


def _officeless(clusters: Clusters, i: int) -> int | None:
    """The one person named shortly before of whom no office is known yet."""
    features = clusters.features[i]
    character = _characterises(features)
    speaks = features.subject and features.lemma in words_for_speakers()
    if not (character or speaks):
        return None
    found: dict[int, int] = {}
    for j in _before(clusters, i):
        other = clusters.features[j]
        if features.sentence - other.sentence > (NEAR if character else UNNAMED):
            break
        solid = _solid(clusters, j)
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
    return bool(offices) or unlike or _conflict(features, [other])


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
