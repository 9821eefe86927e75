"""Finds sources in fixed expressions that are too rare to be learned from counts.

"In the words of X, …", "Per X, …", "As X put it, …", and headlines such as "… — envoy". The words for
people who speak in headlines are under [headlines] in ontology/cues.toml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graphbuild.extraction.attributions.context import Page
from graphbuild.extraction.attributions.extents import tidied
from graphbuild.extraction.attributions.proposals import Verdict
from graphbuild.extraction.attributions.sources import phrase
from graphbuild.extraction.attributions.tree import Span, Tree

WORDS_OF = ("in", "the", "words", "of")
DASHES = frozenset("—–-")
NAME_LENGTH = 8  # tokens of a headline's speaker, at most


def add_fixed(verdicts: list[Verdict], page: Page, speakers: Collection[str]) -> list[Verdict]:
    """The verdicts, those on the cues of fixed expressions replaced or added."""
    found = {verdict.cue: verdict for verdict in _fixed(page, speakers)}
    others = [verdict for verdict in verdicts if verdict.cue not in found]
    return sorted([*others, *found.values()], key=lambda v: v.cue)


def _fixed(page: Page, speakers: Collection[str]) -> Iterator[Verdict]:
    tree = page.tree
    for i, word in enumerate(tree.words):
        if word == "words" and tuple(tree.words[max(0, i - 2) : i + 2]) == WORDS_OF:
            yield from _phrase_cue(i, i - 2, i + 1, page)
        elif word == "per" and _opens(i, tree):
            yield from _phrase_cue(i, i, i, page)
        elif word == "put" and tree.words[i + 1 : i + 2] == ["it"]:
            yield from _as_put(i, page)
        elif word in DASHES:
            yield from _headline(i, page, speakers)


def _opens(at: int, tree: Tree) -> bool:
    return at == tree.sentences[at][0] or tree.words[at - 1] == ","


def _phrase_cue(cue: int, first: int, preposition: int, page: Page) -> Iterator[Verdict]:
    """A prepositional phrase whose object is the source."""
    tree = page.tree
    for child in tree.children[preposition]:
        if tree.deps[child] == "pobj" and child > preposition and tree.pos[child] != "NUM":
            source = phrase(child, preposition, tree)
            if source is not None:
                yield from _rest(cue, (first, source[1]), source, page)


def _as_put(cue: int, page: Page) -> Iterator[Verdict]:
    tree = page.tree
    marks = [c for c in tree.children[cue] if tree.words[c] == "as"]
    for child in tree.children[cue]:
        if tree.deps[child] == "nsubj" and marks:
            source = phrase(child, cue, tree)
            if source is not None:
                yield from _rest(cue, (tree.left[cue], tree.right[cue]), source, page)


def _rest(cue: int, own: Span, source: Span, page: Page) -> Iterator[Verdict]:
    """The sentence without the reporting expression is the content."""
    begin, end = page.tree.sentences[cue]
    around = [(begin, own[0]), (own[1], end)]
    content = tidied([s for s in around if s[0] < s[1]], cue, page.tree, page.quotes)
    if content is not None:
        yield Verdict(1.0, cue, content, source)


def _headline(dash: int, page: Page, speakers: Collection[str]) -> Iterator[Verdict]:
    """A paragraph that ends with a dash and somebody who speaks, without a full stop."""
    tree = page.tree
    first, last = tree.paragraphs[dash]
    if not dash + 1 < last <= dash + 1 + NAME_LENGTH or tree.words[last - 1] not in speakers:
        return
    content = tidied([(first, dash)], dash, tree, page.quotes)
    if content is not None and any(tree.pos[i] in ("VERB", "AUX") for i in range(first, dash)):
        yield Verdict(1.0, dash, content, (dash + 1, last))
