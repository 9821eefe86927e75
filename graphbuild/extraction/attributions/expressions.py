"""Finds sources in fixed expressions that are too rare to be learned from counts.

"In the words of X, …", "Per X, …", "As X put it, …", and headlines such as "… — envoy". The words for
people who speak in headlines are under [headlines] in ontology/cues.toml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graphbuild.extraction.attributions.context import CueContext
from graphbuild.extraction.attributions.extents import tidied
from graphbuild.extraction.attributions.proposals import Choice
from graphbuild.extraction.attributions.sources import phrase
from graphbuild.extraction.attributions.tree import Span, Tree

WORDS_OF = ("in", "the", "words", "of")
DASHES = frozenset("—–-")
NAME_LENGTH = 8  # tokens of a headline's speaker, at most


def add_fixed(
    choices: list[Choice], context: CueContext, speakers: Collection[str]
) -> list[Choice]:
    """The choices, those on the cues of fixed expressions replaced or added."""
    found = {choice.cue: choice for choice in _fixed(context, speakers)}
    others = [choice for choice in choices if choice.cue not in found]
    return sorted([*others, *found.values()], key=lambda v: v.cue)


def _fixed(context: CueContext, speakers: Collection[str]) -> Iterator[Choice]:
    tree = context.tree
    for i, word in enumerate(tree.words):
        if word == "words" and tuple(tree.words[max(0, i - 2) : i + 2]) == WORDS_OF:
            yield from _phrase_cue(i, i - 2, i + 1, context)
        elif word == "per" and _opens(i, tree):
            yield from _phrase_cue(i, i, i, context)
        elif word == "put" and tree.words[i + 1 : i + 2] == ["it"]:
            yield from _as_put(i, context)
        elif word in DASHES:
            yield from _headline(i, context, speakers)


def _opens(at: int, tree: Tree) -> bool:
    return at == tree.sentences[at][0] or tree.words[at - 1] == ","


def _phrase_cue(cue: int, first: int, preposition: int, context: CueContext) -> Iterator[Choice]:
    """A prepositional phrase whose object is the source."""
    tree = context.tree
    for child in tree.children[preposition]:
        if tree.deps[child] == "pobj" and child > preposition and tree.pos[child] != "NUM":
            source = phrase(child, preposition, tree)
            if source is not None:
                yield from _rest(cue, (first, source[1]), source, context)


def _as_put(cue: int, context: CueContext) -> Iterator[Choice]:
    tree = context.tree
    marks = [c for c in tree.children[cue] if tree.words[c] == "as"]
    for child in tree.children[cue]:
        if tree.deps[child] == "nsubj" and marks:
            source = phrase(child, cue, tree)
            if source is not None:
                yield from _rest(cue, (tree.left[cue], tree.right[cue]), source, context)


def _rest(cue: int, own: Span, source: Span, context: CueContext) -> Iterator[Choice]:
    """The sentence without the reporting expression is the content."""
    begin, end = context.tree.sentences[cue]
    around = [(begin, own[0]), (own[1], end)]
    content = tidied([s for s in around if s[0] < s[1]], cue, context.tree, context.quotes)
    if content is not None:
        yield Choice(1.0, cue, content, source)


def _headline(dash: int, context: CueContext, speakers: Collection[str]) -> Iterator[Choice]:
    """A paragraph that ends with a dash and somebody who speaks, without a full stop."""
    tree = context.tree
    first, last = tree.paragraphs[dash]
    if not dash + 1 < last <= dash + 1 + NAME_LENGTH or tree.words[last - 1] not in speakers:
        return
    content = tidied([(first, dash)], dash, tree, context.quotes)
    if content is not None and any(tree.pos[i] in ("VERB", "AUX") for i in range(first, dash)):
        yield Choice(1.0, dash, content, (dash + 1, last))
