"""Pronouns: the speaker for "I" and "we", else the most prominent thing that fits nearby."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.features import FEMALE, MALE, MentionFeatures
from graphbuild.extraction.coreference.word_lists import words
from graphbuild.knowledge.ontology import classes_below
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, PRONOUN, Attribution
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token

FIRST = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
THIRD = MALE | FEMALE
IT = frozenset(["it", "its", "itself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
ACTORS = ("State", "Body", "ThreatActor")  # whom "it" and "they" may stand for
THINGS = (*ACTORS, "Malware", "Operation", "LegalInstrument")
FAR = 2  # sentences that "he" and "she" may look back; "it" and "they" look back one
CONDEMNING = frozenset({"condemn", "denounce", "deplore", "decry"})
Speakers = Mapping[int, int]


def find_speakers(clusters: Clusters, attributions: Sequence[Attribution]) -> dict[int, int]:
    """For each token between quotation marks, the mention that says it."""
    found: dict[int, int] = {}
    by_head: defaultdict[int, list[int]] = defaultdict(list)
    for i, features in enumerate(clusters.features):
        by_head[features.mention.head].append(i)
    for said in attributions:
        if said.source is None or not said.quoted:
            continue
        inside = [i for head in range(*said.source) for i in by_head[head]]
        if not inside:
            continue
        best = max(sorted(inside), key=lambda i: _size(clusters.features[i]))
        for start, end in said.content:
            found.update(dict.fromkeys(range(start, end), best))
    return found


def _size(features: MentionFeatures) -> tuple[bool, int]:
    return features.mention.form == NAME and features.mention.kind == "Person", (
        features.mention.last - features.mention.first
    )


def find_antecedent(
    clusters: Clusters, document: Document, i: int, speakers: Speakers
) -> int | None:
    """The mention that a pronoun means, None where it is not safe to say."""
    features = clusters.features[i]
    token = document.doc[features.mention.head]
    word, speaker = token.lower_, speakers.get(token.i)
    ours = features.mention.last - features.mention.first > 1  # "our country rejects it"
    if word in FIRST or ours:
        return speaker
    if word == "it" and (condemned := _condemned(clusters, token)) is not None:
        return condemned
    if word not in THIRD | IT | THEY or (word == "it" and _is_empty(token)):
        return None
    later = _admits_later(clusters, document, token)
    if later is not None:
        return later
    for sure in (
        _hit_with(clusters, token),
        _acted_on(clusters, token),
        _speaking(clusters, token),
        _accused(clusters, token),
    ):
        if sure is not None and _fits(clusters, document, sure, word):
            return sure
    far = FAR if word in THIRD else 1
    found = [j for j in _candidates(clusters, i, far) if _fits(clusters, document, j, word)]
    own = _own_subject(token)
    found = [j for j in found if own is None or clusters.features[j].mention.head != own]
    objects = _own_objects(token)
    if objects:  # "it accused Russia": not Russia, though Russia was named before
        others = {
            clusters.find(k) for k, f in enumerate(clusters.features) if f.mention.head in objects
        }
        found = [j for j in found if clusters.find(j) not in others]
    if speaker is not None:
        found = [j for j in found if clusters.find(j) != clusters.find(speaker)]
    prominent = [j for j in found if _prominent(clusters, document, features, j, word)]
    if not prominent:
        return _only(clusters, found) if word in IT else None
    attackers = [j for j in prominent if clusters.features[j].mention.kind == "ThreatActor"]
    attacks = token.dep_ == "nsubj" and token.head.lemma_.lower() in words("attacking")
    if word in THEY and attackers and attacks:
        prominent = attackers  # "they hacked us": the gang, not whoever was named last
    return max(prominent, key=lambda j: _salience(clusters, features, j, word))


def _hit_with(clusters: Clusters, token: Token) -> int | None:
    """ "X sanctioned the firm Y and its managers": Y's, since nobody sanctions his own."""
    noun = token.head
    if token.dep_ != "poss" or noun.dep_ != "conj":
        return None
    first, verb = _first_conjunct(noun)
    if first.dep_ not in ("dobj", "nsubjpass") or verb.lemma_.lower() not in words("hitting"):
        return None
    return clusters.at(first.i)


