"""Gives quotations without a reporting clause to the speaker before them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import TYPE_CHECKING

from graphbuild.extraction.attributions.context import CueContext
from graphbuild.extraction.attributions.quotes import MARKS, QuotedSpan
from graphbuild.extraction.attributions.tree import Span

if TYPE_CHECKING:
    from graphbuild.extraction.attributions.proposals import Choice

LONG = 8  # tokens; shorter ones are titles and scare quotes as often as speech
ENDS = frozenset([".", "?", "!", ":"]) | MARKS


def long_quotations(contents: Iterable[tuple[Span, ...]], context: CueContext) -> list[QuotedSpan]:
    """The quotations long enough to be speech that no content holds the greater part of."""
    covered = {i for spans in contents for first, last in spans for i in range(first, last)}
    return [
        q
        for q in context.quotes
        if q.last - q.first >= LONG
        and 2 * sum(i in covered for i in range(q.first, q.last)) < q.last - q.first
    ]


def attach_quotations(choices: list[Choice], context: CueContext) -> list[Choice]:
    """The choices, each with the quotations that go on where its content or cue ends.

    A quotation that nobody has been given, and that opens a sentence, belongs to the last speaker
    of the same paragraph, or, where it opens a paragraph, to the one whose words end the one before.
    """
    out = list(choices)
    spoken = {i for v in out for first, last in v.content for i in range(first, last)}
    ends = sorted((_end(v), -at) for at, v in enumerate(out) if v.source is not None)
    for quote in long_quotations([v.content for v in out], context):
        if not _opens_sentence(quote, context):
            continue
        place = _speaker_before(quote, out, ends, spoken, context)
        if place is None:
            continue
        _, minus = ends.pop(place)
        content = (*out[-minus].content, (quote.first, quote.last))
        out[-minus] = out[-minus]._replace(content=tuple(sorted(content)))
        insort(ends, (_end(out[-minus]), minus))
        spoken.update(range(quote.first, quote.last))
    return out


def _end(choice: Choice) -> int:
    return max(choice.cue + 1, choice.content[-1][1])


def _opens_sentence(quote: QuotedSpan, context: CueContext) -> bool:
    first = context.tree.paragraphs[quote.first][0]
    return quote.first == first or context.tree.words[quote.first - 1] in ENDS


def _speaker_before(
    quote: QuotedSpan,
    choices: list[Choice],
    ends: list[tuple[int, int]],
    spoken: set[int],
    context: CueContext,
) -> int | None:
    """The place in `ends` of the last speaker before a quotation.

    ends: where each choice with a source ends, and minus its number, in order. spoken: the tokens of
    all contents; a choice whose cue is among them is itself reported, and is taken out of `ends`.
    """
    paragraph = context.tree.paragraphs[quote.first]
    before = context.tree.paragraphs[paragraph[0] - 1] if paragraph[0] else None
    earliest = before[0] if before is not None and quote.first == paragraph[0] else paragraph[0]
    for place in range(bisect_left(ends, (quote.first + 1,)) - 1, -1, -1):
        end, minus = ends[place]
        if end <= earliest:
            return None
        choice = choices[-minus]
        if choice.cue in spoken:
            del ends[place]
            continue
        where = context.tree.paragraphs[end - 1]
        if where == paragraph or _spoken(choice, context):
            return place
    return None


def _spoken(choice: Choice, context: CueContext) -> bool:
    first, last = choice.content[-1]
    return any(context.quoted[i] >= 0 for i in range(first, last))
