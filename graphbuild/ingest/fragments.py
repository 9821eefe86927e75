"""Pieces of HTML that hold nothing but an article's text -> plain text, one paragraph a line.

For what needs no search for the article: entries of feeds, mails, posts. Whole pages go to `html.py`.
"""

from __future__ import annotations

from typing import Any

CAPTIONS = frozenset(("figure", "figcaption"))
DROPPED = frozenset(("script", "style", "figure", "figcaption", "head", "title", "noscript"))
BREAKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "blockquote",
        "br",
        "hr",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "pre",
    ]
)
BULLET = "• "


def fragment_text(
    markup: str, *, without: frozenset[str] = frozenset(), captions: bool = False
) -> str:
    """The text of a piece of HTML, block elements on lines of their own, list items with bullets.

    without: names of further elements to leave out, such as quotations of earlier mails.
    captions: whether to read those of pictures.
    """
    from lxml import html

    if not markup.strip():
        return ""
    root = html.fragment_fromstring(markup, create_parent="div")
    pieces: list[str] = []
    _collect(root, pieces, (DROPPED - CAPTIONS if captions else DROPPED) | without)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(line for line in lines if line and line != BULLET.strip())


def _collect(root: Any, pieces: list[str], dropped: frozenset[str]) -> None:
    """Text of an element, "\\n" before and after blocks; a stack, since mails nest deeply."""
    waiting: list[tuple[Any, bool]] = [(root, True)]
    while waiting:
        element, opening = waiting.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        block = name in BREAKS
        if not opening:
            pieces.append("\n" if block else "")
            pieces.append(_flat(element.tail) if element is not root else "")
            continue
        waiting.append((element, False))
        if not name or name in dropped:  # a comment, or what is no text
            continue
        pieces.append("\n" if block else "")
        pieces.append((BULLET if name == "li" else "") + _flat(element.text))
        waiting += [(child, True) for child in reversed(element)]


def _flat(text: str | None) -> str:
    return " ".join(f"|{text or ''}|".split())[1:-1] if text else ""