def _first_conjunct(noun: Token) -> tuple[Token, Token]:
    """What a noun is coordinated with, and the verb of both; the parser hangs some on the verb."""
    first = noun
    while first.dep_ == "conj" and first.head.i != first.i:
        if first.head.pos_ == "VERB":
            objects = [c for c in first.head.children if c.dep_ in ("dobj", "nsubjpass")]
            return (objects[-1], first.head) if objects else (first, first.head)
        first = first.head
    return first, first.head


def _condemned(clusters: Clusters, token: Token) -> int | None:
    """What "condemned it" condemns: the one attack of the sentence before."""
    if token.dep_ != "dobj" or token.head.lemma_.lower() not in CONDEMNING:
        return None
    here = next(f.sentence for f in clusters.features if f.mention.head == token.i)
    found = {
        clusters.find(j): j
        for j, f in enumerate(clusters.features)
        if f.mention.kind == "Operation" and f.sentence == here - 1
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _acted_on(clusters: Clusters, token: Token) -> int | None:
    """ "X sanctioned Y, saying it had hacked a bank": whom the act hits, in what is said of him then."""
    verb, saying = token.head, token.head.head
    of_clause = token.dep_ in ("nsubj", "nsubjpass") and verb.dep_ == "ccomp"
    if not of_clause or saying.dep_ != "advcl" or saying.tag_ != "VBG":
        return None
    act = saying.head
    if act.lemma_.lower() not in words("hitting"):
        return None
    objects = (c for c in act.children if c.dep_ in ("dobj", "nsubjpass"))
    return next((j for c in objects if (j := clusters.at(c.i)) is not None), None)


def _speaking(clusters: Clusters, token: Token) -> int | None:
    """ "X said that it had sanctioned Y": X; "they" only where X are several."""
    verb, saying = token.head, token.head.head
    if token.dep_ not in ("nsubj", "nsubjpass") or verb.dep_ != "ccomp" or verb.i < saying.i:
        return None
    if saying.lemma_.lower() not in words("saying") or token.lower_ in THIRD:
        return None
    subjects = (c for c in saying.lefts if c.dep_ == "nsubj")
    found = next((j for c in subjects if (j := clusters.at(c.i)) is not None), None)
    plural = found is not None and clusters.features[found].plural
    return found if plural == (token.lower_ in THEY) else None


def _accused(clusters: Clusters, token: Token) -> int | None:
    """ "accused X of a raid through its front": X, who did it; "of hacking its ports" may be anybody's."""
    noun = token.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("through", "with", "via", "by", "using"):
        return None
    verb = token
    for _ in range(FAR * 2):
        if verb.dep_ == "pcomp" or verb.head is verb:
            break
        verb = verb.head
    if token.lower_ not in ("its", "their") or verb.dep_ != "pcomp":
        return None
    preposition = verb.head
    above = [preposition, *preposition.ancestors][: FAR * 3]
    accusing = next((t for t in above if t.lemma_.lower() in words("accusing")), None)
    if accusing is None or preposition.lower_ not in ("of", "for"):
        return None
    objects = (c for c in accusing.children if c.dep_ in ("dobj", "nsubjpass"))
    return next((j for c in objects if (j := clusters.at(c.i)) is not None), None)


def _admits_later(clusters: Clusters, document: Document, token: Token) -> int | None:
    """ "They denied it. But later the X side had to admit …": who denies is who then admits."""
    doc, verb, end = document.doc, token.head, token.sent.end
    answers = lexicon("coreference")
    denies = verb.lemma_.lower() in answers["denying"] and token.dep_ == "nsubj"
    if token.lower_ != "they" or not denies or end >= len(doc):
        return None
    following = doc[end].sent
    words_ = {t.lower_ for t in list(following)[:6]}
    admits = [t for t in following if t.lemma_.lower() in answers["admitting"]]
    if not (words_ & {"but", "later", "then", "eventually", "afterwards", "finally"} and admits):
        return None
    admitting = admits[0]
    while admitting.dep_ in ("xcomp", "conj") and admitting.head.i != admitting.i:
        admitting = admitting.head
    subjects = (c for c in admitting.lefts if c.dep_ == "nsubj")
    found = (clusters.at(c.i) for c in subjects)
    return next((j for j in found if j is not None and _acts(clusters, j)), None)


def _acts(clusters: Clusters, j: int) -> bool:
    """Whether a mention is a description or name of somebody who can deny and admit."""
    mention = clusters.features[j].mention
    able = classes_below(*ACTORS) | {"Person", "Group", "State"}
    return mention.form != PRONOUN and mention.kind in able


def _own_subject(token: Token) -> int | None:
    """The subject of the verb that a pronoun is an object of: "X denied it" is not about X."""
    if token.dep_ not in ("dobj", "pobj", "dative", "iobj"):
        return None
    verb = token.head.head if token.dep_ == "pobj" else token.head
    subjects = [c.i for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")]
    return subjects[0] if subjects and not token.lower_.endswith(("self", "selves")) else None


def _own_objects(token: Token) -> set[int]:
    """The objects of the verb that a pronoun is the subject of."""
    if token.dep_ != "nsubj":
        return set()
    return {c.i for c in token.head.rights if c.dep_ in ("dobj", "dative", "iobj")}


def _only(clusters: Clusters, found: Sequence[int]) -> int | None:
    """The one named body among them."""
    named = {
        clusters.find(j): j
        for j in found
        if clusters.features[j].mention.form == NAME
        and clusters.features[j].mention.kind in classes_below(*ACTORS)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _is_empty(token: Token) -> bool:
    """ "It is clear that …", "it seems …", "it was a punishment"."""
    verb = token.head
    if token.dep_ == "dobj" and verb.lemma_ in words("answers"):
        return True
    if token.dep_ == "expl" or verb.lemma_ in ("seem", "appear", "turn", "take"):
        return True
    if verb.lemma_ == "be":
        return any(c.dep_ in ("attr", "ccomp", "xcomp", "advcl", "acomp") for c in verb.rights)
    return (
        verb.dep_ != "relcl"
        and any(c.dep_ == "auxpass" for c in verb.lefts)
        and any(c.dep_ == "ccomp" for c in verb.rights)
    )


def _candidates(clusters: Clusters, i: int, far: int) -> Iterator[int]:
    features = clusters.features[i]
    for j in range(i - 1, -1, -1):
        other = clusters.features[j]
        if features.sentence - other.sentence > far:
            return
        if other.mention.last <= features.mention.first:
            yield j


def _fits(clusters: Clusters, document: Document, j: int, word: str) -> bool:
    known = clusters.summary(j)
    kinds, plural = known.kinds, known.plural
    if not known.solid:
        return False
    if word in THIRD:
        return "Person" in kinds and not plural and known.genders <= {"m" if word in MALE else "f"}
    if word in THEY:
        if kinds & classes_below("Body", "ThreatActor"):
            return True
        return plural and (kinds != {"Group"} or any(map(_is_people, clusters.solid(j))))
    return not plural and (known.named_group or bool(kinds & classes_below(*THINGS)))


def _is_people(features: MentionFeatures) -> bool:
    """Whether a plural is of people or bodies: "officers", not "methods"."""
    control, lemma = lexicon("control"), features.lemma
    if features.mention.form == NAME or features.number or lemma in words("numbers"):
        return True
    if lemma in control["things"]:
        return False
    known = lemma in control["bodies"] or lemma in _people_nouns()
    return known or lemma.endswith(tuple(control["people"]))


@functools.cache
def _people_nouns() -> frozenset[str]:
    table = lexicon("nominals")
    return frozenset(
        w for kind in ("Person", *sorted(classes_below(*ACTORS))) for w in table.get(kind, ())
    )


def _prominent(
    clusters: Clusters, document: Document, features: MentionFeatures, j: int, word: str
) -> bool:
    """Whether "it" or "they" may look at it: a subject or possessor, or near in the sentence."""
    other = clusters.features[j]
    if word in THIRD or other.subject:
        return True
    dep = document.doc[other.mention.head].dep_
    if other.sentence != features.sentence:
        return word in THEY and other.plural and dep in ("dobj", "pobj", "conj", "appos")
    return dep in ("poss", "agent", "dobj", "pobj", "appos", "conj") and (
        word in ("its", "their", "them") or other.plural
    )


def _salience(clusters: Clusters, features: MentionFeatures, j: int, word: str) -> tuple[int, ...]:
    other = clusters.features[j]
    known = clusters.summary(j)
    return (
        int(word in THEY and known.plural),
        2 * int(other.subject)
        + int(other.main)
        + int(known.named)
        - (features.sentence - other.sentence),
        j,
    )
