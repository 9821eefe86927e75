"""A parse as plain lists, since the many features of attributions look tokens up by index alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graphbuild.nlp.annotate import Document

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
    """The parse of a document as lists."""
    doc = document.doc
    starts, ends = document.starts, document.ends
    return Tree(
        [token.lower_ for token in doc],
        [token.lemma_.lower() for token in doc],
        [token.pos_ for token in doc],
        [token.tag_ for token in doc],
        [token.dep_ for token in doc],
        [token.head.i for token in doc],
        [token.ent_type_ for token in doc],
        [[child.i for child in token.children] for token in doc],
        [token.left_edge.i for token in doc],
        [token.right_edge.i + 1 for token in doc],
        _spread(((sent.start, sent.end) for sent in doc.sents), len(doc)),
        _spread(document.paragraphs, len(doc)),
        [i > 0 and starts[i] == ends[i - 1] for i in range(len(doc))],
    )


def shared_tokens(a: tuple[Span, ...], b: tuple[Span, ...]) -> int:
    """How many tokens two contents share; the spans of each are in order and apart."""
    shared = i = j = 0
    while i < len(a) and j < len(b):
        shared += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return shared


def _spread(spans: Iterable[Span], size: int) -> list[Span]:
    out: list[Span] = [(0, 0)] * size
    for first, last in spans:
        out[first:last] = [(first, last)] * (last - first)
    return out
