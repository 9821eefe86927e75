"""Clauses, mentions and frames -> Claims: what each passage says, not yet who says it.

A frame's roles are paths (graphbuild/frames.py); this module walks them over the clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphbuild.annotate import Document
from graphbuild.clauses import (
    RELATIVES,
    Clause,
    find_clauses,
    indices,
    is_passive,
    noun_clause,
    prep_objects,
    prepositions,
    see_through,
    spread,
    verb_clause,
)
from graphbuild.dates import event_date
from graphbuild.frames import Frame, Frames, Path, Role
from graphbuild.listings import list_items
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NAME,
    NEGATED,
    NOMINAL,
    PLANNED,
    PRONOUN,
    Attribution,
    Claim,
    Mention,
)
from graphbuild.ontology import Ontology
from graphbuild.tables import lexicon
from graphbuild.tokens import Token

FUTURE = frozenset(
    {"will", "would", "threaten", "plan", "vow", "intend", "propose", "shall", "pledge"}
)
LIST_GAP = frozenset({",", ";", "and", "or", "as", "well", "&", "/", "both"})


@dataclass(frozen=True, slots=True)
class Scene:
    """What the walk needs to know of a document.

    at: the mention that a token stands for. kinds: class of each mention's entity.
    opening: the longest name that begins at a token.
    coordinations: what "journalists, dissidents and academics" is made of, filled in as they are read.
    listings: the names that a plural object of an act is spelt out by, filled in likewise.
    reporting: lemmas of the cues whose source is a claimant (to want something is not to claim it).
    """

    document: Document
    clauses: Mapping[int, Clause]
    at: Mapping[int, Mention]
    kinds: Mapping[Mention, str]
    attributions: Sequence[Attribution]
    ontology: Ontology
    reporting: frozenset[str]
    denying: frozenset[str]
    opening: Mapping[int, Mention]
    coordinations: dict[Mention, tuple[Mention, ...]]
    listings: dict[Mention, list[Mention]]


def set_scene(
    document: Document,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    kinds: Mapping[Mention, str],
    *,
    frames: Frames,
    ontology: Ontology,
) -> Scene:
    """Index a document's clauses by head and its mentions by every token they cover."""
    clauses = list(find_clauses(document, frames.lemmas("noun"), frames.lemmas("adjective")))
    at: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: m.last - m.first, reverse=True):
        for token in range(mention.first, mention.last):
            if mention.form == "name" or token == mention.head:
                at[token] = mention
    for mention in mentions:
        at[mention.head] = mention
    for mention in sorted(mentions, key=lambda m: m.last - m.first):
        if (
            mention.form == NAME
        ):  # the whole name, where the parser takes a name inside it for the head
            at[document.doc.span(mention.first, mention.last).root.i] = mention
    ending = {m.last: m for m in sorted(mentions, key=lambda m: -m.first) if m.form == NAME}
    attributions = [with_source(document, a, ending) for a in attributions]
    attributions += missed(document, clauses, attributions, frames.reporting)
    opening = {m.first: m for m in sorted(mentions, key=lambda m: m.last) if m.form == NAME}
    for mention in opening.values():  # "the Treasury's OFAC": the possession, not the possessor
        after = mention.last
        if after < len(document.doc) and document.doc[after].tag_ == "POS" and after + 1 in opening:
            root = document.doc.span(mention.first, mention.last).root
            if root.dep_ not in ("poss", "compound", "nmod"):
                at[root.i] = opening[after + 1]
    return Scene(
        document,
        {c.head: c for c in clauses},
        at,
        kinds,
        attributions,
        ontology,
        frames.reporting,
        frames.denying,
        opening,
        {},
        {},
    )


