"""PDF -> Article: paragraphs in reading order, one a line, with the place at which each page begins.

Running heads and page numbers are left out, columns are read one after the other, and words that
were hyphenated at the end of a line are joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.dates import parse_date
from graphbuild.ingest.decode import clean
from graphbuild.ingest.input_file import InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.print import Line, compose
from graphbuild.ingest.text import LONGEST_BODY, read_text
from graphbuild.model import Article

TOO_MUCH = 2 * LONGEST_BODY  # characters, after which no further page is looked at
HYPHEN_MARKS = ("\x02", "\ufffe", "\u00ad", "\u2010")
MOST_RUNS = 20_000  # pieces of text on one page; a dense page of print has some hundreds


def read(file: InputFile) -> Iterator[Article]:
    """The article of a PDF; InputError for one that is encrypted, damaged or only pictures."""
    data = file.content()
    if not data.strip():
        raise NoArticle("empty file")
    with one_record():
        article = _read(data, file.stem)
    yield article


def _read(data: bytes, name: str) -> Article:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        told = "encrypted with a password" if "assword" in str(exc) else "damaged, or no PDF"
        raise InputError(f"not a readable PDF: {told}") from exc
    try:
        pages = list(_pages(document))
        told = document.get_metadata_dict()
    finally:
        document.close()
    text, starts = compose(pages)
    if not text.strip():
        raise NoArticle(f"no text on the {len(pages)} pages of this PDF: pictures only?")
    article = read_text(text, name)
    made = parse_date(told.get("CreationDate", "").removeprefix("D:")[:8])
    return replace(article, pages=starts, published=article.published or made)


def _pages(document: Any) -> Iterator[list[Line]]:
    """The pieces of text on each page."""
    size = 0
    for number in range(len(document)):
        page = document[number]
        try:
            lines = list(_lines(page))
        finally:
            page.close()
        size += sum(len(line.text) for line in lines)
        if size > TOO_MUCH:
            raise InputError(f"more than {TOO_MUCH} characters: not a news article")
        yield lines


def _visible(text: str) -> str:
    """Text whose hyphens at the ends of lines are hyphens; PDFium gives them as control characters."""
    for mark in HYPHEN_MARKS:
        text = text.replace(mark, "-")
    return clean(text)


def _lines(page: Any) -> Iterator[Line]:
    textpage = page.get_textpage()
    try:
        n_runs = textpage.count_rects()
        if n_runs > MOST_RUNS:
            raise InputError(f"{n_runs} pieces of text on one page: no article")
        for i in range(n_runs):
            left, bottom, right, top = textpage.get_rect(i)
            text = _visible(textpage.get_text_bounded(left, bottom, right, top))
            if text.strip():
                yield Line(left, right, bottom, top, " ".join(text.split()))
    finally:
        textpage.close()
