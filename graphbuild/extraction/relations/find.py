"""Mentions, Entities, Attributions, rule claims -> Claims that the network finds, and its scores.

The rules run first; what they have found is among the features, so that a claim by a rule that holds up
keeps its weight and one that doesn't loses it.  The decision which claims become statements is made later,
once for each statement, from all its evidence (statements/confidence.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.dates import event_date
from graphbuild.extraction.claims.find import FUTURE, hedged
from graphbuild.extraction.relations.encoder import Encoder
from graphbuild.extraction.relations.features import (
    mention_features,
    pair_features,
    sentence_features,
)
from graphbuild.extraction.relations.index import DocumentIndex, index_document
from graphbuild.extraction.relations.network import Batch, Floats, Network
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NAME,
    NEGATED,
    PLANNED,
    Claim,
    Entity,
    Mention,
    PairScore,
)
from graphbuild.nlp.tokens import Token

RULE = "learned"
IMPROBABLE = -6.0  # logit below which only the best predicate of a pair is kept
LEAST = 0.1  # probability below which a pair is not even offered as evidence
# Logit without features below which a pair is passed over; hardly any would end above LEAST.
WORTH = -5.5
SHARE = 2.0  # weight of the encoder's logit beside the network's
MOST_MENTIONS = 30  # in one sentence; a longer list is paired with its neighbours only
Key = tuple[str, str, str]
Number = TypeVar("Number", float, Floats)


@dataclass(frozen=True, slots=True)
class Relations:
    """What the network found in one document.

    claims: without claimants. scores: of each (subject id, predicate, object id; "" for none) whose mentions
        stand together somewhere; pairs with a logit below IMPROBABLE are mostly left out.
    """

    claims: tuple[Claim, ...]
    scores: Mapping[Key, PairScore]


def find_relations(
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
    claims: Sequence[Claim],
    network: Network,
    encoder: Encoder,
) -> Relations:
    """The claims of a document's pairs of mentions and of its mentions alone, in reading order."""
    index = index_document(context, entities, claims)
    found: list[Claim] = []
    scores: dict[Key, PairScore] = {}
    least = math.log(LEAST / (1 - LEAST))
    for one, other, predicate, logits in _scored(network, encoder, index):
        subject, object = index.entities[one], index.entities[other] if other is not None else None
        if subject is None:
            continue
        logit = mixed(*logits)
        key = (subject.id, predicate, object.id if object else "")
        scores[key] = _with(scores.get(key), logit, logits)
        kind = object.type if object else None
        if logit >= least and context.ontology.accepts(predicate, subject.type, kind):
            claim = _claim(index, one, other, predicate, logit)
            found.append(replace(claim, at=-1) if predicate in network.unclaimed else claim)
    found.sort(key=lambda c: (c.start, c.at, c.predicate))
    return Relations(tuple(found), scores)


def mixed(network: Number, encoder: Number) -> Number:
    """The weighted mean of what network and encoder say: they err in different places, the encoder less."""
    return network / (1 + SHARE) + encoder * (SHARE / (1 + SHARE))


def _with(score: PairScore | None, logit: float, logits: tuple[float, float]) -> PairScore:
    """The score of a key after one more pair of mentions."""
    p = 1 / (1 + math.exp(-logit))
    if score is None:
        return PairScore(logit, *logits, p)
    if logit > score.logit:
        return PairScore(logit, *logits, score.expected + p)
    return score._replace(expected=score.expected + p)


def _scored(
    network: Network, encoder: Encoder, index: DocumentIndex
) -> Iterator[tuple[int, int | None, str, tuple[float, float]]]:
    """(mention, other mention or None, predicate, logits of both) of all that is not quite improbable.

    The best predicate of each pair always comes, so that a pair in reach can be told from one that isn't.
    """
    every = np.array(list(candidates(index)), np.intp).reshape(-1, 2)
    hidden, deep_alone = encoder.read(index, every)
    ruled = np.array([(one, other) in index.by_pair for one, other in every.tolist()], bool)
    worth = (encoder.logits(hidden).max(axis=1, initial=-np.inf) > WORTH) | ruled
    batch = make_batch(index, network, every[worth])
    pairs, alone = network.score(batch)
    deep_pairs = encoder.logits(hidden[worth], batch.pairs)
    ends = batch.ends.tolist()
    if len(ends):
        both_say = mixed(pairs, deep_pairs)
        kept = both_say > IMPROBABLE
        kept[np.arange(len(ends)), both_say.argmax(axis=1)] = True
        rows, columns = (part.tolist() for part in np.nonzero(kept))
        for row, column in zip(rows, columns, strict=True):
            one, other = ends[row]
            both = float(pairs[row, column]), float(deep_pairs[row, column])
            yield one, other, network.predicates[column], both
    for row, number in enumerate(batch.alone.tolist()):
        for column, name in enumerate(network.alone):
            both = float(alone[row, column]), float(deep_alone[number, column])
            yield number, None, name, both


