"""Statements -> which denial disputes which statement.

A denial disputes the statements in which its subject, or the state or service that the subject speaks
for, stands accused, by the accuser where the denial names one. A negated statement disputes the
same statement affirmed by another source. Which properties deny, accuse or bind is written in
graphbuild.ttl.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphbuild.model import Statement
from graphbuild.ontology import Ontology


def find_disputes(
    statements: Iterable[Statement], ontology: Ontology
) -> Iterator[tuple[str, str]]:
    """Pairs (id of the denying statement, id of the disputed one), sorted, each once."""
    raise NotImplementedError
