"""Document -> Clause: a predicate and its arguments, whatever the syntax.

A clause says who did what to whom in the same shape for an active or passive verb, a participle, an
infinitive or gerund whose subject stands elsewhere (control, relative clauses, coordination), an
adjective ("responsible for") and, for the nouns that name acts, a noun phrase ("sanctions against X
by Y", "Russia's involvement in Z").  Labels are those of the ClearNLP scheme that spaCy's English
pipelines use.  Compare ClausIE (Del Corro and Gemulla, WWW 2013) for the clause types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from graphbuild.annotate import Document
from graphbuild.tables import lexicon
from graphbuild.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "obj"})
RELATIVES = frozenset({"who", "whom", "which", "that"})
PERSONAL = (["them"], ["him"], ["her"])
MAX_CONTROL = 6  # governors followed upwards to find a missing subject


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate and its arguments, all as token indices of heads.

    head: the predicate's token. lemma: its lemma, with a particle where it has one ("carry out").
    kind: "verb", "noun" or "adjective".
    actor, undergoer: logical subject and object, coordination distributed.
    recipient: indirect object. attribute: nominal or adjectival complement of a copula, and the
        object that a passive keeps ("was given a week").
    prepositions: (preposition, object heads) in order, those of a verb's own.
    complements: heads of clauses that are arguments (infinitives, that-clauses, gerunds).
    negated: by a particle, a determiner or a quantifier of its own.
    modal: the modal or auxiliary lemma that makes it something other than a fact, or None.
    """

    head: int
    lemma: str
    kind: str
    actor: tuple[int, ...] = ()
    undergoer: tuple[int, ...] = ()
    recipient: tuple[int, ...] = ()
    attribute: tuple[int, ...] = ()
    prepositions: tuple[tuple[str, tuple[int, ...]], ...] = ()
    complements: tuple[int, ...] = ()
    negated: bool = False
    modal: str | None = None
    passive: bool = field(default=False)


def find_clauses(
    document: Document,
    nouns: frozenset[str] = frozenset(),
    adjectives: frozenset[str] = frozenset(),
) -> Iterator[Clause]:
    """The clauses of a document in reading order; of nouns and adjectives, those of these lemmas."""
    for token in document.doc:
        if is_verb(token):
            yield verb_clause(token)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in nouns and token.dep_ != "compound":
            yield noun_clause(token)
        elif token.pos_ == "ADJ" and token.lemma_.lower() in adjectives and token.dep_ != "acomp":
            yield adjective_clause(token)


def is_verb(token: Token) -> bool:
    """Whether the token heads a verbal clause (auxiliaries only as copulas)."""
    if token.pos_ == "VERB" and token.tag_ in ("VBD", "VBZ", "VBP"):
        return token.dep_ not in ("aux", "auxpass")  # finite, whatever the parser hung it on
    if token.pos_ == "VERB":
        return token.dep_ not in ("amod", "compound", "aux", "auxpass", "case")
    return token.pos_ == "AUX" and token.dep_ not in ("aux", "auxpass")


def verb_clause(verb: Token) -> Clause:
    """The clause of a verb."""
    passive = is_passive(verb)
    surface = surface_subjects(verb)
    objects = own_objects(verb) or shared_objects(verb)
    children = [(c, c.dep_) for c in verb.children]
    agents = spread([p for c, dep in children if dep == "agent" for p in prep_objects(c)])
    if passive and not agents:
        agents = low_agents(verb)
    small = [c for c, dep in children if dep == "ccomp" and is_small_clause(c)]
    objects += spread([s for c in small for s in c.children if s.dep_ == "nsubj"])
    retained: list[Token] = []  # "was given a week": the week
    if passive:
        actor, undergoer = agents, surface or objects
        retained = [t for t in objects if surface and t not in surface]
    else:
        actor, undergoer = surface, objects
    return Clause(
        head=verb.i,
        lemma=full_lemma(verb),
        kind="verb",
        actor=indices(actor),
        undergoer=indices(undergoer),
        recipient=indices(spread([c for c, dep in children if dep == "dative"])),
        attribute=indices(
            spread([c for c, dep in children if dep in ("attr", "acomp", "oprd")] + small)
            + retained
        ),
        prepositions=(*prepositions(verb), *(p for c in small for p in prepositions(c))),
        complements=tuple(c.i for c, dep in children if dep in ("xcomp", "ccomp")),
        negated=is_negated(verb),
        modal=modal_of(verb),
        passive=passive,
    )


