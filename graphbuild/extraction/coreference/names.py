"""Which names are forms of one name: states, surnames, acronyms, shortened names."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import MentionFeatures
from graphbuild.knowledge.ontology import classes_below
from graphbuild.knowledge.person_names import reading_order
from graphbuild.knowledge.reference import (
    Pieces,
    described_body,
    known_bodies,
    lookup,
    pieces,
    state_index,
)
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL
from graphbuild.nlp.annotate import Document

# What may be named in short or by an acronym after it was named in full.
SHORTENED = ("Body", "ThreatActor", "LegalInstrument", "Malware")
# Words after a name that tell a child from a parent.
JUNIOR = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv"})
FIRMS = frozenset({"Company", "Organization"})
SMALL = frozenset(
    [
        "of",
        "the",
        "for",
        "and",
        "on",
        "to",
        "in",
        "against",
        "s",
        "a",
        "through",
        "de",
        "&",
        "by",
        "with",
    ]
)


def join_names(clusters: Clusters, document: Document) -> None:
    """Join the mentions that name one thing, wherever they stand."""
    _join_keys(clusters)
    _join_people(clusters)
    _join_acronyms(clusters, document)
    _join_shortened(clusters)


def _join_keys(clusters: Clusters) -> None:
    seen: dict[tuple[str, object], int] = {}
    bodies: dict[Pieces, list[int]] = {}
    for i, features in enumerate(clusters.features):
        for key in _keys(features):
            if key in seen:
                clusters.join(seen[key], i)
            seen.setdefault(key, i)
        if name := _body_name(features):
            same = [j for j in bodies.get(name, ()) if _one_state(features, clusters, j)]
            if same:
                clusters.join(same[-1], i)
            bodies.setdefault(name, []).append(i)
    for i, features in enumerate(clusters.features):
        if features.mention.form == NOMINAL and (j := _told_later(clusters, bodies, i)) is not None:
            clusters.join(i, j)


def _told_later(clusters: Clusters, bodies: Mapping[Pieces, list[int]], i: int) -> int | None:
    """ "Xland will answer, the foreign ministry said": the one that is called Xland's further on."""
    features = clusters.features[i]
    bare = features.determiner == "the" and not features.plural and features.state is None
    if not bare or features.mention.kind != "GovernmentBody":
        return None
    same = [j for j in bodies.get(_words(features), ()) if clusters.features[j].state]
    told = {clusters.features[j].state for j in same}
    if len(told) != 1 or same[0] < i:
        return None
    acting = {f.state for f in clusters.features if f.sentence == features.sentence and f.subject}
    return same[0] if told <= acting else None


def _keys(features: MentionFeatures) -> Iterator[tuple[str, object]]:
    mention = features.mention
    if (
        mention.kind in classes_below(*SHORTENED)
        and not features.plural
        and (body := described_body(mention.surface))
    ):
        yield "known", body
    if mention.kind == "State" and features.state:
        if mention.form == NAME or _is_government(features):
            yield "state", features.state
    elif mention.form == NAME:
        person = mention.kind == "Person"
        name = pieces(reading_order(mention.surface) if person else mention.surface)
        if mention.kind not in classes_below(*SHORTENED):
            yield mention.kind, name
        elif mention.kind == "LegalInstrument" and name[-1].isdigit() and len(name[-1]) > 3:
            yield "number", name[-1]
        elif name in known_bodies():
            yield "known", known_bodies()[name]
        elif known := lookup(mention.surface, "ThreatActor", "Malware", "Company"):
            yield "known", known.name
        elif mention.kind in FIRMS:
            bare = [
                w for w in mention.surface.lower().replace(",", " ").split() if w not in _legal()
            ]
            if bare:  # "Neobit, OOO" and "Neobit"
                yield "firm", " ".join(bare)


@functools.cache
def _legal() -> frozenset[str]:
    return frozenset(lexicon("names")["company"]) | frozenset(lexicon("names")["after_comma"])