def missed(
    document: Document,
    clauses: Sequence[Clause],
    attributions: Sequence[Attribution],
    reporting: frozenset[str],
) -> list[Attribution]:
    """Attributions of reporting verbs with a subject and a clause that nobody has found."""
    doc, heads = document.doc, {a.head for a in attributions}
    out = []
    for clause in clauses:
        verb = doc[clause.head]
        if clause.head in heads or clause.lemma not in reporting or clause.passive:
            continue
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        source = (subject.left_edge.i, subject.right_edge.i + 1) if subject is not None else None
        if (
            clause.actor
            and verb.dep_ in ("conj", "relcl")
            and (subject is None or subject.lower_ in RELATIVES)
        ):
            source = (clause.actor[0], clause.actor[0] + 1)  # "X spoke and accused", "who accuse"
        elif subject is not None and subject.lower_ in RELATIVES:
            source = None
        content = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
        if content is None and any(c.dep_ == "dobj" for c in verb.children):
            content = next(  # "accused X of hacking Y"
                (
                    c
                    for c in verb.children
                    if c.dep_ == "prep" and any(g.dep_ == "pcomp" for g in c.children)
                ),
                None,
            )
        if source is not None and content is not None:
            span = (content.left_edge.i, content.right_edge.i + 1)
            out.append(Attribution(source, ((verb.i, verb.i + 1),), (span,), verb.i))
    return out


def with_source(
    document: Document, attribution: Attribution, ending: Mapping[int, Mention]
) -> Attribution:
    """An attribution with its verb's subject, or the names before the verb, for a missing source."""
    cue = document.doc[attribution.head]
    if cue.pos_ == "VERB" and is_passive(cue):
        return with_agent(document, attribution)
    if attribution.source is not None or cue.pos_ != "VERB":
        return attribution
    subject = next((c for c in cue.children if c.dep_ == "nsubj"), None)
    if subject is None:
        span = names_before(document, cue.i, ending)
    elif subject.lower_ in RELATIVES:
        span = None
    else:
        span = subject.left_edge.i, subject.right_edge.i + 1
    if span is None:
        return attribution
    first, last = span
    content = tuple(
        (start, min(end, first)) if start < first < end else (start, end)
        for start, end in attribution.content
        if not (first <= start and end <= last)
    )
    return replace(attribution, source=span, content=content or attribution.content)


def with_agent(document: Document, attribution: Attribution) -> Attribution:
    """A passive cue's attribution with its agent as the source: the accused is nobody's source."""
    cue = document.doc[attribution.head]
    subject = {t.i for c in cue.children if c.dep_ == "nsubjpass" for t in c.subtree}
    if cue.dep_ in ("acl", "relcl"):  # "hackers believed to work for X"
        subject.add(cue.head.i)
    source = attribution.source
    if source is None or not subject.intersection(range(*source)):
        return attribution
    agents = [document.doc[i] for i in verb_clause(cue).actor]
    span = (agents[0].left_edge.i, agents[0].right_edge.i + 1) if agents else None
    return replace(attribution, source=span)


def names_before(
    document: Document, at: int, ending: Mapping[int, Mention]
) -> tuple[int, int] | None:
    """The names that end right before a token, in "…, A, B and C said"; after a comma only."""
    doc = document.doc
    i, best = at, at
    while i > 0:
        mention = ending.get(i)
        if mention is None:
            break
        i = mention.first - (doc[mention.first - 1].pos_ == "DET" and mention.first > 0)
        if i > 0 and doc[i - 1].text in OPENERS:
            best = i
        while i > 0 and doc[i - 1].lower_ in (",", "and"):
            i -= 1
    return (best, at) if best < at else None


OPENERS = frozenset({",", "”", '"', "’", "''"})


def find_claims(scene: Scene, frames: Frames) -> Iterator[Claim]:
    """The claims of a document: those of its clauses, then those of its reporting cues."""
    earlier: dict[str, list[Claim]] = {}
    for clause in scene.clauses.values():
        for frame in frames.get(clause.kind, clause.lemma):
            before = earlier.setdefault(frame.predicate, [])
            found = list(read(scene, clause, frame, before))
            before += found
            yield from found
    for attribution in scene.attributions:
        lemma = scene.document.doc[attribution.head].lemma_.lower()
        if rows := frames.get("attribution", lemma):
            clause = reporting_clause(scene, attribution)
            for frame in rows:
                yield from read(scene, clause, frame)


def reporting_clause(scene: Scene, attribution: Attribution) -> Clause:
    """A reporting cue as a clause: its source acts, what it reports complements it."""
    doc = scene.document.doc
    source = (
        (doc.span(attribution.source[0], attribution.source[1]).root.i,)
        if attribution.source
        else ()
    )
    content = tuple(
        doc.span(first, last).root.i for first, last in attribution.content if last > first
    )
    own = scene.clauses.get(attribution.head)
    return Clause(
        head=attribution.head,
        lemma=doc[attribution.head].lemma_.lower(),
        kind="attribution",
        actor=indices(spread([doc[i] for i in source])),
        complements=content,
        negated=own.negated if own else False,
        modal=own.modal if own else None,
    )


