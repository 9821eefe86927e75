"""What pages and exporters read of a store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from graphbuild.model import Statement
    from graphbuild.records import ArticleRecord


class Dataset(Protocol):
    """What an exporter reads; a store offers it."""

    def statements(self) -> Iterator[Statement]:
        """All statements, each with the evidence of all articles."""

    def articles(self) -> Iterator[ArticleRecord]:
        """What is known of each article."""

    def disputes(self) -> Iterator[tuple[str, str]]:
        """Pairs (id of the denying statement, id of the disputed one)."""

    def alike(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids of names that a catalogue gives to one thing (skos:closeMatch)."""

    def quads(self) -> Iterator[Quad]:
        """The same as RDF."""
