"""The names that an official act lists: in the rest of its sentence, or in the paragraphs below it.

"OFAC designated A, a Russian bank; B (aka C); and D, pursuant to …": the parser loses such lists,
their punctuation does not.  An item is a name that follows a separator (or a few words describing
it after one), outside brackets, before the words that end the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphbuild.knowledge.tables import lexicon
from graphbuild.model import Mention
from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Doc, Token

MAX_ITEMS = 60
MARKS = "•·▪●○◦‣*+-–—|("  # that open the line of an item
LEAD = (
    6  # tokens after the act within which a preposition leads into the list ("sanctions against A")
)
MAX_WORDS_BEFORE = 14  # words that may describe a listed name before it ("the President of …,")


def list_items(
    document: Document, opening: Mapping[int, Mention], act: int, *, passive: bool
) -> list[Mention]:
    """The names listed after the word for an act (a passive's: only in the paragraphs below); `opening` gives the name that begins at a token."""
    sent = document.doc[act].sent
    items = [] if passive else list(sentence_items(document, opening, act + 1, sent.end))
    if announces_list(document, sent.start, sent.end):
        items += paragraph_items(document, opening, sent.end)
    return items[:MAX_ITEMS]


def sentence_items(
    document: Document, opening: Mapping[int, Mention], start: int, end: int
) -> Iterator[Mention]:
    """The items from a token to the end of its list."""
    doc = document.doc
    depth, i, n_items = 0, start, 0
    while i < end:
        token = doc[i]
        if not n_items and i > start and is_reason(token):
            return
        depth += (token.text in "([") - (token.text in ")]")
        goes_on = i > start and doc[i - 1].lower_ in ("and", ",") and token.lower_ == "on"
        leads = goes_on or (i - start < LEAD and token.lower_ in ("on", "in"))
        mention = opening.get(i)
        named = (
            mention is not None and mention.last - i > 1
        )  # a name's first word, taken for a verb
        if depth <= 0 and i > start and not (leads or named) and ends_list(token):
            return
        if mention is not None and depth <= 0:
            if is_item(start, mention, doc):
                n_items += 1
                yield mention
            i = max(mention.last, i + 1)
        else:
            i += 1


def is_reason(token: Token) -> bool:
    """Whether a token begins the reason for an act: "sanctions for the attack on X"; not "for sanctions"."""
    follows = token.nbor() if token.i + 1 < len(token.doc) else token
    return token.lower_ in ("for", "over", "with") and follows.lemma_.lower() != "sanction"


def ends_list(token: Token) -> bool:
    """Whether a token begins what comes after a list: its legal basis, its reason, a new clause."""
    words = lexicon("listings")
    if token.lower_ in words["end"]:
        follows = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
        return (token.lower_, follows) != ("as", "well") and token.nbor(-1).lower_ != "well"
    if token.lower_ in words["end_before_gerund"] and token.i + 1 < len(token.doc):
        after = token.nbor()
        return after.tag_ == "VBG" or after.lower_ in ("their", "its", "his", "her", "having")
    return token.pos_ in ("VERB", "AUX") and token.tag_ in ("VBD", "VBZ", "VBP", "MD")


def is_item(start: int, mention: Mention, doc: Doc) -> bool:
    """Whether a name stands right after a separator, or after words that only describe it."""
    if mention.kind == "State" and doc[mention.head].tag_ in ("JJ", "NNPS"):
        return False
    if is_circumstance(doc[mention.head]) or modifies_next(doc, mention):
        return False
    if (
        mention.last < len(doc)
        and doc[mention.last].text == "-"
        and not doc[mention.last - 1].whitespace_
    ):
        return False  # "a Lyon-based firm"
    if mention.kind == "State" and (
        mention.last < len(doc) and doc[mention.last].pos_ in ("NOUN", "PROPN", "PART")
    ):
        return False
    if mention.last < len(doc) and doc[mention.last].tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return False  # "…, and the minister said": a new clause
    for back, i in enumerate(range(mention.first - 1, start - 1, -1)):
        each = doc[i]
        if each.text in (",", ";", ":", "•", "-", "–", "—") or each.lower_ in (
            "and",
            "including",
            "&",
        ):
            return True
        if each.lower_ == "as" and doc[i - 1].lower_ == "well":
            return True
        if back == 0 and each.tag_ == "NNS" and each.lower_ not in lexicon("listings")["lead"]:
            return True  # "the companies A and B"
        if i - start < LEAD and each.lower_ in lexicon("listings")["lead"]:
            return True
        joined = doc[i - 1].lower_ in ("and", ",", "or") if i > start else False
        if joined and each.lower_ in ("on", "against", "upon"):
            return True  # "on A, the minister of B, and on C"
        if back > MAX_WORDS_BEFORE or each.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "PRON"):
            return False
        if each.lower_ == "'s" or each.tag_ == "POS":
            return False
    return False


def modifies_next(doc: Doc, mention: Mention) -> bool:
    """Whether a name is the first half of "five GRU officers", a phrase about others than the body."""
    head = doc[mention.head]
    follows = doc[mention.last] if mention.last < len(doc) else head
    return head.dep_ in ("compound", "nmod", "amod") and (
        follows is head.head and follows.tag_ in ("NNS", "NN")
    )


PLACING = frozenset({"in", "from", "at", "across", "within", "near", "between", "by"})


def is_circumstance(token: Token) -> bool:
    """Whether a name tells where or by whom: "firms in Iran and Syria" lists no Syria."""
    seen = 0
    while token.dep_ in ("conj", "appos") and seen < MAX_ITEMS:
        token, seen = token.head, seen + 1
    return token.dep_ == "pobj" and token.head.lower_ in PLACING


def announces_list(document: Document, start: int, end: int) -> bool:
    """Whether a sentence says that a list follows it."""
    words = {t.lower_ for t in document.doc[start:end]}
    last = document.doc[end - 1].text
    return last == ":" or (bool(words & {"following"}) and last in ".:")


def is_marked(document: Document, first: int, last: int) -> bool:
    """Whether a paragraph is an item by its bullet, its number or its last word."""
    text, start = document.article.text, document.starts[first]
    before = text[text.rfind("\n", 0, start) + 1 : start]
    lead = before.strip()
    emphasis = before.endswith(("*", "_", "["))  # of the first words, no bullet
    marked = bool(lead) and not emphasis and (lead[0] in MARKS or lead[0].isdigit())
    return marked or document.doc[last - 1].lower_ in (";", ",", "and")


def paragraph_items(
    document: Document, opening: Mapping[int, Mention], after: int
) -> Iterator[Mention]:
    """The name that opens each of the paragraphs after a token, until one opens otherwise."""
    for first, last in document.paragraphs:
        if first < after:
            continue
        names = (opening.get(i) for i in range(first, min(first + 4, last)))
        item = next((m for m in names if m is not None and m.kind != "State"), None)
        if item is None and is_marked(document, first, last):
            continue
        if item is None:
            return
        following = document.doc[item.last] if item.last < last else None
        if following is not None and following.pos_ in ("VERB", "AUX"):
            return
        yield item
