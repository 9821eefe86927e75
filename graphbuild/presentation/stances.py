"""The stance of a statement (asserted, alleged, planned, denied or contested), and what disputes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graphbuild.model import NEGATED, Statement

DENIED, CONTESTED = "denied", "contested"


def disputed_by(disputes: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """From each disputed statement's id to the ids of those that dispute it, sorted."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for denial, disputed in disputes:
        found[disputed].add(denial)
    return {disputed: sorted(denials) for disputed, denials in sorted(found.items())}


def stance(statement: Statement, disputed: Mapping[str, object]) -> str:
    """CONTESTED when something disputes it, DENIED when it is negated, else its modality."""
    if statement.id in disputed:
        return CONTESTED
    return DENIED if statement.polarity == NEGATED else statement.modality
