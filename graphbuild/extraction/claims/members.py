"""Groups whose members a later sentence names: "They were named as A, B and C", "the list features …".

A member list is a subject that stands for several (a plural, a pronoun, a list), a verb that enumerates,
and at least two names.  Its members belong to the group that the subject means; where the subject
means nothing known ("those listed"), to the plural object of the last act before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.enumerations import listed
from graphbuild.extraction.claims.listings import sentence_items
from graphbuild.extraction.clauses.find import Clause
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, Claim, Entity, Mention
from graphbuild.nlp.tokens import Token


class Chained(Protocol):
    """What this stage needs to know of a chain of mentions."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Its mentions, in reading order."""

    @property
    def members(self) -> tuple[int, ...]:
        """The chains of a group's members."""


def members_of(
    context: ClaimContext,
    claims: Sequence[Claim],
    entities: Mapping[Mention, Entity],
    chains: Sequence[Chained],
) -> dict[Entity, list[Entity]]:
    """The members of each group: those that coreference has found and those of member lists."""
    found: dict[Entity, list[Entity]] = {}
    for chain in chains:
        group = entities.get(chain.mentions[0])
        first = (chains[i].mentions[0] for i in chain.members)
        if chain.members and group is not None:
            found[group] = [entities[m] for m in first if m in entities]
    for group, members in find_member_lists(context, claims, entities):
        if not members:
            members = named_before(found, group)
        known = found.setdefault(group, [])
        known += [member for member in members if member not in known]
    return found


def find_member_lists(
    context: ClaimContext, claims: Sequence[Claim], entities: Mapping[Mention, Entity]
) -> Iterator[tuple[Entity, list[Entity]]]:
    """(group, members) of each member list, in reading order."""
    for clause in context.clauses.values():
        names = enumerated(context, clause)
        members = list(dict.fromkeys(entities[m] for m in names if m in entities))
        if len(members) < 2:
            continue
        group = group_of(context, clause, claims, entities)
        if group is not None and group not in members:
            yield group, members
            if says_with_others(context, clause):
                yield group, []  # those named before: see `members_of`
    for whole, names in partitives(context):
        group = last_group(context, claims, entities, whole)
        members = [entities[m] for m in names if m in entities]
        if group is not None and members:
            yield group, members
    for counted, names in [*announced(context), *called(context), *context.listings.items()]:
        members = list(dict.fromkeys(entities[m] for m in names if m in entities))
        if len(members) >= 2 and counted in entities and entities[counted] not in members:
            yield entities[counted], members


def says_with_others(context: ClaimContext, clause: Clause) -> bool:
    """Whether a roster adds to people whom the text has named: "Besides those mentioned above, …"."""
    sent = context.document.doc[clause.head].sent
    words = [t.lower_ for t in sent]
    back = {"above", "above-mentioned", "aforementioned", "already", "earlier", "previously"}
    joins = " ".join(words[: words.index(",")]) if "," in words else " ".join(words)
    adds = ("along with", "together with", "besides", "in addition to", "apart from", "as well as")
    return any(a in joins for a in adds) and bool(back & set(words))


def named_before(found: Mapping[Entity, list[Entity]], group: Entity) -> list[Entity]:
    """The members of the one other group of people that the text has spelt out."""
    others = [
        members
        for other, members in found.items()
        if other != group and len(members) > 1 and all(m.type == "Person" for m in members)
    ]
    return others[-1] if len(others) == 1 else []


def enumerated(context: ClaimContext, clause: Clause) -> list[Mention]:
    """The names that a clause enumerates, or nothing where it is no member list."""
    words = lexicon("member_lists")
    if clause.kind != "verb" or clause.negated or clause.modal:
        return []
    if clause.passive and clause.lemma in words["passive"]:
        heads = [*clause.attribute, *(i for p, o in clause.prepositions if p == "as" for i in o)]
    elif (not clause.passive and clause.lemma in words["active"]) or (
        clause.lemma == "have"
        and any(context.document.doc[i].lemma_.lower() in words["papers"] for i in clause.actor)
    ):
        heads = list(clause.undergoer)
    elif clause.lemma == "be":
        heads = list(clause.attribute)
    else:
        return []
    found = {m: None for head in heads for m in listed(context, head) if m.form == NAME}
    return list(found)


