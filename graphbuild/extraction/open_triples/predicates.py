"""How the text words a predicate: the verb with what governs it, its particle and prepositions."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.clauses.coordination import prepositions
from graphbuild.extraction.clauses.find import Clause
from graphbuild.extraction.clauses.verbs import is_verb
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token


def predicate_of(document: Document, clause: Clause) -> str:
    """The lemma with the verbs that govern it: "offer to restore"."""
    verb = document.doc[clause.head]
    return f"{prefix(verb)}{clause.lemma}"


def passive_of(document: Document, clause: Clause) -> str:
    """The predicate of a passive without an agent: "be attacked"."""
    verb = document.doc[clause.head]
    particle = clause.lemma.partition(" ")[2]
    return f"{prefix(verb)}be {verb.lower_} {particle}".strip()


def governor_of(verb: Token) -> Token:
    """The verb at the top of "offered to try to restore"; of any other verb, itself."""
    while (above := governing(verb)) is not None:
        verb = above
    return verb


def governing(verb: Token) -> Token | None:
    """The verb whose subject an infinitive or gerund shares and that belongs to its predicate."""
    if verb.dep_ != "xcomp" or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        return None
    head = verb.head
    if head.pos_ == "ADJ" and head.dep_ in ("acomp", "oprd") and is_verb(head.head):
        return head.head
    if not is_verb(head) or any(c.dep_ in ("dobj", "dative") for c in head.children):
        return None
    return head


def prefix(verb: Token) -> str:
    """What governs a verb, up to it: "offer to ", "be ready to ", "begin "."""
    above = governing(verb)
    if above is None:
        return ""
    words = [lemma_of(above)]
    if verb.head.i != above.i:
        words.append(verb.head.lower_)
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        words.append("to")
    return f"{prefix(above)}{' '.join(words)} "


def lemma_of(verb: Token) -> str:
    """A verb's lemma with its particle."""
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    return f"{verb.lemma_.lower()} {particle}".strip()


def adjectives(document: Document, clause: Clause) -> list[str]:
    """The adjectives that a copula says of its subject, those with an infinitive left out."""
    tokens = [document.doc[i] for i in clause.attribute]
    return [
        t.lower_ for t in tokens if t.pos_ == "ADJ" and all(c.dep_ != "xcomp" for c in t.children)
    ]


def obliques(document: Document, clause: Clause) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Prepositions and their objects: the verb's own, and those of its adjective."""
    for name, heads in clause.prepositions:
        if name != "by" or not clause.passive or not clause.actor:
            yield name, heads
    for i in clause.attribute:
        token = document.doc[i]
        if token.pos_ == "ADJ":
            for name, heads in prepositions(token):
                yield f"{token.lower_} {name}", heads
