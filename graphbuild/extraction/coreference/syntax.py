"""What the sentence itself says is the same: apposition, "is a", titles, relative pronouns."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.model import NAME, NOMINAL, PRONOUN
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
CLASSED = frozenset({"Malware", "ThreatActor", "MediaOutlet", "Company", "IntelligenceService"})
INTRODUCED = frozenset({"Person", "ThreatActor", "Malware", "Company"})
LONGEST = 6  # words of a description before a name
THINGS = frozenset({"Operation", "LegalInstrument", "Malware"})


def join_syntax(clusters: Clusters, document: Document) -> None:
    """Join along the parse, where the classes allow it."""
    doc = document.doc
    for i, features in enumerate(clusters.features):
        token = doc[features.mention.head]
        if features.mention.form == PRONOUN:
            if token.lower_ in RELATIVE and (j := _antecedent(clusters, token)) is not None:
                clusters.join(i, j)
            continue
        for j in _said_same(clusters, document, i):
            if _may_join(clusters, i, j):
                clusters.join(i, j)
    _join_introduced(clusters, document)


def _join_introduced(clusters: Clusters, document: Document) -> None:
    """ "A Danish national was held. … the Danish national Lars Holm": one, if it stands before one name."""
    doc = document.doc
    named: dict[tuple[str, ...], set[int]] = {}
    for j, features in enumerate(clusters.features):
        mention = features.mention
        if mention.form == NAME and mention.kind in INTRODUCED:
            for n in range(2, LONGEST):
                words = tuple(t.lower_ for t in doc[max(0, mention.first - n) : mention.first])
                if len(words) == n:
                    named.setdefault(words, set()).add(clusters.find(j))
    for i, features in enumerate(clusters.features):
        mention = features.mention
        if mention.form != NOMINAL or features.plural or features.determiner not in ("a", ""):
            continue
        words = tuple(t.lower_ for t in doc[mention.first : mention.head + 1] if t.pos_ != "DET")
        found = {clusters.find(j) for j in named.get(words, ()) if _may_join(clusters, i, j)}
        if len(found) == 1 and clusters.alone(i) and mention.head + 1 == mention.last:
            clusters.join(i, found.pop())


def _name_inside(clusters: Clusters, document: Document, i: int) -> int | None:
    """ "The state-sponsored Silk Typhoon hacking group": the name before its last nouns."""
    mention = clusters.features[i].mention
    for j in range(max(0, i - 4), min(i + 5, len(clusters.features))):
        other = clusters.features[j].mention
        inside = mention.first <= other.first and other.last <= mention.head
        if inside and other.form == NAME and other.kind == mention.kind:
            between = document.doc[other.last : mention.head]
            if len(between) < 3 and all(t.pos_ in ("NOUN", "VERB", "ADJ") for t in between):
                return j
    return None


def _said_same(clusters: Clusters, document: Document, i: int) -> Iterator[int]:
    features = clusters.features[i]
    token = document.doc[features.mention.head]
    found: list[int | None] = []
    if token.dep_ == "appos":
        found.append(clusters.at(token.head.i))
    if (
        token.dep_ == "attr"
        and token.head.lemma_ == "be"
        and features.determiner
        and _plain(token.head)
    ):
        found += [clusters.at(c.i) for c in token.head.lefts if c.dep_ == "nsubj"]
    found.append(_between_commas(clusters, document, i))
    if features.mention.form == NOMINAL and features.mention.kind in CLASSED:
        found += [clusters.at(c.i) for c in token.lefts if c.dep_ in ("compound", "nmod", "amod")]
        found.append(_name_inside(clusters, document, i))
    if features.mention.form == NAME and features.mention.kind == "Person":
        found.append(_title_before(clusters, i))
    return (j for j in found if j is not None and j != i)


def _plain(verb: Token) -> bool:
    return not any(c.dep_ in ("neg", "aux") and c.lemma_ != "be" for c in verb.children)


def _antecedent(clusters: Clusters, token: Token) -> int | None:
    for _ in range(6):
        if token.dep_ == "relcl":
            return clusters.at(token.head.i)
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _between_commas(clusters: Clusters, document: Document, i: int) -> int | None:
    """ "X, the minister," and "the security service, the Y,": between commas, one of them a name."""
    doc, mention = document.doc, clusters.features[i].mention
    first = mention.first
    if first and doc[first - 1].pos_ == "DET":
        first -= 1
    if first < 2 or doc[first - 1].text != "," or mention.last >= len(doc):
        return None
    if doc[mention.last].text not in (",", ".", "\u2014", "-", ")"):
        return None
    ends = {first - 1}
    if doc[first - 2].text == ")":
        opening = next(
            (k for k in range(first - 2, max(0, first - 9), -1) if doc[k].text == "("), 0
        )
        ends |= {first - 2, opening}
    before = [
        j
        for j in range(max(0, i - 6), i)
        if clusters.features[j].mention.last in ends
        and clusters.features[j].mention.form != PRONOUN
    ]
    for j in before:
        other = clusters.features[j]
        forms = {other.mention.form, mention.form}
        described = clusters.features[i] if mention.form == NOMINAL else other
        if forms == {NAME, NOMINAL} and described.determiner:
            return j
    return None


def _title_before(clusters: Clusters, i: int) -> int | None:
    """The office right before a person's name, where it is a phrase of its own."""
    first = clusters.features[i].mention.first
    for j in range(i - 1, max(-1, i - 6), -1):
        other = clusters.features[j]
        if (
            other.mention.form == NOMINAL
            and other.mention.kind == "Person"
            and (other.mention.last == first and not other.plural)
        ):
            return j
    return None


def _may_join(clusters: Clusters, i: int, j: int) -> bool:
    """Two phrases for one thing: the classes agree, and they are not two names."""
    a, b = clusters.features[i], clusters.features[j]
    kinds = {a.mention.kind, b.mention.kind}
    if b.mention.form == PRONOUN or a.plural != b.plural:
        return False
    if a.mention.form == NAME and b.mention.form == NAME:
        return False
    if a.number and b.number and a.number != b.number:
        return False  # "the four – two members and two officials"
    inner = a.mention.first <= b.mention.first and b.mention.last <= a.mention.last
    if inner:
        return len(kinds) == 1 and b.mention.form == NAME and not a.plural
    if len(kinds) == 1:
        return a.state is None or b.state is None or a.state == b.state
    if kinds == {"Person", "Group"}:
        return NAME in (a.mention.form, b.mention.form) and not a.plural
    if kinds & {"State", "Place", "Person"}:
        return False
    return not kinds & THINGS or ("Group" in kinds and "Operation" not in kinds)
