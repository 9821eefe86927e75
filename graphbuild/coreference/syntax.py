"""What the sentence itself says is the same: apposition, "is a", relative pronouns, "known as"."""

from __future__ import annotations

from graphbuild.annotate import Document
from graphbuild.coreference.clusters import Clusters
from graphbuild.model import NAME, NOMINAL, PRONOUN
from graphbuild.ontology import Ontology

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
ALIASES = frozenset(
    {"known", "called", "dubbed", "named", "nicknamed", "aka", "alias", "tracked", "codenamed"}
)
AGENTS = frozenset({"Person", "Group"})


def join_syntax(clusters: Clusters, document: Document, ontology: Ontology) -> None:
    """Join along the parse, where the classes allow it."""
    doc = document.doc
    for i, facts in enumerate(clusters.facts):
        token = doc[facts.mention.head]
        if facts.mention.form == PRONOUN:
            if token.lower_ in RELATIVE and (j := _antecedent(clusters, document, i)) is not None:
                clusters.join(i, j)
        elif token.dep_ == "appos":
            j = clusters.at(token.head.i)
            if j is not None and _may_join(clusters, i, j):
                clusters.join(i, j)
        elif token.dep_ == "attr" and token.head.lemma_ == "be" and facts.determiner:
            subjects = [c for c in token.head.lefts if c.dep_ == "nsubj"]
            j = clusters.at(subjects[0].i) if subjects else None
            if j is not None and _may_join(clusters, i, j) and not _negated(token.head):
                clusters.join(i, j)


def _negated(verb: object) -> bool:
    return any(c.dep_ in ("neg", "aux") and c.lemma_ != "be" for c in verb.children)  # type: ignore[attr-defined]


def _antecedent(clusters: Clusters, document: Document, i: int) -> int | None:
    token = document.doc[clusters.facts[i].mention.head]
    at = token
    for _ in range(6):
        if at.dep_ == "relcl":
            return clusters.at(at.head.i)
        if at.head.i == at.i:
            return None
        at = at.head
    return None


def _may_join(clusters: Clusters, i: int, j: int) -> bool:
    """Two phrases for one thing: the classes agree, and not two different full names."""
    a, b = clusters.facts[i], clusters.facts[j]
    kinds = {a.mention.kind, b.mention.kind}
    if b.mention.form == PRONOUN or a.plural != b.plural:
        return False
    if a.mention.form == NAME and b.mention.form == NAME:
        return False
    if "State" in kinds and len(kinds) > 1 or "Place" in kinds and len(kinds) > 1:
        return False
    if "Person" in kinds:
        return kinds == {"Person"}
    return (
        len(kinds) == 1
        or not kinds & {"Operation", "LegalInstrument", "Malware"}
        or (
            "Group" in kinds
            and NOMINAL in (a.mention.form, b.mention.form)
            and "State" not in kinds
        )
    )
