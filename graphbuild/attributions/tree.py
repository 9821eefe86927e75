"""A parse as plain lists, because asking spaCy's tokens one by one costs more than the parse."""

from __future__ import annotations

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
    heads = [token.head.i for token in doc]
    children: list[list[int]] = [[] for _ in heads]
    for i, head in enumerate(heads):
        if head != i:
            children[head].append(i)
    left, right = _edges(heads)
    starts, ends = document.starts, document.ends
    return Tree(
        [token.lower_ for token in doc],
        [token.lemma_.lower() for token in doc],
        [token.pos_ for token in doc],
        [token.tag_ for token in doc],
        [token.dep_ for token in doc],
        heads,
        [token.ent_type_ for token in doc],
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


def _spread(spans: object, size: int) -> list[Span]:
    out: list[Span] = [(0, 0)] * size
    for first, last in spans:  # type: ignore[attr-defined]
        out[first:last] = [(first, last)] * (last - first)
    return out