def read(
    scene: Scene, clause: Clause, frame: Frame, earlier: Sequence[Claim] = ()
) -> Iterator[Claim]:
    """The claims of one clause under one frame; `earlier`: claims of its predicate before it."""
    prop = scene.ontology.properties[frame.predicate]
    if clause.modal and not (frame.unreal and (frame.modality or clause.modal in FUTURE)):
        return
    if clause.negated and (not prop.content or frame.claimant):
        return
    if not all(walk(scene, clause, role) for role in frame.where):
        return
    if any(walk(scene, clause, role) for role in frame.unless):
        return
    subjects = fitting(scene, clause, frame.subject, frame.subject_kinds or tuple(prop.domain))
    if not subjects and frame.list and clause.passive and not clause.actor and earlier:
        subjects = [earlier[-1].subject]  # "X was designated, too": by who designated before
    if not subjects and frame.event and clause.passive and not clause.actor:
        subjects = event_of(scene, clause)
    if not subjects:
        return
    kinds = frame.object_kinds or tuple(prop.range)
    objects: list[Mention | None] = [*fitting(scene, clause, frame.object, kinds)]
    if frame.list:
        items = list_items(scene.document, scene.opening, clause.head, passive=clause.passive)
        items = [m for m in items if suits(scene, m, kinds)]
        plural = [o for o in objects if o is not None and is_plural(scene, o)]
        if any(o.last == m.first for o in plural for m in items):  # "the firms A and B": A and B
            objects = [o for o in objects if o not in plural]
        objects += [m for m in items if m not in objects and m not in subjects]
        if plural and items:
            scene.listings.setdefault(plural[-1], []).extend(m for m in items if m not in subjects)
    if not objects:
        if not prop.object_optional:
            return
        objects = [None]
    said_by: list[Mention | None] = [*fitting(scene, clause, frame.claimant, ("Entity",))] or [None]
    for subject in subjects:
        for object in objects:
            if object is None or object.head != subject.head:
                for claimant in said_by:
                    yield claim(scene, clause, frame, subject, object, claimant)


def is_plural(scene: Scene, mention: Mention) -> bool:
    """Whether a description is of several."""
    return mention.form == NOMINAL and scene.document.doc[mention.head].tag_ == "NNS"


FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
STEM = 5  # letters that a verb and the noun for its act share ("poisoned", "the poisoning")


def event_of(scene: Scene, clause: Clause) -> list[Mention]:
    """The operation that an agentless passive is about: the nearest phrase with a noun of its stem."""
    stem = clause.lemma[:STEM]
    found = [
        m
        for m in set(scene.at.values())
        if scene.kinds.get(m) == "Operation"
        and scene.document.doc[m.head].lemma_.lower().rsplit("-", 1)[-1].startswith(stem)
    ]
    return sorted(found, key=lambda m: (abs(m.head - clause.head), m.head))[:1]


def claim(
    scene: Scene,
    clause: Clause,
    frame: Frame,
    subject: Mention,
    object: Mention | None,
    claimant: Mention | None,
) -> Claim:
    """One claim of a clause."""
    document = scene.document
    sent = document.doc[clause.head].sent
    modality = frame.modality or (PLANNED if clause.modal else ASSERTED)
    if modality == ASSERTED and hedged(document.doc[clause.head]):
        modality = ALLEGED
    qualifiers = {
        name: text for name, role in frame.qualifiers if (text := phrase(scene, clause, role))
    }
    prop = scene.ontology.properties[frame.predicate]
    if prop.official_act or "Harm" in prop.kinds:
        qualifiers |= {"place": place} if (place := place_of(scene, clause)) else {}
    return Claim(
        predicate=frame.predicate,
        subject=subject,
        object=object,
        claimant=claimant,
        start=document.starts[sent.start],
        end=document.ends[sent.end - 1],
        rule=frame.id,
        polarity=NEGATED if clause.negated != frame.negated else AFFIRMED,
        modality=modality,
        date=event_date(document, clause.head),
        qualifiers=tuple(sorted(qualifiers.items())),
        confidence=frame.confidence,
        at=clause.head,
    )


