"""Document -> its numbered sentences, and the parts in which a large language model gets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from graphbuild.nlp.annotate import ZERO_WIDTH, Document

LONGEST_PART = 12_000  # characters of sentences asked about at once, some 3,000 tokens
OVERLAP = 3  # sentences that a part shares with the one before it
LEAD = 2  # sentences of the beginning that every later part repeats: they name who is meant
LEAST = 4  # sentences below which a part is not divided again


class Sentence(NamedTuple):
    """A sentence by its tokens, `last` not included, with its text on one line."""

    first: int
    last: int
    text: str


class Part(NamedTuple):
    """The sentences from number `first` to `last`, both included and counted from 1."""

    first: int
    last: int

    @property
    def numbers(self) -> list[int]:
        """The numbers of the sentences that are shown: those of the part, and the lead."""
        return sorted({*range(1, min(LEAD, self.last) + 1), *range(self.first, self.last + 1)})


def number_sentences(document: Document) -> list[Sentence]:
    """The sentences of a document's body, in order; those without any text are left out."""
    found = []
    for sent in document.doc.sents:
        text = "".join(
            c for c in sent.text if c not in ZERO_WIDTH and (c.isprintable() or c == " ")
        )
        if text.strip():
            found.append(Sentence(sent.start, sent.end, " ".join(text.split())))
    return found


def divide(sentences: Sequence[Sentence]) -> list[Part]:
    """Parts that overlap and together have every sentence; one for most articles."""
    parts: list[Part] = []
    first = 1
    while first <= len(sentences):
        last, size = first, len(sentences[first - 1].text)
        while last < len(sentences) and size + len(sentences[last].text) <= LONGEST_PART:
            size += len(sentences[last].text)
            last += 1
        parts.append(Part(first, last))
        if last == len(sentences):
            break
        first = max(last + 1 - OVERLAP, first + 1)
    return parts


def halves(part: Part) -> tuple[Part, Part] | None:
    """The two halves of a part, for an answer that grew too long; None where it is short already."""
    size = part.last - part.first + 1
    if size < LEAST:
        return None
    middle = part.first + size // 2
    return Part(part.first, middle - 1), Part(max(part.first + 1, middle - 1), part.last)
