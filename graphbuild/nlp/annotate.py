"""Article -> Document: the spaCy parse of an article's body, each token with its offsets in the text.

The parser gets one paragraph at a time, with white space folded and without zero-width characters
and the markup between body spans; `Document.starts` and `Document.ends` lead back to the article's
own characters. The parses of recent paragraphs are kept, since reprints share whole paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import spacy.tokens
from spacy.language import Language

from graphbuild.model import Article
from graphbuild.nlp.speedups.matmul import on_one_thread
from graphbuild.nlp.tokens import Doc, read_doc

ZERO_WIDTH = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
)
Parsed = dict[str, spacy.tokens.Doc]  # by the text of the paragraph, the latest last
BATCH = 64
KEPT = 100_000  # tokens of paragraphs whose parse is kept for reprints, about 200 articles
LONGEST_PARAGRAPH = 20_000  # characters that are parsed at once, which take 80 MB
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
        """What a reader sees from token `first` up to and without token `last`."""
        return self.article.quote(self.starts[first], self.ends[last - 1])


@Language.component("graphbuild_whole_brackets")
def keep_whole(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    """Mark the tokens inside brackets and inside names as no beginning of a sentence.

    It runs before the parser, which sets the other boundaries and keeps these.
    """
    depth = 0
    for token in doc:
        if token.i and (depth or (token.tag_ == "NNP" and doc[token.i - 1].tag_ == "NNP")):
            token.is_sent_start = False
        depth = max(0, depth + (token.text == "(") - (token.text == ")"))
        if token.text == "(" and not closes_soon(doc, token.i):
            depth = 0
    return doc


def closes_soon(doc: spacy.tokens.Doc, at: int) -> bool:
    """Whether the bracket at this token is closed within BRACKETED tokens."""
    return any(t.text == ")" for t in doc[at + 1 : at + BRACKETED])


def annotate(
    articles: Iterable[Article], nlp: Language, parsed: Parsed | None = None
) -> Iterator[Document]:
    """Parse each article, in order, a batch of paragraphs in memory at a time.

    parsed: paragraphs of earlier articles with their parse by this pipeline; those of these are added.
    """
    pending: list[tuple[Article, list[tuple[str, list[int]]]]] = []
    parsed = {} if parsed is None else parsed
    size = 0
    for article in articles:
        units = list(paragraphs(article))
        pending.append((article, units))
        size += len(units)
        if size >= BATCH:
            yield from _parse(pending, nlp, parsed)
            _forget_oldest(parsed)
            pending, size = [], 0
    yield from _parse(pending, nlp, parsed)


def paragraphs(article: Article) -> Iterator[tuple[str, list[int]]]:
    """The text of each paragraph as the parser reads it, and the offset of each character.

    One of more than LONGEST_PARAGRAPH characters comes in several parts, cut at white space.
    """
    for text, offsets in _whole_paragraphs(article):
        while len(text) > LONGEST_PARAGRAPH:
            cut = text.rfind(". ", 0, LONGEST_PARAGRAPH) + 2
            if cut < 2:
                cut = text.rfind(" ", 0, LONGEST_PARAGRAPH) + 1 or LONGEST_PARAGRAPH
            if part := text[:cut].rstrip():
                yield part, offsets[:cut]
            text, offsets = text[cut:], offsets[cut:]
        if text:
            yield text, offsets


def _whole_paragraphs(article: Article) -> Iterator[tuple[str, list[int]]]:
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
            contracted = (
                char == "’" and article.text[at + 1 : at + 2] == "t" and chars[-1:] == ["n"]
            )
            chars.append("'" if contracted else char)  # "doesn’t": the parser knows "n't"
            offsets.append(at)
        previous = end
    if "".join(chars).strip():
        yield "".join(chars).rstrip(), offsets


def _parse(
    pending: list[tuple[Article, list[tuple[str, list[int]]]]],
    nlp: Language,
    parsed: dict[str, spacy.tokens.Doc],
) -> Iterator[Document]:
    """The documents of a batch; `parsed` has the paragraphs of earlier ones and gets these."""
    texts = dict.fromkeys(text for _, units in pending for text, _ in units)
    new = [text for text in texts if text not in parsed]
    with on_one_thread():
        docs = iter(list(nlp.pipe(new, batch_size=BATCH)))
    for article, units in pending:
        found = []
        for text, _ in units:
            doc = parsed.pop(text) if text in parsed else next(docs)
            doc.tensor = doc.tensor[:0].copy()  # the parser's own vectors are not needed after it
            parsed[text] = doc  # as the latest
            found.append(doc)
        yield _join(article, found, [o for _, o in units])


def _forget_oldest(parsed: dict[str, spacy.tokens.Doc]) -> None:
    size = sum(len(doc) for doc in parsed.values())
    for text in list(parsed):
        if size <= KEPT:
            break
        size -= len(parsed.pop(text))


def _join(article: Article, docs: list[spacy.tokens.Doc], offsets: list[list[int]]) -> Document:
    starts: list[int] = []
    ends: list[int] = []
    ranges: list[tuple[int, int]] = []
    for doc, where in zip(docs, offsets, strict=True):
        ranges.append((len(starts), len(starts) + len(doc)))
        places = [(at, at + size - 1) for at, size in doc.to_array(["IDX", "LENGTH"]).tolist()]
        starts += [where[first] for first, _ in places]
        ends += [where[last] + 1 for _, last in places]
    return Document(article, read_doc(docs), tuple(starts), tuple(ends), tuple(ranges))
