"""Names in a row: "A, B and C", "malware called A and B", "firms including A"."""

from __future__ import annotations

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.selection import is_seat
from graphbuild.extraction.clauses.coordination import with_conjuncts
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import NAME, NOMINAL, Mention
from graphbuild.nlp.tokens import Doc

LIST_GAP = frozenset({",", ";", "and", "or", "as", "well", "&", "/", "both"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def listed(context: ClaimContext, head: int) -> list[Mention]:
    """The mention at a token and the names enumerated after it ("A, B and C"), whatever the parse."""
    first = context.at.get(head)
    if first is None:
        return []
    if several := called(context, head):
        return several
    found = [first, *examples(context, head)]
    if first.form == NAME:
        found += enumeration(context, first)
    return found


def called(context: ClaimContext, head: int) -> list[Mention]:
    """The names in "malware called A, B and C", where they are several."""
    for child in context.document.doc[head].children:
        if child.dep_ in ("acl", "relcl") and child.lemma_.lower() in (
            "call",
            "name",
            "dub",
            "know",
            "nickname",
        ):
            names = [c for c in child.children if c.dep_ in ("oprd", "attr", "dobj")]
            found = [
                m for t in with_conjuncts(names) if (m := context.at.get(t.i)) and m.form == NAME
            ]
            return found if len(found) > 1 else []
    return []


def examples(context: ClaimContext, head: int) -> list[Mention]:
    """The names that "including" or "such as" lists under a plural."""
    token = context.document.doc[head]
    if token.tag_ not in ("NNS", "NNPS"):
        return []
    for at in range(head + 1, min(head + 40, token.sent.end)):
        each = context.document.doc[at]
        such_as = each.lower_ == "as" and each.nbor(-1).lower_ == "such"
        if (such_as or each.lower_ in lexicon("control")["including"]) and at + 1 < token.sent.end:
            if not such_as and each.nbor().pos_ == "ADP":
                return []  # "against firms, including in X": X is where they are
            listed_names = [
                m
                for i in range(at + 1, min(at + 4, token.sent.end))
                if (m := context.opening.get(i)) is not None
                and context.document.doc[m.head].dep_ not in ("compound", "amod", "poss", "nmod")
            ][:1]
            return [m for first in listed_names for m in (first, *enumeration(context, first))]
        if each.pos_ in ("VERB", "AUX"):
            return []
    return []


def enumeration(context: ClaimContext, first: Mention) -> list[Mention]:
    """The names after a name in "A, B (b) and C": commas between, a conjunction before the last."""
    doc = context.document.doc
    found: list[Mention] = []
    at, end, closed, depth = first.last, doc[first.head].sent.end, False, 0
    gap: list[str] = []
    while at < end:
        token = doc[at]
        depth += (token.text == "(") - (token.text == ")")
        mention = context.opening.get(at)
        if depth or token.text == ")" or token.lower_ in LIST_GAP or token.pos_ == "DET":
            if not depth and token.text != ")":
                gap.append(token.lower_)
            at += 1
        elif mention is not None and gap and is_seat(doc, mention):
            at = mention.last + 2  # "and Lyon-based X": X
        elif mention is not None and gap and mention.last < end and owns(doc, mention):
            at = mention.last + 1  # "and the US' Westinghouse": the possessor is no item
        elif mention is not None and gap:
            if "," in gap and mention.last < end and doc[mention.last].tag_ in FINITE:
                break  # "sanctioned A, and B closed its office": a new clause
            person = mention.kind == "Person" and mention.form == NAME
            law = mention.kind == "LegalInstrument"
            named = person or law or doc[mention.head].pos_ in ("PROPN", "NOUN", "X")
            if closed or not named:
                break
            closed = bool({"and", "or", "&"} & set(gap))
            found.append(mention)
            at, gap = max(mention.last, at + 1), []
        else:
            break
    return found if closed else []


def owns(doc: Doc, mention: Mention) -> bool:
    """Whether a possessor's mark follows a name: "the US’ Westinghouse", which the parser misses."""
    mark = doc[mention.last]
    bare = mark.text in ("'", "’") and not doc[mention.last - 1].whitespace_
    return mark.tag_ == "POS" or (bare and mention.surface.lower().endswith("s"))


def coordinated(context: ClaimContext, mentions: list[Mention]) -> list[Mention]:
    """Descriptions coordinated with one another as one mention; names stay apart."""
    plain = [m for m in mentions if m.form == NOMINAL and context.kinds.get(m, m.kind) == "Group"]
    first = min(plain, key=lambda m: m.first, default=None)
    if len(plain) < 2 or first is None:
        return mentions
    last = max(plain, key=lambda m: m.last)
    chain = {t.i for t in context.document.doc[first.head].conjuncts}
    if any(m.head not in chain for m in plain if m is not first):
        return mentions
    document = context.document
    start, end = document.starts[first.first], document.ends[last.last - 1]
    surface = " ".join(document.article.quote(start, end).split())
    whole = Mention(start, end, surface, "Group", NOMINAL, first.head, first.first, last.last)
    context.coordinations[whole] = tuple(plain)
    return [whole, *(m for m in mentions if m not in plain)]
