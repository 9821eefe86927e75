"""Says which words make up a cue."""

from __future__ import annotations

from graphbuild.attributions.tree import Span, Tree

PART_OF_CUE = frozenset(["aux", "auxpass", "neg", "prt"])


def cue_class(cue: int, tree: Tree) -> str:
    """ "passive", or the part of speech of the cue."""
    passive = any(tree.deps[child] == "auxpass" for child in tree.children[cue])
    return "passive" if passive else tree.pos[cue]


def cue_spans(
    cue: int, source: Span | None, content: tuple[Span, ...], tree: Tree
) -> tuple[Span, ...]:
    """The cue with its auxiliaries, negation, particle and the preposition before the content."""
    taken = [*content, *([source] if source else [])]
    tokens = {cue}
    for child in tree.children[cue]:
        if tree.deps[child] in PART_OF_CUE or (
            tree.deps[child] in ("prep", "agent") and any(a == child + 1 for a, _ in content)
        ):
            tokens.add(child)
    free = sorted(t for t in tokens if not any(a <= t < b for a, b in taken))
    spans: list[Span] = []
    for token in free or [cue]:
        if spans and spans[-1][1] == token:
            spans[-1] = (spans[-1][0], token + 1)
        else:
            spans.append((token, token + 1))
    return tuple(spans)
