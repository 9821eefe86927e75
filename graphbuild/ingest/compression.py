"""Files -> streams of bytes, unpacked where the ending says how.

To add a way of packing, write a function from a path to a stream, a row in UNPACKING and its ending
in `sources.PACKED`.
"""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

PIECE = 1024  # packed bytes at once, which may be 32 MB unpacked


def unpacked(path: Path, ending: str) -> IO[bytes]:
    """The content of a file whose name ends so; what is wrong with it is an OSError, EOFError or zlib.error."""
    for packing, opened in UNPACKING.items():
        if ending.endswith(packing):
            return opened(path)
    return path.open("rb")


def _gzip(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb"))


def _bzip2(path: Path) -> IO[bytes]:
    return cast(IO[bytes], bz2.open(path, "rb"))


def _zstd(path: Path) -> IO[bytes]:
    return io.BufferedReader(_Zstd(path))


UNPACKING: dict[str, Callable[[Path], IO[bytes]]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".zst": _zstd,
}


class _Zstd(io.RawIOBase):
    """All frames of a Zstandard file; its errors are those of other files, the end in mid-frame among them."""

    def __init__(self, path: Path) -> None:
        import zstandard  # few have such files

        self._zstandard: Any = zstandard
        self._file = path.open("rb")
        self._frame: Any = None  # the one that is being read
        self._waiting = io.BytesIO()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something."""
        while not (n_read := self._waiting.readinto(buffer)):
            packed = self._file.read(PIECE)
            if not packed and self._frame is not None:
                raise EOFError("it ends before the end of its last frame")
            if not packed:
                return 0
            self._waiting = io.BytesIO(b"".join(self._unpacked(packed)))
        return n_read

    def _unpacked(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            frame = self._frame or self._zstandard.ZstdDecompressor().decompressobj()
            try:
                yield frame.decompress(packed)
            except self._zstandard.ZstdError as exc:
                raise OSError(str(exc)) from exc
            self._frame, packed = (None, frame.unused_data) if frame.eof else (frame, b"")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
