"""Document -> Statement outside the vocabulary: each clause as the parse gives it, in plain phrases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from spacy.tokens import Token

from graphbuild.annotate import Document
from graphbuild.clauses import Clause, find_clauses
from graphbuild.model import AFFIRMED, ASSERTED, NEGATED, PLANNED, Entity, Evidence, Statement
from graphbuild.ontology import ENTITY_BASE

OPEN = "open:"
# An open triple has passed no frame and no check of classes.
CONFIDENCE = 0.5
# What hangs on a noun and says something of its own.
ASIDES = frozenset({"relcl", "acl", "appos", "cc", "conj", "punct"})


def read_open(document: Document) -> list[Statement]:
    """The open triples of a document, in reading order, each once."""
    found = {s.key: s for clause in find_clauses(document) for s in _triples(clause, document)}
    return list(found.values())


def _triples(clause: Clause, document: Document) -> Iterator[Statement]:
    arguments = [("", head) for head in (*clause.undergoer, *clause.attribute)]
    arguments += [(f" {prep}", head) for prep, heads in clause.prepositions for head in heads]
    for actor in clause.actor:
        for preposition, head in arguments:
            if head != actor:
                predicate = f"{OPEN}{clause.lemma}{preposition}"
                yield _statement(clause, predicate, (actor, head), document)


def _statement(
    clause: Clause, predicate: str, ends: tuple[int, int], document: Document
) -> Statement:
    subject, said = (_phrase(document.doc[head], document) for head in ends)
    sent = document.doc[clause.head].sent
    start, end = document.starts[sent.start], document.ends[sent.end - 1]
    evidence = Evidence(
        document.article.id,
        start,
        end,
        document.article.text[start:end],
        f"open.{clause.kind}",
        CONFIDENCE,
        subject.label,
        said.label,
    )
    return Statement(
        subject,
        predicate,
        said,
        None,
        NEGATED if clause.negated else AFFIRMED,
        PLANNED if clause.modal else ASSERTED,
        None,
        (evidence,),
    )


def _phrase(head: Token, document: Document) -> Entity:
    """The noun phrase of a head without relative clauses, appositions and conjuncts."""
    first, last = head.left_edge.i, head.right_edge.i + 1
    for child in head.children:
        if child.dep_ in ASIDES and child.i > head.i:
            last = min(last, child.left_edge.i)
    text = " ".join(document.text(first, max(last, head.i + 1)).split())
    name = hashlib.sha256(text.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Entity(f"{ENTITY_BASE}phrase/{name}", text, "Entity")
