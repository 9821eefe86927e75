"""The work of a worker process: it opens the store and runs one task after the other."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, cast

from pyoxigraph import Quad

from graphbuild.errors import GraphbuildError, QueryError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement
from graphbuild.presentation.display import sentence
from graphbuild.query import lookup
from graphbuild.query.named import bound, named_query
from graphbuild.records import ArticleRecord
from graphbuild.server.results import Request, answer, light
from graphbuild.store import Store, open_store
from graphbuild.store.answers import Term
from graphbuild.store.texts import KeptText, opened_texts

# Statements that one page or file is about.
MOST = 500
MOST_CHARACTERS = 5_000_000  # of the rows on one page
# Errors that end a task but not the worker: ours, the database's, and lack of memory.
ERRORS = (GraphbuildError, OSError, RuntimeError, ValueError, MemoryError)
TRIES = 3  # attempts while a build compacts the store
# Seconds after its time limit at which a worker ends itself, in case the server is gone.
GRACE = 5


class Table(NamedTuple):
    """The first rows of an answer; more: whether there are others."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class StoreSlice:
    """A few statements of a store with all that a page about them needs; a Dataset for exporters.

    chosen: the statements asked for, then those that dispute them or are disputed by them.
    records: the articles they are in, by id. pairs: (denial, disputed), ids. total: how many
    statements match in the store, when not all are here. entity, article: what the page is about.
    over: (statement that is over, the one that says so), ids. text: of the article, where it is kept.
    """

    chosen: tuple[Statement, ...]
    records: dict[str, ArticleRecord]
    pairs: tuple[tuple[str, str], ...]
    total: int
    entity: Entity | None = None
    article: ArticleRecord | None = None
    over: tuple[tuple[str, str], ...] = ()
    text: KeptText | None = None

    def statements(self) -> Iterator[Statement]:
        """The statements, those that were asked for first."""
        return iter(self.chosen)

    def articles(self) -> Iterator[ArticleRecord]:
        """The articles, in order of id."""
        return iter(self.records.values())

    def disputes(self) -> Iterator[tuple[str, str]]:
        """The pairs, in order."""
        return iter(self.pairs)

    def endings(self) -> Iterator[tuple[str, str]]:
        """What is over and what says so, in order."""
        return iter(self.over)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Empty: a part of the store does not have them."""
        return iter(())

    def texts(self) -> Iterator[tuple[ArticleRecord, str]]:
        """Empty: texts are exported from the whole store."""
        return iter(())

    def quads(self) -> Iterator[Quad]:
        """Empty: a part of the store has no quads."""
        return iter(())


def run(url: str, pipe: Connection, memory: int) -> None:
    """Run tasks until the server closes its end of the pipe; memory: limit in bytes, 0 for none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    _quiet_database()
    _bound_memory(memory)
    reader = Reader(url)
    with suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            task, values, mark, seconds = pipe.recv()
            _end_after(seconds + GRACE)
            reply = reader.reply(task, values, mark)
            _end_after(0)
            pipe.send(reply)


class Reader:
    """The store of a worker; opens it again when it has changed."""

    def __init__(self, url: str) -> None:
        self._url, self._store, self._known = url, cast("Store | None", None), ""

    def reply(self, task: str, values: Sequence[Any], mark: str) -> tuple[bool, Any]:
        """(True, result) of a task, or (False, error).

        mark: the state of the store that the result must not be older than (see `store.stamp`).
        """
        if mark != self._known:
            self._close()
        self._known = mark
        for _ in range(TRIES - 1):
            try:
                return True, self._done(task, values)
            except ERRORS as exc:
                if not _of_database(exc):
                    return False, _ours(exc)
            self._close()  # a writer may have taken a file of it away: once more
        try:
            return True, self._done(task, values)
        except ERRORS as exc:
            return False, _ours(exc)

    def _done(self, task: str, values: Sequence[Any]) -> Any:
        if self._store is None:
            self._store = open_store(self._url, read_only=True)
        return TASKS[task](self._store, *values)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = None


def _of_database(error: BaseException) -> bool:
    return isinstance(error, OSError) or isinstance(error.__cause__, OSError)


