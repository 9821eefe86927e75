"""Files that are replaced as a whole, so that neither an error nor a power failure leaves half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path beside this one to write to; what was written there takes the place of `path` at the end.

    The file is on disk before it is renamed, and the folder after it. Links are followed: it is the
    file at their end that is replaced. On an error nothing is left but what was there before. Raises
    OSError.
    """
    path = path.resolve()
    part = path.with_name(
        f".graphbuild-{os.getpid()}.part"
    )  # short, whatever the name: a name has 255 bytes
    try:
        yield part
        sync(part)
        part.replace(path)
        sync(path.parent)
    finally:
        with suppress(OSError):  # the reason is on its way already
            part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Write a file or a folder from the memory of the system to the disk."""
    if os.name == "nt" and path.is_dir():  # folders cannot be opened there
        return
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
