"""Identifiers of articles: readable, stable from run to run, unique within one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

LONGEST = 160


def slug(text: str) -> str:
    """Lower-case ASCII words of `text` joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:LONGEST].rstrip("-")


def unique_ids() -> Callable[[str, str], str]:
    """A function (id, folder) -> id, none of which it gives twice.

    An id that was given before gets the folder in front and, if need be, a number behind. The function remembers hashes of the ids, some seventy bytes each.
    """
    taken: set[int] = set()
    clashes: Counter[str] = Counter()

    def unique(name: str, folder: str) -> str:
        name = name[:LONGEST]
        candidate = name
        if _key(candidate) in taken and folder:
            candidate = name = f"{folder}-{name}"
        while _key(candidate) in taken:
            clashes[name] += 1
            candidate = f"{name}-{clashes[name] + 1}"
        taken.add(_key(candidate))
        return candidate

    return unique


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())
