"""A parse as plain lists, because asking spaCy's tokens one by one costs more than the parse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graphbuild.annotate import Document

Span = tuple[int, int]


class Tree(NamedTuple):
    """The dependency parse of a document; all lists are indexed by token.

    words: lower-case forms. left, right: the span of each token's subtree, `right` not included.
    sentences, paragraphs: the span that each token lies in.
    glued: whether the token follows the one before without white space.
    """

    words: list[str]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    entities: list[str]
    children: list[list[int]]
    left: list[int]
    right: list[int]
    sentences: list[Span]
    paragraphs: list[Span]
    glued: list[bool]


def read_tree(document: Document) -> Tree:
    """The parse of `document.doc`."""
    doc = document.doc
    columns = doc.to_array(["LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE"]).T.tolist()
    texts = {key: doc.vocab.strings[key] for key in {key for column in columns for key in column}}
    words, lemmas, pos, tags, deps, entities = ([texts[k] for k in column] for column in columns)
    lemmas = [lemma.lower() for lemma in lemmas]
    heads = [i + up for i, up in enumerate(doc.to_array("HEAD").astype("int64").tolist())]
    children: list[list[int]] = [[] for _ in heads]
    for i, head in enumerate(heads):
        if head != i:
            children[head].append(i)
    left, right = _edges(heads)
    starts, ends = document.starts, document.ends
    return Tree(
        words,
        lemmas,
        pos,
        tags,
        deps,
        heads,
        entities,
        children,
        left,
        right,
        _spread(((sent.start, sent.end) for sent in doc.sents), len(doc)),
        _spread(document.paragraphs, len(doc)),
        [i > 0 and starts[i] == ends[i - 1] for i in range(len(doc))],
    )


def _edges(heads: list[int]) -> tuple[list[int], list[int]]:
    left = list(range(len(heads)))
    right = [i + 1 for i in left]
    for i in range(len(heads)):
        at = i
        while heads[at] != at:
            at = heads[at]
            if left[at] <= i < right[at]:
                break  # and so do all above it
            left[at], right[at] = min(left[at], i), max(right[at], i + 1)
    return left, right


def _spread(spans: Iterable[Span], size: int) -> list[Span]:
    out: list[Span] = [(0, 0)] * size
    for first, last in spans:
        out[first:last] = [(first, last)] * (last - first)
    return out
