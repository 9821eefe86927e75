"""What the noun that announces a list says of the names in it.

"Three Danes - Ida Holm, Per Lund and Ole Krag" are people, "wipers dubbed Gull and Tern" programs, and
"the firms include Aldo and Brix" names firms, whatever the parser takes rare names for.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.mentions.classify import heads, kind_of_opening
from graphbuild.extraction.mentions.extents import Phrase
from graphbuild.extraction.mentions.words import (
    Range,
    is_capital,
    is_people,
    name_words,
    noun_kinds,
    titles,
)
from graphbuild.nlp.tokens import Doc, Token

OPENING = frozenset({"-", "–", "—", ":", "("})
GAPS = frozenset({",", ";", "and", "&"})
LONGEST_NAME = 4  # tokens
UNSURE = frozenset({"Place", "Organization", "Group", "Person", "Malware"})
TELLING = frozenset({"Company", "Malware", "ThreatActor", "MediaOutlet"})
NAMING = frozenset({"dub", "name", "call", "nickname", "codename", "label"})
LISTING = frozenset({"include", "comprise", "be"})
FARTHEST = 40  # members of a list that are followed back to its announcing noun


def find_rosters(doc: Doc, taken: set[int]) -> Iterator[Range]:
    """The names of each list of people, in reading order; `taken`: tokens of other known names."""
    for token in doc:
        if not _is_plural_of_people(token) or token.i + 2 >= len(doc):
            continue
        mark = doc[token.i + 1].text
        if mark in OPENING or (mark == "," and _is_counted(token)):
            names = _names(doc, token.i + 2, taken)
            if len(names) > 1:
                yield from names


def _is_plural_of_people(token: Token) -> bool:
    if is_people(token.text):
        return True
    return token.tag_ == "NNS" and noun_kinds().get(token.lemma_.lower()) == "Person"


def _is_counted(token: Token) -> bool:
    return any(c.dep_ == "nummod" for c in token.children)


def _names(doc: Doc, at: int, taken: set[int]) -> list[Range]:
    """Names of two to four capitals with commas between them and "and" before the last."""
    names: list[Range] = []
    joined = False
    while at < len(doc):
        last = at
        while last < len(doc) and last - at < LONGEST_NAME and _is_part(doc[last], taken):
            last += 1
        if last - at < 2 or kind_of_opening([t.lower_ for t in doc[at:last]]):
            return []
        names.append((at, last))
        if joined:
            return names
        at = last
        while at < len(doc) and doc[at].lower_ in GAPS:
            joined = joined or doc[at].lower_ in ("and", "&")
            at += 1
        if at == last:
            return []
    return []


def _is_part(token: Token, taken: set[int]) -> bool:
    """Whether a token may be a word of a person's name, and of no firm's or body's."""
    word = token.lower_
    if word in heads() or word in name_words("company") or word in titles():
        return False
    return is_capital(token) and token.is_alpha and token.i not in taken


def announced_kind(doc: Doc, name: Phrase) -> str | None:
    """The class that the noun announcing a list gives a name in it, where that noun tells one."""
    if name.kind not in UNSURE or (name.kind == "Person" and name.last - name.first > 1):
        return None
    noun = _announcing(doc[name.head])
    if noun is None or noun.i >= name.first:
        return None
    told = noun_kinds().get(noun.lemma_.lower())
    return told if told in TELLING else None


def _announcing(token: Token) -> Token | None:
    """ "Wipers" of "wipers dubbed X and Y", "firms" of "firms such as X" and of "the firms include X"."""
    for _ in range(FARTHEST):
        if token.dep_ not in ("conj", "appos") or token.head is token:
            break
        token = token.head
        if token.tag_ == "NNS":
            return token
    above = token.head
    if token.dep_ == "pobj" and above.lower_ in ("as", "like", "including"):
        noun = above.head.head if above.head.lower_ == "such" else above.head
        return noun if noun.tag_ == "NNS" or noun.lemma_ == noun.lower_ == "malware" else None
    if token.dep_ in ("oprd", "attr", "dobj") and above.dep_ == "acl" and above.lemma_ in NAMING:
        return above.head
    if token.dep_ in ("dobj", "attr") and above.lemma_ in LISTING:
        return next((c for c in above.lefts if c.dep_ == "nsubj" and c.tag_ == "NNS"), None)
    return None
