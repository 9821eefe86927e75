"""Tells the paragraphs of an article from menus, credits, dates and other boilerplate of its page.

It goes by the shape of a line and by cue words.

To teach it a phrase, add it to ontology/lexicons/boilerplate.toml.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from enum import Enum

from graphbuild.ingest.blocks import Block, ends_sentence
from graphbuild.ingest.dates import without_dates
from graphbuild.ingest.fields import field_of
from graphbuild.ingest.markup import HEADING, IMAGE_ONLY, ITEM, LINK_ONLY, ROW, RULE, TAG_LINE
from graphbuild.knowledge.tables import lexicon

LONGEST_PARAGRAPH = 100_000  # characters; anything longer is data, not prose
LONGEST_WORD = 2_000  # characters without white space; addresses have some hundreds
CUE_WORDS, CREDIT_WORDS, TAIL_WORDS, DATE_WORDS = 40, 60, 8, 14
BYLINE_WORDS = 16


class Kind(Enum):
    """What a block is."""

    PROSE = "prose"
    ITEM = "item"  # of a list; prose if what introduces the list is
    SHORT = "short"  # a headline, a menu entry, a name: no sentence
    FIELD = "field"
    HEADING = "heading"
    DATE = "date"
    CUE = "cue"
    TAIL = "tail"  # opens a list of other news
    FINAL = "final"  # nothing below it is article


def classify(blocks: list[Block]) -> list[Kind]:
    """The kind of each block, decided by its own text and by whether the page repeats it.

    Sentences are repeated when their figures are the same, too: an article may say the same of two
    amounts. For what is no sentence, such as a time stamp, figures make no difference.
    """
    counts = Counter(_key(b.visible) for b in blocks)
    seen: set[tuple[str, ...]] = set()
    kinds = []
    for block in blocks:
        kind, key = _kind(block), _key(block.visible)
        whole = ends_sentence(block.visible)
        said = (key, *_DIGITS.findall(block.visible)) if whole else (key,)
        if said in seen or (kind is Kind.PROSE and counts[key] > 1 and not whole):
            kind = Kind.SHORT if kind in {Kind.PROSE, Kind.ITEM} else kind
        if kind in {Kind.PROSE, Kind.ITEM}:
            seen.add(said)
        kinds.append(kind)
    return kinds


def same_line(one: str, other: str) -> bool:
    """Whether two lines are the same but for case and punctuation."""
    return _key(one) == _key(other)


def repeated(blocks: Iterable[Block]) -> set[str]:
    """Visible text of the blocks that stand on the page more than once."""
    counts = Counter(_key(b.visible) for b in blocks)
    return {b.visible for b in blocks if counts[_key(b.visible)] > 1}


def is_byline(visible: str) -> bool:
    """Whether a line only says who wrote the article: "By Ann Lee and Bo Ek in Oslo"."""
    opening = _BYLINE.match(visible)
    if opening is None:
        return False
    words = re.split(r"[\s,|&/•]+", visible[opening.end() :].strip())
    names = all(w[:1].isupper() or w in _BYLINE_WORDS for w in words if w.strip("-"))
    return len(words) <= BYLINE_WORDS and names and not visible.endswith("?")


def is_note_on_author(visible: str) -> bool:
    """Whether a last paragraph is about who wrote the article."""
    return len(visible.split()) <= CREDIT_WORDS and bool(_cues().authors.search(visible))


_BYLINE = re.compile(r"^(?:by|written by|words by|text:|story by)\s", re.IGNORECASE)
_BYLINE_WORDS = frozenset(["and", "in", "for", "of", "the", "de", "van", "von", "al", "bin"])
_QUESTION = re.compile(
    r"^(?:what|who|whom|whose|why|how|when|where|which|will|is|are|was|were|does|did|do|can|could|should|has|have)\b",
    re.IGNORECASE,
)
_HASHTAGS = re.compile(r"^(?:[#@]\w+[\s,]*)+$")
_INNER_STOP = re.compile(r"[a-z\d)\"”’][.?!][\"”’)]? +[\"“‘(]?[A-Z]")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def _kind(block: Block) -> Kind:
    raw, visible = block.raw, block.visible
    structural = _structural_kind(block)
    if structural is not None:
        return structural
    if _is_data(visible) or _is_cue(visible):
        return Kind.CUE
    if ITEM.match(raw) or ROW.match(raw):
        return Kind.ITEM
    return Kind.PROSE if is_prose(visible) else Kind.SHORT


def _is_data(visible: str) -> bool:
    return len(visible) > LONGEST_PARAGRAPH or (
        len(visible) > LONGEST_WORD and len(max(visible.split(), key=len)) > LONGEST_WORD
    )


def _structural_kind(block: Block) -> Kind | None:
    raw, visible = block.raw, block.visible
    if field_of(raw) is not None:
        return Kind.FIELD
    if HEADING.match(raw):
        return _listing_kind(visible) or Kind.HEADING
    if any(p.match(raw) for p in (IMAGE_ONLY, LINK_ONLY, TAG_LINE, RULE)) or not visible:
        return Kind.CUE
    return _listing_kind(visible) or (Kind.DATE if is_date_line(visible) else None)


def _listing_kind(visible: str) -> Kind | None:
    key = _key(visible)
    bare = re.sub(r"\d+", " ", key).strip()
    cues = _cues()
    if len(key.split()) > TAIL_WORDS:
        return None
    if bare in cues.finals:
        return Kind.FINAL
    return Kind.TAIL if key in cues.tails else None


def is_date_line(visible: str) -> bool:
    """Whether a line is little more than a date or a time."""
    if len(visible.split()) > DATE_WORDS or len(visible) > 160:
        return False
    rest = without_dates(visible)
    return (
        rest != visible
        and len(_WORD.findall(rest)) <= 4
        and not (ends_sentence(visible) and len(_WORD.findall(rest)) > 2)
    )


def is_prose(visible: str) -> bool:
    """Whether a line reads like a sentence or more, not like a headline, label or caption."""
    words = visible.split()
    letters = [w for w in words if w[0].isalpha() or w[0] in "\"“'‘("]
    if len(words) < 3 or _is_title_case(words) or not any(w[:1].islower() for w in words):
        return False
    if visible.endswith("?") and len(words) <= 6 and _QUESTION.match(visible):
        return False
    if ends_sentence(visible) or (visible.endswith((":", ";")) and len(words) >= 4):
        return True
    if visible.endswith(("”", '"')) and len(letters) >= 8:
        return True
    return len(words) >= 25 and bool(_INNER_STOP.search(visible))


def _is_title_case(words: list[str]) -> bool:
    long = [w.strip("\"“”'‘’(),.:;?!") for w in words]
    long = [w for w in long if len(w) >= 4 and w[0].isalpha()]
    return len(long) >= 3 and len(words) <= 25 and all(w[0].isupper() for w in long)


class _Cues:
    """The word lists of the lexicon as sets and regular expressions, compiled once a process."""

    def __init__(self) -> None:
        """Read ontology/lexicons/boilerplate.toml."""
        table = lexicon("boilerplate")
        self.whole = frozenset(_key(w) for w in table["whole"])
        self.tails = frozenset(_key(w) for w in table["tails"])
        self.finals = frozenset(_key(w) for w in table["finals"])
        self.social = frozenset(table["social"])
        self.starts = _any_of(table["starts"], r"^\W*", "")
        self.contains = _any_of(table["contains"], "", "")
        self.captions = _any_of(table["captions"], r"^", "")
        self.credits = _any_of(table["credits"], "", "")
        self.authors = _any_of(table["authors"], "", "")
        self.last_credit = _any_of(table["credits"], "", r"\W*$")


@functools.cache
def _cues() -> _Cues:
    return _Cues()


def _any_of(phrases: list[str], before: str, after: str) -> re.Pattern[str]:
    ordered = sorted(phrases, key=len, reverse=True)
    body = "|".join(
        (r"\b" if p[0].isalnum() and not before.startswith("^") else "")
        + re.escape(p)
        + (r"\b" if p[-1].isalpha() else "")
        for p in ordered
    )
    return re.compile(f"{before}(?:{body}){after}", re.IGNORECASE)


def _is_cue(visible: str) -> bool:
    cues = _cues()
    words = visible.split()
    folded = visible.replace("’", "'")
    if _key(visible) in cues.whole or is_byline(visible) or _HASHTAGS.match(visible):
        return True
    if all(w.strip("\"'.,:;!|()[]/").casefold() in cues.social for w in words):
        return True
    if len(words) > CREDIT_WORDS:
        return False
    if cues.starts.match(folded) or cues.captions.match(folded):
        return True
    if cues.credits.search(folded) and (
        cues.last_credit.search(folded) or not ends_sentence(visible)
    ):
        return True
    return len(words) <= CUE_WORDS and bool(cues.contains.search(folded))


@functools.lru_cache(maxsize=1024)  # asked several times of each block
def _key(visible: str) -> str:
    return (
        " ".join(_WORD.findall(visible.casefold().replace("’", "'")))
        if len(visible) < 2000
        else visible
    )
