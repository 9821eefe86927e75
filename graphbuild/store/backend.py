"""What a quad store must be able to do to keep statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.store.answers import Answer

TURN = 2000  # articles that are read or written before memory is given back
Place = tuple[NamedNode, NamedNode | Literal, NamedNode]  # subject, value, graph


class Backend(Protocol):
    """A quad store; `Store` puts articles on top of it."""

    def replace(
        self,
        graphs: Iterable[NamedNode],
        described: Iterable[tuple[NamedNode, NamedNode]],
        quads: Iterable[Quad],
    ) -> None:
        """Drop the graphs and all that each (subject, graph) says, add the quads: all or nothing."""

    def load(self, quads: Iterable[Quad]) -> None:
        """Add many quads, as fast as can be; after a failure some of them may be there."""

    def clear(self, graph: NamedNode) -> None:
        """Drop a large graph; after a failure some of it may be there."""

    def graphs(self) -> Iterator[NamedNode]:
        """The named graphs, in any order."""

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""

    def about(self, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one subject in one graph, in any order."""

    def places(self, predicate: NamedNode) -> Iterator[Place]:
        """(subject, value, graph) of all quads with this predicate, those of one subject in a row.

        A subject that has several values of the predicate is in a row for each value.
        """

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs; QueryError when it cannot be."""

    def compact(self) -> None:
        """Give back the room that is taken by what was replaced, where the store is a file of ours."""

    def release(self) -> None:
        """Give back memory that reading and writing took; nothing that was asked may still be read."""

    def close(self) -> None:
        """Make everything durable and let go of it."""
