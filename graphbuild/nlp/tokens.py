"""The parse of an article as plain Python objects that have spaCy's names.

The stages ask tokens millions of small questions, and a spaCy token is made anew, and looks its
strings up anew, each time it is asked for: all questions together took longer than the parse.
Here every token is made once, with its answers. What is left out, no stage asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import spacy.tokens

STRINGS = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "MORPH", "SHAPE")
FLAGS = ("SPACY", "IS_PUNCT", "IS_QUOTE", "LIKE_NUM")
LONGEST_SENTENCE = 500  # tokens; those of the press have 150, what is longer is a list or an attack
ENT_IOB = ("", "I", "O", "B")


@dataclass(slots=True, eq=False)
class Token:
    """A word with its place in the parse; each word is one object, so that `is` compares tokens."""

    doc: Doc = field(repr=False)
    i: int
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    morph: str
    shape_: str
    whitespace_: str
    is_punct: bool
    is_quote: bool
    like_num: bool
    ent_iob_: str
    head: Token = field(init=False, repr=False)
    lefts: tuple[Token, ...] = field(init=False, repr=False)
    rights: tuple[Token, ...] = field(init=False, repr=False)
    children: tuple[Token, ...] = field(init=False, repr=False)
    left_edge: Token = field(init=False, repr=False)
    right_edge: Token = field(init=False, repr=False)
    sent: Span = field(init=False, repr=False)
    is_sent_start: bool = field(init=False, repr=False)

    @property
    def is_alpha(self) -> bool:
        """Whether it consists of letters."""
        return self.text.isalpha()

    @property
    def is_lower(self) -> bool:
        """Whether it is in lower case."""
        return self.text.islower()

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all tokens below it in the parse, in reading order."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def ancestors(self) -> Iterator[Token]:
        """The tokens above it in the parse, its head first."""
        at = self
        while at.head is not at:
            at = at.head
            yield at

    @property
    def conjuncts(self) -> list[Token]:
        """The tokens coordinated with it, without itself."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for token in found:
            found += [child for child in token.rights if child.dep_ == "conj"]
        return [token for token in found if token is not self]

    def nbor(self, step: int = 1) -> Token:
        """The token so many places further on in the text, before it where negative."""
        if self.i + step < 0:
            raise IndexError(f"no token before the first: {self.i} {step}")
        return self.doc[self.i + step]


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A run of tokens, `end` not included: a sentence, an entity, or any other."""

    doc: Doc = field(repr=False)
    start: int
    end: int
    label_: str = ""

    def __len__(self) -> int:
        """How many tokens it has."""
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        """Its tokens in order."""
        return iter(self.tokens)

    @property
    def tokens(self) -> list[Token]:
        """Its tokens in order."""
        return self.doc[self.start : self.end]

    @property
    def ents(self) -> list[Span]:
        """The entities that lie in it."""
        return [e for e in self.doc.ents if self.start <= e.start and e.end <= self.end]

    @property
    def text(self) -> str:
        """What it says, without the white space after it."""
        tokens = self.tokens
        words = "".join([token.text + token.whitespace_ for token in tokens])
        return words[:-1] if tokens and tokens[-1].whitespace_ else words

    @property
    def root(self) -> Token:
        """Its highest token in the parse, the first of several; punctuation only for want of words."""
        tokens, start, end = self.tokens, self.start, self.end
        for token in tokens:
            if token.head is token:
                return token
        tops = [token for token in tokens if not start <= token.head.i < end]
        if len(tops) > 1:
            return min(tops, key=_depth)
        return tops[0] if tops else self.doc[self.start]


def _depth(token: Token) -> tuple[bool, int]:
    mark = (token.is_punct or token.is_space) and not token.children
    return mark, 0 if mark else sum(1 for _ in token.ancestors)


class Doc(list[Token]):
    """The tokens of an article, with its sentences and entities."""

    sents: list[Span]
    ents: list[Span]

    def span(self, first: int, last: int) -> Span:
        """The tokens from `first` up to and without `last`."""
        return Span(self, first, min(last, len(self)))

    @property
    def text(self) -> str:
        """What it says, white space included."""
        return "".join([token.text + token.whitespace_ for token in self])


def read_doc(parsed: Sequence[spacy.tokens.Doc]) -> Doc:
    """Parsed paragraphs as one document; each begins a sentence, and ends with white space."""
    doc, heads, starts = Doc(), [], []
    for part in parsed:
        offset = len(doc)
        columns = part.to_array(["HEAD", "SENT_START"]).astype(np.int64).T.tolist()
        heads += [i + up for i, up in enumerate(columns[0], offset)]
        starts += [start == 1 for start in columns[1]]
        doc += _tokens(part, doc)
        if part is not parsed[-1] and len(doc) > offset and not doc[-1].is_space:
            doc[-1].whitespace_ = " "
    for i in _cut_long(heads, starts):
        doc[i].dep_ = "ROOT"
    _hang(doc, heads)
    for token in doc:
        token.is_sent_start = starts[token.i]
    doc.sents = _sentences(doc)
    doc.ents = list(_entities(doc))
    return doc


def _tokens(part: spacy.tokens.Doc, doc: Doc) -> Iterator[Token]:
    """The tokens of a paragraph that comes after those already in `doc`, not yet joined."""
    keys = part.to_array([*STRINGS]).T.tolist()
    strings = part.vocab.strings
    texts = {key: strings[key] for key in set().union(*keys)}
    words = [[texts[key] for key in column] for column in keys]
    spaces, *flags = part.to_array([*FLAGS]).astype(bool).T.tolist()
    labels = [ENT_IOB[iob] for iob in part.to_array("ENT_IOB").tolist()]
    white = [" " if space else "" for space in spaces]
    numbers = range(len(doc), len(doc) + len(part))
    for i, *answers in zip(numbers, *words, white, *flags, labels, strict=True):
        yield Token(doc, i, *answers)


def _hang(doc: Doc, heads: Sequence[int]) -> None:
    """Join each token with its head, its children, and the ends of its subtree."""
    lefts: list[list[Token]] = [[] for _ in doc]
    rights: list[list[Token]] = [[] for _ in doc]
    for token, head in zip(doc, heads, strict=True):
        token.head = doc[head]
        if head != token.i:
            (lefts if token.i < head else rights)[head].append(token)
    for token in doc:
        token.lefts, token.rights = tuple(lefts[token.i]), tuple(rights[token.i])
        token.children = token.lefts + token.rights
    for token, (first, last) in zip(doc, _edges(heads), strict=True):
        token.left_edge, token.right_edge = doc[first], doc[last]


def _cut_long(heads: list[int], starts: list[bool]) -> list[int]:
    """Cut sentences after LONGEST_SENTENCE tokens; returned is what hung across a cut, a root now.

    Rules look through the sentence of a token, so their work grows with the square of its length.
    """
    pieces, begin, cut = [], 0, False
    for i, start in enumerate(starts):
        if start or i - begin >= LONGEST_SENTENCE:
            cut = cut or not start
            begin, starts[i] = i, True
        pieces.append(begin)
    across = [i for i, h in enumerate(heads) if pieces[h] != pieces[i]] if cut else []
    for i in across:
        heads[i] = i
    return across


def _edges(heads: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last token of each token's subtree."""
    left, right = list(range(len(heads))), list(range(len(heads)))
    for i in _bottom_up(heads):
        above = heads[i]
        left[above] = min(left[above], left[i])
        right[above] = max(right[above], right[i])
    return zip(left, right, strict=True)


def _bottom_up(heads: Sequence[int]) -> Iterator[int]:
    """Each token that has a head, after all tokens below it; linear, however deep the tree is."""
    waiting = [0] * len(heads)  # children that have not come yet
    for i, head in enumerate(heads):
        waiting[head] += head != i
    for leaf in [i for i, n_children in enumerate(waiting) if not n_children]:
        at = leaf
        while heads[at] != at:
            yield at
            at = heads[at]
            waiting[at] -= 1
            if waiting[at]:
                break


def _sentences(doc: Doc) -> list[Span]:
    starts = [token.i for token in doc if token.is_sent_start or token.i == 0]
    sents = [Span(doc, *ends) for ends in pairwise([*starts, len(doc)])]
    for sent in sents:
        for token in sent.tokens:
            token.sent = sent
    return sents


def _entities(doc: Doc) -> Iterator[Span]:
    starts = [token.i for token in doc if token.ent_iob_ == "B"]
    for start in starts:
        end = start + 1
        while end < len(doc) and doc[end].ent_iob_ == "I":
            end += 1
        yield Span(doc, start, end, doc[start].ent_type_)
