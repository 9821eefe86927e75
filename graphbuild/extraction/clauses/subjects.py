"""Who acts: a verb's own subject or, where it has none, that of what governs it."""

from __future__ import annotations

from collections.abc import Callable

from graphbuild.extraction.clauses.coordination import (
    MAX_CONTROL,
    antecedent,
    prep_objects,
    see_through,
    with_conjuncts,
)
from graphbuild.extraction.clauses.verbs import (
    OBJECTS,
    PERSONAL,
    SUBJECTS,
    has_subject,
    is_passive,
    is_verb,
    own_objects,
)
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Token


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject, its own or the one that control, coordination or relation gives."""
    own = [antecedent(c) for c in verb.children if c.dep_ in SUBJECTS and c.dep_[:1] == "n"]
    if own:
        return with_conjuncts(own) + partners(verb, own)
    if verb.tag_ == "VBD" and verb.dep_ == "amod":  # "OFAC designated A pursuant to …", misparsed
        return with_conjuncts([c for c in verb.lefts if c.dep_ == "npadvmod" and c.pos_ == "PROPN"])
    if depth > MAX_CONTROL or has_subject(verb):
        return []
    for relation, find in CONTROL.items():
        if verb.dep_ == relation:
            return find(verb, depth + 1)
    return []


def partners(verb: Token, subjects: list[Token]) -> list[Token]:
    """Who acts "together with" or "alongside" the subject."""
    found: list[Token] = []
    for host in (verb, *subjects):
        for child in host.children:
            before = child.nbor(-1).lower_ if child.i else ""
            joined = child.lower_ == "with" and before in ("together", "jointly")
            if (
                child.dep_ == "prep"
                and child.i < verb.i
                and (joined or child.lower_ == "alongside")
            ):
                found += with_conjuncts(prep_objects(child))
    return [t for t in found if t.pos_ == "PROPN"]


def _as_coordinated(verb: Token, depth: int) -> list[Token]:
    """The subject of the verb before; the speaker's, for "said that X was wrong and condemned Y"."""
    before = verb.head
    if not is_verb(before):
        return []
    if (saying := _speech_act_after(verb, before)) is not None:
        return surface_subjects(saying, depth)
    return surface_subjects(before, depth)


def _speech_act_after(verb: Token, before: Token) -> Token | None:
    """The verb of saying that a speech act goes on from, where what is said only states how things are."""
    saying = before.head
    acts = lexicon("control")["speech_acts"]
    if before.dep_ != "ccomp" or not is_verb(saying) or verb.lemma_.lower() not in acts:
        return None
    told = saying.tag_ == "VBD" and verb.tag_ == "VBD" and saying.i < before.i
    states = before.lemma_ == "be" or is_passive(before)
    return saying if told and states else None


def _as_complement(verb: Token, depth: int) -> list[Token]:
    """An infinitive's subject: the governor's object where there is one, else its subject."""
    governor = verb.head
    if not is_verb(governor):
        return surface_subjects(governor.head, depth) if is_verb(governor.head) else []
    if is_passive(governor):
        return surface_subjects(governor, depth)
    subject_control = governor.lemma_ in lexicon("control")["subject"]
    objects = [] if subject_control else own_objects(governor)
    datives = with_conjuncts(
        [c for c in governor.children if c.dep_ == "dative" and c.pos_ != "ADP"]
    )
    return objects or datives or surface_subjects(governor, depth)


def _as_adverbial(verb: Token, depth: int) -> list[Token]:
    """A participle or infinitive of purpose: its governor's subject."""
    if verb.tag_ not in ("VBG", "VBN", "VB") or not is_verb(verb.head):
        return []
    if any(c.dep_ == "mark" for c in verb.children) and verb.tag_ == "VBN":
        return surface_subjects(verb.head, depth)
    governor = verb.head
    if verb.tag_ == "VB" and is_passive(governor):
        return []
    if verb.tag_ == "VBN" and verb.i > governor.i and own_objects(governor):
        return []  # "imposed sanctions on A, involved in B": the subject or the object, who knows
    if governor.dep_ in ("ROOT", "conj", "ccomp", "relcl", "advcl", "xcomp", "acl", "pcomp"):
        return surface_subjects(governor, depth)
    return []


def _as_noun_modifier(verb: Token, depth: int) -> list[Token]:
    """ "officers working for X": the noun; "an attempt to hack X": the noun's possessor or holder."""
    noun = verb.head
    if verb.tag_ == "VB" or any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
        if noun.lemma_.lower() in lexicon("control")["act_nouns"]:
            return holders(noun, depth) or [noun]
        return [noun]
    if verb.tag_ == "VBG" and any(
        c.dep_ in OBJECTS and [c.lower_] in PERSONAL for c in verb.children
    ):  # "charged officers accusing them": the officers do not accuse themselves
        at = noun
        while at.dep_ in ("pobj", "prep", "dobj", "conj") and not is_verb(at):
            at = at.head
        if is_verb(at) and at is not noun:
            return surface_subjects(at, depth)
    return [noun]


