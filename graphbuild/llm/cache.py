"""What large language models have answered, in one file (SQLite): the key of a request -> the texts.

The file stands beside the graph, can be copied to whoever should get the same graph, and is all that a
build with --llm-cache-only needs.  It holds the answers, which quote the articles, and the ids of the articles, not
the questions.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from graphbuild.durable import sync
from graphbuild.errors import AskError

NAME = "llm-answers.sqlite"
LAYOUT = 1
TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, texts TEXT NOT NULL, tokens INTEGER NOT NULL, given TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    key TEXT NOT NULL, article TEXT NOT NULL, model TEXT NOT NULL, PRIMARY KEY (key, article)
) WITHOUT ROWID;
"""
T = TypeVar("T")


class Stored(NamedTuple):
    """An answer: its texts, the tokens that it cost (0 where nobody says), and when it was given (ISO)."""

    texts: tuple[str, ...]
    tokens: int
    given: str


class AnswerCache:
    """A file of answers, for use by several threads of a process, in a `with` statement.

    path: None keeps the answers in memory. read_only: the file must be there and is not changed.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        self.path, self._lock = path, threading.Lock()
        try:
            self._db = _connect(path, read_only)
        except sqlite3.Error as exc:
            raise AskError(f"{path}: {_why(exc)}") from exc

    def __enter__(self) -> AnswerCache:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def get(self, key: str) -> tuple[str, ...] | None:
        """The texts that answer a request, or None."""
        stored = self.stored(key)
        return stored.texts if stored else None

    def stored(self, key: str) -> Stored | None:
        """An answer with what is known about it, or None."""
        rows = self._do(
            lambda db: db.execute(
                "SELECT texts, tokens, given FROM answers WHERE key = ?", (key,)
            ).fetchall()
        )
        return Stored(tuple(json.loads(rows[0][0])), rows[0][1], rows[0][2]) if rows else None

    def put(self, key: str, model: str, answer: Stored) -> None:
        """Keep an answer, in place of an earlier one."""
        row = (
            key,
            model,
            json.dumps(answer.texts, ensure_ascii=False),
            answer.tokens,
            answer.given,
        )
        self._do(
            lambda db: db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)
        )

    def note(self, keys: Iterable[str], article: str, model: str) -> None:
        """Keep which requests are about which article."""
        rows = [(key, article, model) for key in keys]
        self._do(lambda db: db.executemany("INSERT OR IGNORE INTO asked VALUES (?, ?, ?)", rows))

    def model_of(self, key: str) -> str | None:
        """The model that a noted request is for, or None where none was noted."""
        rows = self._do(
            lambda db: db.execute(
                "SELECT model FROM asked WHERE key = ? LIMIT 1", (key,)
            ).fetchall()
        )
        return rows[0][0] if rows else None

    def forget(self, articles: Sequence[str]) -> int:
        """Remove the answers that are about none but these articles, and their bytes; how many."""

        def remove(db: sqlite3.Connection) -> int:
            db.executemany("DELETE FROM asked WHERE article = ?", [(a,) for a in articles])
            gone = db.execute(
                "DELETE FROM answers WHERE key NOT IN (SELECT key FROM asked)"
            ).rowcount
            db.commit()
            if gone:
                db.execute("VACUUM")
            return gone

        return self._do(remove)

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with self._lock, self._db:
                return work(self._db)
        except sqlite3.Error as exc:
            raise AskError(f"{self.path}: {_why(exc)}") from exc


def forget_answers(file: Path, articles: Sequence[str]) -> int:
    """Remove from a file, where there is one, the answers about these articles alone; how many."""
    if not file.is_file():
        return 0
    with AnswerCache(file) as cache:
        return cache.forget(articles)


def copy_answers(folder: Path, to: Path) -> None:
    """Copy the file of answers beside a graph, where there is one, into another folder."""
    if (folder / NAME).is_file():
        shutil.copy2(folder / NAME, to / NAME)
        sync(to / NAME)


def _connect(path: Path | None, read_only: bool) -> sqlite3.Connection:
    if path is None:
        db = sqlite3.connect(":memory:", check_same_thread=False)
    elif read_only:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        db = sqlite3.connect(uri, uri=True, check_same_thread=False)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=60, check_same_thread=False)
    try:
        [[layout]] = db.execute("PRAGMA user_version").fetchall()
        if layout not in (0, LAYOUT) or (read_only and layout != LAYOUT):
            raise sqlite3.DatabaseError("not a file of answers that this version reads")
        if not read_only:
            db.executescript(f"PRAGMA secure_delete = ON;{TABLES}PRAGMA user_version = {LAYOUT};")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _why(exc: sqlite3.Error) -> str:
    return "there is no such file" if "unable to open" in str(exc) else str(exc)