def make_batch(index: DocumentIndex, network: Network, ends: NDArray[np.intp]) -> Batch:
    """The features of a document's mentions, sentences and some pairs (n, 2) of mentions, as numbers."""
    doc = index.context.document.doc
    pairs, words = [], []
    for one, other in ends.tolist():
        features, connecting = pair_features(index, one, other)
        pairs.append(network.numbers("pairs", features))
        words.append([_numbers(network, slot) for slot in slots(index, one, other, connecting)])
    return Batch(
        mentions=[
            network.numbers("mentions", mention_features(index, i))
            for i in range(len(index.mentions))
        ],
        sentences=[
            network.numbers("sentences", ("sentence", *sentence_features(list(sent))))
            for sent in doc.sents
        ],
        pairs=pairs,
        ends=ends,
        places=np.array(index.sentences, np.intp),
        alone=np.array([i for i, e in enumerate(index.entities) if e is not None], np.intp),
        words=words,
    )


def candidates(index: DocumentIndex) -> Iterator[tuple[int, int]]:
    """Ordered pairs of mentions of different entities: those of a sentence, then others of the rules."""
    seen = set()
    for numbers in index.by_sentence.values():
        for at, one in enumerate(numbers):
            for place, other in enumerate(numbers):
                near = len(numbers) <= MOST_MENTIONS or abs(at - place) < MOST_MENTIONS // 2
                if near and index.entities[one] != index.entities[other]:
                    seen.add((one, other))
                    yield one, other
    for one, other in index.by_pair:
        if one < 0 or other < 0 or (one, other) in seen:
            continue
        subject, object = index.entities[one], index.entities[other]
        if subject is not None and object is not None and subject != object:
            yield one, other


def slots(
    index: DocumentIndex, one: int, other: int, connecting: Sequence[str]
) -> tuple[Sequence[str], ...]:
    """The words whose static vectors a pair has: those between, the two governors, the two heads."""
    doc = index.context.document.doc
    heads = [index.mentions[i] for i in (one, other)]
    described = [[doc[m.head].lemma_.lower()] if m.form != NAME else [] for m in heads]
    governors = [[index.governor(m.head).lemma_.lower()] for m in heads]
    return (connecting, *governors, *described)


def _numbers(network: Network, words: Sequence[str]) -> list[int]:
    return [network.vocabulary[word] for word in words if word in network.vocabulary]


def _claim(
    index: DocumentIndex, one: int, other: int | None, predicate: str, logit: float
) -> Claim:
    """A claim whose polarity, modality and date are those of the words that express it."""
    context, subject = index.context, index.mentions[one]
    object = index.mentions[other] if other is not None else None
    document = context.document
    token = anchor(index, subject, object)
    clause = context.clauses.get(token.i)
    sent = token.sent
    prop = context.ontology.properties[predicate]
    modality = ASSERTED
    if clause is not None and clause.modal in FUTURE:
        modality = PLANNED
    elif hedged(token) or (clause is not None and clause.modal):
        modality = ALLEGED
    negated = clause is not None and clause.negated and prop.content
    dated = prop.speech_act or prop.official_act or prop.harm or prop.attribution
    return Claim(
        predicate=predicate,
        subject=subject,
        object=object,
        claimant=None,
        start=document.starts[sent.start],
        end=document.ends[sent.end - 1],
        rule=f"{RULE}.{predicate}",
        polarity=NEGATED if negated else AFFIRMED,
        modality=modality,
        date=event_date(document, token.i) if dated else None,
        confidence=round(1 / (1 + math.exp(-logit)), 4),
        at=token.i,
    )


def anchor(index: DocumentIndex, subject: Mention, object: Mention | None) -> Token:
    """The word that ties two mentions together: a clause that both are arguments of, or the parse's join."""
    doc = index.context.document.doc
    if object is None:
        return index.governor(subject.head)
    mine = {clause.head for clause, _ in index.roles.get(subject.head, ())}
    shared = [c.head for c, _ in index.roles.get(object.head, ()) if c.head in mine]
    if shared:
        return doc[shared[0]]
    path = index.path(subject.head, object.head)
    return path[1] if path is not None else doc[subject.head]
