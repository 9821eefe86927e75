"""A Document with its Mentions at hand by token: what starts, ends or has its head where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from graphbuild.annotate import Document
from graphbuild.model import NAME, PRONOUN, Mention
from graphbuild.ontology import Ontology

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


class View:
    """The words and mentions of one document; pronouns are left out."""

    def __init__(
        self, document: Document, mentions: Sequence[Mention], ontology: Ontology
    ) -> None:
        self.document, self.doc, self.ontology = document, document.doc, ontology
        self.mentions = [m for m in mentions if m.form != PRONOUN]
        self.lower = [token.lower_ for token in self.doc]
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

    def token(self, at: int) -> Token | None:
        """The token at an index, None outside the text."""
        return self.doc[at] if 0 <= at < len(self.doc) else None

    def tag(self, at: int) -> str:
        """The part-of-speech tag at a token index; empty outside the text."""
        return str(self.doc[at].tag_) if 0 <= at < len(self.doc) else ""

    def sentence(self, at: int) -> tuple[int, int]:
        """The (first, last) tokens of the sentence around a token."""
        sent = self.doc[at].sent
        return sent.start, sent.end

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether two tokens stand in one sentence."""
        return other < len(self.doc) and self.sentence(one) == self.sentence(other)

    def skip(self, at: int, words: frozenset[str]) -> int:
        """The first index from `at` on whose word is none of these."""
        while at < len(self.lower) and self.lower[at] in words:
            at += 1
        return at

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
        return (m for m in self.mentions if first <= m.first and m.last <= last)

    def named_person(self, at: int) -> Mention | None:
        """The person whose name starts at a token."""
        found = self.longest_at(at, "Person")
        return found if found is not None and found.form == NAME else None
