"""Counts over all articles: accusations, sanctions, and which outlet repeats which.

Each class has `read`, for the statements of one article, and `counted`, for the result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from graphbuild import rdf
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

AT_MOST = 100  # outlets that repeat one outlet
AT_ONCE = 1_000_000  # repetitions that wait to be counted


class Accusations:
    """Counts who accuses whom: the number of articles, and the claimants that report it."""

    def __init__(self, ontology: Ontology) -> None:
        """Start empty; the ontology says which properties accuse."""
        self._ontology = ontology
        self._articles: Counter[rdf.Edge] = Counter()
        self._reporters: defaultdict[rdf.Edge, set[str]] = defaultdict(set)

    def read(self, statements: Iterable[Statement]) -> None:
        """Add the statements of one article."""
        own = set[rdf.Edge]()
        for statement in statements:
            prop = self._ontology.properties[statement.predicate]
            edge = rdf.edge_of(statement) if prop.accusation else None
            if edge is not None:
                own.add(edge)
                if statement.claimant:
                    self._reporters[edge].add(statement.claimant.id)
        self._articles.update(own)

    def counted(self, sources: Mapping[rdf.Edge, int]) -> Iterator[tuple[rdf.Edge, rdf.Count]]:
        """The counts, those in most articles first.

        sources: the largest number of independent sources of a statement, for edges with more than one.
        """
        for edge in sorted(self._articles, key=lambda e: (-self._articles[e], e)):
            reporters = len(self._reporters.get(edge, ()))
            yield edge, rdf.Count(self._articles[edge], sources.get(edge, 1), reporters)


class Sanctions:
    """Counts in how many articles who sanctions whom, under which law, in which year, and who says so."""

    def __init__(self, ontology: Ontology) -> None:
        """Start empty; the ontology says which properties are measures and which name their law."""
        self._ontology = ontology
        self._articles: Counter[rdf.Measure] = Counter()

    def read(self, statements: Sequence[Statement], published: str | None) -> None:
        """Add the statements of one article; published: its date, used for acts without a date."""
        kind = self._ontology.properties
        acts = [s for s in statements if kind[s.predicate].measure and rdf.edge_of(s)]
        if not acts:
            return
        laws: defaultdict[tuple[str, str | None], set[str | None]] = defaultdict(set)
        for statement in statements:
            if kind[statement.predicate].legal_basis and (edge := rdf.edge_of(statement)):
                laws[edge[0], _claimant(statement)].add(edge[2])
        self._articles.update({m for act in acts for m in _measures(act, laws, published)})

    def counted(self) -> list[rdf.Measure]:
        """All measures, those in most articles first."""
        return sorted(self._articles, key=lambda m: (-self._articles[m], *(v or "" for v in m)))


def _measures(
    act: Statement,
    laws: Mapping[tuple[str, str | None], Collection[str | None]],
    published: str | None,
) -> Iterator[rdf.Measure]:
    """One measure for each law that the article or the claimant names for the sanctioned entity."""
    if isinstance(act.object, Entity):
        whom, claimant = act.object.id, _claimant(act)
        year = (act.date or published or "")[:4] or None
        said = {law for who in {None, claimant} for law in laws.get((whom, who), ())}
        for law in said or {None}:
            yield rdf.Measure(act.subject.id, whom, law, year, claimant)


def _claimant(statement: Statement) -> str | None:
    return statement.claimant.id if statement.claimant else None


class Repetitions:
    """Counts, for each pair of outlets, the statements of one that the other had on an earlier day."""

    def __init__(self, outlets: Iterable[str]) -> None:
        """Start empty; outlets: the names of all."""
        self._outlets = sorted(set(outlets))
        self._numbers = {name: number for number, name in enumerate(self._outlets)}
        self._waiting: list[Numbers] = []
        self._n_waiting = 0
        self._counts: dict[int, int] = {}

    def read(self, places: Iterable[tuple[str, str]]) -> None:
        """Add one statement; places: outlet and date of each article that carries it."""
        import numpy as np

        days: dict[int, tuple[str, str]] = {}
        for outlet, day in places:
            number = self._numbers[outlet]
            first, last = days.get(number, (day, day))
            days[number] = min(first, day), max(last, day)
        if len(days) < 2:
            return
        numbers = np.fromiter(days, dtype=np.int64)
        firsts, lasts = (np.array(column) for column in zip(*days.values(), strict=True))
        one, other = np.nonzero(firsts[:, None] < lasts[None, :])
        pairs = (numbers[one] * len(self._outlets) + numbers[other])[one != other]
        self._waiting.append(pairs)
        self._n_waiting += len(pairs)
        if self._n_waiting > AT_ONCE:
            self._count()

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """(outlet, outlet that repeats it, number of statements), the largest numbers first.

        For each outlet at most AT_MOST others.
        """
        self._count()
        given = Counter[int]()
        for pair in sorted(self._counts, key=lambda pair: (-self._counts[pair], pair)):
            one, other = divmod(pair, len(self._outlets))
            given[one] += 1
            if given[one] <= AT_MOST:
                yield self._outlets[one], self._outlets[other], self._counts[pair]

    def _count(self) -> None:
        import numpy as np

        if self._waiting:
            found = np.unique(np.concatenate(self._waiting), return_counts=True)
            for pair, n in zip(*(column.tolist() for column in found), strict=True):
                self._counts[pair] = self._counts.get(pair, 0) + n
        self._waiting.clear()
        self._n_waiting = 0
