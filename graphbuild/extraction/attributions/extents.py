"""Where a proposed content begins and ends: without its tail, with the quotation that goes on, tidied."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from graphbuild.extraction.attributions.quotes import (
    MOST_TOGETHER,
    QuotedSpan,
    quotes_at,
    quotes_from,
)
from graphbuild.extraction.attributions.tree import Span, Tree

SEPARATORS = frozenset([",", ":", ";", ".", "-", "–", "—", "...", "…", "?", "!"])
LOOSE = frozenset([",", "-", "–", "—", "(", "--"])
ADDITIONS = frozenset(
    ["relcl", "advcl", "appos", "prep", "acl", "conj", "npadvmod", "ccomp", "parataxis"]
)


def without_tail(head: int, first: int, tree: Tree) -> int:
    """Where a complement ends without its coordinated clauses, relative clauses and adverbials."""
    for child in tree.children[head]:
        if child > head and tree.deps[child] in (
            "conj",
            "relcl",
            "advcl",
            "prep",
            "cc",
        ):
            stop = tree.left[child]
            while stop > head + 1 and tree.words[stop - 1] in ("and", "but", "or", ","):
                stop -= 1
            return max(stop, head + 1)
    return tree.right[head]


def loose_additions(first: int, last: int, tree: Tree) -> list[int]:
    """Where a loose addition at the end begins, after a comma, a dash or a bracket: two at most."""
    cuts = []
    for i in range(first + 2, last):
        if tree.words[i - 1] in LOOSE and any(
            tree.left[j] == i and tree.deps[j] in ADDITIONS and tree.right[j] >= last - 1
            for j in range(i, min(i + 12, last))
        ):
            cuts.append(i - 1)
    return cuts[:1] + cuts[1:][-1:]


def minus(whole: Span, hole: Span) -> tuple[Span, ...]:
    """What is left of a span before and after a hole."""
    parts = ((whole[0], max(hole[0], whole[0])), (min(hole[1], whole[1]), whole[1]))
    return tuple(p for p in parts if p[0] < p[1])


def continued(
    spans: tuple[Span, ...], cue: int, tree: Tree, quotes: list[QuotedSpan]
) -> tuple[Span, ...]:
    """The same with the quotations that follow right after it, in this paragraph and the next.

    quotes: in order. At most MOST_TOGETHER of them are added.
    """
    at = max(tree.sentences[spans[-1][1] - 1][1], tree.sentences[cue][1])
    out = list(spans)
    n = quotes_from(quotes, max(at - 1, out[-1][1]))
    while n < len(quotes) and len(out) < len(spans) + MOST_TOGETHER:
        first, last, _ = quotes[n]
        n += 1
        if first < at - 1 or first < out[-1][1]:
            continue
        if first > at:
            break
        same = tree.paragraphs[out[-1][0]] == tree.paragraphs[first]
        before = quotes[max(n - 2, 0)]
        if not same and not (before.open and before.last == first):
            break
        out.append((first, last))
        at = max(last, tree.sentences[last - 1][1])
    return tuple(out)


def tidied(
    spans: Iterable[Span], cue: int, tree: Tree, quotes: list[QuotedSpan]
) -> tuple[Span, ...] | None:
    """Spans without outer punctuation and without the cue, quotations kept whole; None if empty.

    quotes: in order.
    """
    out: list[Span] = []
    for first, last in spans:
        for opens, closes, _ in quotes_at(quotes, first, last):
            if first <= opens < last < closes and not opens <= cue < closes:
                last = closes
            elif opens < first < closes <= last + 1 and first - opens <= 1:
                first = opens
        first, last = _trimmed(first, last, tree)
        if first < last:
            out += minus((first, last), (cue, cue + 1)) if first <= cue < last else [(first, last)]
    out.sort()
    return tuple(out) if out and _disjoint(out) else None


def _trimmed(first: int, last: int, tree: Tree) -> Span:
    while first < last and tree.words[first] in SEPARATORS:
        first += 1
    while first < last and tree.words[last - 1] in (",", ":", ";", ".", "-", "–", "—"):
        last -= 1
    return first, last


def _disjoint(spans: list[Span]) -> bool:
    return all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
