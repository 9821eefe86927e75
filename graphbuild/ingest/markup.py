"""Markdown and tags inside a line: what a reader sees of it, and where that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Quantifiers are possessive (`*+`) wherever what follows cannot match what they took, so that a line
# that fails in the end fails in time that grows with its length; tests/test_patterns.py measures it.
_TARGET = r"\((?:[^()\n]++|\([^()\n]*+\))*+\)"
_IMAGE = rf"!\[[^\]\n]{{0,1000}}+\]{_TARGET}"
IMAGE_ONLY = re.compile(rf"^(?:\[?\s*+{_IMAGE}\s*+(?:\]{_TARGET}\s*+)?+)++$")
LINK_ONLY = re.compile(
    rf"^[\s|*•·>-]*+(?:\[[^\[\]\n]*+\]{_TARGET}[\s|,/*•·>-]*+)++$|^<?(?:https?://|www\.)\S++$"
)
URL = re.compile(r"https?://[^\s<>\"'\])]+")
HEADING = re.compile(r"^#{1,6}(?:\s|$)")
TAG_LINE = re.compile(r"^(?:</?[A-Za-z][\w:.-]*+(?:\s[^<>]*+)?+/?>\s*+)++$")
RULE = re.compile(r"^[\W_]*$")
ITEM = re.compile(r"^(?:(?:[·•▪●○◦‣*+\-–—]|\(?\d{1,2}[.)]|\(?[a-z]\))\s++)+(?=\S)")
ROW = re.compile(r"^\|(?:[^|\n]*\|){2,}\s*$")
ROW_RULE = re.compile(r"^[|:\s-]+$")
_ROW_EDGES = re.compile(r"^\|\s*+(?:\d{0,3}+\.?\s*+\|\s*+)?|(?:(?<!\s)\s++)?\|\s*+$")
_CUTS = re.compile(
    rf"(?P<image>\[?{_IMAGE}(?:\]{_TARGET})?)"
    rf"|\[(?P<link>[^\[\]]{{1,500}})(?P<target>\]{_TARGET})"
    r"|(?P<auto><https?://[^<>\s]*>)"
    r"|(?P<tag></?(?:text|p|br|b|i|em|strong|a|span|div|u|blockquote|li|ul|ol|h[1-6]|doc|body)"
    r"(?:\s[^<>]{0,300}+)?/?>)"
    r"|(?P<escape>\\)(?=[\\`*_{}\[\]()#+\-.!>~|'\"$])"
    r"|(?<![\w*])(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_])(?P<strong>[^*]{1,400}?)(?<=[^\s])(?P=mark)(?![\w*])",
    re.IGNORECASE,
)
_MAY_CUT = re.compile(r"[\[<>\\*_]")  # one of these is in all that the two patterns beside it match
_QUOTE_MARK = re.compile(r"(?m)^(?:>\s?)+")


def is_structural(line: str) -> bool:
    """Whether a line is never part of a wrapped paragraph: heading, image, bare link, tag, rule."""
    return any(p.match(line) for p in (HEADING, IMAGE_ONLY, LINK_ONLY, TAG_LINE, RULE))


def visible_spans(raw: str) -> list[tuple[int, int]]:
    """The parts of `raw` that a reader sees, without marks of lists, links and emphasis."""
    lead = ITEM.match(raw)
    at = lead.end() if lead else 0
    edges = {m.span() for m in _ROW_EDGES.finditer(raw)} if ROW.match(raw) else set()
    cuts = sorted({(0, at), *edges, *_cuts(raw)})
    spans = []
    at = 0
    for start, end in cuts:
        if start > at:
            spans.append((at, start))
        at = max(at, end)
    spans.append((at, len(raw)))
    return _trimmed(raw, [(s, e) for s, e in spans if s < e])


def visible_text(raw: str) -> str:
    """What a reader sees of `raw`, white space folded; a heading without its marks."""
    raw = HEADING.sub("", raw)
    return " ".join("".join(raw[s:e] for s, e in visible_spans(raw)).split())


def cells(raw: str) -> list[str]:
    """The texts of a table's row, empty where the line is none."""
    return [c.strip() for c in raw.strip().strip("|").split("|")] if ROW.match(raw) else []


def _cuts(raw: str, offset: int = 0) -> Iterator[tuple[int, int]]:
    if not _MAY_CUT.search(raw):
        return
    for match in _QUOTE_MARK.finditer(raw):
        yield offset + match.start(), offset + match.end()
    for match in _CUTS.finditer(raw):
        start, end = match.span()
        inner = next((g for g in ("link", "strong") if match[g] is not None), None)
        if inner is None:
            yield offset + start, offset + end
            continue
        yield offset + start, offset + match.start(inner)
        yield offset + match.end(inner), offset + end
        yield from _cuts(match[inner], offset + match.start(inner))


def _trimmed(raw: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without white space before the first and after the last visible character."""
    while spans and not raw[spans[0][0] : spans[0][1]].strip():
        spans = spans[1:]
    while spans and not raw[spans[-1][0] : spans[-1][1]].strip():
        spans = spans[:-1]
    if not spans:
        return []
    start, end = spans[0]
    spans[0] = (end - len(raw[start:end].lstrip()), end)
    start, end = spans[-1]
    spans[-1] = (start, start + len(raw[start:end].rstrip()))
    return spans