def group_of(
    context: ClaimContext,
    clause: Clause,
    claims: Sequence[Claim],
    entities: Mapping[Mention, Entity],
) -> Entity | None:
    """The group that a member list's subject means."""
    subjects = clause.undergoer if clause.passive else clause.actor
    for head in subjects:
        token = context.document.doc[head]
        mention = context.at.get(head)
        if token.tag_ in ("PRP", "DT") or token.lemma_.lower() in lexicon("member_lists")["lists"]:
            near = last_group(context, claims, entities, head, sentences=2)
            if near is not None:
                return near
        entity = entities.get(mention) if mention else None
        if entity is not None and entity.type == "Group" and token.tag_ in ("NNS", "PRP", "CD"):
            return entity
        if token.lemma_.lower() in lexicon("member_lists")["lists"] or token.tag_ in (
            "PRP",
            "DT",
            "NNS",
        ):
            return last_group(context, claims, entities, head)
    return None


def last_group(
    context: ClaimContext,
    claims: Sequence[Claim],
    entities: Mapping[Mention, Entity],
    before: int,
    sentences: int = 1000,
) -> Entity | None:
    """The plural object of the last official act before a token, some sentences back at most."""
    doc = context.document.doc
    for claim in sorted(claims, key=lambda c: c.at, reverse=True):
        target = claim.object
        if claim.at >= before or not isinstance(target, Mention) or target.form != NOMINAL:
            continue
        if sum(bool(t.is_sent_start) for t in doc[claim.at + 1 : before + 1]) > sentences:
            return None
        official = context.ontology.properties[claim.predicate].official_act
        entity = entities.get(target)
        if official and entity is not None and entity.type == "Group":
            return entity
    return None


def announced(context: ClaimContext) -> Iterator[tuple[Mention, list[Mention]]]:
    """Counted phrases that a colon spells out: "two groups acting for the state: A, … , and B"."""
    doc = context.document.doc
    for sent in doc.sents:
        colon = next((t.i for t in sent if t.text == ":"), None)
        if colon is None or colon + 1 >= sent.end:
            continue
        counted = [
            m
            for i in range(sent.start, colon)
            if (m := context.at.get(i)) is not None
            and m.form == NOMINAL
            and m.head == i
            and doc[i].tag_ == "NNS"
            and any(c.dep_ == "nummod" for c in doc[i].children)
        ]
        if counted:
            names = list(sentence_items(context.document, context.opening, colon + 1, sent.end))
            first = context.opening.get(colon + 1)
            yield counted[-1], ([first] if first and first not in names else []) + names


def called(context: ClaimContext) -> Iterator[tuple[Mention, list[Mention]]]:
    """ "The names of the five men are A, B and C": the men."""
    doc = context.document.doc
    for sent in doc.sents:
        opening = [t.lower_ for t in sent][:3]
        verbs = [t.i for t in sent if t.lower_ in ("are", "were") and t.i + 1 in context.opening]
        if opening != ["the", "names", "of"] or not verbs:
            continue
        counted = [
            m
            for i in range(sent.start + 3, verbs[0])
            if (m := context.at.get(i)) is not None and m.head == i and is_counted(context, m)
        ]
        names = list(sentence_items(context.document, context.opening, verbs[0] + 1, sent.end))
        first = context.opening[verbs[0] + 1]
        if counted:
            yield counted[0], ([] if first in names else [first]) + names


def is_counted(context: ClaimContext, mention: Mention) -> bool:
    """Whether a description says of how many it is."""
    token = context.document.doc[mention.head]
    counted = any(c.dep_ == "nummod" for c in token.children)
    return mention.form == NOMINAL and token.tag_ == "NNS" and counted


def partitives(context: ClaimContext) -> Iterator[tuple[int, list[Mention]]]:
    """Names beside a part of a group: "three of them, A, B and C", "the fourth, D"."""
    words = lexicon("member_lists")
    for token in context.document.doc:
        ordinal = token.lower_ in words["ordinals"] and token.dep_ in ("nsubj", "nsubjpass")
        part = token.tag_ == "CD" or token.lower_ in words["parts"]
        if not ordinal and not (part and _of_them(token)):
            continue
        names = [
            m
            for c in token.children
            if c.dep_ == "appos"
            for m in listed(context, c.i)
            if m.form == NAME
        ]
        if names:
            yield token.i, names


def _of_them(token: Token) -> bool:
    return any(
        c.lower_ == "of" and any(o.lower_ in ("them", "whom", "those") for o in c.children)
        for c in token.children
    )
