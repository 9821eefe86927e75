"""Two stores -> which statements were added, were removed or changed status from the first to the second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from graphbuild import rdf
from graphbuild.knowledge.ontology import GB
from graphbuild.model import AFFIRMED
from graphbuild.store import Store

ADDED, REMOVED = "added", "removed"
CONTESTED, UNCONTESTED = "newly contested", "no longer contested"
CORROBORATED, UNCORROBORATED = "newly corroborated", "less corroborated"


class Change(NamedTuple):
    """What happened to a statement, and the statement in words."""

    kind: str
    statement: str
    subject: str
    predicate: str
    object: str
    claimant: str


class Status(NamedTuple):
    """An article's graph that has a statement, whether it is disputed, and its independent sources."""

    graph: NamedNode
    contested: bool
    sources: int


def differences(before: Store, after: Store) -> Iterator[Change]:
    """Every change, by kind and then by id of the statement; the ids and statuses of both stores are in memory."""
    old, new = statuses(before), statuses(after)
    both = old.keys() & new.keys()
    groups = (
        (ADDED, new.keys() - old.keys(), after, new),
        (REMOVED, old.keys() - new.keys(), before, old),
        (CONTESTED, {s for s in both if new[s].contested > old[s].contested}, after, new),
        (UNCONTESTED, {s for s in both if new[s].contested < old[s].contested}, after, new),
        (CORROBORATED, {s for s in both if new[s].sources > old[s].sources}, after, new),
        (UNCORROBORATED, {s for s in both if new[s].sources < old[s].sources}, after, new),
    )
    for kind, ids, store, known in groups:
        for statement in sorted(ids):
            yield _change(kind, statement, store, known[statement].graph)


def statuses(store: Store) -> dict[str, Status]:
    """Each statement (id) with its status."""
    contested = {disputed for _, disputed in store.disputes()}
    sources = {
        rdf.statement_id(q.subject): int(q.object.value)
        for q in store.graph(rdf.DERIVED_GRAPH)
        if q.predicate == rdf.SOURCES
        and isinstance(q.subject, NamedNode)
        and isinstance(q.object, Literal)
    }
    found: dict[str, Status] = {}
    for iri, _, graph in store.occurrences(rdf.PREDICATE):
        statement = rdf.statement_id(iri)
        known = found.get(statement)
        if known is None or graph.value < known.graph.value:
            found[statement] = Status(graph, statement in contested, sources.get(statement, 1))
    return found


def _change(kind: str, statement: str, store: Store, graph: NamedNode) -> Change:
    iri = rdf.statement_iri(statement)
    about = rdf.facts_of(store.about(iri, graph))[iri]
    negated = about.get(rdf.POLARITY, [Literal(AFFIRMED)])[0].value != AFFIRMED
    predicate = about[rdf.PREDICATE][0].value.removeprefix(GB)
    subject, value, claimant = (
        _name(store, about[prop][0]) if about.get(prop) else ""
        for prop in (rdf.SUBJECT, rdf.OBJECT, rdf.CLAIMANT)
    )
    return Change(
        kind, statement, subject, f"not {predicate}" if negated else predicate, value, claimant
    )


def _name(store: Store, term: rdf.Term) -> str:
    if isinstance(term, Literal):
        return term.value
    names = store.about(term, rdf.DERIVED_GRAPH)
    labels = (q.object for q in names if q.predicate == rdf.PREF_LABEL)
    return min((label.value for label in labels if isinstance(label, Literal)), default=term.value)
