"""What pages and exporters read of a store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from graphbuild.model import Statement
    from graphbuild.records import ArticleRecord


class Dataset(Protocol):
    """The part of a store that exporters and pages read."""

    def statements(self) -> Iterator[Statement]:
        """All statements, each with the evidence of all articles."""

    def articles(self) -> Iterator[ArticleRecord]:
        """The record of each article."""

    def disputes(self) -> Iterator[tuple[str, str]]:
        """Pairs (id of the denying statement, id of the disputed one)."""

    def endings(self) -> Iterator[tuple[str, str]]:
        """Pairs (id of a statement that is over, id of the one that says so)."""

    def alike(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids of entities that a catalogue says are one (skos:closeMatch)."""

    def texts(self) -> Iterator[tuple[ArticleRecord, str]]:
        """Each article whose text is kept, with its paragraphs, an empty line between two."""

    def quads(self) -> Iterator[Quad]:
        """All of it as RDF."""
