"""Compressed files -> streams of bytes.

To add a kind of compression, write a function from a path to a stream and a row in COMPRESSED.
"""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from graphbuild.errors import InputError

SUSPECT = 256 * 1024 * 1024  # unpacked bytes, below which no ratio is looked at
RATIO = 200  # times as large as packed; articles as JSON are packed to a fifth or a tenth
BUFFER = 64 * 1024
PIECE = 1024  # compressed bytes at once, which may be 32 MB decompressed


def decompressed(source: Path | IO[bytes], ending: str, size: int | None = None) -> IO[bytes]:
    """The content of a file, decompressed where its ending is in COMPRESSED.

    Reading it raises OSError, EOFError or zlib.error where the file is damaged or cut short, and
    InputError where it unpacks to more than RATIO times its size.
    source: the file, or an open stream of `size` packed bytes.
    """
    for compression, opened in COMPRESSED.items():
        if ending.endswith(compression):
            if size is None and isinstance(source, Path):
                size = source.stat().st_size
            most = max(SUSPECT, RATIO * (size or 0))
            return io.BufferedReader(_Counted(opened(source), most), BUFFER)
    return source.open("rb") if isinstance(source, Path) else source


def _gzip(path: Path | IO[bytes]) -> io.BufferedIOBase:
    return cast(io.BufferedIOBase, gzip.open(path, "rb"))


def _bzip2(path: Path | IO[bytes]) -> io.BufferedIOBase:
    return cast(io.BufferedIOBase, bz2.open(path, "rb"))


def _zstd(path: Path | IO[bytes]) -> io.BufferedIOBase:
    return io.BufferedReader(_Zstd(path))


COMPRESSED: dict[str, Callable[[Path | IO[bytes]], io.BufferedIOBase]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".zst": _zstd,
}


class _Counted(io.RawIOBase):
    """A stream of unpacked bytes that ends with an InputError when they are too many."""

    def __init__(self, stream: io.BufferedIOBase, most: int) -> None:
        self._stream, self._left, self._most = stream, most, most

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something."""
        data = self._stream.read1(len(buffer))  # what came before damage is still given
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"unpacks to more than {self._most // 2**20} MiB: not read further")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()


class _Zstd(io.RawIOBase):
    """The content of all frames of a Zstandard file.

    Its errors are those of other files: OSError for damage, EOFError for an end in mid-frame.
    """

    def __init__(self, source: Path | IO[bytes]) -> None:
        import zstandard  # few have such files

        self._zstandard: Any = zstandard
        self._file = source.open("rb") if isinstance(source, Path) else source
        self._frame: Any = None  # the one that is being read
        self._waiting = io.BytesIO()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something."""
        while not (n_read := self._waiting.readinto(buffer)):
            data = self._file.read(PIECE)
            if not data and self._frame is not None:
                raise EOFError("it ends before the end of its last frame")
            if not data:
                return 0
            self._waiting = io.BytesIO(b"".join(self._decompressed(data)))
        return n_read

    def _decompressed(self, data: bytes) -> Iterator[bytes]:
        while data:
            frame = self._frame or self._zstandard.ZstdDecompressor().decompressobj()
            try:
                yield frame.decompress(data)
            except self._zstandard.ZstdError as exc:
                raise OSError(str(exc)) from exc
            self._frame, data = (None, frame.unused_data) if frame.eof else (frame, b"")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
