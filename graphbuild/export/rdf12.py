"""RDF 1.2 Turtle: a statement reifies its triple (rdf:reifies with a triple term).

Only tools that read RDF 1.2 open it. A statement without an object reifies nothing and is described
by subject and predicate, as in the other RDF formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple

from graphbuild.export.quads import save
from graphbuild.export.reified import (
    TYPE,
    described,
    how,
    node,
    predicate_node,
    published,
    quoted,
    value,
)
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.rdf import RDF


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write each triple once, in order."""
    statements = [*dataset.statements()]
    entities = {e.id: e for s in statements for e in s.entities}
    triples = {Triple(*t) for e in entities.values() for t in described(e)}
    triples |= {Triple(*t) for a in dataset.articles() for t in published(a)}
    triples |= {t for s in statements for t in _statement(s)}
    triples |= {
        Triple(node(denial), NamedNode(GB + "disputes"), node(disputed))
        for denial, disputed in dataset.disputes()
    }
    save(sorted(triples, key=str), path, RdfFormat.TURTLE)


def _statement(statement: Statement) -> Iterator[Triple]:
    about, found = node(statement.id), value(statement)
    subject, predicate = NamedNode(statement.subject.id), predicate_node(statement)
    if found is None:
        yield Triple(about, TYPE, NamedNode(RDF + "Statement"))
        yield Triple(about, NamedNode(RDF + "subject"), subject)
        yield Triple(about, NamedNode(RDF + "predicate"), predicate)
    else:
        yield Triple(about, NamedNode(RDF + "reifies"), Triple(subject, predicate, found))
    for name, who in (("claimant", statement.claimant), ("reportedBy", statement.outer)):
        if who:
            yield Triple(about, NamedNode(GB + name), NamedNode(who.id))
    yield from (Triple(*t) for t in how(statement))
    for number, evidence in enumerate(sorted(statement.evidence), 1):
        triples = [*quoted(statement, evidence, number)]
        yield Triple(about, NamedNode(GB + "evidence"), triples[0][0])
        yield from (Triple(*t) for t in triples)
