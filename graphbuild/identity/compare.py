"""Compares two entities of different articles: a score of whether they are the same, and the reason.

The score depends on the names, adjusted by affiliations and dates. At SURE and above a pair is merged; at
MAYBE and above it is a candidate for a person to decide. A surname or an acronym alone never reaches SURE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graphbuild.identity.names import (
    BodyName,
    PersonName,
    body_name,
    empty_words,
    initials,
    is_acronym,
    person_name,
    sound,
    unique,
)
from graphbuild.identity.people import MAYBE, SURE, Similarity, nearly, same_person
from graphbuild.identity.profiles import Profile
from graphbuild.knowledge.ontology import ENTITY_BASE, classes_below
from graphbuild.knowledge.reference import body_states, known_bodies, pieces

PERSON, BODY = "Person", "Body"
FAMILIES = (PERSON, BODY, "ThreatActor", "Malware", "LegalInstrument")
ALIAS = 0.12  # taken off where a name is only an alias
VENDORS_NAME = "ThreatActor"
MAX_NAMES = 6  # names of one entity that are compared
LIFETIME = 30  # years between articles after which one name is hardly one person
STATE = ENTITY_BASE + "state/"


class Names(NamedTuple):
    """Parsed names, by the family of entities that they name; `keys` are names without spaces."""

    people: tuple[PersonName, ...] = ()
    bodies: tuple[BodyName, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a profile that are compared, computed once.

    first: its labels. also: its aliases. spelt_out: the acronyms that its full names would have.
    states: ISO codes of the states that it serves, belongs to or is named after.
    near: ISO codes of the states that a statement names together with it.
    """

    profile: Profile
    family: str
    first: Names
    also: Names
    acronyms: frozenset[str]
    spelt_out: frozenset[str]
    states: frozenset[str]
    near: frozenset[str]


def features(profile: Profile, profiles: Mapping[str, Profile]) -> Features | None:
    """The features of a profile; None for a state, and for an entity without a proper name."""
    family = _family(profile.type)
    if family is None:
        return None
    names = _names(profile)
    long = [n for n in names if not is_acronym(n)]
    found = Features(
        profile,
        family,
        _read(family, [n for n in names if n in profile.labels]),
        _read(family, [n for n in names if n not in profile.labels]),
        frozenset(n.replace(".", "").lower() for n in names if family == BODY and is_acronym(n)),
        frozenset(initials(n) for n in long if family == BODY),
        states_served(profile, profiles),
        frozenset(i.removeprefix(STATE) for i in profile.opposed if i.startswith(STATE)),
    )
    return found if any((*found.first, *found.also, found.acronyms)) else None


def _read(family: str, names: Iterable[str]) -> Names:
    if family == PERSON:
        return Names(
            people=tuple(dict.fromkeys(p for n in names if (p := person_name(n))))[:MAX_NAMES]
        )
    if family == BODY:
        long = (n for n in names if not is_acronym(n))
        return Names(
            bodies=tuple(dict.fromkeys(b for n in long if (b := body_name(n))))[:MAX_NAMES]
        )
    return Names(keys=tuple(dict.fromkeys("".join(pieces(n)) for n in names)))


def compare(one: Features, other: Features) -> Similarity | None:
    """How likely both are the same entity; None without any evidence for it."""
    if one.family != other.family:
        return None
    if _both_known(one, other):
        return None
    named = _named(one, other, one.first, other.first)
    if named is None or named.score < SURE:
        named = max(filter(None, (named, _by_alias(one, other))), default=None)
    if one.family == BODY and (named is None or named.score < SURE):
        named = max(filter(None, (named, _acronyms(one, other))), default=None)
    return named


def _both_known(one: Features, other: Features) -> bool:
    """Whether the list of known bodies has both as different: "European Union", "Council of the European Union"."""
    first, second = (known_bodies().get(pieces(f.profile.label)) for f in (one, other))
    return one.family == BODY and first is not None and second is not None and first != second


def _by_alias(one: Features, other: Features) -> Similarity | None:
    """Compare by aliases; the score is lower, because some text may use an alias wrongly."""
    if one.family == VENDORS_NAME:
        return None
    rows = ((one.first, other.also), (one.also, other.first))
    found = _best(_named(one, other, a, b) for a, b in rows)
    if found is None or found.score - ALIAS < MAYBE:
        return None
    return Similarity(round(found.score - ALIAS, 2), f"{found.reason}, of an alias")


def _named(one: Features, other: Features, first: Names, second: Names) -> Similarity | None:
    if one.family == PERSON:
        named = _best(same_person(a, b) for a in first.people for b in second.people)
        return named and _in_context(named, one, other)
    if one.family == BODY:
        return _best(_bodies(a, b, one, other) for a in first.bodies for b in second.bodies)
    return None if set(first.keys).isdisjoint(second.keys) else Similarity(0.97, "same name")


def at_odds(one: Features, other: Features) -> bool:
    """Whether both are known to serve states, with none in common."""
    return bool(one.states and other.states and one.states.isdisjoint(other.states))


def _best(similarities: Iterable[Similarity | None]) -> Similarity | None:
    return max((v for v in similarities if v), default=None)


def _names(profile: Profile) -> list[str]:
    """The proper names, the label first; descriptions such as "the company" are left out."""
    others = sorted(n for n in profile.names if n != profile.label)
    return [n for n in (profile.label, *others) if _is_name(n)]


