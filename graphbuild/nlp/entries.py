"""Entries of lists of designations, taken apart: a name, then identifying data in a fixed notation.

"ROE, Jane (a.k.a. "JINX"), Oslo; DOB 1 May 1980; nationality Norway (individual) [CYBER2]." and rows of
tables ("Jane ROE | Date of birth: … Nationality: …"). The parser can make nothing of them.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import NamedTuple

from graphbuild.model import Article
from graphbuild.nlp.annotate import Document

AKA, NATIONALITY, LINKED, PROGRAMME = "aka", "nationality", "linked to", "programme"
LONGEST_NAME = 90  # characters

_MARKERS = re.compile(
    r"\b(?:DOB|POB|Date of birth|Place of birth|Passport|National ID|Gender|Organization Type"
    r"|Organisation Type|Tax ID|Registration Number|Function|Linked To)\b|\bnationality:? "
    r"|\((?:individual|entity|vessel)\)|[af]\.k\.a\.|\[[A-Z][A-Z0-9-]{2,}\]",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:DOB|POB|Date of birth|Place of birth|Gender|nationality)\b|\(individual\)", re.IGNORECASE
)
_NAME = re.compile(
    r"(?:\d+\.\s+|•\s*)?(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ'’ -]+, [^,;(|]+|[^\W\d_][^,;(|]*)(?=\s*[,;(|]|\s*$)"
)
_FIELDS = (
    (AKA, re.compile(r"(?:[af]\.k\.a\.|\baka|\balso known as)\s++[\"“]?((?:[^;)\"”|\s]++|\s++(?![;)|\"”])){1,80}+)\s*+(?=[;)|\"”])")),
    (NATIONALITY, re.compile(r"\b[Nn]ationality:?\s+([A-Z][a-z]+(?: [A-Z][a-z]+)*)")),
    (LINKED, re.compile(r"\(?Linked To:\s*([^);|]+)")),
    (PROGRAMME, re.compile(r"(?:\[|\bProgram(?:me)?: )([A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*)\b")),
)  # fmt: skip


class Field(NamedTuple):
    """One datum of an entry: its sort, its tokens and its text."""

    sort: str
    first: int
    last: int
    text: str


class Entry(NamedTuple):
    """Tokens `first` up to and without `last`; the name's tokens; whether it is a person's."""

    first: int
    last: int
    name: tuple[int, int]
    personal: bool
    fields: tuple[Field, ...]


def find_entries(document: Document) -> Iterator[Entry]:
    """The entries among a document's paragraphs, in order."""
    for first, last in document.paragraphs:
        entry = _entry(document, first, last)
        if entry is not None:
            yield entry


def _entry(document: Document, first: int, last: int) -> Entry | None:
    start = document.starts[first]
    text = _blanked(document.article, start, document.ends[last - 1])
    cells = [m.start() for m in re.finditer(r"\|", text)]
    told = {m.group().casefold().strip(" :") for m in _MARKERS.finditer(text)}
    if len(told) < (1 if cells else 2):
        return None
    if cells:  # what follows the cells with data is prose
        ends = [m.end() for m in _MARKERS.finditer(text)]
        text = text[: next((c for c in cells if c > max(ends)), len(text))]
    named = _NAME.match(text)
    if named is None or len(named["name"]) > LONGEST_NAME:
        return None
    spans = [(sort, m.span(1)) for sort, row in _FIELDS for m in row.finditer(text)]
    fields = [
        Field(sort, *_tokens(document, start + a, start + b), text[a:b].strip())
        for sort, (a, b) in spans
    ]
    a, b = named.span("name")
    return Entry(
        first,
        _tokens(document, start, start + len(text))[1],
        _tokens(document, start + a, start + len(text[:b].rstrip())),
        _PERSONAL.search(text) is not None,
        tuple(fields),
    )


def _blanked(article: Article, start: int, end: int) -> str:
    """The text between two offsets, with a space for each character of markup."""
    pieces = []
    at = start
    for span_start, span_end in article.body:
        if span_end > start and span_start < end:
            pieces.append(" " * max(span_start - at, 0))
            at = max(span_start, start)
            pieces.append(article.text[at : min(span_end, end)])
            at = min(span_end, end)
    return "".join(pieces).ljust(end - start)


def _tokens(document: Document, start: int, end: int) -> tuple[int, int]:
    """The tokens that begin between two offsets of the article's text."""
    return bisect.bisect_left(document.starts, start), bisect.bisect_left(document.starts, end)
