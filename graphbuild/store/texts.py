"""The texts of articles, kept beside a store in a folder: compressed, and overwritten when forgotten.

They are the user's own copies. They are in a file of their own, not in the graph, since a database of
quads keeps what was removed in its files; no query and no export of statements reaches them.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from graphbuild.errors import StoreError
from graphbuild.model import Article

FILE = "texts.sqlite"
SCHEMA = "CREATE TABLE IF NOT EXISTS text(article TEXT PRIMARY KEY, sha256 TEXT, packed BLOB)"
AT_ONCE = 50  # texts in one transaction; those lost in a crash are kept by the next build
PAGE = 8192  # bytes; smaller pages leave a fifth of the file empty
WAIT = 60.0  # seconds for another process that writes
LEVEL = 6


class KeptText(NamedTuple):
    """An article's text and the spans of it that are the article itself, as in `Article`."""

    text: str
    body: tuple[tuple[int, int], ...]

    def quote(self, start: int, end: int) -> str:
        """The words at a place, as evidence has them."""
        return Article("", self.text, self.body).quote(start, end)

    @property
    def paragraphs(self) -> str:
        """What a reader sees of the article itself, an empty line between two paragraphs."""
        found: list[str] = []
        at = 0
        for start, end in self.body:
            if found and "\n" not in self.text[at:start]:
                found[-1] += self.text[start:end]
            else:
                found.append(self.text[start:end])
            at = end
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in found)


class Texts:
    """An open file of texts. It is a context manager."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """Open the file in a store's folder, made where it is to be written; StoreError."""
        self.path = folder / FILE
        self._n_changed = 0
        mode = "ro" if read_only else "rwc"
        try:
            self._file = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=WAIT,
                check_same_thread=False,
            )
            # What is forgotten is overwritten, and readers are not kept waiting by a full cache.
            self._file.execute("PRAGMA secure_delete = ON")
            self._file.execute("PRAGMA cache_spill = OFF")
            self._file.execute(f"PRAGMA page_size = {PAGE}")
            if not read_only:
                self._file.execute(SCHEMA)
        except sqlite3.Error as exc:
            raise StoreError(f"{self.path}: cannot be opened: {exc}") from exc

    def keep(self, article: Article) -> None:
        """Keep the text of an article in place of an earlier one."""
        if not self.has(article.id, article.sha256):
            packed = zlib.compress(json.dumps([article.text, article.body]).encode(), LEVEL)
            row = (article.id, article.sha256, packed)
            self._change("INSERT OR REPLACE INTO text VALUES (?, ?, ?)", row)

    def forget(self, article: str) -> bool:
        """Remove the text of an article (id); False when there was none."""
        return self._change("DELETE FROM text WHERE article = ?", (article,)) > 0

    def drop(self, article: Article) -> None:
        """Remove the text of an article."""
        self.forget(article.id)

    def has(self, article: str, sha256: str) -> bool:
        """Whether the text of this version of an article is kept."""
        return bool(
            self._rows("SELECT 1 FROM text WHERE article = ? AND sha256 = ?", article, sha256)
        )

    def get(self, article: str, sha256: str) -> KeptText | None:
        """The text of an article (id) in this version; None when it is not kept."""
        rows = self._rows(
            "SELECT packed FROM text WHERE article = ? AND sha256 = ?", article, sha256
        )
        return _unpacked(rows[0][0], self.path) if rows else None

    def versions(self) -> Iterator[tuple[str, str]]:
        """Each article (id) whose text is kept, with the hash of its version, in order of id."""
        for article, sha256 in self._rows("SELECT article, sha256 FROM text ORDER BY article"):
            yield str(article), str(sha256)

    def faults(self) -> Iterator[str]:
        """What is wrong with the file, each in a line."""
        for (line,) in self._rows("PRAGMA integrity_check"):
            if line != "ok":
                yield f"{self.path}: {' '.join(str(line).split())}"

    def copy(self, to: Path) -> None:
        """Write a copy of the file."""
        try:
            with closing(sqlite3.connect(to)) as other:
                self._file.backup(other)
        except sqlite3.Error as exc:
            raise StoreError(f"{to}: cannot be written: {exc}") from exc

    def compact(self) -> None:
        """Write the file again without the place of what was removed."""
        self.commit()
        self._change("VACUUM")

    def commit(self) -> None:
        """Write to disk what was kept or forgotten."""
        try:
            self._file.commit()
        except sqlite3.Error as exc:
            raise StoreError(f"{self.path}: cannot be written: {exc}") from exc

    def close(self) -> None:
        """Write everything to disk."""
        try:
            self.commit()
        finally:
            self._file.close()

    def __enter__(self) -> Texts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _change(self, text: str, values: tuple[object, ...] = ()) -> int:
        """Run a change; how many rows it changed."""
        try:
            changed = self._file.execute(text, values).rowcount
        except sqlite3.Error as exc:
            raise StoreError(f"{self.path}: cannot be written: {exc}") from exc
        self._n_changed += 1
        if self._n_changed % AT_ONCE == 0:
            self.commit()
        return changed

    def _rows(self, text: str, *values: str) -> list[tuple[object, ...]]:
        try:
            return self._file.execute(text, values).fetchall()
        except sqlite3.Error as exc:
            raise StoreError(f"{self.path}: cannot be read: {exc}") from exc


def has_texts(url: str) -> bool:
    """Whether texts are kept beside the store at a URL."""
    return (Path(url) / FILE).is_file()


@contextmanager
def opened_texts(url: str) -> Iterator[Texts | None]:
    """The texts beside a store, open to read; None where none are kept."""
    if not has_texts(url):
        yield None
        return
    # What a build that was killed has left half written is put right by whoever may write.
    left = Path(url, f"{FILE}-journal").exists()
    with Texts(Path(url), read_only=not left) as texts:
        yield texts


class Keeper(NamedTuple):
    """What a build does with texts.

    take: called with each article of the input that is in the graph. forget: removes the text of an
        article (id).
    """

    take: Callable[[Article], None] = lambda article: None
    forget: Callable[[str], object] = lambda article: None


@contextmanager
def keeping(url: str, wanted: bool | None) -> Iterator[Keeper]:
    """Open the texts beside a store for a build.

    wanted: True keeps it, False removes what an earlier build kept of it, None keeps it where the
        store is in a folder. StoreError for True where it is not.
    """
    local = Path(url).is_dir()
    if wanted and not local:
        raise StoreError(f"{url}: texts can only be kept beside a graph in a folder")
    if wanted or (wanted is None and local):
        with Texts(Path(url)) as texts:
            yield Keeper(texts.keep, texts.forget)
    elif has_texts(url):
        with Texts(Path(url)) as texts:
            yield Keeper(texts.drop, texts.forget)
    else:
        yield Keeper()


def forget_texts(url: str, articles: Iterable[str]) -> None:
    """Remove the texts of articles (ids), where texts are kept."""
    if has_texts(url):
        with Texts(Path(url)) as texts:
            for article in articles:
                texts.forget(article)


def _unpacked(packed: object, path: Path) -> KeptText:
    try:
        text, body = json.loads(zlib.decompress(packed))  # type: ignore[arg-type]  # bytes, or an error
    except (TypeError, ValueError, zlib.error) as exc:
        raise StoreError(f"{path}: damaged: {exc}") from exc
    return KeptText(text, tuple((start, end) for start, end in body))
