"""DOCX and ODT -> Article: headings, paragraphs, items of lists, rows of tables, footnotes.

Text that was inserted while changes were tracked is read, text that was deleted is not.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import clean
from graphbuild.ingest.input_file import LARGEST, InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.model import Article

WORD, ODF = "word/document.xml", "content.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
PROPERTIES = {WORD: "docProps/core.xml", ODF: "meta.xml"}
DELETED = frozenset(("del", "moveFrom", "tracked-changes", "annotation", "instrText"))
NOT_NOTES = frozenset(("separator", "continuationSeparator"))
OLE = b"\xd0\xcf\x11\xe0"  # begins an encrypted DOCX, and a DOC
SPACES = {"tab": " ", "br": " ", "s": " ", "line-break": " ", "cr": " ", "noBreakHyphen": "-"}


def read(file: InputFile) -> Iterator[Article]:
    """The article of a document; InputError for one that is encrypted or damaged."""
    data = file.content()
    with one_record():
        article = _read(data, file.stem)
    yield article


def _read(data: bytes, name: str) -> Article:
    if not data.strip():
        raise NoArticle("empty file")
    if data.startswith(OLE):
        raise InputError("encrypted with a password, or an old DOC: save it as DOCX")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            main = WORD if WORD in archive.namelist() else ODF
            lines = list(_lines(_part(archive, main)))
            for part in NOTES:
                if part in archive.namelist():
                    lines += _lines(_part(archive, part))
            title = _title(archive, PROPERTIES[main])
    except (zipfile.BadZipFile, KeyError, RuntimeError, zlib.error, EOFError, SyntaxError) as exc:
        raise InputError(f"not a readable document: {exc}") from exc
    text = clean("\n\n".join(lines))
    if not text.strip():
        raise NoArticle("a document without text")
    return read_text(text, name, {"title": title} if title else {})


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """A part of the archive, parsed; without entities, and not beyond LARGEST."""
    from lxml import etree

    info = archive.getinfo(name)
    if info.file_size > LARGEST:
        raise InputError(f"more than {LARGEST // 2**20} MiB of text: not a news article")
    with archive.open(info) as stream:
        data = stream.read(LARGEST)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(data, parser)


def _title(archive: zipfile.ZipFile, part: str) -> str:
    if part not in archive.namelist():
        return ""
    titles = (e.text or "" for e in _part(archive, part).iter() if _name(e) == "title")
    return " ".join(clean(next(titles, "")).split())


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _lines(root: Any) -> Iterator[str]:
    """The paragraphs of a part, a row of a table as one line between bars."""
    for element in root.iter():
        name = _name(element)
        if name in {"tr", "table-row"} and not _within(element, {"tr", "table-row"}):
            cells = [c for c in element if _name(c) in {"tc", "table-cell"}]
            row = [" ".join(_text(c).split()) for c in cells]
            if any(row):
                yield "| " + " | ".join(row) + " |" if len(row) > 1 else row[0]
        elif name in {"p", "h"} and not _within(element, {"tr", "table-row", "p", *DELETED}):
            text = " ".join(_text(element).split())
            if text and not _within_note(element):
                yield _lead(element) + text
        elif name == "note-body":
            yield " ".join(_text(element).split())


def _within(element: Any, names: set[str] | frozenset[str]) -> bool:
    return any(_name(a) in names for a in element.iterancestors())


def _within_note(element: Any) -> bool:
    kinds = (_attribute(a, "type") for a in element.iterancestors() if _name(a) == "footnote")
    return any(kind in NOT_NOTES for kind in kinds) or _within(element, {"note-body"})


def _lead(element: Any) -> str:
    """The mark of a heading or of an item."""
    style = next((_attribute(e, "val") for e in element.iter() if _name(e) == "pStyle"), "")
    if _name(element) == "h" or style.startswith(("Heading", "Title")):
        return "# "
    listed = any(_name(e) == "numPr" for e in element.iter()) or _within(element, {"list-item"})
    return "• " if listed else ""


def _text(element: Any) -> str:
    """The text of an element, deleted text and the notes inside it left out."""
    pieces: list[str] = []
    waiting: list[tuple[Any, bool]] = [(element, True)]
    while waiting:
        here, opening = waiting.pop()
        name = _name(here)
        word = "wordprocessingml" in str(here.tag)
        if not opening:
            pieces.append(here.tail or "" if here is not element and not word else "")
            continue
        waiting.append((here, False))
        if not name or name in DELETED or (name == "note" and here is not element):
            continue
        pieces.append(SPACES.get(name, " " if name in {"p", "h"} else ""))
        pieces.append(here.text or "" if not word or name == "t" else "")
        waiting += [(child, True) for child in reversed(here)]
    return "".join(pieces)