def low_agents(verb: Token) -> list[Token]:
    """The agent that the parser hung lower: "accused of spying by X", "carried out in Y by X"."""
    hosts = [
        o
        for c in verb.children
        if c.dep_ == "prep" and c.i > verb.i
        for o in c.children
        if o.dep_ in ("pcomp", "pobj")
    ]
    return [
        o
        for host in hosts
        for by in host.children
        if by.lower_ == "by" and by.dep_ in ("prep", "agent") and by.i > host.i
        for o in spread(prep_objects(by))
        if o.pos_ in ("PROPN", "NOUN")
    ]


def is_small_clause(token: Token) -> bool:
    """Whether a token is the predicate in "holds Russia responsible": a clause without a verb."""
    return (
        token.dep_ == "ccomp"
        and token.pos_ in ("ADJ", "NOUN", "PROPN")
        and any(c.dep_ == "nsubj" for c in token.children)
        and not any(c.dep_ in ("aux", "cop", "mark") for c in token.children)
    )


def noun_clause(noun: Token) -> Clause:
    """The clause of a noun that names an act: its possessor or by-phrase acts, of/on/against undergo."""
    preps = list(prepositions(noun))
    by = [i for p, objects in preps if p == "by" for i in objects]
    possessors = [t.i for c in noun.children if c.dep_ == "poss" for t in spread([c])]
    modifiers = [c.i for c in noun.children if c.dep_ in ("amod", "compound", "nmod")]
    return Clause(
        head=noun.i,
        lemma=noun.lemma_.lower(),
        kind="noun",
        actor=tuple(by + possessors),
        undergoer=(),
        recipient=(),
        attribute=tuple(modifiers),
        prepositions=tuple(preps),
        complements=tuple(c.i for c in noun.children if c.dep_ in ("acl", "relcl")),
        negated=any(c.lower_ in ("no", "neither") for c in noun.children),
    )


def indices(tokens: list[Token]) -> tuple[int, ...]:
    """Token indices without repetition, in order."""
    return tuple(dict.fromkeys(t.i for t in tokens))


def full_lemma(verb: Token) -> str:
    """The lemma with its particle: "carry out"."""
    particle = next(
        (
            c.lower_
            for c in verb.children
            if c.dep_ == "prt" or (c.dep_ == "advmod" and c.lower_ == "back" and c.i == verb.i + 1)
        ),
        "",
    )
    return f"{verb.lemma_.lower()} {particle}".strip()