def place_of(scene: Scene, clause: Clause) -> str | None:
    """Where the clause's act takes place, as its own phrase says: "arrested in Milan"."""
    for preposition, objects in clause.prepositions:
        for i in objects if preposition in ("in", "at", "near", "inside") else ():
            mention = scene.at.get(i)
            if mention is not None and mention.form == NAME and mention.kind in ("Place", "State"):
                return mention.surface
    return None


def hedged(verb: Token) -> bool:
    """Whether an adverb or a governing word marks the predicate as somebody's word."""
    words = lexicon("control")["hedging"]
    governor = verb.head.head if verb.dep_ == "pcomp" else verb.head
    to_noun = verb.dep_ in ("acl", "ccomp") and governor.pos_ == "NOUN"
    if (verb.dep_ in ("pcomp", "xcomp") or to_noun) and governor.lemma_.lower() in words:
        return True
    if verb.dep_ == "conj" and verb.head is not verb and hedged(verb.head):
        return True
    return any(
        c.lower_
        in ("allegedly", "reportedly", "apparently", "purportedly", "supposedly", "presumably")
        for c in (*verb.children, *verb.head.children)
        if c.dep_ == "advmod"
    )


def phrase(scene: Scene, clause: Clause, role: Role) -> str | None:
    """The text of the phrase at the end of a role, or None."""
    heads = walk(scene, clause, role)
    if not heads:
        return None
    tokens = list(scene.document.doc[heads[0]].subtree)
    return scene.document.text(tokens[0].i, tokens[-1].i + 1)


def fitting(scene: Scene, clause: Clause, role: Role, kinds: tuple[str, ...]) -> list[Mention]:
    """The mentions that a role leads to and whose class is admitted, without repetition."""
    for path in role:
        found: dict[int, Mention] = {}
        for head in walk_path(scene, clause, path):
            for mention in listed(scene, head):
                if suits(scene, mention, kinds):
                    found[mention.head] = mention
        if found:
            return coordinated(scene, list(found.values()))
    return []


def coordinated(scene: Scene, mentions: list[Mention]) -> list[Mention]:
    """Descriptions coordinated with one another as one mention; names stay apart."""
    plain = [m for m in mentions if m.form == NOMINAL and scene.kinds.get(m, m.kind) == "Group"]
    first = min(plain, key=lambda m: m.first, default=None)
    if len(plain) < 2 or first is None:
        return mentions
    last = max(plain, key=lambda m: m.last)
    chain = {t.i for t in scene.document.doc[first.head].conjuncts}
    if any(m.head not in chain for m in plain if m is not first):
        return mentions
    document = scene.document
    start, end = document.starts[first.first], document.ends[last.last - 1]
    surface = " ".join(document.article.text[start:end].split())
    whole = Mention(start, end, surface, "Group", NOMINAL, first.head, first.first, last.last)
    scene.coordinations[whole] = tuple(plain)
    return [whole, *(m for m in mentions if m not in plain)]


def suits(scene: Scene, mention: Mention, kinds: tuple[str, ...]) -> bool:
    """Whether a mention's class is one of the kinds or below one."""
    kind = scene.kinds.get(mention, mention.kind)
    if mention.form == PRONOUN and mention not in scene.kinds:
        return False
    if not scene.ontology.is_a(kind, *kinds):
        return False
    if mention.form == NOMINAL and is_vague(scene, mention):
        return False
    return "Entity" in kinds or kind != "Group" or mention.form != NOMINAL or acts(scene, mention)


def is_vague(scene: Scene, mention: Mention) -> bool:
    """Whether a description says nothing about whom ("others", "targets")."""
    token, words = scene.document.doc[mention.head], lexicon("control")
    if any(c.dep_ == "det" and c.lower_ in words["indefinite"] for c in token.children):
        return True
    return token.lemma_.lower() in (*words["vague"], *words["nobody"]) and not any(
        c.dep_ in ("amod", "compound", "poss", "prep", "nummod") for c in token.children
    )


def acts(scene: Scene, mention: Mention) -> bool:
    """Whether a description is of people or bodies, who can act, and not of things."""
    token = scene.document.doc[mention.head]
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
        return known != "ignored" and scene.ontology.is_a(known, "Agent")
    words = lexicon("control")
    if lemma in words["things"]:
        return False
    return lemma in words["bodies"] or lemma.endswith(tuple(words["people"]))


