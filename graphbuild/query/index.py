"""The search index: names and sentences of each article, with two FTS5 tables over them."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path

from graphbuild.model import Entity, Statement
from graphbuild.query import lookup
from graphbuild.query.words import joined
from graphbuild.records import ArticleRecord
from graphbuild.store import Store, open_store
from graphbuild.store.stamp import stamp

FILE = "search.sqlite"
LAYOUT = 1
SCHEMA = f"""
CREATE TABLE article(id TEXT PRIMARY KEY, mark TEXT, title TEXT, publisher TEXT, published TEXT)
  WITHOUT ROWID;
CREATE TABLE entity(id INTEGER PRIMARY KEY, iri TEXT UNIQUE, type TEXT, label TEXT,
  articles INTEGER);
CREATE INDEX entity_by_articles ON entity(articles DESC, label);
CREATE TABLE name(id INTEGER PRIMARY KEY, entity INTEGER, text TEXT, label INTEGER,
  UNIQUE(entity, text, label));
CREATE TABLE said(article TEXT, name INTEGER, PRIMARY KEY(article, name)) WITHOUT ROWID;
CREATE INDEX said_by_name ON said(name);
CREATE TABLE quote(id INTEGER PRIMARY KEY, article TEXT, start INTEGER, "end" INTEGER, text TEXT,
  statements TEXT);