def is_passive(verb: Token) -> bool:
    """Whether the verb's surface subject undergoes it."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" for c in verb.children):
        return False
    if verb.dep_ == "conj" and is_verb(verb.head) and not has_subject(verb):
        return is_passive(verb.head) or not own_objects(verb)
    return verb.dep_ in ("acl", "advcl", "relcl", "xcomp", "ccomp", "oprd") and (
        any(c.dep_ == "agent" for c in verb.children) or not own_objects(verb)
    )


def has_subject(verb: Token) -> bool:
    """Whether the verb has a subject of its own."""
    return any(c.dep_ in SUBJECTS for c in verb.children)


def own_objects(verb: Token) -> list[Token]:
    """Direct objects, coordination distributed; relative pronouns replaced by their antecedent.

    In a relative clause without a pronoun ("the officers it accused") the noun is the object.
    """
    own = [antecedent(c) for c in verb.children if c.dep_ in OBJECTS and not is_raised(c)]
    if not own:  # "who the FBI says they hired to hack X": hired whom
        below = [g for c in verb.children if c.dep_ == "xcomp" for g in c.children]
        own = [antecedent(g) for g in below if g.dep_ in OBJECTS and is_raised(g)]
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and [t.lower_ for t in own] in PERSONAL:
        own = [verb.head]  # "charges against officers, accusing them": the officers
    if not own and verb.dep_ == "relcl" and not any(c.dep_ == "auxpass" for c in verb.children):
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        complements = any(c.dep_ in ("ccomp", "xcomp") for c in verb.children)
        if subjects and not complements and all(c.lower_ not in RELATIVES for c in subjects):
            own = [verb.head]
    return spread(own)


def is_raised(token: Token) -> bool:
    """Whether a relative pronoun is hung on an infinitive that has an object of its own."""
    verb = token.head
    return (
        token.lower_ in RELATIVES
        and verb.dep_ == "xcomp"
        and token.i < verb.head.i
        and any(c.dep_ in OBJECTS and c.i > verb.i for c in verb.children)
    )


def shared_objects(verb: Token) -> list[Token]:
    """The object that "developed and supplied spyware" gives only to the second verb."""
    for child in verb.children:
        if child.dep_ == "conj" and is_verb(child) and not has_subject(child):
            between = verb.doc[verb.i + 1 : child.i]
            if all(t.dep_ in ("cc", "punct", "advmod") for t in between):
                return own_objects(child) or shared_objects(child)
    return []


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject, its own or the one that control, coordination or relation gives."""
    own = [antecedent(c) for c in verb.children if c.dep_ in SUBJECTS and c.dep_[:1] == "n"]
    if own:
        return spread(own)
    if verb.tag_ == "VBD" and verb.dep_ == "amod":  # "OFAC designated A pursuant to …", misparsed
        return spread([c for c in verb.lefts if c.dep_ == "npadvmod" and c.pos_ == "PROPN"])
    if depth > MAX_CONTROL or has_subject(verb):
        return []
    for relation, find in CONTROL.items():
        if verb.dep_ == relation:
            return find(verb, depth + 1)
    return []


def _as_coordinated(verb: Token, depth: int) -> list[Token]:
    return surface_subjects(verb.head, depth) if is_verb(verb.head) else []


def _as_complement(verb: Token, depth: int) -> list[Token]:
    """An infinitive's subject: the governor's object where there is one, else its subject."""
    governor = verb.head
    if not is_verb(governor):
        return surface_subjects(governor.head, depth) if is_verb(governor.head) else []
    if is_passive(governor):
        return surface_subjects(governor, depth)
    subject_control = governor.lemma_ in lexicon("control")["subject"]
    objects = [] if subject_control else own_objects(governor)
    datives = spread([c for c in governor.children if c.dep_ == "dative" and c.pos_ != "ADP"])
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
        if is_passive(governor):
            return surface_subjects(governor, depth)
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
    return [] if depth > MAX_CONTROL else spread_up(verb.head)


def _as_gerund(verb: Token, depth: int) -> list[Token]:
    """ "accused X of hacking": X; "by hacking", "after hacking": the governor's subject."""
    preposition = verb.head
    governor = preposition.head
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


def bearers(noun: Token, verb: Token) -> list[Token]:
    """Who a measure is against ("sanctions on X", "charges against X"); any other noun itself."""
    if noun.lemma_.lower() not in lexicon("control")["measures"]:
        return [noun]
    return [
        o
        for host in (noun, verb)
        for c in host.children
        if c.dep_ == "prep" and c.lower_ in ("on", "against", "upon")
        for o in spread(prep_objects(c))
    ] or [noun]


def holders(noun: Token, depth: int) -> list[Token]:
    """Who has or does what a noun names: possessor, by-phrase, or the subject of its verb."""
    own = [c for c in noun.children if c.dep_ == "poss"]
    own += [
        o for c in noun.children if c.dep_ == "prep" and c.lower_ == "by" for o in prep_objects(c)
    ]
    if own:
        return spread(own)
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
        return spread(against) or surface_subjects(governor, depth)
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