def _ours(error: BaseException) -> GraphbuildError:
    """An error of the database, in the middle of an answer, as a QueryError of one line."""
    if isinstance(error, GraphbuildError):
        return error
    return QueryError(f"the query failed: {' '.join(str(error).split())}")


def ask(store: Store, request: Request) -> bytes:
    """The answer to a SPARQL query, as bytes in the form that was requested."""
    return answer(store, request)


def entity(store: Store, iri: str, page: int = 1) -> StoreSlice | None:
    """Everything about an entity, with MOST statements per page; None for an unknown one."""
    found = lookup.entity(store, iri)
    ids = lookup.statements_naming(store, iri)
    own = ids[MOST * (page - 1) : MOST * page]
    return _slice(store, own, entity=found, total=len(ids)) if found or own else None


def statement(store: Store, name: str) -> StoreSlice | None:
    """A statement with those that dispute it and those that it disputes."""
    pairs = lookup.disputes(store, [name])
    ids = dict.fromkeys([name, *(i for pair in pairs for i in pair)])
    part = _slice(store, list(ids))
    return part if part.chosen and part.chosen[0].id == name else None


def article(store: Store, name: str) -> StoreSlice | None:
    """Everything that an article says, and its text where that is kept."""
    found = lookup.article(store, name)
    if found is None:
        return None
    part = _slice(store, lookup.statements_of(store, name), article=found)
    with opened_texts(store.url) as texts:
        return replace(part, text=texts.get(name, found.sha256) if texts else None)


def sentences(store: Store, ids: Sequence[str]) -> dict[str, str]:
    """Statements (ids) in words."""
    properties = Ontology.load().properties
    return {s.id: sentence(s, properties[s.predicate]) for s in lookup.statements(store, ids)}


def contested(store: Store, most: int) -> StoreSlice:
    """The statements that are disputed most often."""
    counts = Counter(disputed for _, disputed in store.disputes())
    ids = sorted(counts, key=lambda i: (-counts[i], i))
    return _slice(store, ids[:most], total=len(ids))


def explorer(store: Store, iri: str) -> str | None:
    """The interactive page of an entity's neighbourhood or, without one, of everything."""
    from graphbuild.pages.explorer import render
    from graphbuild.pages.payload import payload

    part = entity(store, iri) if iri else store
    if part is None:
        return None
    return render({**payload(part, Ontology.load()), "article_pages": "/article/"})


def table(store: Store, text: str, most: int) -> Table:
    """The first rows of an answer, and whether there are more."""
    found = store.query(text)
    rows = list(light(islice(found.rows, most + 1), MOST_CHARACTERS))
    return Table(found.variables, tuple(tuple(row) for row in rows[:most]), len(rows) > most)


def bound_text(store: Store, name: str, values: Mapping[str, str]) -> str:
    """The named query as SPARQL, with the values of its parameters."""
    return bound(named_query(name), values, store)


def described(store: Store, subjects: Sequence[str]) -> list[Quad]:
    """The quads about subjects (IRIs) and about their evidence."""
    return list(lookup.quads_about(store, subjects))


TASKS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        *(ask, table, entity, statement, article, sentences),
        *(contested, explorer, bound_text, described),
    )
}


def _slice(
    store: Store,
    ids: Sequence[str],
    *,
    entity: Entity | None = None,
    article: ArticleRecord | None = None,
    total: int | None = None,
) -> StoreSlice:
    statements = lookup.statements(store, ids[:MOST])
    disputes = lookup.disputes(store, [s.id for s in statements])
    endings = lookup.endings(store, [s.id for s in statements])
    near = {i for pair in (*disputes, *endings) for i in pair} - {s.id for s in statements}
    every = (*statements, *lookup.statements(store, sorted(near)[:MOST]))
    names = {e.article for s in every for e in s.evidence}
    records = {n: r for n in sorted(names) if (r := lookup.article(store, n))}
    n = len(ids) if total is None else total
    return StoreSlice(every, records, tuple(disputes), n, entity, article, tuple(endings))


def _bound_memory(size: int) -> None:
    if not size:
        return
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _quiet_database() -> None:
    """Discard what the database prints when it runs out of memory; Python can still write to stderr."""
    sys.stderr = os.fdopen(os.dup(2), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _end_after(seconds: float) -> None:
    """Let the system kill this process after so many seconds, unless called again; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
