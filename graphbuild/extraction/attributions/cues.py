"""Says which words may be cues, and which others make up a cue with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphbuild.extraction.attributions.tree import Span, Tree

PART_OF_CUE = frozenset(["aux", "auxpass", "neg", "prt"])


def find_rows(
    tree: Tree, cues: Mapping[str, Mapping[str, Mapping[str, float]]]
) -> dict[int, Mapping[str, float]]:
    """The row of the table for each token that may be a cue.

    A verb without a row that has a clause as its object is looked up as "*".
    """
    rows = {}
    for i, (pos, lemma) in enumerate(zip(tree.pos, tree.lemmas, strict=True)):
        row = cues.get(pos, {}).get(lemma)
        if row is None and pos == "VERB" and has_clause(i, tree):
            row = cues["VERB"].get("*")
        if row is not None:
            rows[i] = row
    return rows


def has_clause(cue: int, tree: Tree) -> bool:
    """Whether a clause is the object of a verb."""
    return any(tree.deps[child] == "ccomp" for child in tree.children[cue])


def cue_class(cue: int, tree: Tree) -> str:
    """ "passive", or the part of speech of the cue."""
    passive = any(tree.deps[child] == "auxpass" for child in tree.children[cue])
    return "passive" if passive else tree.pos[cue]


def cue_parts(cue: int, content: tuple[Span, ...], tree: Tree) -> list[int]:
    """The cue's auxiliaries, negation and particle, and the preposition before the content."""
    parts = []
    for child in tree.children[cue]:
        before = tree.deps[child] in ("prep", "agent") and any(a == child + 1 for a, _ in content)
        if tree.deps[child] in PART_OF_CUE or before:
            parts.append(child)
    return parts


def joined(tokens: Iterable[int]) -> tuple[Span, ...]:
    """Tokens as ranges, neighbours together."""
    spans: list[Span] = []
    for token in sorted(tokens):
        if spans and spans[-1][1] == token:
            spans[-1] = (spans[-1][0], token + 1)
        else:
            spans.append((token, token + 1))
    return tuple(spans)
