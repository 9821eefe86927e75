"""Article -> Document: the spaCy parse of an article's body, with a way back to its characters.

The parser reads one paragraph at a time, with white space folded, zero-width characters and the
markup between body spans left out; `Document.starts` and `Document.ends` map every token back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from graphbuild.model import Article

ZERO_WIDTH = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
)
BATCH = 64
BRACKETED = 30  # tokens within which a bracket must be closed to be taken for one


class Document(NamedTuple):
    """An article and its linguistic annotation.

    starts, ends: offsets into `article.text` of each token of `doc`.
    paragraphs: (first, last) token indices of each paragraph, `last` not included.
    """

    article: Article
    doc: Doc
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    paragraphs: tuple[tuple[int, int], ...]

    def text(self, first: int, last: int) -> str:
        """The article's own characters from token `first` up to and without token `last`."""
        return self.article.text[self.starts[first] : self.ends[last - 1]]


@Language.component("graphbuild_whole_brackets")
def keep_whole(doc: Doc) -> Doc:
    """Tell the parser that no sentence begins inside brackets: "X (a.k.a. "Y"), who …"."""
    depth = 0
    for token in doc:
        if depth and token.i:
            token.is_sent_start = False
        depth = max(0, depth + (token.text == "(") - (token.text == ")"))
        if token.text == "(" and not closes_soon(doc, token.i):
            depth = 0
    return doc


def closes_soon(doc: Doc, at: int) -> bool:
    """Whether a bracket is closed within a few words."""
    return any(t.text == ")" for t in doc[at + 1 : at + BRACKETED])


def annotate(articles: Iterable[Article], nlp: Language) -> Iterator[Document]:
    """Parse each article, in order, a batch of paragraphs in memory at a time."""
    pending: list[tuple[Article, list[tuple[str, list[int]]]]] = []
    size = 0
    for article in articles:
        units = list(paragraphs(article))
        pending.append((article, units))
        size += len(units)
        if size >= BATCH:
            yield from _parse(pending, nlp)
            pending, size = [], 0
    yield from _parse(pending, nlp)


def paragraphs(article: Article) -> Iterator[tuple[str, list[int]]]:
    """The text of each paragraph as the parser reads it, and the offset of each character."""
    chars: list[str] = []
    offsets: list[int] = []
    previous = None
    for start, end in article.body:
        if previous is not None and "\n" in article.text[previous:start]:
            if "".join(chars).strip():
                yield "".join(chars).rstrip(), offsets
            chars, offsets = [], []
        for at in range(start, end):
            char = article.text[at]
            if char in ZERO_WIDTH:
                continue
            if char.isspace():
                if not chars or chars[-1] == " ":
                    continue
                char = " "
            chars.append(char)
            offsets.append(at)
        previous = end
    if "".join(chars).strip():
        yield "".join(chars).rstrip(), offsets


def _parse(
    pending: list[tuple[Article, list[tuple[str, list[int]]]]], nlp: Language
) -> Iterator[Document]:
    docs = nlp.pipe((text for _, units in pending for text, _ in units), batch_size=BATCH)
    for article, units in pending:
        yield _join(article, [next(docs) for _ in units], [o for _, o in units], nlp)


def _join(article: Article, docs: list[Doc], offsets: list[list[int]], nlp: Language) -> Document:
    starts: list[int] = []
    ends: list[int] = []
    ranges: list[tuple[int, int]] = []
    for doc, where in zip(docs, offsets, strict=True):
        ranges.append((len(starts), len(starts) + len(doc)))
        starts += [where[t.idx] for t in doc]
        ends += [where[t.idx + len(t) - 1] + 1 for t in doc]
    whole = Doc.from_docs(docs) if docs else Doc(nlp.vocab)
    return Document(article, whole or Doc(nlp.vocab), tuple(starts), tuple(ends), tuple(ranges))
