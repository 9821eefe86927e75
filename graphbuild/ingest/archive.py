"""ZIP and WACZ -> the Articles of the files in them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, cast

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.input_file import InputFile, shown
from graphbuild.ingest.office import ODF, WORD
from graphbuild.ingest.office import read as read_document
from graphbuild.model import Article

MOST_FILES = 100_000
LARGEST_TOTAL = 4 << 30  # bytes, decompressed; by what the archive itself says
HIGHEST_RATIO, SMALL = 200, 1 << 20  # decompressed to compressed, for files above a mebibyte
NOT_TEXT = ("__MACOSX/",)
WEB_ARCHIVE = "archive/"  # where a WACZ has its WARC files
FAULTS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def read(file: InputFile) -> Iterator[Article]:
    """The articles of all files of known kinds; each other one is reported as `name:path`."""
    try:
        packed = _seekable(file)
        archive = zipfile.ZipFile(packed)
    except FAULTS as exc:
        raise InputError(f"not a readable ZIP archive ({shown(str(exc))})") from exc
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
        _check(members)
        if any(m.filename in {WORD, ODF} for m in members):  # a document without its ending
            packed.seek(0)
            yield from read_document(replace(file, stream=packed))
            return
        if any(m.filename == "datapackage.json" for m in members):
            members = [m for m in members if m.filename.startswith(WEB_ARCHIVE)]
        members = [m for m in members if not _hidden(m.filename)]
        if not members:
            raise NoArticle("no articles in this archive")
        for member in members:
            yield from _read(file, archive, member)


def _seekable(file: InputFile) -> IO[bytes]:
    """The file itself, or its bytes where it is a stream."""
    stream = cast(IO[bytes], file.stream)
    if isinstance(file.stream, io.IOBase) and stream.seekable():
        return stream
    return io.BytesIO(file.content())


def _check(members: list[zipfile.ZipInfo]) -> None:
    """InputError for an archive that would fill memory or time."""
    total = sum(m.file_size for m in members)
    if len(members) > MOST_FILES or total > LARGEST_TOTAL:
        raise InputError(
            f"{len(members)} files of {total / 2**20:.0f} MiB in one archive: unpack it yourself"
        )


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.startswith(NOT_TEXT) or any(p.startswith(".") for p in parts)


def _read(file: InputFile, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Article]:
    name = shown(member.filename)
    try:
        if member.flag_bits & 1:
            raise InputError("encrypted")
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > SMALL and ratio > HIGHEST_RATIO:
            raise InputError(f"compressed {ratio:.0f} times: taken for a bomb")
        with archive.open(member) as inside:
            yield from file.inside(file, member.filename, inside, member.compress_size)
    except InputError as exc:
        file.fault(exc, name)
    except FAULTS as exc:
        file.fault(InputError(f"cannot be read: {shown(str(exc))}"), name)
