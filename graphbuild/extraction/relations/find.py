"""Mentions, Entities, Attributions, rule claims -> Claims that the network finds, and its scores.

The rules run first; what they have found is among the features, so that a claim by a rule that holds up
keeps its weight and one that doesn't loses it.  The decision which claims become statements is made later,
once for each statement, from all its evidence (statements/confidence.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.dates import event_date
from graphbuild.extraction.claims.find import FUTURE, hedged
from graphbuild.extraction.relations.features import (
    mention_features,
    pair_features,
    sentence_features,
)
from graphbuild.extraction.relations.index import DocumentIndex, index_document
from graphbuild.extraction.relations.network import Batch, Network
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
)
from graphbuild.nlp.tokens import Token

RULE = "learned"
IMPROBABLE = -6.0  # logit below which only the best predicate of a pair is kept
LEAST = 0.15  # probability below which a pair is not even offered as evidence
MOST_MENTIONS = 30  # in one sentence; a longer list is paired with its neighbours only
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Relations:
    """What the network found in one document.

    claims: without claimants. scores: the best logit of each (subject id, predicate, object id; "" for
        none) whose mentions stand together somewhere; those below IMPROBABLE are mostly left out.
    """

    claims: tuple[Claim, ...]
    scores: Mapping[Key, float]


def find_relations(
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
    claims: Sequence[Claim],
    network: Network,
) -> Relations:
    """The claims of a document's pairs of mentions and of its mentions alone, in reading order."""
    index = index_document(context, entities, claims)
    batch = make_batch(index, network)
    found: list[Claim] = []
    scores: dict[Key, float] = {}
    least = math.log(LEAST / (1 - LEAST))
    for one, other, predicate, logit in _scored(network, batch):
        subject, object = index.entities[one], index.entities[other] if other is not None else None
        if subject is None:
            continue
        key = (subject.id, predicate, object.id if object else "")
        scores[key] = max(logit, scores.get(key, -math.inf))
        kind = object.type if object else None
        if logit >= least and context.ontology.accepts(predicate, subject.type, kind):
            claim = _claim(index, one, other, predicate, logit)
            found.append(replace(claim, at=-1) if predicate in network.unclaimed else claim)
    found.sort(key=lambda c: (c.start, c.at, c.predicate))
    return Relations(tuple(found), scores)


def _scored(network: Network, batch: Batch) -> Iterator[tuple[int, int | None, str, float]]:
    """(mention, other mention or None, predicate, logit) of all that is not quite improbable.

    The best predicate of each pair always comes, so that a pair in reach can be told from one that isn't.
    """
    pairs, alone = network.score(batch)
    ends = batch.ends.tolist()
    if len(ends):
        kept = pairs > IMPROBABLE
        kept[np.arange(len(ends)), pairs.argmax(axis=1)] = True
        rows, columns = (part.tolist() for part in np.nonzero(kept))
        for row, column in zip(rows, columns, strict=True):
            one, other = ends[row]
            yield one, other, network.predicates[column], float(pairs[row, column])
    for number, logits in zip(batch.alone.tolist(), alone.tolist(), strict=True):
        for name, logit in zip(network.alone, logits, strict=True):
            yield number, None, name, logit


def make_batch(index: DocumentIndex, network: Network) -> Batch:
    """The features of a document's mentions, sentences and pairs, as numbers."""
    doc = index.context.document.doc
    pairs, words = [], []
    ends = list(candidates(index))
    for one, other in ends:
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
        ends=np.array(ends, np.intp).reshape(-1, 2),
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
