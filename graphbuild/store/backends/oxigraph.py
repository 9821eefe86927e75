"""Oxigraph in this process: on disk under a folder, or in memory."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from graphbuild.durable import sync
from graphbuild.errors import QueryError, StoreChanged, StoreError, StoreLocked
from graphbuild.rdf import PREFIXES
from graphbuild.store.answers import ASK, GRAPH, Answer
from graphbuild.store.backend import Dataset, Occurrence
from graphbuild.store.backends.updates import malformed, replacement
from graphbuild.store.guard import names_graphs, refuse_reaching_out
from graphbuild.store.swap import settle

FOLDER = "store"
FLUSH_EVERY = 200  # updates
AT_ONCE = 20_000  # quads that are dropped in one transaction
# RocksDB's message when this or another process has the store open for writing.
LOCKED = re.compile(r"lock hold by|While lock file: .*(temporarily unavailable|No locks)")

CHANGED = "a build compacted the store while it was read; run the query again"
T = TypeVar("T")
FULL = re.compile(
    r"No space left on device|File too large|Read-only file system|quota exceeded", re.I
)


def connect(location: str, read_only: bool) -> Oxigraph:
    """Open the store in the folder `location`, making it when it is to be written."""
    folder = Path(location) / FOLDER
    try:
        if not folder.is_dir() and folder.with_name(f"{FOLDER}.old").is_dir():
            with claimed(folder.parent):
                settle(folder)
        there = (folder / "CURRENT").is_file()
    except OSError as exc:  # such as a name that is too long
        raise _explain(exc, location[:200]) from exc
    if not location or (read_only and not there):
        place = location or "(no folder)"
        raise StoreError(
            f"{place}: no graph here; make one with `graphbuild build PATHS -o {place}`"
        )
    try:
        if read_only:
            return Oxigraph(_read_only(str(folder)), folder, read_only=True)
        if folder.parent.is_file():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        folder.parent.mkdir(parents=True, exist_ok=True)
        claim = _claim(folder.parent)
        with ExitStack() as opening:  # whatever cuts it off, the folder is not left locked
            if claim is not None:
                opening.callback(os.close, claim)
            settle(folder)
            _create(folder)
            backend = Oxigraph(pyoxigraph.Store(str(folder)), folder, claim=claim)
            opening.pop_all()
        return backend
    except (OSError, RuntimeError) as exc:  # RuntimeError: its files are damaged
        raise _explain(exc, location) from exc


def _create(folder: Path) -> None:
    """Make an empty store under another name and rename it, so that a killed process leaves no half store."""
    if folder.is_dir() and any(folder.iterdir()):
        return
    new = folder.with_name(folder.name + ".new")
    new.mkdir(parents=True, exist_ok=True)
    pyoxigraph.Store(str(new)).flush()
    try:
        new.rename(folder)
        sync(folder.parent)
    except OSError:  # another process was faster
        if not (folder / "CURRENT").is_file():
            raise


@contextmanager
def claimed(graph: Path) -> Iterator[None]:
    """Keep others from writing to the graph in a folder; StoreLocked where another does."""
    try:
        claim = _claim(graph)
    except OSError as exc:
        raise _explain(exc, str(graph)) from exc
    try:
        yield
    finally:
        if claim is not None:
            os.close(claim)


def _claim(graph: Path) -> int | None:
    """Lock the folder of a graph; this lock is kept while RocksDB's own is released (see `release`).

    Returns None where the system or the disk has no such locks; another process may then take the
    store over while RocksDB's lock is released.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    place = os.open(graph, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(place)
        raise
    except OSError:
        os.close(place)
        return None
    return place


def _read_only(folder: str, tries: int = 8) -> pyoxigraph.Store:
    """A snapshot; tries again when a writer that compacts removes a file in between."""
    try:
        return pyoxigraph.Store.read_only(folder)
    except (OSError, RuntimeError) as exc:
        if tries == 1 or "No such file" not in str(exc):
            raise
        time.sleep(0.1)
        return _read_only(folder, tries - 1)


