"""A Document with its mentions indexed by the token at which they start, end or have their head."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from graphbuild.knowledge.ontology import Ontology
from graphbuild.knowledge.reference import StateName, pieces, state_index
from graphbuild.model import NAME, NOMINAL, PRONOUN, Mention
from graphbuild.nlp.annotate import Document

DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her"}
)
QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e*`") | {
    "``",
    "''",
    "**",
    "__",
    "_",
}
DASHES = frozenset("-\u2011\u2013\u2014") | {"--"}
MODIFIERS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "POS", "AFX"})
PARTICIPLES = frozenset({"VBN", "VBG", "RB"})
REACH = 12
DATELINE = re.compile(
    r"^[ \t]*(?P<place>[A-ZÀ-Þ]{4,}(?: [A-ZÀ-Þ]{2,})?)(?=,|\.| ?[-–—(])", re.MULTILINE
)


class View:
    """The words and mentions of one document, as the noun-phrase patterns look them up.

    mentions: names and descriptions. pronouns: the pronouns, by head token; they are in no other index.
    """

    def __init__(self, document: Document, mentions: Sequence[Mention], ontology: Ontology) -> None:
        self.document, self.doc, self.ontology = document, document.doc, ontology
        self.mentions = [m for m in mentions if m.form != PRONOUN]
        self.pronouns = {m.head: m for m in mentions if m.form == PRONOUN}
        self.lower = [token.lower_ for token in self.doc]
        self.tags = [token.tag_ for token in self.doc]
        self._sentences = [(0, 0)] * len(self.doc)
        for sent in self.doc.sents:
            self._sentences[sent.start : sent.end] = [(sent.start, sent.end)] * len(sent)
        self.by_head: dict[int, Mention] = {}
        self.starting: dict[int, list[Mention]] = defaultdict(list)
        self.ending: dict[int, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            self.by_head[mention.head] = mention
            self.starting[mention.first].append(mention)
            self.ending[mention.last].append(mention)

    def is_a(self, mention: Mention, *kinds: str) -> bool:
        """Whether the mention's class is one of these or below one."""
        return self.ontology.is_a(mention.kind, *kinds)

    def word(self, at: int) -> str:
        """The lower-case word at a token index; empty outside the text."""
        return self.lower[at] if 0 <= at < len(self.lower) else ""

    def tag(self, at: int) -> str:
        """The part-of-speech tag at a token index; empty outside the text."""
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def sentence(self, at: int) -> tuple[int, int]:
        """The (first, last) tokens of the sentence around a token."""
        return self._sentences[at]

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether two tokens stand in one sentence."""
        return other < len(self.doc) and self.sentence(one) == self.sentence(other)

    def skip(self, at: int, passed: frozenset[str]) -> int:
        """The first index from `at` on whose word is none of these."""
        while at < len(self.lower) and self.lower[at] in passed:
            at += 1
        return at

    def after_parenthesis(self, at: int) -> int:
        """The index after a short parenthesis that opens at a token, else the same index."""
        if self.word(at) != "(":
            return at
        reach = range(at, min(at + 16, len(self.lower)))
        return next((i + 1 for i in reach if self.lower[i] == ")"), at)

    def longest_at(self, at: int, *kinds: str) -> Mention | None:
        """The longest mention that starts at a token, of these classes."""
        found = [m for m in self.starting[at] if not kinds or self.is_a(m, *kinds)]
        return max(found, key=lambda m: m.last, default=None)

    def longest_before(self, at: int, *kinds: str) -> Mention | None:
        """The longest mention that ends just before a token, of these classes."""
        found = [m for m in self.ending[at] if not kinds or self.is_a(m, *kinds)]
        return min(found, key=lambda m: m.first, default=None)

    def within(self, first: int, last: int) -> Iterator[Mention]:
        """The mentions that lie inside these tokens, in reading order."""
        for at in range(first, last):
            yield from (m for m in self.starting.get(at, ()) if m.last <= last)

    def named(self, at: int, *kinds: str) -> Mention | None:
        """The longest name of these classes that starts at a token."""
        found = [m for m in self.starting[at] if m.form == NAME and self.is_a(m, *kinds)]
        return max(found, key=lambda m: m.last, default=None)

    def governed(self, preposition: int) -> Mention | None:
        """What a preposition governs, as the parser or, failing that, the next words say."""
        for child in self.doc[preposition].children:
            if child.dep_ == "pobj":
                if child.i in self.by_head:
                    return self._explained(self.by_head[child.i])
                break
        found = self.longest_at(self.skip(preposition + 1, DETERMINERS))
        if found is None or self.tag(found.last) == "POS" or self.tag(found.last).startswith("NN"):
            return None
        return found

    def owning_pronoun(self, first: int, last: int) -> Mention | None:
        """The possessive pronoun ("its", "their") among some tokens, if it is a mention."""
        found = [at for at in range(first, last) if self.tag(at) == "PRP$" and at in self.pronouns]
        return self.pronouns[found[0]] if found else None

    def name_of(self, mention: Mention) -> Mention:
        """The name in apposition with a description ("X, a firm of lawyers"), else itself."""
        if mention.form == NAME:
            return mention
        token = self.doc[mention.head]
        beside = [c.i for c in token.children if c.dep_ == "appos" and self.word(c.i - 1) != "("]
        if token.dep_ == "appos":
            beside.append(token.head.i)
        named = [self.by_head[i] for i in beside if i in self.by_head]
        if self.word(mention.last) == ",":
            named += self.before_comma(mention.head)
        named += self._copular_subject(mention)
        usable = (m for m in named if m.form == NAME and not self.is_a(m, "Place", "State"))
        return next(usable, mention)

    def _copular_subject(self, mention: Mention) -> list[Mention]:
        """What is said to be the mention: X in "X is a firm of lawyers"."""
        token = self.doc[mention.head]
        if token.dep_ != "attr" or token.head.lemma_ != "be":
            return []
        subjects = [c.i for c in token.head.lefts if c.dep_ == "nsubj"]
        negated = any(c.dep_ == "neg" for c in token.head.children)
        return [self.by_head[i] for i in subjects if i in self.by_head and not negated]

    def before_comma(self, at: int) -> list[Mention]:
        """What ends before the comma that opens a noun's phrase; a short form may come between."""
        comma = self.phrase_start(at) - 1
        if self.word(comma) != ",":
            return []
        return self.ending[comma] or (self.ending[comma - 1] if self.word(comma - 1) == ")" else [])

    def _explained(self, found: Mention) -> Mention:
        """The name right after a common noun ("the firm X"), else the noun's mention."""
        name = self.named(found.last, "Agent") if found.form == NOMINAL else None
        return name or found

    def closes(self, at: int) -> bool:
        """Whether an apposition can end before this token (a list goes on with "and")."""
        return self.word(at) in {",", ".", ")", ";", ""} or self.tag(at).startswith(("VB", "MD"))

    def joined_with_last(self, found: list[Mention]) -> list[Mention]:
        """The last mention and those that "and" or a comma joins to it, in reading order."""
        kept = found[-1:]
        for other in reversed(found[:-1]):
            if self.word(other.last) in {"and", "or", ","} and other.last + 1 == kept[0].first:
                kept.insert(0, other)
        return kept

    def phrase_start(self, at: int) -> int:
        """Where the noun phrase around a noun starts, left over modifiers and possessors."""
        start = at
        stop = max(self.sentence(at)[0], at - REACH)
        while start > stop and self._modifies(start - 1):
            start -= 1
            if self.lower[start] in DETERMINERS:
                break
        return start

    def _modifies(self, at: int) -> bool:
        token = self.doc[at]
        if token.tag_ in MODIFIERS or self.is_mark(at) or token.lower_ == "&":
            return True
        if token.lower_ in DETERMINERS:
            return token.tag_ != "IN"
        if token.tag_ in PARTICIPLES:
            return token.dep_ in {"amod", "compound", "advmod"}
        if token.text in DASHES:
            return at > 0 and not self.doc[at - 1].whitespace_ and not token.whitespace_
        return token.lower_ in {"and", "or"} and self._joins_states(at)

    def _joins_states(self, at: int) -> bool:
        """Whether a conjunction joins two countries ("U.S. and British officials")."""
        left, right = self.ending[at], self.starting[at + 1]
        return any(self.is_a(m, "State") for m in left) and any(
            self.is_a(m, "State") for m in right
        )

    def state_name(self, surface: str) -> StateName | None:
        """Which state a surface names, and how (as name, demonym, seat or capital)."""
        return state_index().get(pieces(surface))

    def possessor(self, at: int) -> Mention | None:
        """The mention before a possessor's mark at this token ("X's", "the US' X")."""
        owner = self.longest_before(at)
        if owner is None or self.tag(at) == "POS":
            return owner
        bare = self.word(at) in {"'", "\u2019"} and not self.doc[at - 1].whitespace_
        return owner if bare and self.lower[at - 1].endswith("s") else None

    def is_mark(self, at: int) -> bool:
        """Whether a token marks a possessor."""
        return self.tag(at) == "POS" or (at > 0 and self.possessor(at) is not None)

    @functools.cached_property
    def home(self) -> Mention | None:
        """The state of the capital that the article was written in, by its dateline, if it names it."""
        for match in DATELINE.finditer(self.document.article.text):
            name = self.state_name(match["place"].title())
            if name is not None and name.role == "capital":
                return self.same_state(name.code, 0)
        return None

    def same_state(self, code: str, near: int) -> Mention | None:
        """The mention of a state nearest to a token, whatever its surface."""
        found = self._states.get(code, [])
        return min(found, key=lambda m: abs(m.head - near), default=None)

    @functools.cached_property
    def _states(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            name = self.state_name(mention.surface) if self.is_a(mention, "State") else None
            if name is not None:
                found[name.code].append(mention)
        return found


def singular(word: str, tag: str) -> str:
    """A plural noun in the singular; any other word as it stands."""
    if tag not in {"NNS", "NNPS"}:
        return word
    for plural, single in (("ies", "y"), ("women", "woman"), ("men", "man"), ("s", "")):
        if word.endswith(plural) and not word.endswith("ss"):
            return word.removesuffix(plural) + single
    return word
