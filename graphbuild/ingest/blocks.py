"""Text -> Blocks: the lines and hard-wrapped paragraphs of a page, each with its offsets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from graphbuild.ingest.fields import field_of
from graphbuild.ingest.markup import HEADING, ITEM, LINK_ONLY, is_structural, visible_text

NARROWEST, WIDEST = 40, 130
MANY = 4  # lines broken in mid-sentence, for all of a text to be taken for wrapped
_CLOSERS = "\"'”’“‘»)]*_"
_OPEN_LINK = re.compile(r"\[[^\[\]]{0,300}$")
# No line of prose ends in one of these unless it is broken off.
_UNFINISHED = re.compile(
    r"\s(?:a|an|and|as|at|by|for|from|had|has|have|in|its|of|on|or|that|the|their|to|was|were|with)$"
)
_SIGNED = re.compile(r"^[\"“‘'”].*[.?!…][\"”’'“]\s*[―—–-]+\s*[A-Z][^.]{1,60}$")


class Block(NamedTuple):
    """A line, or the lines of one hard-wrapped paragraph.

    start, end: offsets into the text, white space at both ends left out.
    raw: `text[start:end]`. visible: the same without markup, white space folded.
    first: index of its first line, blank ones counted.
    """

    start: int
    end: int
    raw: str
    visible: str
    first: int


def find_blocks(text: str, start: int = 0) -> list[Block]:
    """The blocks of `text` from offset `start` on, blank lines left out."""
    lines = list(_lines(text, start))
    width, whole = _wrapping([line for line in lines if line.raw])
    spans: list[tuple[int, int, int]] = []  # start, end, first line
    previous: Block | None = None
    for line in lines:
        if line.raw and spans and previous is not None and _continues(previous, line, width, whole):
            start, _, first = spans[-1]
            spans[-1] = (start, line.end, first)
        elif line.raw:
            spans.append((line.start, line.end, line.first))
        previous = line if line.raw else None
    return [_block(text, *span) for span in spans]


def ends_sentence(visible: str) -> bool:
    """Whether a line ends in . ? ! or …, closing quotes, brackets and a quotation's author aside."""
    bare = re.sub(r"\[\d+\]$", "", visible.rstrip()).rstrip(_CLOSERS)
    return bare.endswith((".", "?", "!", "…")) or bool(_SIGNED.match(visible))


def _lines(text: str, start: int) -> Iterator[Block]:
    at = start
    for number, line in enumerate(text[start:].split("\n")):
        raw = line.strip()
        begin = at + len(line) - len(line.lstrip())
        yield Block(begin, begin + len(raw), raw, "", number)
        at += len(line) + 1


def _block(text: str, start: int, end: int, first: int) -> Block:
    raw = text[start:end]
    return Block(start, end, raw, visible_text(raw), first)


def _wrapping(lines: list[Block]) -> tuple[int, bool]:
    """The column at which the text is wrapped, 0 where it is not; whether all of it is.

    Wrapped text has lines that stop in mid-sentence and go on below, mostly in lower case; lists of
    headlines have lines that stop and do not.
    """
    broken = [(a, b) for a, b in itertools.pairwise(lines) if _breaks_off(a, b)]
    cut = [len(a.raw) for a, b in broken if _unquoted(b)[0].islower() and "://" not in a.raw]
    if not cut or len(cut) * 3 < len(broken):
        return 0, False
    whole = len(cut) >= MANY and len(cut) * 2 >= len(broken)
    return max(cut), whole


def _breaks_off(line: Block, following: Block) -> bool:
    """Whether a line of prose length stops in mid-sentence right above another."""
    return (
        following.first == line.first + 1
        and NARROWEST <= len(line.raw) <= WIDEST
        and not ends_sentence(line.raw)
        and not any(is_structural(b.raw) or field_of(b.raw) for b in (line, following))
        and not ITEM.match(following.raw)
    )


def _continues(line: Block, following: Block, width: int, whole: bool) -> bool:
    """Whether `following` was broken off from `line` because it would not have fitted.

    whole: whether all paragraphs are wrapped, so that a line which ends no sentence always goes on,
        however short a long word below, or a wide one, has left it.
    """
    if ITEM.match(following.raw) or field_of(line.raw) or field_of(following.raw):
        return False
    if _OPEN_LINK.search(line.raw) and "](" in following.raw:
        return True
    if len(line.raw) >= NARROWEST and _UNFINISHED.search(line.raw) and not HEADING.match(line.raw):
        return True
    if not width:
        return False
    if LINK_ONLY.match(following.raw) and not ends_sentence(line.raw):
        return len(line.raw) >= NARROWEST
    if LINK_ONLY.match(line.raw) and following.raw[0].islower():
        return True
    if is_structural(line.raw) or is_structural(following.raw):
        return False
    if whole and len(line.raw) >= NARROWEST and not ends_sentence(line.raw):
        return True
    word = _unquoted(following).split(None, 1)[0]
    return len(line.raw) + 1 + len(word) > width


def _unquoted(line: Block) -> str:
    """A line without the `>` of a quotation in front."""
    return line.raw.lstrip("> ") or line.raw
