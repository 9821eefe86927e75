"""Clauses -> Claims outside the closed vocabulary: "open:" and the predicate as the text words it.

The arguments are full noun phrases without determiner, relative clause and apposition; coordination is
distributed, passives with an agent are turned active, each preposition gives a claim of its own
("open:attack with").  Negation and modality are not in the predicate but in the claim; a verb that
governs another one is in it ("open:offer to restore").
"""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping

from graphbuild.extraction.claims.find import Scene, acts, enclosing, hedged
from graphbuild.extraction.clauses.find import (
    Clause,
    is_negated,
    is_verb,
    modal_of,
    own_modal,
    prepositions,
)
from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NAME,
    NEGATED,
    NOMINAL,
    PLANNED,
    PRONOUN,
    Claim,
    Entity,
    Evidence,
    Mention,
    Statement,
)
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token

OPEN = "open:"
RULE = "open.clause"
CONFIDENCE = 0.5
ROOT_CLASS = "Entity"
LEFT_OUT = frozenset({"relcl", "appos", "conj", "cc", "punct", "preconj", "acl", "parataxis"})
TOLD_BESIDES = frozenset({"relcl", "appos", "acl", "parataxis", "advcl"})
BEFORE = frozenset({"det", "predet", "punct", "cc", "preconj", "prep", "advmod", "mark"})
POSSIBLE = frozenset({"can", "could", "may", "might", "able", "possible", "likely", "unlikely"})
PERSONAL = frozenset({"i", "me", "we", "us", "he", "him", "she", "her", "they", "them", "you"})


def find_open_claims(
    document: Document, scene: Scene, entities: Mapping[Mention, Entity]
) -> Iterator[Claim]:
    """The claims of a document's verbs in reading order; arguments are mentions or new phrases.

    Pronouns are replaced by a name or description of their entity; a claim about one that stands
    for nothing ("it", "there") is left out.
    """
    stand_ins = best_mentions(entities)
    for clause in scene.clauses.values():
        if clause.kind == "verb":
            yield from clause_claims(document, scene, entities, stand_ins, clause)


def open_statements(
    claims: Iterable[Claim], document: Document, entities: Mapping[Mention, Entity]
) -> list[Statement]:
    """Open claims as statements; a phrase that is no entity is one of its own, by its words."""
    pooled: dict[tuple[str, ...], Statement] = {}
    owners = {m.head: entity for m, entity in entities.items() if m.form == PRONOUN}
    for claim in claims:
        own = {
            m: as_entity(document, m, owners)
            for m in (claim.subject, claim.object)
            if isinstance(m, Mention) and is_of_its_own(m, document, entities)
        }
        statement = _statement(claim, document, ChainMap(own, dict(entities)))
        if statement.subject != statement.object:
            seen = pooled.get(statement.key)
            pooled[statement.key] = _join(seen, statement) if seen else statement
    return [pooled[key] for key in sorted(pooled)]


def clause_claims(
    document: Document,
    scene: Scene,
    entities: Mapping[Mention, Entity],
    stand_ins: Mapping[Entity, Mention],
    clause: Clause,
) -> Iterator[Claim]:
    """The claims of one verb: with each object, then with the objects of each preposition."""

    def arguments(heads: Iterable[int]) -> list[Mention]:
        found = (argument(document, scene, entities, stand_ins, i) for i in heads)
        return [m for m in found if m is not None]

    pairs: list[tuple[str, Mention | None]] = []
    subjects, predicate = arguments(clause.actor), predicate_of(document, clause)
    if clause.passive and not clause.actor:
        subjects, predicate = arguments(clause.undergoer), passive_of(document, clause)
    else:
        pairs += [(predicate, m) for m in arguments(clause.undergoer)]
        pairs += [(f"{predicate} to", m) for m in arguments(clause.recipient)]
    pairs += [(predicate, m) for m in arguments(nominal_attributes(document, clause))]
    for words, heads in obliques(document, clause):
        pairs += [(f"{predicate} {words}", m) for m in arguments(heads)]
    if not pairs and stands_alone(scene, clause):
        pairs = [(words, None) for words in alone(document, clause, predicate)]
    for subject in subjects:
        for words, object in pairs:
            if object is None or object.head != subject.head:
                yield claim_of(document, scene, entities, clause, subject, words, object)


def stands_alone(scene: Scene, clause: Clause) -> bool:
    """Whether a verb says something without any object; a verb of saying does not."""
    objects = clause.undergoer if not clause.passive else ()
    says = clause.lemma in scene.reporting and not clause.passive
    return not (objects or clause.complements or says)


def alone(document: Document, clause: Clause, predicate: str) -> list[str]:
    """What a clause without an object says: the verb, of a copula its adjectives."""
    if clause.lemma != "be":
        return [predicate]
    return [f"be {word}" for word in adjectives(document, clause)]