def _body_name(features: MentionFeatures) -> Pieces:
    """The words of a body's name without its state's; of a description, if it tells the state."""
    mention = features.mention
    described = mention.form == NOMINAL and not features.plural and features.state
    if mention.form == NAME and mention.kind in classes_below(*SHORTENED):
        words = pieces(mention.surface)
    elif described and mention.kind in ("GovernmentBody", "IntelligenceService"):
        words = _words(features)
    else:
        return ()
    if features.state is None:
        return words
    return tuple(w for w in words if not _names_state(w, features.state)) or words


def _words(features: MentionFeatures) -> Pieces:
    """The words of a body's description, where it is left out."""
    return tuple(w for w in pieces(_parts(features)[0]) if w not in SMALL)


def _parts(features: MentionFeatures) -> tuple[str, str]:
    """What a description calls a body, and where it says that the body is: "embassy", "Paris"."""
    what, _, where = features.mention.surface.partition(" in ")
    return what, where


def _names_state(word: str, code: str) -> bool:
    name = state_index().get((word,)) or state_index().get((word.removesuffix("s"),))
    return name is not None and name.code == code


def _one_state(features: MentionFeatures, clusters: Clusters, j: int) -> bool:
    """Whether the other's state is the same or, for a name, left open."""
    group = [clusters.features[k] for k in clusters.members(j)]
    states = {f.state for f in group} - {None}
    where = {_parts(f)[1] for f in (features, *group) if f.mention.form == NOMINAL} - {""}
    if len(where) > 1:
        return False
    if features.state and states:
        return features.state in states
    return features.mention.form == NAME


def _is_government(features: MentionFeatures) -> bool:
    """ "the US authorities", "the British side", "the government of Ukraine"."""
    return features.mention.form == NOMINAL and features.lemma in _acting() | {"authority"}


@functools.cache
def _acting() -> frozenset[str]:
    return frozenset(lexicon("states")["acting"])


def _join_people(clusters: Clusters) -> None:
    """Surnames, given names after "Mr", double surnames: to the full name nearest before, or after."""
    people = [
        (i, pieces(reading_order(f.mention.surface)))
        for i, f in enumerate(clusters.features)
        if f.mention.form == NAME and f.mention.kind == "Person"
    ]
    for i, short in people:
        full = [
            (j, long) for j, long in people if len(long) > len(short) and _shortens(short, long)
        ]
        if not full:
            continue
        full = [pair for pair in full if pair[1][-1] not in JUNIOR] or full  # "Falk" is the elder
        best = [j for j, long in full if long[-len(short) :] == short] or [j for j, _ in full]
        before = [j for j in best if j < i]
        names = {long for j, long in full if j in best}
        if before or len(names) == 1:
            clusters.join(i, before[-1] if before else best[0])


def _shortens(short: Pieces, long: Pieces) -> bool:
    """Whether the words of one name come, in order, in the other, its last or first word among them.

    "Ann Vole Jr" is not "Ann Vole", her mother.
    """
    if long[-1] in JUNIOR and short[-1] not in JUNIOR:
        if len(short) > 1:
            return False
        long = long[:-1]
    elif short[-1] in JUNIOR and long[-1] not in JUNIOR:
        return False
    rest = iter(long)
    return all(word in rest for word in short) and (short[-1] == long[-1] or short[0] == long[0])


def _join_acronyms(clusters: Clusters, document: Document) -> None:
    features = clusters.features
    short = [
        i
        for i, f in enumerate(features)
        if f.mention.form == NAME and is_acronym(f.mention.surface)
    ]
    long = [
        i
        for i, f in enumerate(features)
        if f.mention.form == NAME and len(pieces(f.mention.surface)) > 1
    ]
    for i in short:
        if features[i].mention.kind in ("State", "Person"):
            continue
        j = _beside(document, features, i)
        if j is None:
            j = next(
                (
                    k
                    for k in long
                    if stands_for(features[i].mention.surface, features[k].mention.surface)
                ),
                None,
            )
        if j is not None and features[j].mention.kind not in ("State", "Person", "Place"):
            clusters.join(i, j)


