"""Pieces of text at their places on printed pages -> running text, as a reader goes through it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median
from typing import NamedTuple

EDGE = 3  # lines at the top and bottom of a page that can be running heads
ON_PAGES = 3  # pages on which a running head stands at least
LARGE = 1.25  # times the usual height: a heading
GAP = 0.6  # of a line's height, over the usual distance of lines: a new paragraph
CLOSE = 0.8  # of a line's height, between two lines of one paragraph
FULL = 0.8  # of a column's width that a line in mid-paragraph fills
GUTTER = (0.35, 0.65)  # where on a page, from left to right, two columns meet
FEWEST = 4  # lines of each column
_NUMBER = re.compile(
    r"^\W*+(?:(?:page|p\.)\s*+)?\d{1,4}(?:\s*+(?:of|/)\s*+\d{1,4})?\W*+$", re.IGNORECASE
)
_YEAR = re.compile(r"^(?:19|20)\d\d[.,;]")  # what is left of "the election of / 2016."
_STOPS = (".", "?", "!", ":", "…", "”", '"', ";")
# First halves of words that keep their hyphen when no other place in the text tells.
_KEEP = frozenset(
    [
        "anti",
        "co",
        "counter",
        "cyber",
        "ex",
        "long",
        "non",
        "post",
        "pre",
        "pro",
        "self",
        "semi",
        "short",
        "state",
        "vice",
        "well",
    ]
)
_ITEM = re.compile(r"^(?:[•▪●○–—*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")


class Line(NamedTuple):
    """A piece of a line: its edges in points, bottom and top counted from the foot of the page."""

    left: float
    right: float
    bottom: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom


class _Paragraph(NamedTuple):
    """Lines that belong together, each with its page, and whether they are a heading."""

    lines: list[tuple[int, str]]
    heading: bool


def compose(pages: Iterable[list[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text, a blank line between paragraphs, and the offset at which each page begins."""
    ordered = [_in_order(_joined(page)) for page in pages]
    ordered = _without_heads(ordered)
    words = Counter(w.casefold() for p in ordered for c in p for s in c for w in _words(s.text))
    paragraphs = list(_paragraphs(ordered))
    pieces: list[str] = []
    starts: dict[int, int] = {}
    at = 0
    for paragraph in paragraphs:
        before = ""
        lead = "# " if paragraph.heading else ""
        for page, text in paragraph.lines:
            joint = _joint(before, text, words) if before else lead
            if before and joint is None:
                at -= 1
                pieces[-1] = pieces[-1][:-1]
                joint = ""
            starts.setdefault(page, at + len(joint or ""))
            pieces.append((joint or "") + text)
            at += len(pieces[-1])
            before = text
        pieces.append("\n\n")
        at += 2
    text = "".join(pieces)
    last = 0
    offsets = []
    for page in range(len(ordered)):
        last = starts.get(page, last)
        offsets.append(last)
    return text, tuple(offsets)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)


def _joined(runs: list[Line]) -> list[Line]:
    """Runs that stand beside one another, without a gap that could be a gutter, as one line."""
    lines: list[Line] = []
    for run in sorted(runs, key=lambda r: (-round((r.top + r.bottom) / 2), r.left)):
        for i in range(len(lines) - 1, max(len(lines) - 4, -1), -1):
            line = lines[i]
            level = min(line.top, run.top) - max(line.bottom, run.bottom)
            gap = run.left - line.right
            high = max(line.height, run.height)
            if level > 0.5 * min(line.height, run.height) and -high < gap < 0.9 * high:
                space = "" if gap < 0.12 * high else " "
                text = f"{line.text}{space}{run.text}"
                bottom, top = min(line.bottom, run.bottom), max(line.top, run.top)
                lines[i] = Line(line.left, max(line.right, run.right), bottom, top, text)
                break
        else:
            lines.append(run)
    return lines


def _in_order(lines: list[Line]) -> list[list[Line]]:
    """The columns of a page, in reading order: what spans both parts the page."""
    split = _gutter(lines)
    if split is None:
        return [sorted(lines, key=lambda s: (-s.top, s.left))] if lines else []
    columns: list[list[Line]] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda s: -s.top):
        if line.left < split < line.right:
            columns += [left, right, [line]]
            left, right = [], []
        else:
            (left if line.right <= split else right).append(line)
    return [c for c in (*columns, left, right) if c]