def _as_relative(verb: Token, depth: int) -> list[Token]:
    """A relative clause without its own subject: the noun it modifies."""
    noun = verb.head
    relies = noun.dep_ == "pobj" and noun.head.lower_ == "on" and is_verb(noun.head.head)
    if verb.tag_ == "VB" and relies and noun.head.head.lemma_ in ("rely", "depend", "count"):
        return surface_subjects(noun.head.head, depth)  # "they rely on firms to attack X": they do
    return [] if depth > MAX_CONTROL else see_through(verb.head)


def _as_gerund(verb: Token, depth: int) -> list[Token]:
    """ "accused X of hacking": X; "by hacking", "after hacking": the governor's subject."""
    preposition = verb.head
    governor = preposition.head
    if accused := _accused_above(preposition):
        return accused
    if is_verb(governor):
        if preposition.lower_ in lexicon("control")["object_prepositions"]:
            objects = (
                surface_subjects(governor, depth) if is_passive(governor) else own_objects(governor)
            )
            objects = [b for t in objects for b in bearers(t, governor)]
            if objects and not any(
                t.lemma_.lower() in lexicon("control")["act_nouns"] for t in objects
            ):
                return objects
        return surface_subjects(governor, depth)
    if governor.pos_ in ("NOUN", "PROPN"):
        if governor.lemma_.lower() in lexicon("control")["act_nouns"]:
            return holders(governor, depth)
        if preposition.lower_ in ("of", "for", "with") and governor.ent_type_ in ("PERSON", "NORP"):
            return [governor]  # the parser hung "accused X of …" on X
        if governor.dep_ in OBJECTS and is_verb(governor.head):
            return [governor]
        return holders(governor, depth)
    return []


def _accused_above(preposition: Token) -> list[Token]:
    """Who is accused, where the parser hung "of …ing" on a date or an aside after them.

    "accused X (aka Y) in April of hacking Z": X, not whoever accuses.
    """
    at = preposition.head
    if preposition.lower_ != "of" or at.pos_ in ("VERB", "AUX"):
        return []
    if at.lemma_.lower() in lexicon("control")["act_nouns"]:
        return []
    for _ in range(MAX_CONTROL):
        if at.dep_ not in ("pobj", "prep", "appos", "npadvmod", "dobj", "conj", "nmod"):
            return []
        at = at.head
        if is_verb(at):
            break
    accuses = at.lemma_.lower() in lexicon("control")["accusing"] and is_verb(at)
    own = any(c.dep_ == "prep" and c.lower_ == "of" for c in at.children)
    if not accuses or own:
        return []
    return surface_subjects(at, MAX_CONTROL) if is_passive(at) else own_objects(at)


def bearers(noun: Token, verb: Token) -> list[Token]:
    """Who a measure is against ("sanctions on X", "charges against X"); any other noun itself."""
    if noun.lemma_.lower() not in lexicon("control")["measures"]:
        return [noun]
    return [
        o
        for host in (noun, verb)
        for c in host.children
        if c.dep_ == "prep" and c.lower_ in ("on", "against", "upon")
        for o in with_conjuncts(prep_objects(c))
    ] or [noun]


def holders(noun: Token, depth: int) -> list[Token]:
    """Who has or does what a noun names: possessor, by-phrase, or the subject of its verb."""
    own = [c for c in noun.children if c.dep_ == "poss"]
    own += [
        o for c in noun.children if c.dep_ == "prep" and c.lower_ == "by" for o in prep_objects(c)
    ]
    if own:
        return with_conjuncts(own)
    governor = noun.head
    if noun.dep_ in OBJECTS and is_verb(governor):
        against = [
            o
            for c in [*governor.children, *noun.children]
            if c.dep_ == "prep" and c.lower_ in ("against", "on")
            for o in prep_objects(c)
        ]
        if not against and governor.lemma_ in lexicon("control")["others_acts"]:
            return []  # "condemned the attempt to kill X": somebody else's
        return with_conjuncts(against) or surface_subjects(governor, depth)
    if noun.dep_ == "pobj" and is_verb(governor.head):
        verb = governor.head
        if governor.lower_ in ("of", "about") and verb.lemma_ in lexicon("control")["learning"]:
            return []  # "the court heard of a plot to kill X": not the court's
        return surface_subjects(verb, depth)
    return []


CONTROL: dict[str, Callable[[Token, int], list[Token]]] = {
    "conj": _as_coordinated,
    "xcomp": _as_complement,
    "ccomp": _as_complement,
    "advcl": _as_adverbial,
    "acl": _as_noun_modifier,
    "relcl": _as_relative,
    "pcomp": _as_gerund,
}
