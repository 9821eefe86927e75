"""On whose behalf: "Russia-backed hackers", "Chinese state-sponsored group X", "Kremlin-linked X"."""

from __future__ import annotations

from collections.abc import Iterator

from graphbuild.extraction.noun_phrases.pairs import Pair
from graphbuild.extraction.noun_phrases.rows import words
from graphbuild.extraction.noun_phrases.view import DASHES, View, singular
from graphbuild.model import Mention


def find_sponsors(view: View) -> Iterator[Pair]:
    """Each agent with the state or body that a hyphened participle, or "proxy", names."""
    yield from _proxies(view)
    cues = words("sponsored") | words("linked")
    for at, word in enumerate(view.lower):
        if word in cues:
            sponsor = _sponsor(view, at)
            if sponsor is not None:
                for subject in _subjects(view, at):
                    if subject.head != sponsor.head:
                        yield Pair(subject, sponsor, "hyphen", word, at)


def _proxies(view: View) -> Iterator[Pair]:
    """A proxy with whose proxy it is: "Iran's proxy militias", "a proxy of Iran"."""
    for at, word in enumerate(view.lower):
        if singular(word, view.tag(at)) == "proxy":
            start = view.phrase_start(at)
            owners = [m for m in view.within(start, at) if view.is_a(m, "State")]
            found = view.by_head.get(at) or view.by_head.get(view.doc[at].head.i)
            if owners and found is not None and found.head >= at:
                yield Pair(found, owners[-1], "proxy", "proxy", at)


def _sponsor(view: View, at: int) -> Mention | None:
    """Who stands before the hyphen, or before "state-"."""
    hyphen = view.word(at - 1) in DASHES
    before = at - 1 if hyphen else at
    found = view.longest_before(before) if hyphen else None
    if found is not None or view.word(before - 1) not in words("sponsor"):
        return found
    owner = before - 1
    while view.word(owner - 1) in words("sponsor") | DASHES:
        owner -= 1
    return view.longest_before(owner - 1 if view.tag(owner - 1) == "POS" else owner, "State")


def _subjects(view: View, at: int) -> Iterator[Mention]:
    """The noun that the participle modifies and, where a name follows or explains it, the name."""
    head = view.doc[at].head
    if head.i < at:
        return
    if head.dep_ in {"compound", "nmod"} and head.head.i in view.by_head:
        yield view.by_head[head.head.i]
    elif head.i in view.by_head:
        yield view.name_of(view.by_head[head.i])
