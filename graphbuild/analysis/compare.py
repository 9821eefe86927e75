"""What one outlet, claimant or article says that the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from graphbuild.analysis.table import Table
from graphbuild.knowledge.ontology import Ontology
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayStatement, display_statements

LIMIT = 20
OWN_VOICE = "the articles themselves"


def _claimant(shown: DisplayStatement) -> list[str]:
    claimant = shown.statement.claimant
    return [claimant.label if claimant else OWN_VOICE]


GROUPS: Mapping[str, Callable[[DisplayStatement], Iterable[str]]] = {
    "outlet": lambda shown: shown.outlets,
    "claimant": _claimant,
    "article": lambda shown: sorted({q.article for q in shown.quotes}),
}


def compare(dataset: Dataset, by: str, ontology: Ontology, *, limit: int = LIMIT) -> list[Table]:
    """Tables: how much each says, how much two share, and what only one of them says.

    by: a key of GROUPS. limit: maximum number of rows per table. What matters most comes first: contested, hostile, well sourced. By
    claimant "the same" means subject, relation and object, since the claimant is part of a
    statement.
    """
    said: dict[str, dict[str, DisplayStatement]] = {}
    for t in display_statements(dataset, ontology):
        for group in GROUPS[by](t):
            said.setdefault(group, {}).setdefault(_meaning(t), t)
    order = sorted(said, key=lambda g: (-len(said[g]), g))
    users = Counter(m for own in said.values() for m in own)
    alone = {g: [t for m, t in said[g].items() if users[m] == 1] for g in order}
    return [
        Table(
            by,
            (by, "statements", "only here"),
            [(g, len(said[g]), len(alone[g])) for g in order[:limit]],
        ),
        _shared(said, order, by, limit),
        Table(
            "said alone",
            (by, "statement", "stance", "date", "quote"),
            [
                (g, t.words, t.stance, t.statement.date, t.quotes[0].sentence)
                for g in order
                for t in sorted(alone[g], key=_weight)[: max(3, limit // 4)]
            ],
        ),
    ]


def _meaning(shown: DisplayStatement) -> str:
    """What is said, whoever says it; how sure somebody is of it is not part of it."""
    subject, predicate, value, _, *rest = shown.statement.key
    return "\x1f".join((subject, predicate, value, *rest))


def _shared(
    said: Mapping[str, Mapping[str, DisplayStatement]], order: list[str], by: str, limit: int
) -> Table:
    pairs = [
        (a, b, len(said[a].keys() & said[b].keys()), len(said[a].keys() | said[b].keys()))
        for a, b in combinations(order[: 2 * limit], 2)
    ]
    pairs = sorted((p for p in pairs if p[2]), key=lambda p: (-p[2], p[0], p[1]))[:limit]
    rows = [(a, b, both, round(both / either, 3)) for a, b, both, either in pairs]
    return Table("shared", (by, "and", "say both", "overlap"), rows)


def _weight(shown: DisplayStatement) -> tuple[bool, bool, float, str]:
    hostile = shown.prop.hostile
    return (not shown.answers, not hostile, -shown.statement.confidence, shown.statement.id)
