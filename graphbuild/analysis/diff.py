"""Two stores -> which statements were added, were removed or changed status from the first to the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from graphbuild import rdf
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import AFFIRMED, Statement
from graphbuild.presentation.display import sentence
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


def corrections(before: Iterable[Statement], after: Iterable[Statement]) -> list[str]:
    """What a new version of an article changes, in lines: "+ ..." is said now, "- ..." no longer.

    A line with "~" tells what else has changed of a statement: its date, or how sure it sounds.
    """
    old, new = {s.key: s for s in before}, {s.key: s for s in after}
    gone = [_in_words(old[key]) for key in sorted(old.keys() - new.keys())]
    come = [_in_words(new[key]) for key in sorted(new.keys() - old.keys())]
    # A description ("the attack") has another id in another text; what reads alike has not changed.
    lost = sorted((Counter(gone) - Counter(come)).elements())
    found = sorted((Counter(come) - Counter(gone)).elements())
    other = [
        f"~ {_in_words(new[key])}: {', '.join(told)}"
        for key in sorted(old.keys() & new.keys())
        if (told := list(_details(old[key], new[key])))
    ]
    return [*(f"- {words}" for words in lost), *(f"+ {words}" for words in found), *other]


def _in_words(statement: Statement) -> str:
    said = sentence(statement, Ontology.load().properties[statement.predicate])
    return f"{said}, says {statement.claimant.label}" if statement.claimant else said


def _details(old: Statement, new: Statement) -> Iterator[str]:
    if old.modality != new.modality:
        yield f"{old.modality} -> {new.modality}"
    if old.date != new.date:
        yield f"{old.date or 'no date'} -> {new.date or 'no date'}"


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
