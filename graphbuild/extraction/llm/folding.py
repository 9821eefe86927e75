"""Where words that somebody copied stand in an article, whatever became of white space and quotation marks."""

from __future__ import annotations

import functools

from graphbuild.nlp.annotate import ZERO_WIDTH, Document

QUOTES = dict.fromkeys("“”„‟«»″〝〞", '"') | dict.fromkeys("‘’‚‛′`´ʼ", "'")
DASHES = dict.fromkeys("‐‑‒–—−", "-")
SAME = str.maketrans({**QUOTES, **DASHES, "…": "..."})
MARKS = " \"'.,;:!?()[]"
ARTICLES = ("the ", "a ", "an ")


@functools.lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """The text with one kind of quotation mark and dash, and one space wherever there is white space."""
    kept = "".join(c for c in text if c not in ZERO_WIDTH)
    return " ".join(kept.translate(SAME).split())


def fold_name(text: str) -> str:
    """A name as it is looked for: folded, without marks around it and without a determiner."""
    name = fold(text).strip(MARKS)
    name = name[:-2] if name.endswith("'s") else name
    lower = name.casefold()
    return next((name[len(a) :] for a in ARTICLES if lower.startswith(a)), name)


class FoldedText:
    """Tokens of a document as folded text, with the way back from its characters to the tokens."""

    def __init__(self, document: Document, first: int, last: int) -> None:
        self.text = ""
        self.tokens: list[int] = []  # of each character
        parts: list[str] = []
        for token in document.doc[first:last]:
            word = fold(token.text)
            parts.append(word)
            self.tokens += [token.i] * len(word)
            if token.whitespace_ and word:
                parts.append(" ")
                self.tokens.append(token.i)
        self.text = "".join(parts)

    def find(self, words: str, *, name: bool = False) -> list[tuple[int, int]]:
        """The runs of tokens, as (first, last), in which folded words stand, as whole words.

        name: the first letter may be a capital or not, as a sentence may begin with a description.
        """
        found = []
        at = self.text.find(words) if words else -1
        while at >= 0:
            if self._is_whole(at, at + len(words)):
                found.append((self.tokens[at], self.tokens[at + len(words) - 1] + 1))
            at = self.text.find(words, at + 1)
        if name and words:
            found += self.find(words[0].swapcase() + words[1:])
        return sorted(set(found))

    def _is_whole(self, start: int, end: int) -> bool:
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        begins = not (before.isalnum() and self.text[start].isalnum())
        return begins and not (after.isalnum() and self.text[end - 1].isalnum())
