"""The gate before a claim becomes a statement: what cannot be so is doubted, whatever row read it.

Asked are the classes of both arguments against domain and range, the direction of a passive, who may
impose a measure, what a name is in its phrase ("X-based", "X's poisoning", "pro-X"), and who says it.
A doubted claim is dropped; `graphbuild extract --explain` prints it with its doubt.  What the words
above a clause make of it is asked before, of `clauses.scope`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.selection import is_seat
from graphbuild.extraction.clauses.coordination import prep_objects
from graphbuild.knowledge.ontology import Property
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, Claim, Entity, Mention
from graphbuild.nlp.tokens import Token

AIMED = frozenset({"on", "against", "upon"})
BESIDE = frozenset({"for", "to"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A claim under question, with the entities of its arguments."""

    claim: Claim
    prop: Property
    subject: Entity
    object: Entity | None
    context: ClaimContext

    @property
    def predicate(self) -> Token:
        """The predicate's token."""
        return self.context.document.doc[self.claim.at]

    def mentions(self) -> Iterator[Mention]:
        """The subject's mention and the object's."""
        yield self.claim.subject
        if isinstance(self.claim.object, Mention):
            yield self.claim.object

    def head(self, mention: Mention) -> Token:
        """The token that heads a mention."""
        return self.context.document.doc[mention.head]


def doubted(
    claims: Iterable[Claim], context: ClaimContext, entities: Mapping[Mention, Entity]
) -> Iterator[Claim]:
    """The claims, those that cannot be so with their doubt."""
    for claim in claims:
        doubt = None if claim.doubt else why_not(claim, context, entities)
        yield claim if doubt is None else replace(claim, doubt=doubt)


def why_not(claim: Claim, context: ClaimContext, entities: Mapping[Mention, Entity]) -> str | None:
    """Why a claim cannot be so, in a few words, or None."""
    subject = entities.get(claim.subject)
    object = entities.get(claim.object) if isinstance(claim.object, Mention) else None
    if subject is None or (isinstance(claim.object, Mention) and object is None):
        return None  # nobody known: it becomes no statement anyway
    asked = _Asked(claim, context.ontology.properties[claim.predicate], subject, object, context)
    return next((why for check in CHECKS if (why := check(asked)) is not None), None)


def _classes(asked: _Asked) -> str | None:
    """Domain and range."""
    prop, ontology = asked.prop, asked.context.ontology
    if not ontology.is_a(asked.subject.type, *prop.domain):
        return f"a {asked.subject.type} cannot be its subject"
    if asked.object is not None and not ontology.is_a(asked.object.type, *prop.range):
        return f"a {asked.object.type} cannot be its object"
    return "it joins a thing to itself" if asked.subject == asked.object else None


def _direction(asked: _Asked) -> str | None:
    """Whoever undergoes a passive act does not do it: "six men, charged on Monday"."""
    clause = asked.context.clauses.get(asked.claim.at)
    if clause is None or not clause.passive or clause.kind != "verb":
        return None
    if not (asked.prop.official_act or asked.prop.accusation) or clause.actor:
        return None
    if (
        asked.prop.legal_basis
    ):  # its subject is the target: "persons designated pursuant to the order"
        return None
    head = asked.claim.subject.head
    undergoes = head in clause.undergoer and asked.head(asked.claim.subject).dep_ == "nsubjpass"
    return "its subject undergoes the act" if undergoes else None


def _authority(asked: _Asked) -> str | None:
    """Measures are taken by authorities and people, not by those who stand outside the law."""
    if asked.prop.official_act and asked.prop.hostile and asked.subject.type == "ThreatActor":
        return "not an authority"
    return None


def _modifier(asked: _Asked) -> str | None:
    """A place before "-based" and a state after "pro-" only tell of somebody else."""
    doc = asked.context.document.doc
    for mention in asked.mentions():
        if mention.form != NAME:
            continue
        if asked.claim.at >= 0 and is_seat(doc, mention):
            return f"{mention.surface} only says where something is from"
        before = doc[mention.first - 2 : mention.first] if mention.first > 1 else ()
        words = [t.lower_ for t in before]
        if words[1:] == ["-"] and words[0] in lexicon("control")["stances"]:
            return f"{mention.surface} only says what somebody is for or against"
    return None


def _victim(asked: _Asked) -> str | None:
    """Who condemns somebody's poisoning does not condemn whoever was poisoned."""
    if not (asked.prop.speech_act and asked.prop.hostile) or asked.object is None:
        return None
    mention = asked.claim.object
    token = asked.head(mention) if isinstance(mention, Mention) else asked.predicate
    noun = token.head
    if asked.object.type not in ("Person", "Group") or token.dep_ != "poss":
        return None
    suffers = noun.lemma_.lower() in lexicon("control")["suffered"]
    done = any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.children)
    return (
        f"{mention.surface if isinstance(mention, Mention) else ''} suffers the act"
        if suffers and not done
        else None
    )


def _aim(asked: _Asked) -> str | None:
    """ "restrictions on video games for children" are not on the children."""
    mention = asked.claim.object
    if not asked.prop.measure or not isinstance(mention, Mention):
        return None
    preposition = asked.head(mention).head
    if asked.head(mention).dep_ != "pobj" or preposition.lower_ not in BESIDE:
        return None
    hosts = [asked.predicate, *(c for c in asked.predicate.children if c.dep_ == "dobj")]
    aims = [
        o
        for host in hosts
        for c in host.children
        if c.dep_ == "prep" and c.lower_ in AIMED
        for o in prep_objects(c)
    ]
    return f"it is on {aims[0].text}" if aims else None


def _experts(asked: _Asked) -> str | None:
    """People spoken of in general ("Avast researchers") are no holders of a post."""
    mention = asked.claim.subject
    if not asked.prop.affiliation or asked.claim.at >= 0 or mention.form != NOMINAL:
        return None
    token = asked.head(mention)
    if token.tag_ != "NNS" or any(c.dep_ in ("nummod", "det") for c in token.children):
        return None
    general = lexicon("control")["experts"]
    return "people in general" if token.lemma_.lower() in general else None


def _habit(asked: _Asked) -> str | None:
    """ "The regime jails opponents" tells what it does, not of an arrest."""
    mention = asked.claim.object
    if not (asked.prop.official_act and asked.prop.hostile) or not isinstance(mention, Mention):
        return None
    clause = asked.context.clauses.get(asked.claim.at)
    if clause is None or clause.kind != "verb" or mention.form != NOMINAL:
        return None
    head, verb = asked.head(mention), asked.predicate
    auxiliary = any(c.dep_ in ("aux", "auxpass") for c in verb.children)
    if verb.tag_ not in ("VBZ", "VBP") or auxiliary or head.tag_ != "NNS":
        return None
    bare = not any(c.dep_ not in ("conj", "cc", "punct") for c in head.children)
    return "a habit, no single act" if bare else None


CHECKS: tuple[Callable[[_Asked], str | None], ...] = (
    *(_classes, _direction, _authority, _modifier, _victim, _aim, _experts, _habit),
)
