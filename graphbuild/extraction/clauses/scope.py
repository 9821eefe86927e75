"""The scope of negation and reality: what the words above a clause make of it.

All stages ask this module whether what a token says is negated and whether it is told as a fact.  A
clause is no fact when it is asked, supposed, wished or set under a condition (`modality` reads these
from its own words), and when a word that governs it takes it back: "no reports that …", "it is not
true that …", "rumours that … are false", "will not allow X to …", "in the novel, …".

Scope belongs to the clause that a word is about.  "without asking for money" negates the asking, not
the attack that it qualifies, and what a relative clause says of a denied thing is still said.
Compare the implicatives and factives of Karttunen (1971) and Kiparsky and Kiparsky (1970).
"""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.clauses.coordination import prep_objects
from graphbuild.extraction.clauses.modality import (
    governing_modal,
    is_asked,
    is_negated,
    is_yet_to_come,
    own_modal,
)
from graphbuild.extraction.clauses.verbs import SUBJECTS, full_lemma, is_verb
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Token

__all__ = ["is_negated", "modal_of", "own_modal", "unreal_above", "unreal_noun"]

MAX_GOVERNORS = 12  # words followed upwards
CONTENT = frozenset({"ccomp", "xcomp", "acl", "pcomp", "csubj", "csubjpass", "advcl", "relcl"})


def modal_of(verb: Token) -> str | None:
    """The modal, governing word or conjunction that makes a verb's clause unreal, or None."""
    above = unreal_above(verb)
    return above or own_modal(verb) or governing_modal(verb, 0) or is_yet_to_come(verb)


def unreal_noun(noun: Token) -> str | None:
    """What makes the act that a noun names unreal ("no reports of an attack"), or None."""
    at = noun
    for _ in range(MAX_GOVERNORS):
        governor = at.head
        if governor is at or is_verb(at):
            break
        if at.dep_ == "pobj" and governor.lower_ in ("of", "about"):
            word = _retracted(governor.head)
            if word is not None:
                return word
        at = governor
    verb = at if is_verb(at) else at.head
    if not is_verb(verb):
        return None
    return "question" if is_asked(verb) else _in_fiction(verb)


def unreal_above(verb: Token) -> str | None:
    """The word above a clause that takes it back or tells it as fiction, or None."""
    if (told := _in_fiction(verb)) is not None:
        return told
    at = verb
    for _ in range(MAX_GOVERNORS):
        governor = at.head
        if governor is at:
            return None
        if at.dep_ in CONTENT and (word := _taken_back(at, governor)) is not None:
            return word
        if at.dep_ in ("relcl", "advcl") or (is_verb(at) and at.dep_ == "conj" and _is_told(at)):
            return None  # presupposed, or a clause of its own
        at = governor
    return None


def _is_told(verb: Token) -> bool:
    """Whether a coordinated verb has a subject of its own, so that what governs the first is over."""
    return any(c.dep_ in SUBJECTS for c in verb.children)


def _taken_back(clause: Token, governor: Token) -> str | None:
    """The word by which a clause's governor says that the clause does not hold."""
    if clause.dep_ == "relcl" and not any(c.dep_ == "mark" for c in clause.children):
        return _fictional(governor)
    if clause.dep_ == "advcl":
        return _as_if(clause)
    if clause.dep_ == "pcomp":
        return _after_preposition(governor)
    if governor.pos_ in ("NOUN", "PROPN", "PRON") or governor.dep_ in SUBJECTS:
        return _retracted(governor)  # "Reports that …" may be tagged as a verb
    if governor.pos_ == "ADJ":
        return _disbelieved(governor)
    return _under_verb(clause, governor) if is_verb(governor) else None


