"""The noun phrases that an open triple joins: known mentions, or phrases as the text words them."""

from __future__ import annotations

from collections.abc import Mapping

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.selection import acts
from graphbuild.extraction.clauses.find import Clause
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, PRONOUN, Entity, Mention
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token

ROOT_CLASS = "Entity"
LEFT_OUT = frozenset({"relcl", "appos", "conj", "cc", "punct", "preconj", "acl", "parataxis"})
TOLD_BESIDES = frozenset({"relcl", "appos", "acl", "parataxis", "advcl"})
BEFORE = frozenset({"det", "predet", "punct", "cc", "preconj", "prep", "advmod", "mark"})
PERSONAL = frozenset({"i", "me", "we", "us", "he", "him", "she", "her", "they", "them", "you"})


def argument(
    document: Document,
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
    stand_ins: Mapping[Entity, Mention],
    head: int,
) -> Mention | None:
    """The mention or phrase at a token, a pronoun replaced; None where it stands for nothing."""
    token, mention = document.doc[head], context.at.get(head)
    entity = entities.get(mention) if mention else None
    if token.lower_.endswith(("self", "selves")) or not any(c.isalnum() for c in token.text):
        return None
    if token.pos_ == "PRON" or (mention is not None and mention.form == PRONOUN):
        if entity is not None and entity in stand_ins:
            return stand_ins[entity]
        personal = token.lower_ in PERSONAL
        return _phrase(document, token, ROOT_CLASS, PRONOUN) if personal else None
    if token.pos_ not in ("NOUN", "PROPN", "NUM", "X", "SYM"):
        return None
    if mention is not None and mention.form == NAME:
        return mention
    if entity is not None and entity in stand_ins and stand_ins[entity].form == NAME:
        return mention
    return _phrase(document, token, kind_of(context, mention), NOMINAL)


def best_mentions(entities: Mapping[Mention, Entity]) -> dict[Entity, Mention]:
    """For each entity its first name, else its first description."""
    best: dict[Entity, Mention] = {}
    for mention, entity in entities.items():
        seen = best.get(entity)
        if mention.form == PRONOUN:
            continue
        if seen is None or (mention.form != NAME, mention.start) < (seen.form != NAME, seen.start):
            best[entity] = mention
    return best


def kind_of(context: ClaimContext, mention: Mention | None) -> str:
    """The class of a description; of one that is of no people and no known class, Entity."""
    if mention is None:
        return ROOT_CLASS
    unknown = mention.form == NOMINAL and context.ontology.is_a(mention.kind, "Group")
    return ROOT_CLASS if unknown and not acts(context, mention) else mention.kind


def nominal_attributes(document: Document, clause: Clause) -> list[int]:
    """The nouns that a copula says its subject is."""
    return [i for i in clause.attribute if document.doc[i].pos_ in ("NOUN", "PROPN", "NUM")]


def _phrase(document: Document, head: Token, kind: str, form: str) -> Mention:
    """The noun phrase of a head as a mention, with the noun that counts it ("a number of …")."""
    above = head.head
    if head.dep_ == "pobj" and above.lower_ == "of":
        counting = above.head
        if counting.lemma_.lower() in lexicon("control")["transparent"]:
            head = counting
    first, last = span_of(head)
    start, end = document.starts[first], document.ends[last - 1]
    surface = document.article.quote(start, end)
    return Mention(start, end, surface, kind, form, head.i, first, last)


def span_of(head: Token) -> tuple[int, int]:
    """First token, and the one after the last, of a phrase without what is told of it besides."""
    first = min((c.left_edge.i for c in head.lefts if c.dep_ not in LEFT_OUT), default=head.i)
    while first < head.i and head.doc[first].dep_ in BEFORE and head.doc[first].head.i == head.i:
        first += 1
    last = right_end(head, LEFT_OUT)
    while last - 1 > head.i and head.doc[last - 1].dep_ in ("punct", "cc"):
        last -= 1
    return first, last


def right_end(token: Token, without: frozenset[str]) -> int:
    """The token after the last of a phrase, read up to the first part that is left out."""
    last = token.i + 1
    for child in token.rights:
        named = child.dep_ == "appos" and child.pos_ == "PROPN"  # "the company Acme"
        if (child.dep_ in without and not named) or child.left_edge.i != last:
            break
        last = right_end(child, TOLD_BESIDES)
        if last <= child.right_edge.i:
            break
    return last
