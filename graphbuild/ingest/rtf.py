"""RTF -> Article: its paragraphs and rows of tables; no header, footer, footnote or deleted text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import clean
from graphbuild.ingest.input_file import InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.model import Article

# What is in the file but not in what a reader sees: addresses of links, deleted and hidden text.
_UNSEEN = re.compile(
    r"\{\\\*\\fldinst\b(?:[^{}]|\{[^{}]*\})*+\}|\{\\(?:deleted|v)(?![a-z0-9])[^{}]*+\}"
)
_LINE_BREAK = re.compile(r"\\line(?![a-z])\s?")  # inside a paragraph
_TITLE = re.compile(r"\{\\title\s([^{}]*+)\}")
_HEAD = 100_000  # characters in which the title stands


def read(file: InputFile) -> Iterator[Article]:
    """The article of a document; InputError for one that is no RTF."""
    data = file.content()
    with one_record():
        article = _read(data.decode("latin-1"), file.stem)
    yield article


def _read(markup: str, name: str) -> Article:
    if not markup.strip():
        raise NoArticle("empty file")
    if not markup.lstrip().startswith("{\\rtf"):
        raise InputError("not an RTF document: it does not begin with {\\rtf")
    title = _TITLE.search(markup, 0, _HEAD)
    text = _text(_LINE_BREAK.sub(" ", _UNSEEN.sub("", markup)))
    if not text.strip():
        raise NoArticle("a document without text")
    known = " ".join(_text(title[1]).split()) if title else ""
    return read_text(text, name, {"title": known} if known else {})


def _text(markup: str) -> str:
    """What a reader sees, an empty line between two paragraphs, a row of a table between bars."""
    from striprtf.striprtf import rtf_to_text

    try:
        found: str = rtf_to_text(markup, errors="replace")  # type: ignore[no-untyped-call]
    except (
        LookupError,
        ValueError,
        IndexError,
    ) as exc:  # of a broken escape or an unknown code page
        raise InputError(f"not a readable RTF document: {exc}") from exc
    lines = (" ".join(line.split()) for line in clean(found).split("\n"))
    return "\n\n".join(_row(line) if line.endswith("|") else line for line in lines if line)


def _row(line: str) -> str:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    return "| " + " | ".join(cells) + " |" if len(cells) > 1 else cells[0]
