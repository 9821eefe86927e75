"""What becomes of a statement: who denies it, and who has ended it since (lifted, withdrew) and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphbuild.model import NEGATED, Entity, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.stances import disputed_by, stance
from graphbuild.records import ArticleRecord


class Ended(NamedTuple):
    """Who ended a measure or took an accusation back, in order of names, and since when.

    day: ISO date as precise as known, "" when unknown. by: ids of the statements that say so.
    """

    agents: tuple[Entity, ...]
    day: str
    by: tuple[str, ...]

    @property
    def names(self) -> str:
        """The agents' labels in one line."""
        return ", ".join(agent.label for agent in self.agents)

    @property
    def words(self) -> str:
        """In words: "2020-05-04 by Treasury"."""
        return " ".join(filter(None, (self.day, f"by {self.names}")))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What is known of the statements of a dataset.

    disputed: from a statement's id to the ids of those that dispute it. ended: by id.
    """

    statements: Mapping[str, Statement]
    disputed: Mapping[str, list[str]]
    ended: Mapping[str, Ended]

    @classmethod
    def of(cls, dataset: Dataset) -> Outcomes:
        """Read the statements, articles, disputes and endings of a dataset."""
        statements = {s.id: s for s in dataset.statements()}
        articles = {a.id: a for a in dataset.articles()}
        ended = find_ended(dataset.endings(), statements, articles)
        return cls(statements, disputed_by(dataset.disputes()), ended)

    def stance(self, statement: Statement) -> str:
        """The stance of a statement."""
        return stance(statement, self.disputed)

    def deniers(self, statement: Statement) -> tuple[Entity, ...]:
        """Who disputes a statement, in order of names, each once."""
        denials = (self.statements.get(d) for d in self.disputed.get(statement.id, ()))
        found = {e.id: e for d in denials if d is not None and (e := denier(d)) is not None}
        return tuple(sorted(found.values(), key=lambda e: (e.label, e.id)))

    def columns(self, statement: Statement) -> tuple[str, str, str]:
        """Names of the deniers, the day when it ended and who ended it, for a table; "" where none."""
        over = self.ended.get(statement.id)
        deniers = ", ".join(e.label for e in self.deniers(statement))
        return (deniers, over.day, over.names) if over else (deniers, "", "")


def denier(denial: Statement) -> Entity | None:
    """Who disputes: the subject of a denial; of a negated statement its claimant, None for the article itself."""
    return denial.claimant if denial.polarity == NEGATED else denial.subject


def find_ended(
    endings: Iterable[tuple[str, str]],
    statements: Mapping[str, Statement],
    articles: Mapping[str, ArticleRecord],
) -> dict[str, Ended]:
    """What ended each statement (id); endings: pairs (id of what is over, id of what says so)."""
    groups: defaultdict[str, list[Statement]] = defaultdict(list)
    for ended, ending in endings:
        if ending in statements:
            groups[ended].append(statements[ending])
    return {ended: _ended(group, articles) for ended, group in sorted(groups.items())}


def _ended(group: Sequence[Statement], articles: Mapping[str, ArticleRecord]) -> Ended:
    agents = {s.subject.id: s.subject for s in group}
    days = (s.date or _first_report(s, articles) for s in group)
    return Ended(
        tuple(sorted(agents.values(), key=lambda e: (e.label, e.id))),
        min(filter(None, days), default=""),
        tuple(sorted(s.id for s in group)),
    )


def _first_report(statement: Statement, articles: Mapping[str, ArticleRecord]) -> str:
    seen = {e.article for e in statement.evidence}
    days = (a.published for name in seen if (a := articles.get(name)) is not None)
    return min(filter(None, days), default="")
