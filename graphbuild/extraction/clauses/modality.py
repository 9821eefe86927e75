"""Whether a verb's own words tell of what is: negation, modals, questions and doubt.

Ask `scope`, which looks at the words above the clause, too.
"""

from __future__ import annotations

from graphbuild.extraction.clauses.coordination import MAX_CONTROL
from graphbuild.extraction.clauses.verbs import (
    OBJECTS,
    SUBJECTS,
    full_lemma,
    has_subject,
    is_verb,
)
from graphbuild.knowledge.tables import lexicon
from graphbuild.nlp.tokens import Token

NEGATORS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"})
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
    if verb.dep_ == "conj" and is_verb(verb.head) and not has_subject(verb):
        joined = {c.lower_ for c in verb.head.children if c.dep_ == "cc"}
        if "or" in joined and is_negated(verb.head):
            return True  # "did not expel or charge X"
    if verb.dep_ == "xcomp" and is_verb(verb.head):
        if verb.head.lemma_ in lexicon("control")["negative"]:
            return True
        return verb.head.lemma_ in lexicon("control")["raising"] and is_negated(verb.head)
    return verb.dep_ == "pcomp" and verb.head.lower_ == "without"


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


def is_withdrawn(verb: Token) -> bool:
    """Whether the clause is what somebody takes back: "retracted its report that X did it"."""
    noun = verb.head
    known = lexicon("control")
    if verb.dep_ not in ("acl", "ccomp", "relcl", "pcomp") or noun.pos_ != "NOUN":
        return False
    if noun.lemma_.lower() not in (*known["allegations"], *known["reports"]):
        return False
    return is_verb(noun.head) and full_lemma(noun.head) in known["retracting"]


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
    enacted = governor.lemma_.lower() in lexicon("control")["enacting"]
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and enacted:
        return None  # "signed an order lifting the ban"; "an order to lift the ban" is unreal
    if verb.dep_ in ("acl", "xcomp", "ccomp") and (
        governor.lemma_.lower() in lexicon("control")["unreal"]
    ):
        if any(c.lower_ in NOBODY for c in governor.children):  # "has no plan to"
            return "unproven"
        return str(governor.lemma_.lower())
    if verb.dep_ == "xcomp" and governor.lemma_ == "go" and governor.tag_ == "VBG":
        return "will"
    if verb.dep_ == "pcomp" and governor.head.lemma_.lower() in lexicon("control")["clearing"]:
        return str(governor.head.lemma_.lower())
    if is_unproven(verb) or is_unaccused(verb):
        return "unproven"
    if is_withdrawn(verb):
        return "withdrawn"
    inherits = verb.dep_ == "xcomp" or (verb.dep_ == "conj" and not has_subject(verb))
    if inherits and is_verb(governor):
        return own_modal(governor) or governing_modal(governor, depth + 1)
    return None


def is_yet_to_come(verb: Token) -> str | None:
    """ "yet" for what somebody has yet to do, "no longer" for what is over."""
    governor = verb.head
    if verb.dep_ == "xcomp" and any(c.lower_ == "yet" for c in governor.children):
        return "yet"
    longer = (c for c in verb.children if c.lower_ in ("longer", "anymore"))
    over = any(c.lower_ == "anymore" or c.nbor(-1).lower_ == "no" for c in longer)
    return "no longer" if over else None