def _as_if(clause: Token) -> str | None:
    """ "as if", "as though": not so."""
    marks = [c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")]
    return "as if" if {"if", "though"} & set(marks) and "as" in marks else None


def _after_preposition(preposition: Token) -> str | None:
    """ "instead of …ing", "far from …ing", "wrongly accused of …ing", "no reports of …ing"."""
    words = lexicon("scope")
    governor = preposition.head
    before = preposition.nbor(-1).lower_ if preposition.i else ""
    if preposition.lower_ in words["instead"] or (
        before in words["instead"] and preposition.lower_ in ("of", "from", "than")
    ):
        return str(before if before in words["instead"] else preposition.lower_)
    if is_verb(governor):
        return _by_mistake(governor)
    return _retracted(governor)


def _retracted(noun: Token) -> str | None:
    """Why what a noun reports does not hold: "no reports", "false rumours", "a myth", "are untrue"."""
    words = lexicon("scope")
    lemma = _lemma(noun)
    if lemma in words["falsehoods"]:
        return lemma
    if lemma not in words["contents"]:
        return None
    for child in noun.children:
        if child.dep_ in ("det", "amod", "neg", "advmod", "compound") and (
            child.lower_ in words["few"] or child.lemma_.lower() in words["untrue"]
        ):
            return str(child.lower_)
    governor = noun.head
    if noun.dep_ == "pobj":
        host = governor.head
        if governor.lower_ in words["against"] or host.lemma_.lower() in words["lacking"]:
            return str(host.lower_ if host.lemma_.lower() in words["lacking"] else governor.lower_)
    if not is_verb(governor):
        return None
    if noun.dep_ in SUBJECTS:
        return None if _is_owned(noun) else _untrue_predicate(governor)
    if noun.dep_ in ("attr", "dobj") and full_lemma(governor) in words["finding"]:
        return "not" if is_negated(governor) else None
    return full_lemma(governor) if full_lemma(governor) in words["dropping"] else None


def _is_owned(noun: Token) -> bool:
    """Whether the text says whose claim it is: found untrue, it is still that one's claim."""
    return any(
        c.dep_ == "poss" or (c.dep_ in ("prep", "agent") and c.lower_ in ("by", "from"))
        for c in noun.children
    )


def _lemma(noun: Token) -> str:
    """A noun's lemma, also where the tagger takes a capital at the start for a name."""
    lemma = noun.lemma_.lower()
    return lemma.removesuffix("s") if noun.tag_ in ("NNS", "NNPS", "VBZ") else lemma


def _untrue_predicate(verb: Token) -> str | None:
    """What "… is untrue", "… turned out to be wrong", "… was not confirmed" says of its subject."""
    words = lexicon("scope")
    negated = is_negated(verb)
    if full_lemma(verb) in words["refuting"] and not negated:
        return full_lemma(verb)
    if negated and full_lemma(verb) in words["confirming"]:
        return "not"
    for child in verb.children:
        if child.dep_ not in ("acomp", "attr", "oprd", "xcomp"):
            continue
        if is_verb(child):
            return _untrue_predicate(child)
        lemma = child.lemma_.lower()
        if lemma in words["untrue"] or lemma in words["falsehoods"]:
            return None if negated else lemma
        if lemma in words["true"] and negated:
            return f"not {lemma}"
    return None


def _disbelieved(adjective: Token) -> str | None:
    """ "unlikely that …", "untrue that …"; "sure that …" only where it is negated."""
    words = lexicon("scope")
    lemma = adjective.lemma_.lower()
    if lemma in words["untrue"] or lemma in words["doubtful"]:
        return lemma
    negated = is_verb(adjective.head) and is_negated(adjective.head)
    return f"not {lemma}" if negated and lemma in words["true"] else None


def _under_verb(clause: Token, verb: Token) -> str | None:
    """Why a verb's complement does not hold: doubted, only supposed, not believed, not allowed."""
    words = lexicon("scope")
    lemma = full_lemma(verb)
    modal = own_modal(verb)
    if modal == "question" or modal in lexicon("control")["conditional"]:
        return modal
    if verb.lemma_ == "be":
        found = [_disbelieved(c) for c in verb.children if c.dep_ in ("acomp", "attr")]
        return next((w for w in found if w is not None), None)
    negated = is_negated(verb) or _by_few(verb)
    if lemma in words["doubting"]:
        return None if negated else lemma
    if lemma in words["supposing"]:
        return lemma
    if _is_narrated(verb):
        return "fiction"
    if negated and lemma in words["believing"]:
        return "not"
    if lemma in words["letting"] and _is_infinitive(clause):
        return "not" if negated else modal
    return _by_mistake(verb)


def _by_mistake(verb: Token) -> str | None:
    """ "wrongly accused X of …", "falsely claimed that …"."""
    words = lexicon("scope")["mistakenly"]
    return next((c.lower_ for c in verb.children if c.dep_ == "advmod" and c.lower_ in words), None)


def _by_few(verb: Token) -> bool:
    """Whether hardly anybody does it: "few believe that …", "nobody believes that …"."""
    few = lexicon("scope")["few"]
    return any(
        each.lower_ in few
        for c in verb.children
        if c.dep_ in SUBJECTS
        for each in (c, *(g for g in c.children if g.dep_ in ("det", "amod", "advmod")))
    )


def _is_infinitive(clause: Token) -> bool:
    """Whether a complement is an infinitive, with "to" or bare."""
    return clause.tag_ == "VB"


def _is_narrated(verb: Token) -> bool:
    """Whether a work of fiction tells it: "the thriller tells how …"."""
    return any(_fictional(c) for c in verb.children if c.dep_ == "nsubj")


def _fictional(noun: Token) -> str | None:
    """ "fiction" for a work of fiction or a drill, however it is qualified."""
    return "fiction" if noun.lemma_.lower() in lexicon("scope")["fiction"] else None


def _in_fiction(verb: Token) -> str | None:
    """Whether the clause, or one that it is part of, is set "in the novel" or "in a fictional …"."""
    for clause in _clauses_up(verb):
        for child in clause.children:
            if child.dep_ == "prep" and child.lower_ in ("in", "during", "throughout"):
                if any(_fictional(o) for o in prep_objects(child)):
                    return "fiction"
            elif child.dep_ in ("dobj", "nsubj", "nsubjpass") and any(
                g.lemma_.lower() in lexicon("scope")["imaginary"] for g in child.children
            ):
                return "fiction"
    return None


def _clauses_up(verb: Token) -> Iterator[Token]:
    """A clause and those that it is a conjunct, complement or adverbial of."""
    at = verb
    for _ in range(MAX_GOVERNORS):
        yield at
        if at.head is at or not is_verb(at.head):
            return
        at = at.head