def listed(scene: Scene, head: int) -> list[Mention]:
    """The mention at a token and the names enumerated after it ("A, B and C"), whatever the parse."""
    first = scene.at.get(head)
    if first is None:
        return []
    if several := called(scene, head):
        return several
    found = [first, *examples(scene, head)]
    if first.form == NAME:
        found += enumeration(scene, first)
    return found


def called(scene: Scene, head: int) -> list[Mention]:
    """The names in "malware called A, B and C", where they are several."""
    for child in scene.document.doc[head].children:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in (
            "call",
            "name",
            "dub",
            "know",
            "nickname",
        ):
            names = [c for c in child.children if c.dep_ in ("oprd", "attr", "dobj")]
            found = [m for t in spread(names) if (m := scene.at.get(t.i)) and m.form == NAME]
            return found if len(found) > 1 else []
    return []


def examples(scene: Scene, head: int) -> list[Mention]:
    """The names that "including" or "such as" lists under a plural."""
    token = scene.document.doc[head]
    if token.tag_ not in ("NNS", "NNPS"):
        return []
    for at in range(head + 1, min(head + 40, token.sent.end)):
        each = scene.document.doc[at]
        such_as = each.lower_ == "as" and each.nbor(-1).lower_ == "such"
        if (such_as or each.lower_ in lexicon("control")["including"]) and at + 1 < token.sent.end:
            listed_names = [
                m
                for i in range(at + 1, min(at + 4, token.sent.end))
                if (m := scene.opening.get(i)) is not None
                and scene.document.doc[m.head].dep_ not in ("compound", "amod", "poss", "nmod")
            ][:1]
            return [m for first in listed_names for m in (first, *enumeration(scene, first))]
        if each.pos_ in ("VERB", "AUX"):
            return []
    return []


def enumeration(scene: Scene, first: Mention) -> list[Mention]:
    """The names after a name in "A, B (b) and C": commas between, a conjunction before the last."""
    doc = scene.document.doc
    found: list[Mention] = []
    at, end, closed, depth = first.last, doc[first.head].sent.end, False, 0
    gap: list[str] = []
    while at < end:
        token = doc[at]
        depth += (token.text == "(") - (token.text == ")")
        mention = scene.opening.get(at)
        if depth or token.text == ")" or token.lower_ in LIST_GAP or token.pos_ == "DET":
            if not depth and token.text != ")":
                gap.append(token.lower_)
            at += 1
        elif mention is not None and gap and mention.last < end and doc[mention.last].tag_ == "POS":
            at = mention.last + 1  # "and the US' Westinghouse": the possessor is no item
        elif mention is not None and gap:
            if "," in gap and mention.last < end and doc[mention.last].tag_ in FINITE:
                break  # "sanctioned A, and B closed its office": a new clause
            if closed or doc[mention.head].pos_ not in ("PROPN", "NOUN", "X"):
                break
            closed = bool({"and", "or", "&"} & set(gap))
            found.append(mention)
            at, gap = max(mention.last, at + 1), []
        else:
            break
    return found if closed else []


def walk(scene: Scene, clause: Clause, role: Role) -> list[int]:
    """Token indices at the end of the first path of a role that leads anywhere."""
    for path in role:
        if found := walk_path(scene, clause, path):
            return found
    return []


def walk_path(scene: Scene, clause: Clause, path: Path) -> list[int]:
    """Token indices at the end of a path."""
    (name, words), *rest = path
    doc = scene.document.doc
    if name == "modal":
        tokens = [clause.head] if clause.modal in words else []
    elif name == "prep":
        tokens = reach(scene, clause, words)
    elif name == "self":
        tokens = [clause.head]
    elif name == "source":
        tokens = sources(scene, clause.head)
    elif name == "possessor":
        tokens = possessors(doc[clause.head])
    elif name == "modifier":
        tokens = modifiers(doc[clause.head])
    else:
        tokens = list(ARGUMENTS[name](clause))
    for step, lemmas in rest:
        tokens = list(
            dict.fromkeys(t for token in tokens for t in take(scene, token, step, lemmas))
        )
    return tokens


