"""An article's whole text as records for its page: paragraphs, places of statements, boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from graphbuild.server.statement_views import ORDER, StatementView, anchor
from graphbuild.store.texts import KeptText

LONGEST_GAP = 20_000  # characters of boilerplate in a row that are shown


class Place(NamedTuple):
    """Where in the text a statement stands, half-open, in characters."""

    start: int
    end: int
    statement: StatementView


class Piece(NamedTuple):
    """Characters that are shown alike.

    anchors: ids of the places that begin here. stance: "" outside of all places, else the first in
    the order of ORDER of those that cover it. off: whether it is markup inside a line.
    """

    text: str
    anchors: tuple[str, ...]
    stance: str
    off: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article, or a piece of boilerplate (not body); statements: that begin in it."""

    pieces: tuple[Piece, ...]
    body: bool
    statements: tuple[StatementView, ...]


def paragraphs(
    kept: KeptText, article: str, statements: Iterable[StatementView]
) -> list[Paragraph]:
    """The text of an article (id) from its first character to its last, with its statements."""
    places = sorted(
        (
            Place(e.start, e.end, one)
            for one in statements
            for e in one.statement.evidence
            if e.article == article
        ),
        key=lambda p: (p.start, p.end, p.statement.id),
    )
    found = []
    for spans in _ranges(kept):
        body = any(is_body for _, _, is_body in spans)
        own = [p for p in places if p.end > spans[0][0] and p.start < spans[-1][1]]
        begin = [p.statement for p in own if p.start >= spans[0][0]]
        pieces = tuple(_pieces(kept.text, spans, own, body))
        if body or any(p.text.strip() for p in pieces):
            found.append(Paragraph(pieces, body, tuple({s.id: s for s in begin}.values())))
    return found


Span = tuple[int, int, bool]  # start, end, whether it is the article itself


def _ranges(kept: KeptText) -> Iterator[list[Span]]:
    """The spans of each paragraph; markup between two spans of one line belongs to their paragraph."""
    spans: list[Span] = []
    at = 0
    for start, end in (*kept.body, (len(kept.text), len(kept.text))):
        gap = kept.text[at:start]
        if spans and "\n" not in gap and start < end:
            spans += [(at, start, False)] if gap else []
        else:
            if spans:
                yield spans
            spans = []
            yield from ([line] for line in _lines(kept.text, at, start))
        if start < end:
            spans.append((start, end, True))
        at = end


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines between two paragraphs; of very many the first."""
    for line in re.finditer(r"[^\n]+", text[start : min(end, start + LONGEST_GAP)]):
        yield start + line.start(), start + line.end(), False


def _pieces(
    text: str, spans: Sequence[Span], places: Sequence[Place], body: bool
) -> Iterator[Piece]:
    for start, end, is_body in spans:
        cuts = {start, end, *(at for p in places for at in p[:2] if start < at < end)}
        edges = sorted(cuts)
        for one, other in pairwise(edges):
            over = [p for p in places if p.start <= one and p.end >= other]
            stances = sorted((p.statement.stance for p in over), key=lambda s: (ORDER[s], s))
            anchors = dict.fromkeys(anchor(p.start, p.end) for p in over if p.start == one)
            yield Piece(
                text[one:other], tuple(anchors), stances[0] if over else "", body and not is_body
            )
