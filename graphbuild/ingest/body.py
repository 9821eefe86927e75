"""Which blocks of a page are the article, and the spans of text that they cover."""

from __future__ import annotations

import re

from graphbuild.ingest.blocks import Block, ends_sentence
from graphbuild.ingest.boilerplate import Kind, is_note_on_author, same_line
from graphbuild.ingest.datelines import find_dateline
from graphbuild.ingest.markup import ROW, cells, visible_spans
from graphbuild.knowledge.tables import lexicon

SUBHEAD_WORDS = 35
QUOTE_WORDS = 12
UNSTOPPED_WORDS = 18  # of a paragraph whose full stop is missing; captions are shorter
RESUME_WORDS = (15, 8)  # words of the two paragraphs that show that a list of other news is over
ENOUGH_WORDS = 40  # of prose before a comment box, for it to end the article
BOX = 3  # short lines in a row that can be a list of other news
END_MARK = re.compile(
    r"(?<!\s)\s++(?:-0-|- ?30 ?-|#{2,3}|\(?(?:END|ENDS|More)\)|/end/)\s*+$", re.IGNORECASE
)
TEXT_KINDS = frozenset({Kind.PROSE, Kind.ITEM})


def choose_body(blocks: list[Block], kinds: list[Kind], title: str | None) -> list[Block]:
    """The blocks that are paragraphs and list items of the article, in order."""
    kinds = _without_title(blocks, kinds, title)
    kinds = _settle_quotes(blocks, _settle_items(blocks, kinds))
    chosen = _outside_lists(blocks, kinds)
    head = _subhead(blocks, kinds, title)
    if head is not None and any(i > head for i in chosen):
        chosen = [i for i in chosen if i != head]
    if len(chosen) > 1 and is_note_on_author(blocks[chosen[-1]].visible):
        chosen.pop()
    if not chosen:
        chosen = _unpunctuated(blocks, kinds, title)
    return [blocks[i] for i in chosen]


def body_spans(chosen: list[Block]) -> tuple[tuple[int, int], ...]:
    """Spans of the visible characters of the chosen blocks, leading datelines cut off."""
    spans: list[tuple[int, int]] = []
    for number, block in enumerate(chosen):
        parts = visible_spans(block.raw)
        if number < 2:
            parts = _after_dateline(block.raw, parts)
        spans += [(block.start + s, block.start + e) for s, e in _before_end_mark(block.raw, parts)]
    return tuple(spans)


def _without_title(blocks: list[Block], kinds: list[Kind], title: str | None) -> list[Kind]:
    """Kinds in which the title, where it stands as a line, is no prose (if there is other prose)."""
    if title is None:
        return kinds
    same = {i for i, b in enumerate(blocks) if same_line(b.visible, title)}
    rest = any(k in TEXT_KINDS for i, k in enumerate(kinds) if i not in same)
    return [Kind.SHORT if rest and i in same else k for i, k in enumerate(kinds)]


def _settle_items(blocks: list[Block], kinds: list[Kind]) -> list[Kind]:
    """Kinds in which list items are prose or not, as what introduces the list tells.

    A list above the first paragraph sums the article up, like a sub-headline.
    """
    settled: list[Kind] = []
    introduced = names = listed = False
    first = kinds.index(Kind.PROSE) if Kind.PROSE in kinds else 0
    for block, kind in zip(blocks, kinds, strict=True):
        if kind is Kind.ITEM and ROW.match(block.raw):
            header = _heads_names(block.raw)
            names = header or (names and settled[-1] in {Kind.PROSE, Kind.SHORT, Kind.CUE})
            kind = Kind.PROSE if (names or introduced) and not header else Kind.SHORT
        elif kind is Kind.ITEM and len(settled) < first:
            kind = Kind.SHORT
        elif kind is Kind.ITEM:
            above = settled[-1] if settled else None
            kind = _item_kind(block, introduced, above)
        elif kind is Kind.SHORT and introduced and settled[-1] is Kind.PROSE:
            announced = listed and is_bare_name(block.visible)
            kind = Kind.PROSE if _lists_on(block.visible) or announced else kind
        elif kind is Kind.SHORT and block.visible.endswith(":") and announces(block.visible):
            introduced = listed = True
        elif kind not in {Kind.SHORT, Kind.CUE}:
            introduced = kind is Kind.PROSE and block.visible.endswith(":")
            if introduced:
                listed = announces(block.visible)
        settled.append(kind)
    return settled


def _settle_quotes(blocks: list[Block], kinds: list[Kind]) -> list[Kind]:
    """Kinds in which a quotation, or the one paragraph, whose full stop is missing is prose.

    Only between two paragraphs.
    """
    settled = list(kinds)
    unstopped = []
    for i in range(1, len(kinds) - 1):
        between = kinds[i - 1] is Kind.PROSE and kinds[i + 1] is Kind.PROSE
        if kinds[i] is not Kind.SHORT or not between:
            continue
        opened = blocks[i].visible.startswith(('"', "“"))
        if opened and len(blocks[i].visible.split()) >= QUOTE_WORDS:
            settled[i] = Kind.PROSE
        elif _is_unstopped(blocks[i].visible):
            unstopped.append(i)
    if len(unstopped) == 1:  # several are the captions of pictures
        settled[unstopped[0]] = Kind.PROSE
    return settled


def _is_unstopped(visible: str) -> bool:
    """Whether a line reads like a paragraph without its full stop, not like a caption or a teaser."""
    words = visible.split()
    told = any(cue in visible.casefold() for cue in lexicon("boilerplate")["caption_cues"])
    return (
        len(words) >= UNSTOPPED_WORDS
        and words[0][:1].isupper()
        and not told
        and ":" not in " ".join(words[:4])
        and "..." not in visible
        and not ends_sentence(visible)
    )


