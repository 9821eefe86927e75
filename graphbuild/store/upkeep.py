"""The files of a store on disk, texts included: checked, copied, written again without what was removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from graphbuild.durable import sync
from graphbuild.errors import GraphbuildError, StoreError
from graphbuild.store import Store, open_store
from graphbuild.store.backends.oxigraph import FOLDER, claimed
from graphbuild.store.swap import fresh, swap
from graphbuild.store.texts import FILE, Texts, has_texts, opened_texts

DECISIONS = "decisions.jsonl"
# What the database raises for a damaged block, and what unpacking damaged notes raises.
DAMAGE = (GraphbuildError, OSError, RuntimeError, ValueError, LookupError, TypeError)


def check(url: str) -> Iterator[str]:
    """Each fault of a store in a line: blocks that cannot be read, graphs that differ from their notes.

    Every quad is read by two indexes, and the statements of each article are compared with its notes.
    """
    with open_store(url, read_only=True) as store:
        try:
            predicates = {quad.predicate for quad in store.quads(runs=True)}
            for predicate in sorted(predicates, key=str):
                for _ in store.occurrences(predicate):
                    pass
            articles = list(store.article_ids())
        except DAMAGE as exc:
            yield f"{url}: its files are damaged: {_line(exc)}"
            return
        for article in articles:
            try:
                kept = store.notes(article)
                noted = {s.id for s in kept.written}
                if kept.as_read and noted != {s.id for s in store.stated(article)}:
                    yield f"{article}: its graph has other statements than its notes"
            except DAMAGE as exc:
                yield f"{article}: cannot be read: {_line(exc)}"
        with opened_texts(url) as texts:
            if texts is not None:
                yield from _text_faults(store, texts, frozenset(articles))


def _text_faults(store: Store, texts: Texts, articles: frozenset[str]) -> Iterator[str]:
    """What is wrong with the texts beside a store, each fault in a line."""
    try:
        yield from texts.faults()
        versions = list(texts.versions())
    except StoreError as exc:
        yield str(exc)
        return
    for article, sha256 in versions:
        if article not in articles:
            yield f"{article}: its text is kept, but it is not in the graph: forget it"
        elif sha256 != store.article(article).sha256:
            yield f"{article}: the text that is kept is of another version: build it again"
        else:
            yield from _misplaced(store, texts, article, sha256)


def _misplaced(store: Store, texts: Texts, article: str, sha256: str) -> Iterator[str]:
    """The quotes of an article that are not in its text."""
    try:
        kept = texts.get(article, sha256)
        seen = [e for s in store.stated(article) for e in s.evidence]
    except DAMAGE as exc:
        yield f"{article}: cannot be read: {_line(exc)}"
        return
    for e in seen:
        if kept is not None and kept.quote(e.start, e.end) != e.sentence:
            yield f"{article}: its text has another sentence at {e.start}–{e.end}"
            return


def backup(url: str, to: Path) -> None:
    """Copy a store with its decisions into a new folder; a build must not be running. Raises StoreError."""
    try:
        if to.exists():
            raise StoreError(f"{to}: is there already; choose a new folder")
        with open_store(url) as store:
            to.mkdir(parents=True)
            database(store, url).backup(str((to / FOLDER).absolute()))
        if (Path(url) / DECISIONS).is_file():
            shutil.copy2(Path(url) / DECISIONS, to / DECISIONS)
            sync(to / DECISIONS)
        with opened_texts(url) as texts:
            if texts is not None:
                texts.copy(to / FILE)
                sync(to / FILE)
        sync(to)
    except OSError as exc:
        raise StoreError(f"{to}: cannot be written: {exc.strerror or exc}") from exc


def erase(url: str) -> list[Path]:
    """Write the store's files again with what is in it now; the pages beside it that may have more.

    Nobody else can write to the graph meanwhile. What was removed stays in the old files until they are
    compacted, and names in their table of strings for good. The new files are complete before they take
    the place of the old. Raises StoreError.
    """
    folder = Path(url) / FOLDER
    try:
        with open_store(url, read_only=True) as store, claimed(Path(url)):
            database(store, url)  # or the error that it is of another kind
            new = pyoxigraph.Store(str(fresh(folder)))
            new.bulk_extend(store.quads(runs=True))
            new.flush()
            del new
            swap(folder)
    except OSError as exc:
        raise StoreError(f"{url}: cannot be written again: {exc.strerror or exc}") from exc
    if has_texts(url):
        with Texts(Path(url)) as texts:
            texts.compact()
    ours = {DECISIONS, FILE}
    return sorted(p for p in Path(url).iterdir() if p.is_file() and p.name not in ours)


def database(store: Store, url: str) -> pyoxigraph.Store:
    """The database of a store in a folder; StoreError for another kind."""
    found: object = getattr(store.backend, "store", None)
    if not isinstance(found, pyoxigraph.Store) or not Path(url).is_dir():
        raise StoreError(f"{url}: only a graph in a folder has files of its own")
    return found


def _line(exc: BaseException) -> str:
    return " ".join(str(exc).split())[:200] or type(exc).__name__