class Oxigraph:
    """The Backend on a pyoxigraph Store."""

    def __init__(
        self,
        store: pyoxigraph.Store,
        folder: Path,
        *,
        read_only: bool = False,
        claim: int | None = None,
    ) -> None:
        self._store: pyoxigraph.Store | None = store
        self._folder = folder
        self._read_only = read_only
        self._n_updates = 0
        self._unclaim = None if claim is None else weakref.finalize(self, os.close, claim)

    @property
    def store(self) -> pyoxigraph.Store:
        """The open store; StoreError after `close`."""
        if self._store is None:
            raise StoreError("the store is closed")
        return self._store

    def replace(
        self,
        graphs: Iterable[NamedNode],
        described: Iterable[tuple[NamedNode, NamedNode]],
        quads: Iterable[Quad],
    ) -> None:
        """One SPARQL update, which is one transaction."""
        text = replacement(graphs, described, quads)
        try:
            self.store.update(text)
            self._n_updates += 1
            if self._n_updates % FLUSH_EVERY == 0:
                self.store.flush()  # what is not on disk yet would grow past a gigabyte
        except OSError as exc:
            raise StoreError(_unwritable(exc)) from exc

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads without a transaction, several times faster."""
        try:
            self.store.bulk_extend(quads)
        except OSError as exc:
            raise StoreError(_unwritable(exc)) from exc

    def clear(self, graph: NamedNode) -> None:
        """Drop a graph in pieces, since a transaction holds everything that it removes in memory."""
        some = f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }} LIMIT {AT_ONCE}"
        try:
            while any(True for _ in self.graph(graph)):
                self.store.update(
                    f"DELETE {{ GRAPH {graph} {{ ?s ?p ?o }} }} WHERE {{ {{ {some} }} }}"
                )
                self.store.flush()
            self.store.remove_graph(graph)
        except OSError as exc:
            raise StoreError(_unwritable(exc)) from exc

    def graphs(self) -> Iterator[NamedNode]:
        """The named graphs, in any order."""
        return (g for g in _guarded(self.store.named_graphs()) if isinstance(g, NamedNode))

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""
        return _guarded(self.store.quads_for_pattern(None, None, None, name))

    def about(self, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one subject in one graph, in any order."""
        return _guarded(self.store.quads_for_pattern(subject, None, None, graph))

    def occurrences(self, predicate: NamedNode) -> Iterator[Occurrence]:
        """(subject, value, graph) in the order of the index by predicate, object and subject."""
        quads = self.store.quads_for_pattern(None, predicate, None, None)
        for subject, _, value, graph in _guarded(quads):
            named = isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal)
            if named and isinstance(graph, NamedNode):
                yield subject, value, graph

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer over the union of all graphs, or over those that the query names with FROM.

        dataset: IRIs of default and named graphs, which replace those that the query names.
        """
        refuse_reaching_out(text)
        try:
            if dataset:
                default: list[NamedNode | BlankNode | DefaultGraph]
                default = [NamedNode(iri) for iri in dataset[0]]
                named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in dataset[1]]
                answer = self.store.query(
                    text, prefixes=PREFIXES, default_graph=default, named_graphs=named
                )
            else:
                answer = self.store.query(
                    text, prefixes=PREFIXES, use_default_graph_as_union=not names_graphs(text)
                )
            found = to_answer(answer)
            return found._replace(rows=_guarded(iter(found.rows)))
        except FileNotFoundError as exc:
            raise StoreChanged(CHANGED) from exc
        except ValueError as exc:
            raise QueryError(f"a graph's name is not an IRI: {exc}") from exc
        except SyntaxError as exc:
            raise malformed(exc, text) from exc
        except OSError as exc:
            raise QueryError(f"the query failed: {exc}") from exc

    def compact(self) -> None:
        """Rewrite the files, which makes them a tenth smaller after a build of many articles.

        The old files stay until the new ones are complete: nothing is done where the disk has no
        room for both.
        """
        try:
            if shutil.disk_usage(self._folder).free > 2 * _size(self._folder):
                self.store.optimize()
        except OSError as exc:
            raise StoreError(_unwritable(exc)) from exc

    def release(self) -> None:
        """Close and open the files, which frees the 100 MB and more that RocksDB keeps of them in memory."""
        if self._read_only:
            return
        self._let_go()
        try:
            self._store = pyoxigraph.Store(str(self._folder))
        except (OSError, RuntimeError) as exc:
            raise _explain(exc, str(self._folder.parent)) from exc
        if sys.platform == "linux":
            trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc keeps what is freed
            if trim is not None:
                trim(0)

    def close(self) -> None:
        """Flush, and release the lock on the folder."""
        try:
            self._let_go()
        finally:
            if self._unclaim is not None:
                self._unclaim()

    def _let_go(self) -> None:
        store, self._store = self._store, None
        if store is not None and not self._read_only:
            try:
                store.flush()
            except OSError as exc:
                raise StoreError(_unwritable(exc)) from exc


def _size(folder: Path) -> int:
    """Bytes of the files of a store; files may be removed while they are counted."""
    size = 0
    for file in folder.iterdir():
        with suppress(FileNotFoundError):
            size += file.stat().st_size
    return size


def _guarded(items: Iterator[T]) -> Iterator[T]:
    """The same items; StoreChanged where a build has removed a file, which RocksDB opens only when needed."""
    try:
        yield from items
    except FileNotFoundError as exc:
        raise StoreChanged(CHANGED) from exc


def to_answer(
    result: pyoxigraph.QuerySolutions
    | pyoxigraph.QueryBoolean
    | pyoxigraph.QueryTriples
    | list[pyoxigraph.Triple],
) -> Answer:
    """The result of Oxigraph as an Answer."""
    if isinstance(result, pyoxigraph.QuerySolutions):
        names = tuple(v.value for v in result.variables)
        columns = range(len(names))
        return Answer(names, (tuple(solution[i] for i in columns) for solution in result))
    if isinstance(result, pyoxigraph.QueryBoolean):
        return Answer(("answer",), [(pyoxigraph.Literal(bool(result)),)], ASK)
    triples = ((t.subject, t.predicate, t.object) for t in result)
    return Answer(("subject", "predicate", "object"), triples, GRAPH)


def _unwritable(error: OSError) -> str:
    """The message of an error while writing; every article that was stored before is complete."""
    full = FULL.search(str(error))
    reason = full[0] if full else str(error)
    return f"the store cannot be written ({reason}); what was stored before is kept"


def _explain(error: OSError | RuntimeError, location: str) -> StoreError:
    text = str(error)
    if isinstance(error, BlockingIOError) or LOCKED.search(text):
        return StoreLocked(f"{location}: another process is writing to it; wait or stop that one")
    if isinstance(error, OSError) and error.strerror:
        return StoreError(f"{location}: cannot be used as a store: {error.strerror}")
    reason = text.rsplit(": ", 1)[-1]
    return StoreError(f"{location}: cannot be used as a store: {reason}")
