"""Document -> Clause: a predicate and its arguments, whatever the syntax.

A clause says who did what to whom in the same shape for an active or passive verb, a participle, an
infinitive or gerund whose subject stands elsewhere (control, relative clauses, coordination), an
adjective ("responsible for") and, for the nouns that name acts, a noun phrase ("sanctions against X
by Y", "Russia's involvement in Z").  Labels are those of the ClearNLP scheme that spaCy's English
pipelines use.  Compare ClausIE (Del Corro and Gemulla, WWW 2013) for the clause types.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphbuild.extraction.clauses.coordination import (
    indices,
    prep_objects,
    prepositions,
    with_conjuncts,
)
from graphbuild.extraction.clauses.scope import is_negated, modal_of, unreal_noun
from graphbuild.extraction.clauses.subjects import surface_subjects
from graphbuild.extraction.clauses.verbs import (
    full_lemma,
    is_passive,
    is_small_clause,
    is_verb,
    low_agents,
    own_objects,
    shared_objects,
)
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Token


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


def verb_clause(verb: Token) -> Clause:
    """The clause of a verb."""
    passive = is_passive(verb)
    surface = surface_subjects(verb)
    objects = own_objects(verb) or shared_objects(verb)
    children = [(c, c.dep_) for c in verb.children]
    agents = with_conjuncts([p for c, dep in children if dep == "agent" for p in prep_objects(c)])
    if passive and not agents:
        agents = low_agents(verb)
    small = [c for c, dep in children if dep == "ccomp" and is_small_clause(c)]
    objects += with_conjuncts([s for c in small for s in c.children if s.dep_ == "nsubj"])
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
        recipient=indices(with_conjuncts([c for c, dep in children if dep == "dative"])),
        attribute=indices(
            with_conjuncts([c for c, dep in children if dep in ("attr", "acomp", "oprd")] + small)
            + retained
        ),
        prepositions=(*prepositions(verb), *(p for c in small for p in prepositions(c))),
        complements=tuple(c.i for c, dep in children if dep in ("xcomp", "ccomp")),
        negated=is_negated(verb),
        modal=modal_of(verb),
        passive=passive,
    )


def noun_clause(noun: Token) -> Clause:
    """The clause of a noun that names an act: its possessor or by-phrase acts, of/on/against undergo."""
    preps = list(prepositions(noun))
    by = [i for p, objects in preps if p == "by" for i in objects]
    possessors = [t.i for c in noun.children if c.dep_ == "poss" for t in with_conjuncts([c])]
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
        modal=unreal_noun(noun),
    )


def adjective_clause(adjective: Token) -> Clause:
    """ "the group responsible for the attack": the noun acts, prepositions hang on the adjective."""
    noun = adjective.head if adjective.dep_ in ("amod", "acl", "relcl", "appos") else None
    return Clause(
        head=adjective.i,
        lemma=adjective.lemma_.lower(),
        kind="adjective",
        actor=indices(with_conjuncts([noun])) if noun is not None else (),
        prepositions=tuple(prepositions(adjective)),
    )
