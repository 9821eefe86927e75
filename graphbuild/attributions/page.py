"""What describing the cues of a document needs, put together once a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from graphbuild.attributions.quotes import Quote
from graphbuild.attributions.tree import Span, Tree

Row = Mapping[str, float]
Codes = Mapping[str, Mapping[str, float]]


class Page(NamedTuple):
    """What describing a document's cues needs: its parse, its quotations, the possible cues."""

    tree: Tree
    quotes: list[Quote]
    quoted: list[int]
    rows: Mapping[int, Row]
    codes: Codes


def read_page(tree: Tree, quotes: list[Quote], rows: Mapping[int, Row], codes: Codes) -> Page:
    """A page; `quoted` has, for each token, the number of its quotation, or -1."""
    quoted = [-1] * len(tree.words)
    for n, quote in enumerate(quotes):
        quoted[quote.first : quote.last] = [n] * (quote.last - quote.first)
    return Page(tree, quotes, quoted, rows, codes)


def is_quoted(cue: int, spans: tuple[Span, ...], page: Page) -> bool:
    """Whether all words of the spans are between quotation marks, and not the cue's own."""
    words = [i for a, b in spans for i in range(a, b) if page.tree.words[i][:1].isalnum()]
    return bool(words) and all(page.quoted[i] not in (-1, page.quoted[cue]) for i in words)


def code(page: Page, table: str, value: str) -> float:
    """How often a category goes with being right, as counted in training; -1 when unseen."""
    return page.codes.get(table, {}).get(value, -1.0)
