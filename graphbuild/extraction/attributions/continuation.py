"""Gives quotations without a reporting clause to the speaker before them."""

from __future__ import annotations

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
    for quote in long_quotations([v.content for v in out], context):
        if not _opens_sentence(quote, context):
            continue
        at = _speaker_before(quote, out, context)
        if at is not None:
            content = (*out[at].content, (quote.first, quote.last))
            out[at] = out[at]._replace(content=tuple(sorted(content)))
    return out


def _opens_sentence(quote: QuotedSpan, context: CueContext) -> bool:
    first = context.tree.paragraphs[quote.first][0]
    return quote.first == first or context.tree.words[quote.first - 1] in ENDS


def _speaker_before(quote: QuotedSpan, choices: list[Choice], context: CueContext) -> int | None:
    paragraph = context.tree.paragraphs[quote.first]
    before = context.tree.paragraphs[paragraph[0] - 1] if paragraph[0] else None
    best: tuple[int, int] | None = None
    for at, choice in enumerate(choices):
        end = max(choice.cue + 1, choice.content[-1][1])
        if end > quote.first or choice.source is None or _nested(choice, choices):
            continue
        where = context.tree.paragraphs[end - 1]
        continues = quote.first == paragraph[0] and where == before and _spoken(choice, context)
        if (where == paragraph or continues) and (best is None or end > best[0]):
            best = (end, at)
    return None if best is None else best[1]


def _nested(choice: Choice, choices: list[Choice]) -> bool:
    return any(a <= choice.cue < b for other in choices for a, b in other.content)


def _spoken(choice: Choice, context: CueContext) -> bool:
    first, last = choice.content[-1]
    return any(context.quoted[i] >= 0 for i in range(first, last))