def _is_name(text: str) -> bool:
    words = [w for w in text.split() if w.lower() not in empty_words()]
    numbered = any(w.isdigit() for w in words)  # "Military unit 74455"
    upper = [w[0].isupper() or not w[0].isalpha() for w in words]
    return bool(words) and (all(upper) or (upper[0] and (numbered or _only_one(text))))


def _only_one(text: str) -> bool:
    """Whether a description is unique: Russia has one "Russian foreign ministry"."""
    body = body_name(text)
    return (
        body is not None and body.generic and len(body.states) == 1 and body.words[-1] in unique()
    )


def states_served(profile: Profile, profiles: Mapping[str, Profile]) -> frozenset[str]:
    """ISO codes of the states that it serves, belongs to or is named after."""
    served = set[str]()
    for iri in profile.affiliations:
        if iri.startswith(STATE):
            served.add(iri.removeprefix(STATE))
        elif (other := profiles.get(iri)) and _is_body(other):
            served |= _named_states(other)
    named = _named_states(profile, known=not served) if _is_body(profile) else set()
    return frozenset(served | named)


def _family(kind: str) -> str | None:
    """The class whose entities are compared with those of this one; None where names say nothing."""
    return next((family for family in FAMILIES if kind in classes_below(family)), None)


def _is_body(profile: Profile) -> bool:
    return _family(profile.type) == BODY


def _named_states(profile: Profile, *, known: bool = True) -> set[str]:
    """The states in an organisation's names; with `known`, also the state of a well-known body."""
    found = set[str]()
    for name in _names(profile):
        full = known_bodies().get(pieces(name), "")
        if known and full in body_states():
            found.add(body_states()[full])
        elif body := body_name(name):
            found |= body.states
    return found


def _in_context(named: Similarity, one: Features, other: Features) -> Similarity | None:
    score, reason = named
    shared = one.profile.affiliations & other.profile.affiliations
    if shared or one.states & other.states:
        score, reason = min(0.99, score + 0.1), f"{reason}; they serve the same"
    elif at_odds(one, other):
        score, reason = score - 0.15, f"{reason}, but they serve different states"
    if _years_apart(one.profile, other.profile) > LIFETIME:
        score, reason = score - 0.15, f"{reason}, but decades lie between"
    return Similarity(round(score, 2), reason) if score >= MAYBE else None


def _years_apart(one: Profile, other: Profile) -> int:
    if not one.years or not other.years:
        return 0
    return max(min(one.years) - max(other.years), min(other.years) - max(one.years))


def _bodies(a: BodyName, b: BodyName, one: Features, other: Features) -> Similarity | None:
    if a.numbers != b.numbers or (a.states and b.states and a.states.isdisjoint(b.states)):
        return None
    similarity = _words(a, b)
    if similarity is None:
        return None
    score, reason = similarity
    if a.generic or b.generic:
        if not one.states & other.states:
            told = one.states and other.states
            likely = not told and ((one.near & other.states) | (other.near & one.states))
            return Similarity(0.65, f"{reason}, state unknown") if likely else None
        return Similarity(min(score, 0.95), reason + " of the same state")
    if a.forms and b.forms and a.forms.isdisjoint(b.forms):
        score, reason = min(score, 0.8), reason + ", another legal form"
    if at_odds(one, other):
        score, reason = min(score, 0.75), reason + ", but of different states"
    elif a.states != b.states and not one.states & other.states:
        score, reason = min(score, 0.91), reason + ", with and without the state"
    return Similarity(score, reason) if score >= MAYBE else None


def _words(a: BodyName, b: BodyName) -> Similarity | None:
    if a.words == b.words:
        return Similarity(0.97 if len("".join(a.words)) > 3 else 0.8, "same name")
    if sorted(a.words) == sorted(b.words):
        return Similarity(0.94, "same words in another order")
    if "".join(a.words) == "".join(b.words):
        return Similarity(0.94, "same name, other spaces")
    if set(map(sound, a.words)) == set(map(sound, b.words)):
        return Similarity(0.93, "same name in another spelling")
    if len(a.words) == len(b.words):
        unlike = [(x, y) for x, y in zip(a.words, b.words, strict=True) if x != y]
        if len(unlike) == 1 and nearly(*unlike[0]) and not _inflected(*unlike[0]):
            return Similarity(0.91 if len(a.words) > 1 else 0.84, "one letter's difference")
    short, long = sorted((a.words, b.words), key=len)
    if len(short) > 1 and set(short) < set(long):
        return Similarity(0.65, "one name contains the other")
    return None


def _inflected(one: str, other: str) -> bool:
    """Whether two words differ only in a final s ("national", "nationals"), so that they may be two words."""
    return one.removesuffix("s") == other.removesuffix("s")


def _acronyms(one: Features, other: Features) -> Similarity | None:
    """Compare the acronym of one with the acronyms, given or implied, of the other."""
    bare, long = (one, other) if not one.first.bodies else (other, one)
    if bare.first.bodies or not bare.acronyms:
        return None
    common = max(bare.acronyms & (long.acronyms | long.spelt_out), key=len, default="")
    if len(common) < 3 or at_odds(one, other):
        return None
    if not one.states & other.states:
        return Similarity(0.72, "the acronym of the other")
    told = len(common) >= 5 and common in long.acronyms
    return Similarity(0.92 if told else 0.82, "the acronym of the other, of the same state")
