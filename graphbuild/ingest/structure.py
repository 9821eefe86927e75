"""What a web page says by its markup, written into its text before the markup goes.

The items of a list that a line ending in a colon introduces get a bullet, whatever tags are inside
them (else a list of links is taken for a menu), and a quotation set as a block gets its quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BULLET = "• "
INLINE = ("p", "a", "span", "b", "i", "strong", "em", "u", "font", "small")
LISTS = ("ul", "ol")
OPENERS = ("“", '"', "‘", "'", "«")
INTRODUCES = 3  # words of a line that can introduce a list or a quotation


def write_out(tree: Any) -> None:
    """Change a parsed page in place."""
    for listing in list(tree.iter(*LISTS)):
        if _introduced(listing) and not any(True for _ in listing.iterancestors("nav", "footer")):
            for item in listing.iterchildren("li"):
                _mark(item)
    for quotation in list(tree.iter("blockquote")):
        if _introduced(quotation):
            _quote(quotation)


def _introduced(element: Any) -> bool:
    """Whether the text right before an element ends in a colon."""
    before = element.getprevious()
    told = (before.tail or "").strip() if before is not None else ""
    if not told and before is not None and isinstance(before.tag, str):
        told = " ".join("".join(before.itertext()).split())
    if before is None and (parent := element.getparent()) is not None:
        told = (parent.text or "").strip()
    return told.endswith(":") and len(told.split()) >= INTRODUCES


def _mark(item: Any) -> None:
    """A bullet before an item of plain text."""
    _strip(item)
    if (item.text or "").strip() and not item.text.strip().startswith(BULLET.strip()):
        item.text = BULLET + item.text.strip()


def _strip(element: Any) -> None:
    """Without the tags inside it, their text kept."""
    for inner in [e for e in element.iter(*INLINE) if e is not element]:
        inner.drop_tag()


def _quote(quotation: Any) -> None:
    """Quotation marks around the paragraphs of a quotation, as print sets them."""
    paragraphs = [p for p in _texts(quotation) if "".join(p.itertext()).strip()]
    if not paragraphs or "".join(paragraphs[0].itertext()).strip().startswith(OPENERS):
        return
    for paragraph in paragraphs:
        _strip(paragraph)
        paragraph.text = "“" + (paragraph.text or "").strip()
    last = paragraphs[-1]
    if len(last):
        last[-1].tail = (last[-1].tail or "").rstrip() + "”"
    else:
        last.text = last.text.rstrip() + "”"


def _texts(element: Any) -> Iterator[Any]:
    """The paragraphs of an element, or itself where it has none."""
    inner = list(element.iter("p"))
    yield from inner or [element]
