"""Applies identity resolution to a store: compares the entities of all articles, rewrites what changed.

Every article's statements are kept as they were read, so the same articles and the same decisions give
the same graph, byte for byte, whatever was decided and undone before.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.errors import DecisionError, StoreError
from graphbuild.identity.decisions import FILE, Decision, read_decisions, to_line
from graphbuild.identity.graph import IDENTITY_GRAPH, background_quads, identity_quads
from graphbuild.identity.mapping import Splits, apply, divide, mark, plan
from graphbuild.identity.profiles import EntityRow, Profile, entity_rows, gather
from graphbuild.identity.records import Resolution
from graphbuild.identity.resolution import resolve
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import Statement

if TYPE_CHECKING:
    from graphbuild.store import Store

DECIDED = NamedNode(GB + "decided")
TEXT = "utf-8", "surrogatepass"


class KnownArticle(NamedTuple):
    """An article in the store: id, publication date, and a mark of the entities merged in its graph."""

    article: str
    published: str | None
    identified: str


class ArticleRowsFile:
    """Articles with what each says of entities, before any are merged.

    The rows are in a temporary file, since they are read several times and may be too many for memory.
    """

    def __init__(self, folder: Path | None) -> None:
        """Start empty; folder: where the file is made, the system's temporary folder when None."""
        self.known: list[KnownArticle] = []
        self._ends = array("Q")
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (see `close`)

    def add(self, known: KnownArticle, rows: Sequence[EntityRow]) -> None:
        """Add an article with what it says of entities."""
        packed = zlib.compress(json.dumps(rows, ensure_ascii=False).encode(*TEXT), 1)
        self._file.write(packed)
        self.known.append(known)
        self._ends.append((self._ends[-1] if self._ends else 0) + len(packed))

    def rows(self) -> Iterator[list[EntityRow]]:
        """The rows of each article, in order."""
        start = 0
        for end in self._ends:
            self._file.seek(start)
            yield json.loads(zlib.decompress(self._file.read(end - start)).decode(*TEXT))
            start = end

    def __iter__(self) -> Iterator[tuple[str, str | None, Sequence[EntityRow]]]:
        """(id, publication date, rows) of each article, from the first."""
        for known, rows in zip(self.known, self.rows(), strict=True):
            yield known.article, known.published, rows

    def close(self) -> None:
        """Delete the file."""
        self._file.close()


class Noted(NamedTuple):
    """When an article was published (ISO date, or None), and its statements as they were read."""

    published: str | None
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The resolution, and the number of articles whose graphs were rewritten."""

    resolution: Resolution
    profiles: dict[str, Profile]
    rewritten: int


def decisions_file(store: Store) -> Path | None:
    """The file with the decisions about a store on disk; None for any other store."""
    folder = _folder(store)
    return folder / FILE if folder else None


def skip(error: DecisionError) -> None:
    """Say that a line of the decisions does not count; it stays in the file."""
    logging.getLogger(__name__).warning("skipped %s", error)


def bring_up_to_date(store: Store, decisions: Sequence[Decision] | None = None) -> None:
    """Resolve identities and refresh the store, if articles or decisions have changed since the last time.

    decisions: read from the store's own file when None.
    """
    if decisions is None:
        decisions = read_decisions(decisions_file(store), skip)
    if store.stale or not _decided(store, decisions):
        identify(store, decisions)
        store.refresh()


def identify(store: Store, decisions: Sequence[Decision] = ()) -> Outcome:
    """Compare the entities of all articles and rewrite the graph of each article where that changes something.

    Call `Store.refresh` afterwards.
    """
    try:
        with closing(article_rows(store, _folder(store))) as told:
            divided = divide(told, decisions)
            profiles = gather(divided.articles)
            resolution = resolve(profiles, decisions, namesakes=divided.namesakes)
            both = store.in_turns(zip(told.known, told.rows(), strict=True))
            rewritten = sum(_rewrite(store, k, r, resolution, divided.splits) for k, r in both)
    except OSError as exc:
        reason = exc.strerror or exc
        raise StoreError(f"{store.url}: cannot compare its entities ({reason})") from exc
    quads = [*identity_quads(resolution, profiles), *background_quads(profiles, resolution)]
    store.replace_graphs(
        (IDENTITY_GRAPH, rdf.REFERENCE_GRAPH),
        [(IDENTITY_GRAPH, rdf.RUNS_GRAPH)],
        [*quads, *_state(decisions)],
    )
    return Outcome(resolution, profiles, rewritten)


def article_rows(store: Store, folder: Path | None = None) -> ArticleRowsFile:
    """What each article of a store says of entities, in order of id; folder: see `ArticleRowsFile`."""
    told = ArticleRowsFile(folder)
    for record in store.in_turns(store.articles()):
        kept = store.notes(record.id)
        statements = kept.statements if kept.as_read else store.stated(record.id)
        rows = entity_rows(statements, Ontology.load())
        told.add(KnownArticle(record.id, record.published, kept.identified), rows)
    return told


def noted(store: Store, article: str) -> Noted:
    """What an article said when it was read; the article must be in the store."""
    return Noted(store.article(article).published, store.as_read(article))


def _folder(store: Store) -> Path | None:
    folder = Path(store.url.removeprefix("file:"))
    return folder if folder.is_dir() else None


def _rewrite(
    store: Store,
    known: KnownArticle,
    rows: Sequence[EntityRow],
    resolution: Resolution,
    splits: Splits,
) -> bool:
    """Rewrite an article's graph if the resolution changes it; whether it did."""
    nodes = plan(known.article, (row[0] for row in rows), resolution, splits)
    if mark(nodes) == known.identified:
        return False
    record = store.article(known.article)
    as_read = store.as_read(record.id)
    written = apply(as_read, nodes, Ontology.load()) if nodes else as_read
    store.replace(record, written, store.program(record.id), as_read, mark(nodes))
    return True


def _digest(decisions: Sequence[Decision]) -> Literal:
    text = "\n".join(map(to_line, decisions))
    return Literal(hashlib.sha256(text.encode()).hexdigest()[:32])


def _decided(store: Store, decisions: Sequence[Decision]) -> bool:
    """Whether these decisions have already been applied to the graph."""
    about = store.about(IDENTITY_GRAPH, rdf.RUNS_GRAPH)
    found = [q.object for q in about if q.predicate == DECIDED]
    return found == [_digest(decisions)] if found else not decisions


def _state(decisions: Sequence[Decision]) -> list[Quad]:
    """The quads that record which decisions have been applied."""
    if not decisions:
        return []
    return [Quad(IDENTITY_GRAPH, DECIDED, _digest(decisions), rdf.RUNS_GRAPH)]