def antecedent(token: Token) -> Token:
    """A relative pronoun's noun; any other token itself."""
    if token.lower_ in RELATIVES and token.tag_ in ("WDT", "WP", "IN", "DT"):
        at = token.head
        for _ in range(MAX_CONTROL):
            if at.dep_ == "relcl":
                return at.head
            if at.dep_ not in ("conj", "xcomp", "ccomp", "prep", "advcl", "acl"):
                break
            at = at.head
    return token


def spread(tokens: list[Token]) -> list[Token]:
    """Each token with what is coordinated to it, transparent nouns ("a series of") looked through."""
    out: dict[int, Token] = {}
    for token in tokens:
        for each in (token, *token.conjuncts):
            if each.i >= token.i and each.pos_ not in ("VERB", "AUX", "ADP"):
                for seen in see_through(each):
                    out.setdefault(seen.i, seen)
    return list(out.values())


def spread_up(token: Token) -> list[Token]:
    """A noun and what it is coordinated with, on either side of it, plural relatives in mind."""
    return see_through(token)


def see_through(token: Token) -> list[Token]:
    """ "a number of officials" -> officials; any other noun -> itself."""
    if token.lemma_.lower() in lexicon("control")["transparent"]:
        inner = [
            o
            for c in token.children
            if c.dep_ == "prep" and c.lower_ == "of"
            for o in prep_objects(c)
        ]
        if inner:
            return spread(inner)
    return [token]


def prep_objects(preposition: Token) -> list[Token]:
    """Objects of a preposition, relative pronouns replaced."""
    return [antecedent(c) for c in preposition.children if c.dep_ == "pobj"]


def prepositions(head: Token) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The prepositional arguments of a head: ("against", heads)."""
    for child in head.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ in (
            "ADP",
            "SCONJ",
            "VERB",
            "PART",
        ):
            objects = indices(spread(prep_objects(child)))
            gerunds = tuple(c.i for c in child.children if c.dep_ == "pcomp")
            nested = [c for c in child.children if c.dep_ == "prep"]
            yield child.lower_, objects + gerunds
            for inner in nested:  # "out of", "as part of" hung as prep of prep
                yield f"{child.lower_} {inner.lower_}", indices(spread(prep_objects(inner)))
        elif child.dep_ == "prep":
            yield child.lower_, indices(spread(prep_objects(child)))
        elif child.dep_ == "advmod" and child.lower_ in ("back", "away", "together", "along"):
            yield from prepositions(child)


NEGATORS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "without"})

NOBODY = frozenset({"no", "neither", "none", "nobody", "nothing", "no-one"})


def is_negated(verb: Token) -> bool:
    """Whether a particle, or a "no" on subject or object, negates the verb."""
    for child in verb.children:
        contrast = child.i + 1 < len(child.doc) and child.nbor().pos_ in ("DET", "PROPN", "NOUN")
        if contrast and child.i > 0 and child.nbor(-1).text in (",", ",''", '"', "”"):
            continue  # "criminals, not the government, are responsible"
        if child.dep_ == "neg" or child.lower_ in NEGATORS:
            return True
        if child.dep_ in SUBJECTS | OBJECTS and any(
            c.lower_ in NOBODY for c in (child, *child.children)
        ):
            return True
    if verb.dep_ == "conj" and any(c.lower_ == "nor" for c in verb.head.children):
        return True
    if verb.dep_ == "xcomp" and is_verb(verb.head):
        if verb.head.lemma_ in lexicon("control")["negative"]:
            return True
        return verb.head.lemma_ in lexicon("control")["raising"] and is_negated(verb.head)
    return verb.dep_ == "pcomp" and verb.head.lower_ == "without"


def modal_of(verb: Token) -> str | None:
    """The modal, governing word or conjunction that makes the clause unreal, or None."""
    return own_modal(verb) or governing_modal(verb, 0)


def own_modal(verb: Token) -> str | None:
    """The verb's own modal or conjunction."""
    words = lexicon("control")["conditional"]
    for child in verb.children:
        if child.dep_ == "aux" and child.tag_ == "MD":
            return "can" if child.lower_ in ("can", "ca") else str(child.lemma_.lower())
        if child.dep_ in ("mark", "advmod") and child.lower_ in words:
            return str(child.lower_)
    if is_asked(verb):
        return "question"
    if is_inverted(verb):
        return "if"
    support = any(c.dep_ == "aux" and c.lemma_ == "do" for c in verb.children)
    if verb.dep_ == "advcl" and verb.tag_ == "VB" and not support:
        return "purpose"
    return None


