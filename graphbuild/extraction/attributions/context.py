"""What describing the cues of a document needs, put together once a document."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graphbuild.extraction.attributions.quotes import Quote
from graphbuild.extraction.attributions.tree import Span, Tree

Row = Mapping[str, float]
Codes = Mapping[str, Mapping[str, float]]


class Page(NamedTuple):
    """What describing a document's cues needs: its parse, its quotations, the possible cues.

    quoted: for each token the number of its quotation, or -1. n_quoted, n_verbs, n_subjects: how many
    such tokens there are before each, so that a span is counted by one subtraction. shares: how often
    each token's word reports, 0 where it is no cue. conjuncts: the tag of each conjunct without a
    subject of its own, else None.
    """

    tree: Tree
    quotes: list[Quote]
    quoted: list[int]
    rows: Mapping[int, Row]
    codes: Codes
    n_quoted: list[int]
    n_verbs: list[int]
    n_subjects: list[int]
    shares: list[float]
    conjuncts: list[str | None]


def read_page(tree: Tree, quotes: list[Quote], rows: Mapping[int, Row], codes: Codes) -> Page:
    """A page of a parse."""
    quoted = [-1] * len(tree.words)
    for n, quote in enumerate(quotes):
        quoted[quote.first : quote.last] = [n] * (quote.last - quote.first)
    subjects = [dep.startswith("nsubj") for dep in tree.deps]
    return Page(
        tree,
        quotes,
        quoted,
        rows,
        codes,
        _running(quote >= 0 for quote in quoted),
        _running(pos in ("VERB", "AUX") for pos in tree.pos),
        _running(subjects),
        [rows[i]["share"] if i in rows else 0.0 for i in range(len(tree.words))],
        [
            tag if dep == "conj" and not any(subjects[c] for c in children) else None
            for tag, dep, children in zip(tree.tags, tree.deps, tree.children, strict=True)
        ],
    )


def _running(marks: Iterable[bool]) -> list[int]:
    return list(itertools.accumulate(marks, initial=0))


def is_quoted(cue: int, spans: tuple[Span, ...], page: Page) -> bool:
    """Whether all words of the spans are between quotation marks, and not the cue's own."""
    words = [i for a, b in spans for i in range(a, b) if page.tree.words[i][:1].isalnum()]
    return bool(words) and all(page.quoted[i] not in (-1, page.quoted[cue]) for i in words)


def code(page: Page, table: str, value: str) -> float:
    """How often a category goes with being right, as counted in training; -1 when unseen."""
    return page.codes.get(table, {}).get(value, -1.0)
