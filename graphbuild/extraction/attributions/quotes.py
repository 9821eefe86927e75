"""Finds passages between quotation marks, paragraph by paragraph.

A quotation that runs over paragraphs is opened in each and closed in the last, so each paragraph
gives a quotation of its own; `open` says that it was not closed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graphbuild.extraction.attributions.tree import Span, Tree

OPENING = frozenset("“„«‟‘") | {"``"}
CLOSING = frozenset("”»’") | {"''"}
EITHER = frozenset("\"'")
MARKS = OPENING | CLOSING | EITHER
SINGLE = frozenset("'‘’`")
FAMILY = {"“": "”", "”": "”", "„": "”", "‟": "”", '"': "”", "``": "”", "''": "”"} | {
    "«": "»",
    "»": "»",
    "‘": "’",
    "’": "’",
    "'": "’",
}


MOST_TOGETHER = 24  # quotations that one cue may report; the press has a dozen in a paragraph


class QuotedSpan(NamedTuple):
    """Tokens between quotation marks, the marks included; `open`: the closing one is missing."""

    first: int
    last: int
    open: bool


def find_quotes(tree: Tree) -> list[QuotedSpan]:
    """All quotations, in order, the innermost left out when they nest."""
    quotes: list[QuotedSpan] = []
    start: int | None = None
    for i, word in enumerate(tree.words):
        if start is not None and i == tree.paragraphs[start][1]:
            quotes += _unclosed(start, i, tree)
            start = None
        if word not in MARKS or _apostrophe(i, tree):
            continue
        if start is None:
            start = i if _may_open(i, tree) else None
        elif FAMILY[word] == FAMILY[tree.words[start]] and _may_close(i, tree):
            quotes.append(QuotedSpan(start, i + 1, False))
            start = None
        elif word == tree.words[start] or FAMILY[tree.words[start]] == "’":
            start = i  # what was opened before was never closed, or no quotation
    if start is not None:
        quotes += _unclosed(start, len(tree.words), tree)
    return [q for q in quotes if q.last - q.first > 2]


def quotes_from(quotes: Sequence[QuotedSpan], at: int) -> int:
    """Of quotations in order, the number of the first one that begins at this token or after it."""
    return bisect_left(quotes, (at,))


def quotes_at(quotes: Sequence[QuotedSpan], first: int, last: int) -> Sequence[QuotedSpan]:
    """Of quotations in order, the two at most that hold `first` or `last` and begin before them."""
    one, other = quotes_from(quotes, first) - 1, quotes_from(quotes, last) - 1
    return [quotes[i] for i in dict.fromkeys((one, other)) if i >= 0]


def quotes_near(quotes: list[QuotedSpan], first: int, last: int) -> list[QuotedSpan]:
    """Of quotations in order, those that end at `first` or later and begin at `last` or before."""
    begin = bisect_left(quotes, first, key=lambda q: q.last)
    return quotes[begin : bisect_right(quotes, last, key=lambda q: q.first)]


def with_marks(spans: Iterable[Span], quotes: list[QuotedSpan]) -> tuple[Span, ...]:
    """The spans with the quotation marks (and the comma before one) that touch them outside."""
    out = []
    for first, last in spans:
        begin = quotes_from(quotes, first - 1)
        end = quotes_from(quotes, last)
        for quote in dict.fromkeys((*quotes[begin : begin + 1], *quotes[end - 1 : end])):
            if quote.first == first - 1 and quote.last <= last + 2:
                first = quote.first
            if first <= quote.first < last < quote.last <= last + 2:
                last = quote.last
        out.append((first, last))
    return tuple(out)


def _unclosed(start: int, last: int, tree: Tree) -> list[QuotedSpan]:
    single = tree.words[start] in SINGLE
    return [] if single else [QuotedSpan(start, last, True)]


def _apostrophe(i: int, tree: Tree) -> bool:
    return tree.words[i] in SINGLE and tree.tags[i] == "POS"


def _spaces(i: int, tree: Tree) -> tuple[bool, bool]:
    """Whether there is white space (or the paragraph's edge) before and after the token."""
    first, last = tree.paragraphs[i]
    return i == first or not tree.glued[i], i + 1 == last or not tree.glued[i + 1]


def _may_open(i: int, tree: Tree) -> bool:
    word = tree.words[i]
    before, after = _spaces(i, tree)
    if i + 1 == tree.paragraphs[i][1]:
        return False
    if word in OPENING:
        return True
    if word == "''":
        return before or not after
    if word in EITHER:
        return (before or tree.words[i - 1] in "([-–—") and (not after or word == '"')
    return False


def _may_close(i: int, tree: Tree) -> bool:
    word = tree.words[i]
    before, after = _spaces(i, tree)
    if word in CLOSING:
        return True
    return word in EITHER and not (before and not after)
