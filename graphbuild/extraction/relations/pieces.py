"""An article's text as the encoder reads it: word pieces in segments of neighbouring sentences.

Words are lower-cased, without accents, split at punctuation, and cut into the longest pieces that the
vocabulary has, from the left (WordPiece as in BERT, Devlin et al., NAACL 2019).  Sentences are joined into
segments of up to `MOST_PIECES` pieces, so that a sentence is read beside its neighbours; a longer one is cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graphbuild.model import Mention
from graphbuild.nlp.tokens import Doc

MOST_PIECES = 126  # of a segment, beside its start and end marks
LONGEST_WORD = 60  # characters; a longer one is one unknown piece
START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word pieces with their numbers; pieces inside a word begin with `##`."""

    numbers: Mapping[str, int]
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def pieces(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a token; none for white space."""
        found = self._known.get(word)
        if found is None:
            found = tuple(n for part in _parts(word) for n in self._cut(part))
            if len(self._known) < 1 << 16:  # a build of many articles must not grow for ever
                self._known[word] = found
        return found

    def _cut(self, part: str) -> list[int]:
        numbers, at = [], 0
        while at < len(part) <= LONGEST_WORD:
            mark = "##" if at else ""
            ends = range(len(part), at, -1)
            end = next((e for e in ends if mark + part[at:e] in self.numbers), None)
            if end is None:
                break
            numbers.append(self.numbers[mark + part[at:end]])
            at = end
        return numbers if at == len(part) else [self.numbers[UNKNOWN]]


def _parts(word: str) -> list[str]:
    """A token in lower case without accents, split before and after each mark of punctuation."""
    plain = (
        c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn"
    )
    parts: list[str] = []
    inside = False
    for char in plain:
        kind = unicodedata.category(char)[0]
        if char.isspace() or kind == "C":
            inside = False
        elif kind in "PS":
            parts.append(char)
            inside = False
        elif inside:
            parts[-1] += char
        else:
            parts.append(char)
            inside = True
    return parts


@dataclass(frozen=True, slots=True)
class Pieces:
    """The segments of a document, and where its mentions stand in them.

    segments: piece numbers of each, start and end mark included.
    spans: (n mentions, 3) the segment of each mention, its first piece and the one after its last; one
        that a cut went through ends where its first segment ends.
    """

    segments: Sequence[Sequence[int]]
    spans: NDArray[np.int32]


def cut_pieces(doc: Doc, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Pieces:
    """The segments of a document, in order."""
    start, end = vocabulary.numbers[START], vocabulary.numbers[END]
    segments: list[list[int]] = [[start]]
    places: list[
        tuple[int, int, int]
    ] = []  # of each token: segment, first piece, one after the last
    for sent in doc.sents:
        words = [vocabulary.pieces(token.text) for token in sent]
        if len(segments[-1]) - 1 + sum(map(len, words)) > MOST_PIECES and len(segments[-1]) > 1:
            segments.append([start])
        for numbers in words:
            if len(segments[-1]) - 1 + len(numbers) > MOST_PIECES:
                segments.append([start])
            at = len(segments[-1])
            segments[-1] += numbers[:MOST_PIECES]
            places.append((len(segments) - 1, at, len(segments[-1])))
    for segment in segments:
        segment.append(end)
    spans = np.zeros((len(mentions), 3), np.int32)
    for row, mention in enumerate(mentions):
        number, first, _ = places[mention.first]
        inside = [p for p in places[mention.first : mention.last] if p[0] == number]
        spans[row] = number, first, max(inside[-1][2], first + 1)
    return Pieces(segments, spans)