def reach(scene: Scene, clause: Clause, words: frozenset[str]) -> list[int]:
    """Objects of a clause's prepositions; where it has none such, of those hung one phrase too low.

    The parser attaches "attack by hackers against the ministry" and "attributed the attack to Iran"
    low more often than not; of-phrases belong where they stand.
    """
    own = [i for p, objects in clause.prepositions if p in words for i in objects]
    low = words & LOOSE
    if own or not low:
        return own
    aimed = clause.kind == "verb" and words <= AIMED
    hosts = [i for _, objects in clause.prepositions for i in objects]
    hosts = [*clause.undergoer, *(i for i in hosts if not (aimed and is_event(scene, i)))]
    for _ in range(2):
        below = [
            (p, i)
            for host in hosts
            if host > clause.head
            for p, objects in prepositions(scene.document.doc[host])
            for i in objects
        ]
        if found := [i for p, i in below if p in low]:
            return found
        hosts = [i for _, i in below if not (aimed and is_event(scene, i))]
    return after_aside(scene, clause, low)


def is_event(scene: Scene, at: int) -> bool:
    """Whether a token heads an operation: sanctions for the attack on X are not on X."""
    mention = scene.at.get(at)
    return mention is not None and scene.kinds.get(mention, mention.kind) == "Operation"


def after_aside(scene: Scene, clause: Clause, words: frozenset[str]) -> list[int]:
    """Objects of a preposition after an aside on the object: "link X, also known as Y, to Z"."""
    for host in clause.undergoer:
        token = scene.document.doc[host]
        asides = [c for c in token.children if c.dep_ in ("acl", "appos", "relcl")]
        for each in (t for c in asides if host > clause.head for t in c.subtree):
            if each.dep_ == "prep" and each.lower_ in words and is_closing(each.nbor(-1)):
                return [o.i for o in spread(prep_objects(each))]
    return []


def is_closing(token: Token) -> bool:
    """Whether a comma, or a quotation mark after one, ends an aside before a token."""
    return token.text == "," or (token.is_quote and token.i > 0 and token.nbor(-1).text == ",")


AIMED = frozenset({"against", "on", "upon"})
LOOSE = frozenset({"against", "on", "upon", "to", "by", "with", "under", "for", "as"})

ARGUMENTS: Mapping[str, Callable[[Clause], tuple[int, ...]]] = {
    "actor": lambda c: c.actor,
    "undergoer": lambda c: c.undergoer,
    "recipient": lambda c: c.recipient,
    "attribute": lambda c: c.attribute,
    "complement": lambda c: c.complements,
    "topic": lambda c: c.undergoer if c.passive else c.actor,
}


def take(scene: Scene, at: int, step: str, words: frozenset[str]) -> list[int]:
    """One step from a token."""
    token = scene.document.doc[at]
    if step == "=":
        return [at] if matches(token, words) else []
    if step == "!":
        return [] if matches(token, words) else [at]
    if step == "self":
        return [at]
    if step == "relayed":
        return [at] if relays(scene, at) else []
    if step == "governor":
        return [token.head.i]
    if step == "verbal":
        return [at] if token.pos_ in ("VERB", "AUX") or has_verb(token) else []
    if step == "negative":
        return [at] if at in scene.clauses and scene.clauses[at].negated else []
    if step == "passive":
        return [at] if at in scene.clauses and scene.clauses[at].passive else []
    if step == "quoted":
        return [at] if any(c.text in QUOTES for c in token.subtree) else []
    if step == "possessor":
        return possessors(token)
    if step == "modifier":
        return modifiers(token)
    if step == "owner":
        return owners(scene, token)
    if step == "prep":
        return [
            o.i
            for c in token.children
            if c.dep_ in ("prep", "agent") and c.lower_ in words
            for o in [*spread(prep_objects(c)), *(g for g in c.children if g.dep_ == "pcomp")]
        ]
    clause = scene.clauses.get(at)
    if clause is None and token.pos_ in ("NOUN", "PROPN"):
        clause = noun_clause(token)
    if step == "modal":
        return [at] if clause and clause.modal in words else []
    return list(ARGUMENTS[step](clause)) if clause else []


QUOTES = frozenset({'"', "“", "”", "''", "``", "'", "‘"})


