"""The features of the words near a cue, by which a classifier tells whether they are part of it."""

from __future__ import annotations

from typing import NamedTuple

from graphbuild.extraction.attributions.context import CueContext, code
from graphbuild.extraction.attributions.tree import Span, Tree

REACH = 8  # tokens on either side of the cue's main word


class Parts(NamedTuple):
    """A cue, as seen by the words around it that may be part of it.

    cue: its main token. first: the first token of the content, or the cue where the content comes
        before it. taken: tokens of source and content, which are part of no cue.
    """

    cue: int
    first: int
    taken: frozenset[int]


def parts_of(
    cue: int, source: Span | None, content: tuple[Span, ...], tree: Tree
) -> tuple[Parts, list[int]]:
    """The tokens near a cue that may be part of it, the cue itself left out."""
    spans = [*content, *([source] if source else [])]
    taken = frozenset(i for first, last in spans for i in range(first, last))
    begin, end = tree.sentences[cue]
    near = range(max(begin, cue - REACH), min(end, cue + REACH + 1))
    parts = [i for i in near if i != cue and i not in taken]
    return Parts(cue, content[0][0] if content[0][0] > cue else cue, taken), parts


def describe_part(token: int, choice: Parts, context: CueContext) -> list[float]:
    """The features of one token near a cue, for the classifier of cue words."""
    tree, cue = context.tree, choice.cue
    between = range(min(token, cue) + 1, max(token, cue))
    gap = choice.first - token
    return [
        code(context, "part path", _path(token, cue, tree)),
        code(context, "part word", tree.lemmas[token]),
        code(context, "part tag", tree.tags[token]),
        float(token - cue),
        float(abs(token - cue)),
        float(any(i in choice.taken for i in between)),
        float(gap),
        float((token < choice.first) == (cue < choice.first) and abs(gap) <= abs(cue - token)),
        float(0 <= gap <= choice.first - cue),
        code(context, "pos", tree.pos[cue]),
        context.rows[cue]["share"] if cue in context.rows else 0.0,
        float(tree.heads[token] == cue),
        float(any(tree.words[i] in (",", ":", "“", '"') for i in between)),
        float(bool(tree.children[token]) and choice.first == tree.right[token]),
    ]


def _path(token: int, cue: int, tree: Tree) -> str:
    """How a token is reached from the cue, by the labels of at most three arcs."""
    up, steps = token, []
    for _ in range(3):
        steps.append(tree.deps[up])
        up = tree.heads[up]
        if up == cue:
            return "<".join(steps)
    above = tree.heads[cue]
    if above == token:
        return ">" + tree.deps[cue]
    if tree.heads[token] == above and above != cue:
        return f">{tree.deps[cue]} {tree.deps[token]}"
    return "far"
