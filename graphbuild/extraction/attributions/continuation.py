"""Gives quotations without a reporting clause to the speaker before them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graphbuild.extraction.attributions.context import Page
from graphbuild.extraction.attributions.quotes import MARKS, Quote
from graphbuild.extraction.attributions.tree import Span

if TYPE_CHECKING:
    from graphbuild.extraction.attributions.proposals import Verdict

LONG = 8  # tokens; shorter ones are titles and scare quotes as often as speech
ENDS = frozenset([".", "?", "!", ":"]) | MARKS


def long_quotations(contents: Iterable[tuple[Span, ...]], page: Page) -> list[Quote]:
    """The quotations long enough to be speech that no content holds the greater part of."""
    covered = {i for spans in contents for first, last in spans for i in range(first, last)}
    return [
        q
        for q in page.quotes
        if q.last - q.first >= LONG
        and 2 * sum(i in covered for i in range(q.first, q.last)) < q.last - q.first
    ]


def attach_quotations(verdicts: list[Verdict], page: Page) -> list[Verdict]:
    """The verdicts, each with the quotations that go on where its content or cue ends.

    A quotation that nobody has been given, and that opens a sentence, belongs to the last speaker
    of the same paragraph, or, where it opens a paragraph, to the one whose words end the one before.
    """
    out = list(verdicts)
    for quote in long_quotations([v.content for v in out], page):
        if not _opens_sentence(quote, page):
            continue
        at = _speaker_before(quote, out, page)
        if at is not None:
            content = (*out[at].content, (quote.first, quote.last))
            out[at] = out[at]._replace(content=tuple(sorted(content)))
    return out


def _opens_sentence(quote: Quote, page: Page) -> bool:
    first = page.tree.paragraphs[quote.first][0]
    return quote.first == first or page.tree.words[quote.first - 1] in ENDS


def _speaker_before(quote: Quote, verdicts: list[Verdict], page: Page) -> int | None:
    paragraph = page.tree.paragraphs[quote.first]
    before = page.tree.paragraphs[paragraph[0] - 1] if paragraph[0] else None
    best: tuple[int, int] | None = None
    for at, verdict in enumerate(verdicts):
        end = max(verdict.cue + 1, verdict.content[-1][1])
        if end > quote.first or verdict.source is None or _nested(verdict, verdicts):
            continue
        where = page.tree.paragraphs[end - 1]
        continues = quote.first == paragraph[0] and where == before and _spoken(verdict, page)
        if (where == paragraph or continues) and (best is None or end > best[0]):
            best = (end, at)
    return None if best is None else best[1]


def _nested(verdict: Verdict, verdicts: list[Verdict]) -> bool:
    return any(a <= verdict.cue < b for other in verdicts for a, b in other.content)


def _spoken(verdict: Verdict, page: Page) -> bool:
    first, last = verdict.content[-1]
    return any(page.quoted[i] >= 0 for i in range(first, last))