def _beside(document: Document, features: Sequence[MentionFeatures], i: int) -> int | None:
    """The name right before "(ABC)"."""
    mention = features[i].mention
    doc = document.doc
    if mention.first < 2 or doc[mention.first - 1].text != "(":
        return None
    ends = {f.mention.last: k for k, f in enumerate(features) if f.mention.form != "pronoun"}
    at = mention.first - 1
    if doc[at - 1].text in ('"', "\u201d", "'", "\u2019"):
        at -= 1
    j = ends.get(at)
    if j is not None and features[j].mention.kind in ("ThreatActor", "Malware"):
        vendor = mention.kind == "Company" or pieces(mention.surface) in known_bodies()
        j = None if vendor else j  # "Lunar Bear (PwC)" says who calls it so
    if j is None or (
        features[j].mention.form == NOMINAL
        and not stands_for(mention.surface, features[j].mention.surface)
    ):
        return None
    return j


def is_acronym(surface: str) -> bool:
    """Whether it is spelt like one: "FSB", "TsNIIKhM", "U.S."."""
    plain = surface.replace(".", "").replace("-", "")
    return (
        plain.isalnum()
        and " " not in surface
        and sum(c.isupper() for c in plain) >= 2
        and len(plain) <= 9
    )


def stands_for(acronym: str, name: str) -> bool:
    """Whether the letters are the initials of the name, small words counted or not."""
    letters = acronym.replace(".", "").replace("-", "").lower()
    words = pieces(name)
    initials = "".join(w[0] for w in words)
    without = "".join(w[0] for w in words if w not in SMALL)
    return len(letters) > 1 and letters in (
        initials,
        without,
        without[1:] if len(without) > 3 else "",
    )


def _join_shortened(clusters: Clusters) -> None:
    """ "the Main Directorate" for "the Main Directorate of the General Staff"."""
    features = clusters.features
    named = [
        i
        for i, f in enumerate(features)
        if f.mention.form == NAME and f.mention.kind in classes_below(*SHORTENED)
    ]
    for i in named:
        short = _content(features[i])
        longer = [
            j
            for j in named
            if _shorter(short, _content(features[j]))
            and _agree(features[i], features[j])
            and not _is_part_of_firm(features[i], features[j])
        ]
        if any(_nested(features[i], features[j]) for j in longer):
            continue
        roots = {clusters.find(j) for j in longer} - {clusters.find(i)}
        before = [j for j in longer if j < i]
        if len(roots) == 1:
            clusters.join(i, longer[0])
        elif before and len(short) > 1:
            clusters.join(i, before[-1])


def _is_part_of_firm(firm: MentionFeatures, other: MentionFeatures) -> bool:
    """Whether a longer name is of a part or product of a known firm: "Acme Threat Center"."""
    name = pieces(firm.mention.surface)
    if firm.mention.kind != "Company" or name not in known_bodies():
        return False
    rest = set(pieces(other.mention.surface)) - set(name)
    formal = _legal() | set(lexicon("names")["heads"]["Company"]) | {"group"}
    return not rest <= formal


def _nested(inner: MentionFeatures, outer: MentionFeatures) -> bool:
    return outer.mention.first <= inner.mention.first and inner.mention.last <= outer.mention.last


def _content(features: MentionFeatures) -> Pieces:
    return tuple(w for w in pieces(features.mention.surface) if w not in SMALL)


def _shorter(short: Sequence[str], long: Sequence[str]) -> bool:
    """All its words are in the longer name in order, and it is more than one common word."""
    rest = iter(long)
    return (
        0 < len(short) < len(long)
        and all(w in rest for w in short)
        and (len(short) > 1 or short[0] == long[-1] or short[0] == long[0])
    )


def _agree(a: MentionFeatures, b: MentionFeatures) -> bool:
    """No conflict of class or state."""
    if a.state and b.state and a.state != b.state:
        return False
    loose = {"Organization", "Group"}
    return a.mention.kind == b.mention.kind or bool(loose & {a.mention.kind, b.mention.kind})