CREATE INDEX quote_by_article ON quote(article);
CREATE TABLE told(statement TEXT, article TEXT, PRIMARY KEY(statement, article)) WITHOUT ROWID;
CREATE INDEX told_by_article ON told(article);
CREATE VIRTUAL TABLE names USING fts5(text, joined, content='', prefix='2 3',
  tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE quotes USING fts5(text, content='quote', content_rowid='id', prefix='3',
  tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE name_words USING fts5vocab(names, row);
CREATE VIRTUAL TABLE quote_words USING fts5vocab(quotes, row);
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
INSERT INTO meta VALUES ('layout', '{LAYOUT}'), ('stamp', '');
"""


def quietly(n: int, total: int) -> None:
    """Ignore the progress."""


def open_index(store: Store, *, done: Callable[[int, int], None] = quietly) -> Index:
    """The index of an open store, updated to its state; a damaged index is made again.

    It is a file in the store's folder, or in memory if the folder cannot be written or there is none.
    done: called with the number of articles read and to read.
    """
    path = Path(store.url) / FILE
    index = _connect(path) if Path(store.url).is_dir() else Index(_made(":memory:"))
    try:
        index.update(store, done)
    except sqlite3.DatabaseError as exc:
        index.close()
        if not isinstance(exc, sqlite3.OperationalError):  # damaged; else it cannot be written
            _say_damaged(path)
            path.unlink()
            return open_index(store, done=done)
        index = Index(_made(":memory:"))
        index.update(store, done)
    index.url = store.url
    return index


def forget_in_index(url: str) -> None:
    """Remove from the index, if there is one, what is no longer in the store at a URL."""
    if (Path(url) / FILE).is_file():
        with open_store(url, read_only=True) as store:
            open_index(store).close()


class Index:
    """An open index; its methods may be called from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.url = ""

    def rows(self, text: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a query; a file that turns out to be damaged is made again from the store."""
        try:
            with self._lock:
                return self._connection.execute(text, values).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            if not (Path(self.url) / FILE).is_file():
                raise
            self._make_again()
        with self._lock:
            return self._connection.execute(text, values).fetchall()

    def _make_again(self) -> None:
        path = Path(self.url) / FILE
        with self._lock:
            _say_damaged(path)
            self._connection.close()
            self._connection = _replaced(path)
        with open_store(self.url, read_only=True) as store:
            self.update(store)

    @cached_property
    def name_words(self) -> list[str]:
        """Every word of a name, sorted; used to correct misspelt words."""
        return sorted(str(w) for (w,) in self.rows("SELECT term FROM name_words"))

    @cached_property
    def quote_words(self) -> list[str]:
        """Every word of a quote, sorted."""
        return sorted(str(w) for (w,) in self.rows("SELECT term FROM quote_words"))

    @cached_property
    def figures(self) -> dict[str, int]:
        """The numbers of articles, entities, statements and quotes."""
        tables = {
            "articles": "article",
            "entities": "entity",
            "statements": "(SELECT DISTINCT statement FROM told)",
            "quotes": "quote",
        }
        return {
            n: int(str(self.rows(f"SELECT COUNT(*) FROM {t}")[0][0])) for n, t in tables.items()
        }

    def top(self, limit: int) -> list[tuple[str, str, str, int]]:
        """The entities in most articles: IRI, type, label, number of articles."""
        text = "SELECT iri, type, label, articles FROM entity ORDER BY articles DESC, label LIMIT ?"
        return [(str(i), str(t), str(n), int(str(k))) for i, t, n, k in self.rows(text, limit)]

    def latest(self, limit: int) -> list[tuple[str, str, str, str]]:
        """The latest articles: id, title, publisher, date; "" for what is unknown."""
        text = """SELECT id, COALESCE(title, id), COALESCE(publisher, ''), COALESCE(published, '')
                  FROM article ORDER BY published DESC, id LIMIT ?"""
        return [(str(i), str(t), str(p), str(d)) for i, t, p, d in self.rows(text, limit)]

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """From each IRI that is an entity to its label."""
        text = "SELECT iri, label FROM entity WHERE iri IN (SELECT value FROM json_each(?))"
        return {str(i): str(n) for i, n in self.rows(text, json.dumps(sorted(iris)))}

    def update(self, store: Store, done: Callable[[int, int], None] = quietly) -> None:
        """Add what has changed in the store since the last update; all or nothing.

        A store on disk is opened again, so that what is read is not older than the stamp.
        """
        if self._is_new(store):
            return
        with self._lock, self._connection as to:
            to.execute("BEGIN IMMEDIATE")  # before the look at the store: another may have it now
            mark = stamp(store.url)
            with open_store(store.url, read_only=True) if mark else nullcontext(store) as now:
                _follow(to, now, done)
            to.execute("UPDATE meta SET value = ? WHERE key = 'stamp'", (mark,))
        for name in ("name_words", "quote_words", "figures"):
            self.__dict__.pop(name, None)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _is_new(self, store: Store) -> bool:
        mark = stamp(store.url)
        return mark != "" and self.rows("SELECT 1 FROM meta WHERE value = ?", mark) != []


def _connect(path: Path) -> Index:
    """Open the file; a damaged file, or one with another layout, is deleted and made again."""
    try:
        connection = _opened(path)
        if connection.execute("SELECT value FROM meta WHERE key = 'layout'").fetchone() == (
            str(LAYOUT),
        ):
            return Index(connection)
    except sqlite3.DatabaseError:
        if path.is_file() and path.stat().st_size:
            _say_damaged(path)
    return Index(_replaced(path))


def _say_damaged(path: Path) -> None:
    logging.getLogger(__name__).warning("%s: damaged; it is made again from the graph", path)


def _replaced(path: Path) -> sqlite3.Connection:
    """A new, empty file in place of one, in memory where it cannot be written."""
    try:
        path.unlink(missing_ok=True)
        return _made(path)
    except (OSError, sqlite3.OperationalError):
        return _made(":memory:")


def _opened(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=60)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
    return connection


def _made(path: Path | str) -> sqlite3.Connection:
    connection = _opened(path)
    connection.executescript(SCHEMA)
    return connection


def _follow(to: sqlite3.Connection, store: Store, done: Callable[[int, int], None]) -> None:
    """Update every table to the state of the store."""
    marks = lookup.marks(store)
    have = dict(to.execute("SELECT id, mark FROM article"))
    old = {a for a in have if marks.get(a) != have[a] or not marks[a]}
    fresh = [a for a in sorted(marks) if a in old or a not in have]
    for article in sorted(old):
        _forget(to, article)
    for n, (record, statements) in enumerate(lookup.each(store, fresh), 1):
        _add(to, record, statements, marks[record.id])
        done(n, len(fresh))
    _tidy(to)
    to.executemany(
        "UPDATE entity SET label = ?2 WHERE iri = ?1 AND label IS NOT ?2",
        lookup.labels(store).items(),
    )
    if old - marks.keys():  # leave nothing of them in the file
        for table in ("names", "quotes"):
            to.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def _forget(to: sqlite3.Connection, article: str) -> None:
    to.execute(
        "INSERT INTO quotes(quotes, rowid, text) "
        "SELECT 'delete', id, text FROM quote WHERE article = ?",
        (article,),
    )
    for table in ("quote", "said", "told"):
        to.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    to.execute("DELETE FROM article WHERE id = ?", (article,))


def _add(
    to: sqlite3.Connection, article: ArticleRecord, statements: Iterable[Statement], mark: str
) -> None:
    about = (article.id, mark, article.title, article.publisher, article.published)
    to.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?)", about)
    quotes: dict[tuple[int, int, str], list[str]] = {}
    entities: dict[str, Entity] = {}
    for statement in statements:
        to.execute("INSERT OR IGNORE INTO told VALUES (?, ?)", (statement.id, article.id))
        entities |= {e.id: e for e in statement.entities}
        for e in statement.evidence:
            quotes.setdefault((e.start, e.end, e.sentence), []).append(statement.id)
    for entity in entities.values():
        _add_names(to, article.id, entity)
    for (start, end, text), ids in quotes.items():
        row = to.execute(
            'INSERT INTO quote(article, start, "end", text, statements) VALUES (?, ?, ?, ?, ?)',
            (article.id, start, end, text, " ".join(dict.fromkeys(ids))),
        ).lastrowid
        to.execute("INSERT INTO quotes(rowid, text) VALUES (?, ?)", (row, text))


def _add_names(to: sqlite3.Connection, article: str, entity: Entity) -> None:
    to.execute(
        "INSERT INTO entity(iri, type) VALUES (?, ?) "
        "ON CONFLICT(iri) DO UPDATE SET type = excluded.type",
        (entity.id, entity.type),
    )
    [(row,)] = to.execute("SELECT id FROM entity WHERE iri = ?", (entity.id,)).fetchall()
    label = _name(to, row, entity.label, is_label=True)
    for name in (label, *(_name(to, row, alias, is_label=False) for alias in entity.aliases)):
        to.execute("INSERT OR IGNORE INTO said VALUES (?, ?)", (article, name))
    if entity.same_as:  # one label for all articles, and it may have changed
        to.execute(
            "UPDATE OR REPLACE said SET name = ? WHERE name IN "
            "(SELECT id FROM name WHERE entity = ? AND label AND id != ?)",
            (label, row, label),
        )


def _name(to: sqlite3.Connection, entity: int, text: str, *, is_label: bool) -> int:
    values = (entity, text, int(is_label))
    found = to.execute(
        "SELECT id FROM name WHERE entity = ? AND text = ? AND label = ?", values
    ).fetchone()
    if found is not None:
        return int(found[0])
    row = to.execute("INSERT INTO name(entity, text, label) VALUES (?, ?, ?)", values).lastrowid
    to.execute("INSERT INTO names(rowid, text, joined) VALUES (?, ?, ?)", (row, text, joined(text)))
    return row or 0


def _tidy(to: sqlite3.Connection) -> None:
    """Delete names that no article has any more, and entities without a name; count articles."""
    unused = "SELECT id, text FROM name WHERE id NOT IN (SELECT name FROM said)"
    for row, text in to.execute(unused).fetchall():
        to.execute(
            "INSERT INTO names(names, rowid, text, joined) VALUES ('delete', ?, ?, ?)",
            (row, text, joined(text)),
        )
        to.execute("DELETE FROM name WHERE id = ?", (row,))
    to.execute("DELETE FROM entity WHERE id NOT IN (SELECT entity FROM name)")
    to.execute(
        """UPDATE entity SET
             label = (SELECT text FROM name AS n JOIN said ON name = n.id WHERE n.entity = entity.id
                      AND n.label GROUP BY n.id ORDER BY COUNT(*) DESC, text LIMIT 1),
             articles = (SELECT COUNT(DISTINCT article) FROM said JOIN name AS n ON name = n.id
                         WHERE n.entity = entity.id)"""
    )