def claim_of(
    document: Document,
    scene: Scene,
    entities: Mapping[Mention, Entity],
    clause: Clause,
    subject: Mention,
    predicate: str,
    object: Mention | None,
) -> Claim:
    """One claim with its claimant, polarity and modality."""
    doc = document.doc
    verb, top = doc[clause.head], governor_of(doc[clause.head])
    around = enclosing(scene, clause.head)
    sources = [doc.span(a.source[0], a.source[1]).root.i for a in around if a.source is not None]
    claimant = next((m for i in sources if (m := scene.at.get(i)) in entities), None)
    below = top.i != verb.i and any(c.dep_ == "neg" for c in verb.children)
    return Claim(
        predicate=OPEN + predicate,
        subject=subject,
        object=object,
        claimant=claimant,
        start=document.starts[verb.sent.start],
        end=document.ends[verb.sent.end - 1],
        rule=RULE,
        polarity=NEGATED if is_negated(top) != below else AFFIRMED,
        modality=modality_of(verb, top, reported=bool(around)),
        confidence=CONFIDENCE,
        at=clause.head,
    )


def modality_of(verb: Token, top: Token, *, reported: bool) -> str:
    """Alleged where it is only possible or somebody says so, planned where it is yet to come."""
    modal = modal_of(top) or (own_modal(verb) if verb.i != top.i else None)
    if modal and modal not in POSSIBLE and modal not in lexicon("control")["conditional"]:
        return PLANNED
    return ALLEGED if modal or reported or hedged(verb) or hedged(top) else ASSERTED


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


def predicate_of(document: Document, clause: Clause) -> str:
    """The lemma with the verbs that govern it: "offer to restore"."""
    verb = document.doc[clause.head]
    return f"{prefix(verb)}{clause.lemma}"


def passive_of(document: Document, clause: Clause) -> str:
    """The predicate of a passive without an agent: "be attacked"."""
    verb = document.doc[clause.head]
    particle = clause.lemma.partition(" ")[2]
    return f"{prefix(verb)}be {verb.lower_} {particle}".strip()


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


def nominal_attributes(document: Document, clause: Clause) -> list[int]:
    """The nouns that a copula says its subject is."""
    return [i for i in clause.attribute if document.doc[i].pos_ in ("NOUN", "PROPN", "NUM")]


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


def argument(
    document: Document,
    scene: Scene,
    entities: Mapping[Mention, Entity],
    stand_ins: Mapping[Entity, Mention],
    head: int,
) -> Mention | None:
    """The mention or phrase at a token, a pronoun replaced; None where it stands for nothing."""
    token, mention = document.doc[head], scene.at.get(head)
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
    return _phrase(document, token, kind_of(scene, mention), NOMINAL)


def kind_of(scene: Scene, mention: Mention | None) -> str:
    """The class of a description; of one that is of no people and no known class, Entity."""
    if mention is None:
        return ROOT_CLASS
    unknown = mention.form == NOMINAL and scene.ontology.is_a(mention.kind, "Group")
    return ROOT_CLASS if unknown and not acts(scene, mention) else mention.kind


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


def _phrase(document: Document, head: Token, kind: str, form: str) -> Mention:
    """The noun phrase of a head as a mention, with the noun that counts it ("a number of …")."""
    above = head.head
    if head.dep_ == "pobj" and above.lower_ == "of":
        counting = above.head
        if counting.lemma_.lower() in lexicon("control")["transparent"]:
            head = counting
    first, last = span_of(head)
    start, end = document.starts[first], document.ends[last - 1]
    surface = document.article.text[start:end]
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


def _statement(claim: Claim, document: Document, entities: Mapping[Mention, Entity]) -> Statement:
    object = claim.object
    evidence = Evidence(
        article=document.article.id,
        start=claim.start,
        end=claim.end,
        sentence=document.article.text[claim.start : claim.end],
        rule=claim.rule,
        confidence=claim.confidence,
        subject=claim.subject.surface,
        object=object.surface if isinstance(object, Mention) else object,
        claimant=claim.claimant.surface if claim.claimant else None,
    )
    return Statement(
        subject=entities[claim.subject],
        predicate=claim.predicate,
        object=entities[object] if isinstance(object, Mention) else object,
        claimant=entities.get(claim.claimant) if claim.claimant else None,
        polarity=claim.polarity,
        modality=claim.modality,
        date=claim.date,
        evidence=(evidence,),
    )


def is_of_its_own(mention: Mention, document: Document, entities: Mapping[Mention, Entity]) -> bool:
    """Whether a phrase is no entity of the text, or one known only as somebody's ("her lawyer")."""
    if mention not in entities:
        return True
    owned = document.doc[mention.first].tag_ == "PRP$"
    return owned and entities[mention].label == mention.surface


def as_entity(document: Document, mention: Mention, owners: Mapping[int, Entity]) -> Entity:
    """The entity that a phrase is by its words, a possessive pronoun among them replaced."""
    label = " ".join(mention.surface.split())
    first = document.doc[mention.first]
    if first.tag_ == "PRP$" and first.i in owners and mention.first < mention.head:
        label = f"{owners[first.i].label}'s {document.text(first.i + 1, mention.last)}"
    digest = hashlib.sha256(label.casefold().encode()).hexdigest()[:16]
    return Entity(f"{ENTITY_BASE}phrase/{digest}", label, mention.kind)


def _join(one: Statement, other: Statement) -> Statement:
    evidence = tuple(sorted({*one.evidence, *other.evidence}))
    return Statement(
        one.subject,
        one.predicate,
        one.object,
        one.claimant,
        one.polarity,
        one.modality,
        one.date or other.date,
        evidence,
    )
