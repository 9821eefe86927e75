"""Text -> Article: takes a page of plain text or Markdown apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.blocks import find_blocks
from graphbuild.ingest.body import body_spans, choose_body
from graphbuild.ingest.boilerplate import Kind, classify
from graphbuild.ingest.dates import parse_date
from graphbuild.ingest.decode import decode
from graphbuild.ingest.fields import Field, field_of, front_matter
from graphbuild.ingest.input_file import InputFile
from graphbuild.ingest.language import require_english
from graphbuild.ingest.metadata import (
    Page,
    find_original,
    find_published,
    find_publisher,
    find_title,
    find_url,
)
from graphbuild.ingest.net import one_record
from graphbuild.model import Article

NO_FIELDS: Mapping[str, str] = {}
LONGEST_BODY = 500_000  # characters; long reads of the press have 100,000


def read(file: InputFile) -> Iterator[Article]:
    """The article of a file that is one page of plain text or Markdown."""
    data = file.content()
    with one_record():
        article = read_text(file.mended(decode(data)), file.stem)
    yield article


def read_text(text: str, name: str, known: Mapping[str, str] = NO_FIELDS) -> Article:
    """The article on a page; `known` (title, url, published, publisher) outranks what it shows.

    But for a date that the page calls the original one: a collection's own is the day it was collected.

    InputError when the page has no article, or none in English. The id is `name`.
    """
    page = _take_apart(text, name)
    title = known.get("title") or find_title(page)
    url = known.get("url") or find_url(page)
    chosen = choose_body(page.blocks, page.kinds, title)
    body = body_spans(chosen)
    if not body:
        require_english(" ".join(b.visible for b in page.blocks))
        raise NoArticle("no article: no paragraph of running text")
    if (size := sum(end - start for start, end in body)) > LONGEST_BODY:
        raise InputError(f"{size} characters of running text: not a news article")
    require_english(" ".join(b.visible for b in chosen))
    return Article(
        id=name,
        text=text,
        body=body,
        title=title,
        url=url,
        publisher=known.get("publisher") or find_publisher(page, title, url),
        published=find_original(page)
        or parse_date(known.get("published", ""))
        or find_published(page, title, url),
    )


def _take_apart(text: str, name: str) -> Page:
    start, fields = front_matter(text)
    blocks = find_blocks(text, start)
    kinds = classify(blocks)
    page = Page(name, blocks, kinds, fields)
    return page._replace(fields=[*fields, *_head_fields(page)])


def _head_fields(page: Page) -> list[Field]:
    """Fields above the first paragraph, and fields for the date of publication anywhere."""
    found = []
    for i, block in enumerate(page.blocks):
        field = field_of(block.raw) if page.kinds[i] is Kind.FIELD else None
        if field is not None and (i < page.head + 2 or field.name in ("published", "original")):
            found.append(field)
    return found