def is_asked(verb: Token) -> bool:
    """Whether the clause is a direct question, or what the speaker asks whether one thinks."""
    last = next((t for t in reversed(verb.sent.tokens) if not (t.is_quote or t.is_space)), verb)
    if last.text == "?" and verb is verb.sent.root:
        return True
    if any(c.text == "?" and c.i > verb.i for c in verb.children):
        return True
    return verb.dep_ in ("ccomp", "conj") and is_verb(verb.head) and is_asked(verb.head)


def is_inverted(verb: Token) -> bool:
    """Whether an auxiliary before the subject stands for "if": "Had Russia attacked, …"."""
    if verb.dep_ not in ("advcl", "ccomp"):
        return False
    first = next(verb.subtree, verb)
    return first.head is verb and first.dep_ == "aux" and first.lower_ in ("had", "should", "were")


def is_unproven(verb: Token) -> bool:
    """Whether the clause is what there is no evidence of: "found no sign that X did it"."""
    noun = verb.head
    if verb.dep_ not in ("acl", "ccomp", "relcl", "pcomp") or noun.pos_ != "NOUN":
        noun = noun.head if verb.dep_ == "pcomp" else noun
    if noun.lemma_.lower() not in lexicon("control")["proof"]:
        return False
    without = any(c.lower_ in ("no", "little", "without") for c in (*noun.children, noun.head))
    return without or (is_verb(noun.head) and is_negated(noun.head))


def is_unaccused(verb: Token) -> bool:
    """Whether the clause is what nobody is accused of: "nobody accused France of hacking"."""
    cue = verb.head.head
    return (
        verb.dep_ == "pcomp"
        and cue.lemma_.lower() in lexicon("control")["accusing"]
        and is_verb(cue)
        and is_negated(cue)
    )


def governing_modal(verb: Token, depth: int) -> str | None:
    """What makes the clause unreal from above: "plan to", "if they are found to", "should stop …ing"."""
    governor = verb.head
    if depth > MAX_CONTROL:
        return None
    if verb.dep_ in ("acl", "xcomp", "ccomp") and (
        governor.lemma_.lower() in lexicon("control")["unreal"]
    ):
        return str(governor.lemma_.lower())
    if verb.dep_ == "xcomp" and governor.lemma_ == "go" and governor.tag_ == "VBG":
        return "will"
    if verb.dep_ == "pcomp" and governor.head.lemma_.lower() in lexicon("control")["clearing"]:
        return str(governor.head.lemma_.lower())
    if is_unproven(verb) or is_unaccused(verb):
        return "unproven"
    inherits = verb.dep_ == "xcomp" or (verb.dep_ == "conj" and not has_subject(verb))
    if inherits and is_verb(governor):
        return own_modal(governor) or governing_modal(governor, depth + 1)
    return None


def adjective_clause(adjective: Token) -> Clause:
    """ "the group responsible for the attack": the noun acts, prepositions hang on the adjective."""
    noun = adjective.head if adjective.dep_ in ("amod", "acl", "relcl", "appos") else None
    return Clause(
        head=adjective.i,
        lemma=adjective.lemma_.lower(),
        kind="adjective",
        actor=indices(spread([noun])) if noun is not None else (),
        prepositions=tuple(prepositions(adjective)),
    )
