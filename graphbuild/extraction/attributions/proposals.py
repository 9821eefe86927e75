"""The possible attributions of a document: what is proposed for each cue, and what is chosen of it."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from graphbuild.extraction.attributions.contents import Content
from graphbuild.extraction.attributions.context import CueContext
from graphbuild.extraction.attributions.sources import Source
from graphbuild.extraction.attributions.tree import Span, shared_tokens

SAME = 0.6  # of the tokens of two contents, shared, for them to be the same


class Candidate(NamedTuple):
    """A possible cue (token index) with what it may report and who may be its source.

    sources: each with how often sources of its kind are right for such a cue (0 to 1).
    """

    cue: int
    contents: list[Content]
    sources: list[tuple[float, Source]]


class Choice(NamedTuple):
    """What was chosen for a cue.

    likely: probability (0 to 1) that this is an attribution with this content. cue: token index.
    content, source: token spans, the end not included; source is None where none is likely.
    """

    likely: float
    cue: int
    content: tuple[Span, ...]
    source: Span | None


def distinct(choices: list[Choice], context: CueContext) -> list[Choice]:
    """The choices, in order of cue, one for each content in a sentence: the likeliest.

    Nested ones ("A said that B claimed …") are both kept.
    """
    kept: defaultdict[Span, list[Choice]] = defaultdict(list)  # by sentence
    for choice in sorted(choices, key=lambda v: (-v.likely, v.cue)):
        others = kept[context.tree.sentences[choice.cue]]
        if not any(
            _same(choice.content, other.content) and not _nested(choice, other) for other in others
        ):
            others.append(choice)
    return sorted((c for each in kept.values() for c in each), key=lambda v: v.cue)


def _nested(a: Choice, b: Choice) -> bool:
    """Whether one source reports the other: "A said that B claimed that …"."""
    inside = any(
        first <= inner.cue < last
        for inner, outer in ((a, b), (b, a))
        for first, last in outer.content
    )
    return inside and a.source is not None and b.source is not None and a.source != b.source


def _same(a: tuple[Span, ...], b: tuple[Span, ...]) -> bool:
    shared = shared_tokens(a, b)
    total = sum(y - x for x, y in a) + sum(y - x for x, y in b) - shared
    return shared > SAME * total
