"""Which lines of an article's text were taken for the article, and which for boilerplate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from graphbuild.errors import InputError
from graphbuild.ingest.compression import decompressed
from graphbuild.ingest.decode import decode
from graphbuild.ingest.formats import READERS, ending_of, format_of
from graphbuild.ingest.fragments import fragment_text
from graphbuild.ingest.input_file import LARGEST
from graphbuild.model import Article

READ, LEFT_OUT, NOT_TAKEN = "read", "boilerplate", "not taken from the page"


class Line(NamedTuple):
    """A line of text that is not blank. status: READ, LEFT_OUT or NOT_TAKEN."""

    text: str
    status: str


def lines_of(article: Article) -> Iterator[Line]:
    """The lines of an article's text, in order; one is READ if any of its characters are."""
    spans = iter(article.body)
    span = next(spans, None)
    at = 0
    for line in article.text.split("\n"):
        end = at + len(line)
        while span is not None and span[1] <= at:
            span = next(spans, None)
        is_read = span is not None and span[0] < end
        if line.strip():
            yield Line(line.strip(), READ if is_read else LEFT_OUT)
        at = end + 1


def lines_not_taken(path: Path, article: Article) -> Iterator[Line]:
    """The lines of a web page that are not in the text made of it; none for a file of another kind."""
    ending = ending_of(path)
    if not ending or format_of(ending) is not READERS["html"] or not path.is_file():
        return
    with decompressed(path, ending) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"{path}: larger than {LARGEST // 2**20} MiB")
    text = " ".join(article.text.split())
    for line in fragment_text(decode(data), captions=True).split("\n"):
        if line.strip() and " ".join(line.split()) not in text:
            yield Line(line.strip(), NOT_TAKEN)
