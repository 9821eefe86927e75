"""Candidates for an attribution, with the verdicts of the classifiers on them."""

from __future__ import annotations

from typing import NamedTuple

from graphbuild.extraction.attributions.contents import Content
from graphbuild.extraction.attributions.context import Page
from graphbuild.extraction.attributions.sources import Source
from graphbuild.extraction.attributions.tree import Span

SAME = 0.6


class Candidate(NamedTuple):
    """A possible cue with its rated proposals."""

    cue: int
    contents: list[Content]
    sources: list[tuple[float, Source]]


class Verdict(NamedTuple):
    """What a candidate reports, how likely that is, and who says it."""

    likely: float
    cue: int
    content: tuple[Span, ...]
    source: Span | None


def distinct(verdicts: list[Verdict], page: Page) -> list[Verdict]:
    """Verdicts without those whose content a likelier one of the same sentence already has."""
    kept: list[Verdict] = []
    for verdict in sorted(verdicts, key=lambda v: (-v.likely, v.cue)):
        sentence = page.tree.sentences[verdict.cue]
        if not any(
            page.tree.sentences[other.cue] == sentence
            and _same(verdict.content, other.content)
            and not _nested(verdict, other)
            for other in kept
        ):
            kept.append(verdict)
    return sorted(kept, key=lambda v: v.cue)


def _nested(a: Verdict, b: Verdict) -> bool:
    """Whether one source reports the other: "A said that B claimed that …"."""
    inside = any(
        first <= inner.cue < last
        for inner, outer in ((a, b), (b, a))
        for first, last in outer.content
    )
    return inside and a.source is not None and b.source is not None and a.source != b.source


def _same(a: tuple[Span, ...], b: tuple[Span, ...]) -> bool:
    shared = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    total = sum(y - x for x, y in a) + sum(y - x for x, y in b) - shared
    return shared > SAME * total
