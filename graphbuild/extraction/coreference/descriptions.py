"""Descriptions that point back: "the institute", "the minister", "these people", "the attack"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.facts import DEFINITE, Facts
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
    facts = clusters.facts[i]
    found = _find_described(clusters, i)
    if _characterises(facts):
        named = (
            None if found is not None and is_named(clusters, found) else _officeless(clusters, i)
        )
        if named is not None and found is not None:
            clusters.join(found, named)
        return found if named is None else named
    return found


def _characterises(facts: Facts) -> bool:
    """ "The X critic", "the opposition figure": what a person is known for, besides offices."""
    known = facts.lemma in words("characters") and facts.mention.kind == "Person"
    told = bool(facts.words) or facts.lemma not in words("vague")
    return known and told and facts.determiner == "the" and not facts.plural


def is_named(clusters: Clusters, j: int) -> bool:
    """Whether the text has a name for the thing that a mention means."""
    return any(clusters.facts[k].mention.form == NAME for k in clusters.members(j))


def _find_described(clusters: Clusters, i: int) -> int | None:
    facts = clusters.facts[i]
    if facts.lemma in words("government") and not facts.state and facts.mention.kind == "State":
        if _extra(facts):
            return None
        return _nearby_state(clusters, i) if facts.determiner in DEFINITE else None
    ending = facts.mention.last == facts.mention.head + 1  # not "the pair of shoes"
    if facts.lemma in words("numbers") or (facts.lemma in counts() and ending and not facts.plural):
        return _counted(clusters, i, counts().get(facts.lemma, facts.lemma))
    if facts.determiner not in DEFINITE and not facts.words:
        return None
    if facts.plural and _introduces(clusters, i):
        return None
    tests, called = _tests(facts), _called(clusters, i)
    anybody = facts.plural and facts.lemma in words("people")
    before = list(islice(_before(clusters, i), MANY)) if tests or called or anybody else []
    for j in before:
        if (anybody or clusters.find(j) in called) and _describes(clusters, facts, j):
            return j
    for fits in tests:
        for j in before:
            if fits(clusters, facts, j):
                return j
    if facts.mention.kind == "Person" and facts.determiner == "the" and not facts.plural:
        return _officeless(clusters, i)
    return None


def _introduces(clusters: Clusters, i: int) -> bool:
    """ "The Russian entities A and B": the names that follow say who is meant."""
    after = clusters.facts[i].mention.last
    following = clusters.facts[i + 1 : i + 3]
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
    facts = clusters.facts[i]
    owner = _owner(clusters, document, i)
    possessors = [t for t in document.doc[facts.mention.head].lefts if t.dep_ == "poss"]
    own = facts.words - {t.lower_ for p in possessors for t in p.subtree}
    where = range(i + 1, len(clusters.facts)) if ahead else _before(clusters, i)
    for j in islice(where, MANY) if owner is not None else ():
        other = clusters.facts[j]
        same = other.lemma == facts.lemma and other.plural == facts.plural
        if same and own <= other.words | words("soft") and other.determiner == "'s":
            return j if _owner(clusters, document, j) == owner else None
    return None


def _owner(clusters: Clusters, document: Document, i: int) -> int | None:
    """The set of mentions that the possessor is in, where more than a pronoun is."""
    for child in document.doc[clusters.facts[i].mention.head].lefts:
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
    first, edges, find = clusters.facts[i].mention.first, clusters.edges, clusters.find
    seen: set[int] = set()
    for j in range(i - 1, -1, -1):
        last, pronoun = edges[j]
        if pronoun or last > first:
            continue
        root = find(j)
        if root not in seen:
            seen.add(root)
            yield j


Test = Callable[[Clusters, Facts, int], bool]


def _tests(facts: Facts) -> list[Test]:
    """The tests besides `_describes` that some earlier mention could pass."""
    tests: list[Test] = []
    if not facts.plural and facts.lemma in _generals():
        tests += (_is_kind_of, _may_be_kind_of)
    if facts.plural and facts.lemma in words("hackers"):
        tests.append(_are_actor)
    return tests


def _called(clusters: Clusters, i: int) -> set[int]:
    """The sets with an earlier mention of which one is called by the noun, or one that means the same."""
    facts = clusters.facts[i]
    if not clusters.by_word:
        for k, f in enumerate(clusters.facts):
            own = pieces(f.mention.surface) if f.mention.form == NAME else ()
            for word in {f.lemma, *f.offices, *own}:
                clusters.by_word[word].append(k)
    wanted = _same(facts.lemma) | {facts.lemma}
    roots = {clusters.find(k) for word in wanted for k in clusters.by_word.get(word, ())}
    return {root for root in roots if root < i}


def _describes(clusters: Clusters, facts: Facts, j: int) -> bool:
    """Whether its nouns are ones by which the thing was named or described."""
    group = _alike(clusters, facts, j)
    if not group:
        return False
    if facts.determiner not in DEFINITE and not _same_office(facts, group):
        return _repeats(facts, group)
    heads = {f.lemma for f in group}.union(*(f.offices for f in group))
    heads.update(w for f in group if f.mention.form == NAME for w in pieces(f.mention.surface))
    if facts.lemma in heads or (_same(facts.lemma) & heads):
        return _kinds_agree(facts, group) and _extra(facts) <= _said(clusters, j)
    if facts.plural and facts.lemma in words("people") and not _extra(facts):
        return any(g.lemma in _person_nouns() for g in group)
    return False


def _is_kind_of(clusters: Clusters, facts: Facts, j: int) -> bool:
    """Whether its noun names the class of a named thing: "the agency" for a government body."""
    return _general(clusters, facts, j, frozenset())


def _may_be_kind_of(clusters: Clusters, facts: Facts, j: int) -> bool:
    """The same for things of which the class is not known well."""
    return _general(clusters, facts, j, VAGUE)


def _general(clusters: Clusters, facts: Facts, j: int, vague: frozenset[str]) -> bool:
    if facts.plural or facts.determiner not in DEFINITE or facts.lemma not in _generals():
        return False
    if _extra(facts):
        return False
    named = [g for g in _alike(clusters, facts, j) if g.mention.form == NAME]
    kinds = {g.mention.kind for g in named}
    kinds = kinds & vague if vague else kinds - VAGUE
    general = lexicon("coreference")["general"]
    return any(facts.lemma in general.get(kind, ()) for kind in kinds)


def _are_actor(clusters: Clusters, facts: Facts, j: int) -> bool:
    """ "The hackers": the named group before."""
    if not facts.plural or facts.lemma not in words("hackers") or facts.words:
        return False
    named = [f for f in _solid(clusters, j) if f.mention.form == NAME]
    return facts.determiner in DEFINITE and any(f.mention.kind == "ThreatActor" for f in named)


def _same_office(facts: Facts, group: Sequence[Facts]) -> bool:
    """ "Xland's ambassador": of a person known to hold an office of that state."""
    return (
        facts.determiner == "'s"
        and facts.mention.kind == "Person"
        and facts.state is not None
        and any(g.state in (facts.state, None) and g.offices for g in group)
    )


@functools.cache
def _generals() -> frozenset[str]:
    rows = lexicon("coreference")["general"]
    return frozenset(word for nouns in rows.values() for word in nouns)


def _alike(clusters: Clusters, facts: Facts, j: int) -> list[Facts]:
    """The mentions of the thing that agree in number; none if its state or count is another."""
    group = [f for f in _solid(clusters, j) if f.plural == facts.plural]
    if not group:
        return []
    return [] if _conflict(facts, group) else group


def _extra(facts: Facts) -> frozenset[str]:
    """The modifiers that must have been said of the thing before."""
    known = words("numbers") | words("soft") | {facts.lemma}
    if facts.mention.kind == "Operation":
        known |= words("soft_operations")
    return facts.words - known - _demonyms(facts)


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
    own = facts.words - QUANTIFIERS
    return bool(own) and any(
        g.mention.form == NOMINAL
        and facts.lemma == g.lemma
        and own <= g.words | {g.lemma}
        and facts.number == g.number
        for g in group
    )


def _demonyms(facts: Facts) -> frozenset[str]:
    """The words for the state, which is compared as such."""
    return facts.words if facts.state and len(facts.words) == 1 else frozenset()


def _kinds_agree(facts: Facts, group: Sequence[Facts]) -> bool:
    kinds = {g.mention.kind for g in group}
    if facts.mention.kind in kinds:
        return True
    closed = {"Person", "Operation", "Malware", "LegalInstrument", "State", "Place"}
    return facts.mention.kind not in closed and not closed & kinds


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
    facts = clusters.facts[i]
    own = lexicon("coreference")["own"].get(facts.lemma)
    if own:
        return next((j for j, f in enumerate(clusters.facts) if f.state == own and _names(f)), None)
    if facts.mention.surface.split()[-1][0].isupper():
        return None  # "the Government" is the writer's own, whichever was named last
    near: list[int] = []
    for j in range(i - 1, -1, -1):
        other = clusters.facts[j]
        if facts.sentence - other.sentence > NEAR:
            break
        if _names(other) and other.mention.last <= facts.mention.first:
            near.append(j)
    roots = {clusters.find(j) for j in near}
    if len(roots) == 1:
        return near[0]
    last = [j for j in near if clusters.facts[j].subject]
    if facts.subject or _opens(clusters, i):
        return last[0] if last else None
    if facts.lemma in words(
        "rulers"
    ):  # "no links to the government": of which, where several are near
        here = [j for j in near if clusters.facts[j].sentence == facts.sentence]
        return here[0] if len({clusters.find(j) for j in here}) == 1 else None
    return near[0] if near else None


def _names(facts: Facts) -> bool:
    return facts.mention.kind == "State" and facts.mention.form == NAME


def _opens(clusters: Clusters, i: int) -> bool:
    """Whether nothing else is mentioned before it in its sentence; what it is part of is not before it."""
    own = clusters.facts[i]
    for j in range(i - 1, -1, -1):
        other = clusters.facts[j]
        if other.sentence < own.sentence:
            break
        if other.mention.last <= own.mention.first:
            return False
    return True


def _officeless(clusters: Clusters, i: int) -> int | None:
    """The one person named shortly before of whom no office is known yet."""
    facts = clusters.facts[i]
    character = _characterises(facts)
    speaks = facts.subject and facts.lemma in words_for_speakers()
    if not (character or speaks):
        return None
    found: dict[int, int] = {}
    for j in _before(clusters, i):
        other = clusters.facts[j]
        if facts.sentence - other.sentence > (NEAR if character else UNNAMED):
            break
        solid = _solid(clusters, j)
        named = other.mention.kind == "Person" and any(f.mention.form == NAME for f in solid)
        named = named and not all(_is_inside(clusters, k) for k in clusters.members(j))
        if named and not any(_speaks_against(facts, f) for f in solid):
            found.setdefault(clusters.find(j), j)
    return next(iter(found.values())) if len(found) == 1 else None


def _speaks_against(facts: Facts, other: Facts) -> bool:
    """Another office, state or gender than a description tells."""
    character = facts.lemma in words("characters")
    offices = other.offices - words("characters") if character else other.offices
    gender = "f" if facts.lemma.endswith("woman") else "m" if facts.lemma.endswith("man") else ""
    unlike = {gender, other.gender} == {"m", "f"}
    return bool(offices) or unlike or _conflict(facts, [other])


def _is_inside(clusters: Clusters, k: int) -> bool:
    """ "The X critic": whether it is only in what another person is called."""
    own = clusters.facts[k].mention
    around = (f.mention for f in clusters.facts[max(0, k - BESIDE) : k + BESIDE + 1])
    return any(
        m.kind == "Person" and m.first <= own.first and own.last <= m.last and m.head != own.head
        for m in around
    )


@functools.cache
def words_for_speakers() -> frozenset[str]:
    """Offices whose holders speak to the press."""
    return frozenset(lexicon("coreference")["speakers"])