def relays(scene: Scene, at: int) -> bool:
    """Whether the reported words that a token heads are themselves a report of somebody's words."""
    for attribution in scene.attributions:
        spans = attribution.content
        if any(first <= at < last for first, last in spans):
            inside = (
                a
                for a in scene.attributions
                if a is not attribution and a.source is not None and a.head != at
            )
            if any(first <= a.head < last for a in inside for first, last in spans):
                return True
    return scene.document.doc[at].lemma_.lower() in scene.reporting


def has_verb(token: Token) -> bool:
    """Whether a phrase holds a finite clause."""
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in token.subtree)


def owners(scene: Scene, noun: Token) -> list[int]:
    """Who owns a system ("the network of X", "X's servers", "X mail accounts"), else the noun."""
    if scene.at.get(noun.i) is not None and scene.at[noun.i].form == NAME:
        return [noun.i]
    if not matches(noun, frozenset(lexicon("control")["systems"])):
        return [noun.i]
    of = [
        o.i
        for c in noun.children
        if c.dep_ == "prep" and c.lower_ in ("of", "at", "belonging")
        for o in spread(prep_objects(c))
    ]
    names = [
        i
        for i in modifiers(noun)
        if (m := scene.at.get(i)) is not None and m.form == NAME and m.head != noun.i
    ]
    return of or possessors(noun) or names or [noun.i]


def matches(token: Token, words: frozenset[str]) -> bool:
    """Whether a token's lemma, lower-case form or last hyphenated part is among the words."""
    lemma = token.lemma_.lower()
    return lemma in words or token.lower_ in words or lemma.rsplit("-", 1)[-1] in words


def enclosing(scene: Scene, at: int) -> list[Attribution]:
    """The attributions whose content holds a token, nearest first; of its own cue, none."""
    doc, saying = scene.document.doc, scene.reporting | scene.denying
    around = [
        (sum(last - first for first, last in a.content), a)
        for a in scene.attributions
        if a.head != at
        and any(first <= at < last for first, last in a.content)
        and doc[a.head].lemma_.lower() in saying
    ]
    return [a for _, a in sorted(around, key=lambda pair: pair[0])]


def accuser(scene: Scene, at: int) -> Mention | None:
    """Whose accusation a token is part of, in "rejected Norway's accusation that …"."""
    nouns = lexicon("control")["allegations"]
    for token in scene.document.doc[at].ancestors:
        if token.pos_ == "NOUN" and token.lemma_.lower() in nouns:
            heads = [*possessors(token), *modifiers(token)]
            found = [m for i in heads if (m := scene.at.get(i)) and suits(scene, m, ("Agent",))]
            return found[0] if found else None
    return None


def is_denial(scene: Scene, attribution: Attribution) -> bool:
    """Whether an attribution's cue denies."""
    return scene.document.doc[attribution.head].lemma_.lower() in scene.denying


def is_denied(scene: Scene, around: Sequence[Attribution], at: int) -> bool:
    """Whether one of the attributions denies a token of what it reports.

    "denied that X did it" denies it; "denied accusations that X did it" reports the accusation, too.
    """
    doc = scene.document.doc
    nouns = lexicon("control")["allegations"]
    for attribution in around:
        if doc[attribution.head].lemma_.lower() in scene.denying:
            path = [t for t in doc[at].ancestors if t.i > attribution.head]
            if not any(t.pos_ == "NOUN" and t.lemma_.lower() in nouns for t in path):
                return True
    return False


def sources(scene: Scene, at: int) -> list[int]:
    """The head of who says what a token is part of; nobody where somebody denies it."""
    around = enclosing(scene, at)
    if is_denied(scene, around, at):
        return []
    doc = scene.document.doc
    roots = [doc.span(a.source[0], a.source[1]).root.i for a in around if a.source is not None]
    agents = [i for i in roots if (m := scene.at.get(i)) and suits(scene, m, ("Agent",))]
    return (agents or roots)[:1]


def possessors(noun: Token) -> list[int]:
    """Heads of a noun's possessors, coordination distributed."""
    return [
        t.i for c in noun.children if c.dep_ == "poss" for e in spread([c]) for t in see_through(e)
    ]


def modifiers(noun: Token) -> list[int]:
    """Pre-modifiers of a noun, each a possible name."""
    return [c.i for c in noun.children if c.dep_ in ("amod", "compound", "nmod")]
