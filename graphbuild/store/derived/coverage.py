"""Which articles carry a statement: its number of independent sources, and the first day of a report."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from graphbuild import rdf
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Statement
from graphbuild.store.derived.corroboration import Key, count
from graphbuild.store.derived.tallies import Repetitions

SIZE = 16  # bytes of a statement's id


class Origin(NamedTuple):
    """An article: its graph, publisher and date, and the keys by which its source is counted."""

    graph: NamedNode
    keys: tuple[Key, ...]
    publisher: str | None
    published: str | None


class Shared(NamedTuple):
    """A statement (id), the articles that carry it, and its edge where it accuses somebody."""

    statement: str
    origins: list[Origin]
    edge: rdf.Edge | None


class Carriers:
    """Which articles carry which statements, in 32 bytes for each."""

    def __init__(self, ontology: Ontology) -> None:
        """Start empty; the ontology says which properties accuse."""
        self._ontology = ontology
        self.origins: list[Origin] = []
        self._ids, self._articles, self._edges = bytearray(), array("I"), array("I")
        self._numbers = {"": 0}  # numbers of the IRIs in edges; 0 where there is no edge

    def read(self, origin: Origin, statements: Iterable[Statement]) -> None:
        """Add the statements of one article."""
        number = len(self.origins)
        self.origins.append(origin)
        for statement in statements:
            prop = self._ontology.properties[statement.predicate]
            edge = rdf.edge_of(statement) if prop.accusation else None
            self._ids += bytes.fromhex(statement.id)
            self._articles.append(number)
            self._edges.extend(map(self._number, edge or ("", "", "")))

    def _number(self, iri: str) -> int:
        return self._numbers.setdefault(iri, len(self._numbers))

    def shared(self, wanted: Collection[str]) -> Iterator[Shared]:
        """The statements of several articles and the wanted ones (ids), in order of id."""
        import numpy as np

        halves = np.frombuffer(self._ids, dtype=">u8").reshape(-1, 2).astype(np.uint64)
        order = np.lexsort((halves[:, 1], halves[:, 0]))
        ids = halves[order]
        starts = np.flatnonzero(np.append(True, np.any(ids[1:] != ids[:-1], axis=1))[: len(ids)])
        sizes = np.diff(np.append(starts, len(ids)))
        beginnings = np.array([int(w[:SIZE], 16) for w in sorted(wanted)], dtype=np.uint64)
        told = (sizes > 1) | np.isin(ids[starts, 0], beginnings)
        iris = list(self._numbers)
        for start, size in zip(starts[told].tolist(), sizes[told].tolist(), strict=True):
            rows = order[start : start + size].tolist()
            at = SIZE * rows[0]
            statement = self._ids[at : at + SIZE].hex()
            if size > 1 or statement in wanted:
                articles = dict.fromkeys(self._articles[row] for row in rows)
                origins = [self.origins[article] for article in articles]
                subject, predicate, value = self._edges[3 * rows[0] : 3 * rows[0] + 3]
                edge = (iris[subject], iris[predicate], iris[value]) if subject else None
                yield Shared(statement, origins, edge)


class StatementCoverage(NamedTuple):
    """The coverage of the statements that several articles carry, and of the wanted ones.

    of: by id of the statement. several: for each accusing edge, the largest number of independent
    sources that any of its statements has; edges with one source are left out. repetitions: which
    outlet reports statements after which other one.
    """

    of: dict[str, rdf.Coverage]
    several: dict[rdf.Edge, int]
    repetitions: Repetitions


def find_coverage(carriers: Carriers, wanted: Collection[str]) -> StatementCoverage:
    """The coverage of statements in several articles and of the wanted ones (ids)."""
    outlets = {origin.publisher for origin in carriers.origins}
    found = StatementCoverage({}, {}, Repetitions(filter(None, outlets)))
    for statement, origins, edge in carriers.shared(wanted):
        first = min((origin.graph for origin in origins), key=lambda graph: graph.value)
        sources = count(origin.keys for origin in origins)
        days = {origin.published for origin in origins if origin.published}
        since = min(days) if len(days) > 1 else None
        found.of[statement] = rdf.Coverage(first, sources, since)
        if sources > 1:
            told = ((o.publisher, o.published) for o in origins)
            found.repetitions.read((p, day) for p, day in told if p and day)
            if edge:
                found.several[edge] = max(sources, found.several.get(edge, 1))
    return found
