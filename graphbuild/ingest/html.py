"""A saved web page -> Article.

`Article.text` is the text that trafilatura extracts, one paragraph a line, not the markup of the
file: offsets count characters of that text. Comments are left out; the title usually is too.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from graphbuild.errors import InputError
from graphbuild.ingest.addresses import split_address, usable
from graphbuild.ingest.decode import clean
from graphbuild.ingest.metadata import publisher_in_title
from graphbuild.ingest.plain import NO_FIELDS, read_text
from graphbuild.model import Article


def read_html(markup: str, name: str, known: Mapping[str, str] = NO_FIELDS) -> Article:
    """The article of a page; `known` outranks what the page says about itself."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page it cannot read
    if "<" not in markup:
        return read_text(markup, name, known)
    tree = trafilatura.load_html(markup)
    if tree is None:
        raise InputError("no article: not a readable HTML page")
    published = _published(tree, known)
    heading = " ".join((tree.findtext(".//title") or "").split())
    document = trafilatura.bare_extraction(
        tree,
        url=known.get("url"),
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True},
    )
    if document is None or isinstance(document, dict) or not (document.text or "").strip():
        raise InputError("no article: no running text found in the HTML page")
    found = {
        "title": document.title,
        "url": usable(document.url),
        "publisher": _publisher(document.sitename) or publisher_in_title(heading, document.url),
        "published": published,
    }
    told = {key: clean(value) for key, value in found.items() if value}
    return read_text(clean(document.text or ""), name, {**told, **known})


def _published(tree: object, known: Mapping[str, str]) -> str | None:
    import htmldate

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    date = htmldate.find_date(
        tree, url=known.get("url"), original_date=True, extensive_search=False
    )
    return date if isinstance(date, str) else None


def _publisher(sitename: str | None) -> str | None:
    """The site's name, unless it is only the host of its address."""
    name = sitename or ""
    is_host = "." in name and split_address(f"//{name}").hostname == name.casefold()
    return None if is_host else name or None
