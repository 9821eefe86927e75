"""What identity resolution reads and gives: the nodes of a store, pairs that match, and the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Match(NamedTuple):
    """Two ids, how sure it is that they are one (0..1), why, and the decision that says so."""

    one: str
    other: str
    score: float
    reason: str
    decision: str = ""


class Node(NamedTuple):
    """What stands in the graph for an id: label and type are None where the article's own stay."""

    id: str
    label: str | None
    type: str | None
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """nodes: by the id that an article gave; an id that is not among them stands for itself.

    merges: why ids are one, in order of ids. candidates: best first, for a person to decide.
    close: pairs (id of a node, id of a node or IRI in a catalogue) of names that vendors gave to one actor.
    overruled: ids of decisions that a later one contradicts.
    """

    nodes: Mapping[str, Node]
    merges: tuple[Match, ...] = ()
    candidates: tuple[Match, ...] = ()
    close: tuple[tuple[str, str], ...] = ()
    overruled: tuple[str, ...] = ()
