"""A saved web page -> Article.

`Article.text` is the text that trafilatura extracts, one paragraph a line, not the markup of the
file: offsets count characters of that text. Comments are left out; the title usually is too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import clean, decode
from graphbuild.ingest.input_file import InputFile
from graphbuild.ingest.metadata import publisher_in_title
from graphbuild.ingest.net import one_record
from graphbuild.ingest.stated_date import stated_date
from graphbuild.ingest.structure import write_out
from graphbuild.ingest.telegram import is_export, read_page
from graphbuild.ingest.text import NO_FIELDS, read_text
from graphbuild.ingest.urls import split_address, usable
from graphbuild.model import Article

MOST_ATTRIBUTES = 2000  # of one tag; the parser compares each with all before it
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_TAG = re.compile(r"<[A-Za-z][^>]*+")


def read(file: InputFile) -> Iterator[Article]:
    """The article of a file that is one saved web page."""
    data = file.content()
    with one_record():
        markup = file.mended(decode(data))
        article = None if is_export(markup) else read_html(markup, file.stem)
    if article is None:
        yield from read_page(file, markup)
    else:
        yield article


def read_html(markup: str, name: str, known: Mapping[str, str] = NO_FIELDS) -> Article:
    """The article of a page; `known` outranks what the page says about itself."""
    if "<" not in markup:
        return read_text(markup, name, known)
    refuse_many_attributes(markup)
    try:
        text, found = _extract(markup, known.get("url"))
    except (AssertionError, ValueError, TypeError, RecursionError) as exc:
        # trafilatura and htmldate raise these on markup that is no page; see the tests
        raise InputError(f"no article: the HTML cannot be taken apart ({exc!r})") from exc
    if not text.strip():
        raise NoArticle("no article: no running text found in the HTML page")
    told = {key: clean(value) for key, value in found.items() if value and isinstance(value, str)}
    return read_text(clean(text), name, {**told, **known})


def refuse_many_attributes(markup: str) -> None:
    """Raise InputError for a tag of more than MOST_ATTRIBUTES, before the parser sees it.

    The parser is C code, which no time limit in this process can end.
    """
    for tag in _TAG.finditer(_VALUE.sub("=", markup)):
        if tag.end() - tag.start() > MOST_ATTRIBUTES:
            told = tag.group()
            if max(told.count("="), len(told.split())) > MOST_ATTRIBUTES:
                raise InputError(f"a tag with more than {MOST_ATTRIBUTES} attributes: not read")


def _extract(markup: str, url: str | None) -> tuple[str, dict[str, object]]:
    """The running text of a page and what it says about itself, as trafilatura finds them."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page it cannot read
    tree = trafilatura.load_html(markup)
    if tree is not None and tree.tag != "html":  # htmldate fails on a root of another kind
        tree = trafilatura.load_html(f"<html><body>{markup}</body></html>")
    if tree is None:
        return "", {}
    published = stated_date(tree) or _published(tree, url)
    write_out(tree)
    heading = " ".join((tree.findtext(".//title") or "").split())
    document = trafilatura.bare_extraction(
        tree,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True},
    )
    if document is None or isinstance(document, dict):
        return "", {}
    return document.text or "", {
        "title": document.title,
        "url": usable(document.url),
        "publisher": _publisher(document.sitename) or publisher_in_title(heading, document.url),
        "published": published,
    }


def _published(tree: object, url: str | None) -> object:
    import htmldate

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return htmldate.find_date(tree, url=url, original_date=True, extensive_search=False)


def _publisher(sitename: object) -> str | None:
    """The site's name, unless it is only the host of its address."""
    name = sitename if isinstance(sitename, str) else ""
    is_host = "." in name and split_address(f"//{name}").hostname == name.casefold()
    return None if is_host else name or None
