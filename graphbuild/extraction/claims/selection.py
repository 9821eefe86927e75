"""Selectional restrictions: whether a mention may fill a role, by its class and by what it describes."""

from __future__ import annotations

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, PRONOUN, Mention
from graphbuild.nlp.tokens import Doc


def suits(context: ClaimContext, mention: Mention, kinds: tuple[str, ...]) -> bool:
    """Whether a mention may fill a role that admits these classes.

    Its class must be one of them or below one. Pronouns without an entity, descriptions that tell
    nothing ("others") and, where actors are wanted, groups of things ("servers") do not fit.
    """
    kind = context.kinds.get(mention, mention.kind)
    if mention.form == PRONOUN and mention not in context.kinds:
        return False
    if is_seat(context.document.doc, mention):
        return False
    if not context.ontology.is_a(kind, *kinds):
        return False
    if mention.form == NOMINAL and is_vague(context, mention):
        return False
    return "Entity" in kinds or kind != "Group" or mention.form != NOMINAL or acts(context, mention)


def is_seat(doc: Doc, mention: Mention) -> bool:
    """Whether a name only says where something is from: the first half of "Lyon-based"."""
    at = mention.last
    return (
        mention.form == NAME
        and at + 1 < len(doc)
        and doc[at].text in ("-", "–", "‑")
        and doc[at + 1].lower_ in lexicon("control")["seated"]
    )


def is_vague(context: ClaimContext, mention: Mention) -> bool:
    """Whether a description says nothing about whom ("others", "targets")."""
    token, words = context.document.doc[mention.head], lexicon("control")
    if any(c.dep_ == "det" and c.lower_ in words["indefinite"] for c in token.children):
        return True
    return token.lemma_.lower() in (*words["vague"], *words["nobody"]) and not any(
        c.dep_ in ("amod", "compound", "poss", "prep", "nummod") for c in token.children
    )


def acts(context: ClaimContext, mention: Mention) -> bool:
    """Whether a description is of people or bodies, who can act, and not of things."""
    token = context.document.doc[mention.head]
    if token.ent_type_ in ("NORP", "PERSON", "ORG", "GPE") or token.pos_ in (
        "NUM",
        "PROPN",
        "PRON",
    ):
        return True
    nouns = lexicon("nominals")
    lemma = token.lemma_.lower()
    known = next((kind for kind, words in nouns.items() if lemma in words), None)
    if known is not None:
        return known != "ignored" and context.ontology.is_a(known, "Agent")
    words = lexicon("control")
    if lemma in words["things"]:
        return False
    return lemma in words["bodies"] or lemma.endswith(tuple(words["people"]))
