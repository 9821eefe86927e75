"""The interface of a quad store, with one implementation for each kind of store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.store.answers import Answer

TURN = 2000  # articles read or written before the store gives memory back
Occurrence = tuple[NamedNode, NamedNode | Literal, NamedNode]  # subject, value, graph
Dataset = tuple[Iterable[str], Iterable[str]]  # IRIs of the default and of the named graphs


class Backend(Protocol):
    """A quad store; `Store` keeps articles and statements in it."""

    def replace(
        self,
        graphs: Iterable[NamedNode],
        described: Iterable[tuple[NamedNode, NamedNode]],
        quads: Iterable[Quad],
    ) -> None:
        """Drop graphs, and all quads of each subject in each (subject, graph), and add quads: all or nothing."""

    def load(self, quads: Iterable[Quad]) -> None:
        """Add many quads fast; after a failure some of them may be there."""

    def clear(self, graph: NamedNode) -> None:
        """Drop a large graph; after a failure some of it may be there."""

    def graphs(self) -> Iterator[NamedNode]:
        """The named graphs, in any order."""

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""

    def about(self, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one subject in one graph, in any order."""

    def occurrences(self, predicate: NamedNode) -> Iterator[Occurrence]:
        """(subject, value, graph) of all quads with this predicate.

        Quads of one subject and value follow each other.
        """

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer a SPARQL query over the union of all graphs, or over a dataset of some of them.

        Raises QueryError, also where this kind of store takes no dataset.
        """

    def compact(self) -> None:
        """Free the disk space of replaced quads, where the store is on this disk."""

    def release(self) -> None:
        """Free memory that reading and writing took; no iterator over the store may be in use."""

    def close(self) -> None:
        """Write everything to disk and release the lock."""
