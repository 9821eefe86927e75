"""Proposes who may be the source of a cue: subjects, agents, possessors, heads of relative clauses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from graphbuild.extraction.attributions.quotes import MARKS
from graphbuild.extraction.attributions.tree import Span, Tree

CLIMBED = frozenset(
    [
        "xcomp",
        "conj",
        "advcl",
        "acl",
        "ccomp",
        "prep",
        "pcomp",
        "dobj",
        "pobj",
        "attr",
        "dep",
        "oprd",
        "amod",
    ]
)


class Source(NamedTuple):
    """One proposal. kind: the syntactic path from cue to source. head, span: of its noun phrase."""

    kind: str
    head: int
    span: Span


def propose_sources(cue: int, tree: Tree) -> list[Source]:
    """The proposals for one cue, without duplicates, nearest in the syntax first."""
    out: dict[int, Source] = {}
    for kind, head in _heads(cue, tree):
        if head not in out and head != cue:
            span = phrase(head, cue, tree)
            if span is not None:
                out[head] = Source(kind, head, span)
    return list(out.values())


def phrase(head: int, cue: int, tree: Tree) -> Span | None:
    """The noun phrase of a head with titles and appositions, cut off before the cue."""
    first, last = tree.left[head], tree.right[head]
    if first <= cue < head:
        first = cue + 1
    elif head < cue < last:
        last = min(
            (tree.left[c] for c in tree.children[head] if tree.right[c] > cue),
            default=cue,
        )
        last = max(min(last, cue), head + 1)
    while last > head + 1 and tree.words[last - 1] in (
        ",",
        ":",
        "-",
        "–",
        "—",
        "(",
        ".",
    ):
        last -= 1
    while first < head and (tree.words[first] in MARKS or tree.words[first] in (",", "and", "but")):
        first += 1
    return (first, last) if first <= head < last else None


def _heads(cue: int, tree: Tree) -> Iterator[tuple[str, int]]:
    yield from _own(cue, tree, "")
    at, path = cue, ""
    for _ in range(4):
        head, dep = tree.heads[at], tree.deps[at]
        if head == at:
            break
        path += "^" + dep
        if dep in ("relcl", "acl", "amod", "compound", "appos", "poss", "nmod"):
            yield path, head
        if dep not in CLIMBED and dep not in ("relcl", "parataxis"):
            break
        yield from _own(head, tree, path, at)
        at = head
    yield from _nearby(cue, tree)


def _own(at: int, tree: Tree, path: str, via: int = -1) -> Iterator[tuple[str, int]]:
    for child in tree.children[at]:
        dep = tree.deps[child]
        if child == via:
            continue
        if dep in (
            "nsubj",
            "nsubjpass",
            "csubj",
            "poss",
            "compound",
            "dobj",
            "attr",
            "nmod",
        ):
            yield path + dep + (">" if child > at else ""), child
            if dep == "dobj" or dep.startswith("nsubj"):
                for inner in tree.children[child]:
                    if tree.deps[inner] == "poss":
                        yield path + dep + "/poss", inner
        elif dep in ("agent", "prep"):
            for inner in tree.children[child]:
                if tree.deps[inner] == "pobj":
                    yield path + tree.words[child], inner
                elif tree.deps[inner] == "prep":
                    for object_ in tree.children[inner]:
                        if tree.deps[object_] == "pobj":
                            yield (
                                f"{path}{tree.words[child]} {tree.words[inner]}",
                                object_,
                            )


def _nearby(cue: int, tree: Tree) -> Iterator[tuple[str, int]]:
    """Where the parse fails: the noun phrase right after or right before the cue."""
    first, last = tree.paragraphs[cue]
    for i in range(cue + 1, min(cue + 4, last)):
        if tree.pos[i] in ("PROPN", "PRON", "NOUN"):
            yield "next", _top_noun(i, cue, tree)
            break
    for i in range(cue - 1, max(cue - 4, first - 1), -1):
        if tree.pos[i] in ("PROPN", "PRON", "NOUN"):
            yield "previous", _top_noun(i, cue, tree)
            break


def _top_noun(at: int, cue: int, tree: Tree) -> int:
    while (
        tree.deps[at] in ("compound", "appos", "pobj", "prep", "amod", "det", "poss", "nmod")
        and tree.heads[at] != cue
        and (tree.heads[at] < cue) == (at < cue)
        and abs(tree.heads[at] - at) < 12
        and tree.pos[tree.heads[at]] in ("PROPN", "PRON", "NOUN", "ADP")
    ):
        at = tree.heads[at]
    return at
