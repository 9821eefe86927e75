"""Proposes what a cue may report: complements, fronted clauses, quotations, later sentences.

Each proposal has a kind, which says how it hangs on the cue ("ccomp", "about", "fronted" ...);
the cue table knows how often each cue takes each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graphbuild.extraction.attributions.extents import (
    SEPARATORS,
    continued,
    loose_additions,
    minus,
    tidied,
    without_tail,
)
from graphbuild.extraction.attributions.quotes import (
    MARKS,
    MOST_TOGETHER,
    QuotedSpan,
    quotes_from,
    quotes_near,
)
from graphbuild.extraction.attributions.tree import Span, Tree

SKIPPED = frozenset(
    [
        "punct",
        "aux",
        "auxpass",
        "neg",
        "mark",
        "prt",
        "cc",
        "det",
        "predet",
        "case",
        "intj",
        "expl",
        "preconj",
    ]
)
SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass", "expl"])
LEFT_NOUN = frozenset(["poss", "compound", "amod", "nmod"])
PREPOSITIONS = frozenset(["prep", "agent"])
FAR = 400  # tokens after the paragraph in which a quotation may run on


class Content(NamedTuple):
    """One proposal. kind: how it depends on the cue, a column of the cue table. spans: its tokens."""

    kind: str
    spans: tuple[Span, ...]


def propose_contents(cue: int, tree: Tree, quotes: list[QuotedSpan]) -> list[Content]:
    """The proposals for one cue, without duplicates, in a fixed order."""
    proposals: dict[tuple[Span, ...], str] = {}
    first, last = tree.paragraphs[cue]
    quotes = quotes_near(quotes, first - 1, last + FAR)
    raw = [
        *_right(cue, tree),
        *_left(cue, tree),
        *_fronted(cue, tree, quotes),
        *_after_mark(cue, tree),
        *_governor(cue, tree),
        *_quotations(cue, tree, quotes),
        *_next_paragraph(cue, tree, quotes),
    ]
    seen: set[tuple[Span, ...]] = set()
    for kind, spans in raw:
        if spans in seen:  # the first kind counts
            continue
        seen.add(spans)
        tidy = tidied(spans, cue, tree, quotes)
        if tidy:
            proposals.setdefault(tidy, kind)
            more = continued(tidy, cue, tree, quotes)
            if more != tidy:
                proposals.setdefault(more, kind + "~")
    return [Content(kind, spans) for spans, kind in proposals.items()]


def clause_edges(cue: int, tree: Tree) -> Span:
    """The reporting clause itself: the cue with its subject, auxiliaries and particles."""
    first, last = cue, cue + 1
    for child in tree.children[cue]:
        if tree.deps[child] in SUBJECTS or tree.deps[child] in (
            "aux",
            "auxpass",
            "neg",
            "prt",
        ):
            far = abs(child - cue) > 1 and any(
                tree.words[i] in MARKS for i in range(min(child, cue) + 1, max(child, cue))
            )
            if not far:
                first = min(first, tree.left[child])
                last = max(last, tree.right[child])
    return first, last


def _right(cue: int, tree: Tree) -> Iterator[tuple[str, tuple[Span, ...]]]:
    right = [c for c in tree.children[cue] if c > cue and tree.deps[c] not in SKIPPED]
    right = [c for c in right if not (tree.deps[c] == "conj" and tree.pos[c] == tree.pos[cue])]
    right = [c for c in right if tree.deps[c] != "agent"]  # who says it, not what is said
    ends = [tree.right[c] for c in right]
    for n, child in enumerate(right):
        first, last = tree.left[child], tree.right[child]
        kind = tree.deps[child]
        if kind in PREPOSITIONS:
            kind, first = tree.words[child], max(child + 1, first)
            for inner in tree.children[child]:
                if tree.deps[inner] in PREPOSITIONS and inner > child:
                    name = f"{kind} {tree.words[inner]}"
                    yield name, ((inner + 1, last),)
        elif kind == "advmod" and child + 1 < last:
            yield "advmod-", ((child + 1, last),)
        if first < last:
            yield kind, ((first, last),)
            short = without_tail(child, first, tree)
            if short < last:
                yield kind + "-", ((first, short),)
            for cut in loose_additions(first, last, tree):
                yield kind + "|", ((first, cut),)
            end = max(ends[n:])
            if end > last:
                yield kind + "+", ((first, end),)
        if kind in ("dobj", "attr", "pobj") and tree.pos[child] == "NOUN":
            yield from _inside(child, kind, tree)


def _inside(noun: int, kind: str, tree: Tree) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """What the object of a light verb takes: "made the claim that", "expressed concern about"."""
    for child in tree.children[noun]:
        if child > noun and tree.deps[child] in ("acl", "relcl", "prep", "ccomp"):
            first = child + 1 if tree.deps[child] == "prep" else tree.left[child]
            if first < tree.right[child]:
                yield f"{kind}/{tree.deps[child]}", ((first, tree.right[child]),)


def _left(cue: int, tree: Tree) -> Iterator[tuple[str, tuple[Span, ...]]]:
    after = [c for c in tree.children[cue] if c > cue and tree.deps[c] not in SKIPPED]
    end = max((tree.right[c] for c in after), default=0)
    for child in tree.children[cue]:
        if child > cue:
            break
        kind = tree.deps[child]
        span = (tree.left[child], tree.right[child])
        if kind in SUBJECTS or kind in LEFT_NOUN or kind in ("dobj", "ccomp", "advcl", "attr"):
            yield "<" + kind, (span,)
        if kind in SUBJECTS and end:
            yield "<" + kind + "+", (span, (cue + 1, end))
    if tree.deps[cue] == "relcl":
        yield "antecedent", ((tree.left[tree.heads[cue]], tree.left[cue]),)
    if tree.deps[cue] in ("amod", "compound"):
        yield "modified", ((cue + 1, tree.heads[cue] + 1),)


def _fronted(
    cue: int, tree: Tree, quotes: list[QuotedSpan]
) -> Iterator[tuple[str, tuple[Span, ...]]]:
    first, last = clause_edges(cue, tree)
    begin, end = tree.sentences[cue]
    top = tree.paragraphs[cue][0]
    stop = first
    while stop > begin and tree.words[stop - 1] in SEPARATORS:
        stop -= 1
    if stop <= begin:  # the sentence starts with the reporting clause: what is before it?
        before = [q for q in quotes if top <= q.first and first - 2 <= q.last <= first]
        if before:
            yield "sentence-before", ((before[-1].first, before[-1].last),)
        return
    yield "fronted", ((begin, stop),)
    rest = _next_separator(last, end, tree)
    if rest < end - 1:
        yield "fronted+", ((begin, stop), (rest, end))
    clause = _last_separator(begin, stop, tree)
    if clause > begin:
        yield "fronted-", ((clause, stop),)


def _next_separator(at: int, end: int, tree: Tree) -> int:
    while at < end and tree.words[at] not in SEPARATORS and tree.words[at] not in MARKS:
        at += 1
    return at


def _last_separator(begin: int, at: int, tree: Tree) -> int:
    for i in range(at - 1, begin, -1):
        if tree.words[i] in SEPARATORS or tree.words[i] in ("and", "but", "while"):
            return i + 1
    return begin


def _after_mark(cue: int, tree: Tree) -> Iterator[tuple[str, tuple[Span, ...]]]:
    end = tree.sentences[cue][1]
    seen: set[str] = set()
    for i in range(cue, end - 1):
        word = tree.words[i]
        if word in (":", "that", ",") and word not in seen and i + 1 < end:
            seen.add(word)
            yield "after" + word, ((i + 1 if word != "that" else i, end),)
        elif word in MARKS and i > cue and "quote" not in seen:
            seen.add("quote")
            yield "after-quote", ((i, end),)
    if cue + 1 < end:
        yield "rest", ((cue + 1, end),)


def _governor(cue: int, tree: Tree) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """The clause that an adverbial or parenthetical cue belongs to: "as X said", "according"."""
    at = cue
    if tree.words[cue] == ":" or tree.heads[at] == at:
        return
    while tree.deps[at] in ("pobj", "pcomp") and tree.heads[at] != at:
        at = tree.heads[at]
    head, kind = tree.heads[at], tree.deps[at]
    if head == at:
        return
    whole, own = (tree.left[head], tree.right[head]), (tree.left[at], tree.right[at])
    yield f"^{kind}", minus(whole, own)
    sentence = tree.sentences[cue]
    if sentence != whole:
        yield f"^sentence {kind}", minus(sentence, own)


def _quotations(
    cue: int, tree: Tree, quotes: list[QuotedSpan]
) -> Iterator[tuple[str, tuple[Span, ...]]]:
    first, last = tree.paragraphs[cue]
    begin, end, middle = (quotes_from(quotes, at) for at in (first, last, cue))
    while end > begin and quotes[end - 1].last > last:
        end -= 1
    holding = quotes[middle - 1 : middle] if middle > begin else []
    stop = middle - any(cue < q.last for q in holding)  # not the quotation that the cue is in
    before, after = quotes[max(begin, stop - 1) : stop], quotes[middle : min(middle + 1, end)]
    if before:
        yield "quote-before", ((before[-1].first, before[-1].last),)
    if after:
        yield "quote-after", ((after[0].first, after[0].last),)
    if before and after:
        yield "quotes-around", tuple((q.first, q.last) for q in (before[-1], after[0]))
    if 1 < stop - begin + end - middle <= MOST_TOGETHER:
        outside = [*quotes[begin:stop], *quotes[middle:end]]
        yield "quotes-all", tuple((q.first, q.last) for q in outside)


def _next_paragraph(
    cue: int, tree: Tree, quotes: list[QuotedSpan]
) -> Iterator[tuple[str, tuple[Span, ...]]]:
    end = tree.paragraphs[cue][1]
    if end >= len(tree.words) or tree.sentences[cue][1] != end:
        return
    following = tree.paragraphs[end]
    if any(q.first == end for q in quotes) or tree.words[end - 1] == ":":
        yield "next-paragraph", (following,)