def _gutter(lines: list[Line]) -> float | None:
    """Where two columns meet, None where there is one."""
    if len(lines) < 2 * FEWEST:
        return None
    first, last = min(s.left for s in lines), max(s.right for s in lines)
    width = last - first
    best: tuple[int, float] | None = None
    for share in range(int(GUTTER[0] * 100), int(GUTTER[1] * 100) + 1, 2):
        at = first + width * share / 100
        crossing = sum(s.left < at < s.right for s in lines)
        sides = (sum(s.right <= at for s in lines), sum(s.left >= at for s in lines))
        if min(sides) >= FEWEST and crossing * 4 <= min(sides) and _side_by_side(lines, at):
            best = min(best, (crossing, at)) if best else (crossing, at)
    return best[1] if best else None


def _side_by_side(lines: list[Line], at: float) -> bool:
    """Whether most lines on the right have one at their left, and are as wide as a column."""
    left = [s for s in lines if s.right <= at]
    right = [s for s in lines if s.left >= at]
    beside = sum(any(a.bottom < b.top and b.bottom < a.top for a in left) for b in right)
    wide = median(s.right - s.left for s in left) >= 0.2 * (at - min(s.left for s in lines)) * 2
    return beside * 2 >= len(right) and wide


def _without_heads(pages: list[list[list[Line]]]) -> list[list[list[Line]]]:
    """Pages without page numbers, and without the lines at their edges that many pages share."""
    edges = [_edge(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_key(s.text) for s in edge})
    least = min(ON_PAGES, max(2, len(pages)))
    cleaned = []
    for page, edge in zip(pages, edges, strict=True):
        numbers = {id(s) for column in page for s in _numbers(column)}
        gone = {id(s) for s in edge if id(s) in numbers or counts[_key(s.text)] >= least}
        cleaned.append([[s for s in column if id(s) not in gone] for column in page])
    return cleaned


def _numbers(column: list[Line]) -> Iterator[Line]:
    """Lines that are nothing but a number, as that of a page; not the end of a paragraph, "2016."."""
    for above, line in itertools.pairwise([None, *column]):
        if line is None or not _NUMBER.match(line.text) or _YEAR.match(line.text):
            continue
        below = above is not None and above.bottom - line.top < CLOSE * line.height
        if not (below and above is not None and abs(above.left - line.left) < line.height):
            yield line


def _edge(page: list[list[Line]]) -> list[Line]:
    lines = sorted((s for column in page for s in column), key=lambda s: -s.top)
    return [*lines[:EDGE], *lines[-EDGE:]]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _paragraphs(pages: list[list[list[Line]]]) -> Iterator[_Paragraph]:
    """Paragraphs, also across columns and pages."""
    every = [s for page in pages for column in page for s in column]
    usual = median(s.height for s in every) if every else 0
    held: list[tuple[int, str]] = []
    for number, page in enumerate(pages):
        for column in page:
            pitch, right = _pitch(column), max((s.right for s in column), default=0)
            left = min((s.left for s in column), default=0)
            above: Line | None = None
            for line in column:
                heading = line.height > LARGE * usual
                if held and (heading or _begins(line, above, held[-1][1], pitch, left, right)):
                    yield _Paragraph(held, False)
                    held = []
                if heading:
                    yield _Paragraph([(number, line.text)], True)
                else:
                    held.append((number, line.text))
                above = None if heading else line
    if held:
        yield _Paragraph(held, False)


def _pitch(column: list[Line]) -> float:
    """The usual distance from one line to the next."""
    steps = [a.bottom - b.bottom for a, b in itertools.pairwise(column)]
    steps = [s for s in steps if s > 0]
    return median(steps) if steps else 0


def _begins(
    line: Line, above: Line | None, before: str, pitch: float, left: float, right: float
) -> bool:
    """Whether a line begins a paragraph."""
    ends = before.rstrip().endswith(_STOPS)
    if _ITEM.match(line.text):
        return True
    if above is None:  # at the top of a column or page: goes on unless a sentence has ended
        return ends and not line.text[:1].islower()
    if above.bottom - line.bottom > pitch + GAP * line.height:
        return True
    indented = line.left - left > 0.6 * line.height and above.left - left < 0.3 * line.height
    short = above.right - left < FULL * (right - left)
    return ends and (indented or short)


def _joint(before: str, text: str, words: Counter[str]) -> str | None:
    """What stands between two lines: a space, nothing, or None where a hyphen goes as well."""
    if not before.endswith("-"):
        return " "
    first, second = re.search(r"(?<!\w)(\w++)\W$", before), re.match(r"\w+", text)
    if first is None or second is None:
        return " "
    if not text[:1].islower():
        return ""
    one, other = first[1].casefold(), second[0].casefold()
    if words[one + other] or not words[f"{one}-{other}"]:
        return None if words[one + other] or one not in _KEEP else ""
    return ""
