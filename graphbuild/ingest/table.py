"""CSV and TSV -> Articles: one a row, by the names in the first row."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import decode
from graphbuild.ingest.input_file import LARGEST, InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.record import Guess, read_record
from graphbuild.model import Article

DELIMITERS = "\t;|,"  # the comma last: the names in the head may hold commas, quoted


def read(file: InputFile) -> Iterator[Article]:
    """The articles of the rows; a row without text is reported as `name:row` and left out."""
    csv.field_size_limit(LARGEST)
    lines = _lines(file)
    head = next((line for line in lines if line.strip()), "")
    if not head:
        raise NoArticle("empty file")
    delimiter = max(DELIMITERS, key=lambda d: (head.count(d), DELIMITERS.index(d)))
    names = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
    guess, number = Guess(file.fields, file.note), 1
    rows = csv.reader(lines, delimiter=delimiter)
    while True:
        number += 1
        try:
            row = next(rows, None)
        except csv.Error as exc:
            raise InputError(f"row {number} is no CSV ({exc}); the rest is left out") from exc
        if row is None:
            break
        if not any(cell.strip() for cell in row):
            continue
        record = dict(zip(names, row, strict=False))
        try:
            with one_record():
                article = read_record(record, f"{file.stem}-{number}", guess(record), file.mended)
            yield article
        except InputError as exc:
            file.fault(exc, number)
    if number == 2:
        raise NoArticle("no row below the names of the columns")


def _lines(file: InputFile) -> Iterator[str]:
    """Lines as text: UTF-8, or windows-1252 where a line is not; UTF-16 by its mark."""
    lines = file.lines()
    first = next(lines, b"")
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        yield from io.StringIO(decode(first + b"".join(lines)))
        return
    yield _decoded(first.removeprefix(BOM_UTF8))
    for line in lines:
        yield _decoded(line)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8").replace("\0", " ")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace").replace("\0", " ")
