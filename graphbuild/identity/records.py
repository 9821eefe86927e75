"""The results of identity resolution: matching pairs, nodes, and the whole outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Match(NamedTuple):
    """Two ids, how likely they are the same (0..1), the reason, and the id of a decision, if one says so."""

    one: str
    other: str
    score: float
    reason: str
    decision: str = ""


class Node(NamedTuple):
    """The entity that replaces an id in the graph; label or type None: that of the article stays."""

    id: str
    label: str | None
    type: str | None
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome of identity resolution.

    nodes: from an id that an article gave to what replaces it; other ids stay as they are.
    merges: in order of ids. candidates: for a person to decide, best first.
    close: pairs (id of a node, id of a node or IRI in a catalogue) of vendors' names of one actor.
    overruled: ids of decisions that a later one contradicts.
    """

    nodes: Mapping[str, Node]
    merges: tuple[Match, ...] = ()
    candidates: tuple[Match, ...] = ()
    close: tuple[tuple[str, str], ...] = ()
    overruled: tuple[str, ...] = ()