def _item_kind(block: Block, introduced: bool, above: Kind | None) -> Kind:
    words = block.visible.split()
    names_things = len(words) >= 6 and "," in block.visible and above is Kind.PROSE
    sentence = ends_sentence(block.visible) and len(words) >= 4
    if introduced or (above not in {Kind.TAIL, Kind.SHORT} and (names_things or sentence)):
        return Kind.PROSE
    return Kind.PROSE if sentence and len(words) >= 12 and above is not Kind.TAIL else Kind.SHORT


def _heads_names(raw: str) -> bool:
    """Whether a table's row heads a column of names."""
    return any(
        c.casefold().strip(" *:") in lexicon("boilerplate")["name_columns"] for c in cells(raw)
    )


def announces(visible: str) -> bool:
    """Whether a line that ends in a colon says that names follow."""
    words = {w.strip(",.:;()").casefold() for w in visible.split()}
    return bool(words & frozenset(lexicon("boilerplate")["announcing"]))


def is_bare_name(visible: str) -> bool:
    """Whether a line is nothing but a name: "Tverbank", "Bank of the North"."""
    words = [w.strip("\"“”'’(),.;&-") for w in visible.split()]
    words = [w for w in words if w]
    capital = [w[0].isupper() or w[0].isdigit() for w in words]
    small = all(w.islower() and len(w) <= 4 for w, up in zip(words, capital, strict=True) if not up)
    return 0 < len(words) <= 9 and capital[0] and small and not visible.endswith((":", "?", "!"))


def _lists_on(visible: str) -> bool:
    """Whether a line below "the following:" goes on with the list: "Ann Lee, deputy head"."""
    return visible.endswith((",", ";", "; and", ", and")) or (
        "," in visible and len(visible.split()) >= 3
    )


def _outside_lists(blocks: list[Block], kinds: list[Kind]) -> list[int]:
    """Indices of the prose that is in no list of other news and above the comments."""
    words = [
        len(b.visible.split()) if k is Kind.PROSE else 0 for b, k in zip(blocks, kinds, strict=True)
    ]
    total, so_far, listing = sum(words), 0, False
    chosen: list[int] = []
    for i, kind in enumerate(kinds):
        if kind is Kind.FINAL and _is_enough(so_far, len(chosen), total):
            return chosen
        if chosen and not listing and _opens_list(kinds, i):
            listing = True
        elif listing and _resumes(words, i):
            listing = False
        if kind is Kind.PROSE and not listing:
            chosen.append(i)
            so_far += words[i]
    if chosen and not listing and _is_cut_short(blocks, kinds, chosen):
        chosen.append(len(blocks) - 1)
    return chosen


def _is_enough(so_far: int, paragraphs: int, total: int) -> bool:
    """Whether what stands above a comment box can be the whole article."""
    return so_far * 5 >= total * 4 or (so_far >= ENOUGH_WORDS and so_far * paragraphs >= total)


def _opens_list(kinds: list[Kind], i: int) -> bool:
    """Whether other news begins here: a heading that says so, or headlines with timestamps."""
    if kinds[i] is Kind.TAIL:
        return True
    run = kinds[i : i + BOX]
    short = {Kind.SHORT, Kind.DATE, Kind.TAIL, Kind.HEADING, Kind.CUE}
    return len(run) == BOX and all(k in short for k in run) and Kind.DATE in run


def _resumes(words: list[int], i: int) -> bool:
    run = words[i : i + 2]
    return len(run) == 2 and all(n >= least for n, least in zip(run, RESUME_WORDS, strict=True))


def _is_cut_short(blocks: list[Block], kinds: list[Kind], chosen: list[int]) -> bool:
    """Whether the text breaks off in the middle of its last paragraph."""
    last = blocks[-1].visible
    return (
        kinds[-1] is Kind.SHORT
        and chosen[-1] == len(blocks) - 2
        and len(last.split()) >= SUBHEAD_WORDS // 2
    )


def _subhead(blocks: list[Block], kinds: list[Kind], title: str | None) -> int | None:
    """The index of a sub-headline: one sentence between the title and the line with the date."""
    first = next((i for i, k in enumerate(kinds) if k is Kind.PROSE), None)
    if first is None or title is None or first + 1 >= len(kinds):
        return None
    titled = any(same_line(b.visible, title) for b in blocks[:first])
    dated = kinds[first + 1] in {Kind.DATE, Kind.FIELD}
    short = len(blocks[first].visible.split()) <= SUBHEAD_WORDS
    return first if titled and dated and short else None


def _unpunctuated(blocks: list[Block], kinds: list[Kind], title: str | None) -> list[int]:
    """What to read where no line ends like a sentence: the long lines, or the only line."""
    short = [i for i, k in enumerate(kinds) if k in {Kind.SHORT, Kind.ITEM}]
    long = [
        i
        for i in short
        if len(blocks[i].visible.split()) >= 12 and not same_line(blocks[i].visible, title or "")
    ]
    if long or len(blocks) != 1:
        return long
    return [i for i in short if len(blocks[i].visible.split()) >= 4]


def _after_dateline(raw: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    dateline = find_dateline("".join(raw[s:e] for s, e in parts))
    left = dateline.length if dateline else 0
    rest = []
    for start, end in parts:
        cut = min(left, end - start)
        left -= cut
        if start + cut < end:
            rest.append((start + cut, end))
    return rest or parts


def _before_end_mark(raw: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts without "-0-", "###" or "(END)" after the last sentence."""
    if not parts:
        return parts
    start, end = parts[-1]
    mark = END_MARK.search(raw[start:end])
    if mark is None or mark.start() == 0:
        return parts
    return [*parts[:-1], (start, start + mark.start())]
