"""A parse with its quotations and possible cues, indexed for the features of the classifiers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graphbuild.extraction.attributions.quotes import QuotedSpan
from graphbuild.extraction.attributions.tree import Span, Tree

CueRow = Mapping[str, float]
Codes = Mapping[str, Mapping[str, float]]


class CueContext(NamedTuple):
    """What the features of a document's cues are computed from, put together once a document.

    quoted: for each token the number of its quotation in `quotes`, or -1.
    rows: the row of the cue table for each token (index) that may be a cue.
    codes: see `code`.
    n_quoted, n_verbs, n_subjects: at index i the number of such tokens before token i, so that those
        in a span (a, b) are counted by one subtraction, n[b] - n[a].
    shares: for each token how often its word reports (0 to 1), 0 where it is no cue.
    conjuncts: for each token its tag where it is a conjunct without a subject of its own, else None.
    """

    tree: Tree
    quotes: list[QuotedSpan]
    quoted: list[int]
    rows: Mapping[int, CueRow]
    codes: Codes
    n_quoted: list[int]
    n_verbs: list[int]
    n_subjects: list[int]
    shares: list[float]
    conjuncts: list[str | None]


def cue_context(
    tree: Tree, quotes: list[QuotedSpan], rows: Mapping[int, CueRow], codes: Codes
) -> CueContext:
    """The context of a parse, its quotations and the rows of its possible cues."""
    quoted = [-1] * len(tree.words)
    for n, quote in enumerate(quotes):
        quoted[quote.first : quote.last] = [n] * (quote.last - quote.first)
    subjects = [dep.startswith("nsubj") for dep in tree.deps]
    return CueContext(
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


def is_quoted(cue: int, spans: tuple[Span, ...], context: CueContext) -> bool:
    """Whether all words of the spans are between quotation marks, and not the cue's own."""
    words = [i for a, b in spans for i in range(a, b) if context.tree.words[i][:1].isalnum()]
    return bool(words) and all(context.quoted[i] not in (-1, context.quoted[cue]) for i in words)


def code(context: CueContext, table: str, value: str) -> float:
    """A category as a number: how often proposals with it were right in training, 0 to 1.

    table: name of the feature. -1 for a value that training did not meet.
    """
    return context.codes.get(table, {}).get(value, -1.0)
