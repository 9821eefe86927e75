"""Agency datelines: "WASHINGTON, July 18. /TASS/. ", "MOSCOW (Reuters) - ", "LONDON — "."""

from __future__ import annotations

import re
from typing import NamedTuple

from graphbuild.ingest.dates import MONTH, Dateline, month_number

LONGEST = 120
_WORD = r"[A-ZÀ-Þ][\w.'’-]+"
_PLACE = rf"{_WORD}(?:[ /]{_WORD}){{0,3}}(?:, {_WORD}(?: {_WORD})?){{0,2}}?"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]*){0,4}"
_DATE = (
    rf"(?:(?P<name>(?i:{MONTH})) (?P<day>[0-3]?\d)|(?P<day2>[0-3]?\d) (?P<name2>(?i:{MONTH})))"
    r"(?:,? (?P<year>(?:19|20)\d\d))?"
)
_ROUND = r"\((?P<agency>[A-Z][\w./ &’'-]{1,40})\)"
_SLASHED = r"/(?P<agency>[A-Z][\w. -]{1,20})/"
_DASH = r"\s*(?:-{2,20}|[-–—])\s+"
_NEXT = r"(?=[A-ZÀ-Þ\d\"“'‘])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_PLACE}[,.]? )?(?:{_DATE}[,.]? ?)?{_ROUND}(?:{_DASH}|:\s+)",
        rf"{_PLACE}[,.]? {_DATE}[,.]? ?{_ROUND}[.:]?\s+{_NEXT}",
        rf"(?:{_PLACE}[,.]? )?(?:{_DATE}[,.]? ?)?{_SLASHED}[.:]?(?:{_DASH}|\s+){_NEXT}",
        rf"{_PLACE}[,.] {_DATE}(?:, (?P<agency>[A-Z]{{3,10}}))?(?:{_DASH}|:\s+){_NEXT}",
        rf"{_CAPITALS}[,.] {_DATE}\.(?:{_DASH}|\s+){_NEXT}",
        rf"{_CAPITALS}(?:, {_WORD}){{0,2}}{_DASH}{_NEXT}",
        # a place in small letters: "Geneva – Delegates", not "Putin – Russia's leader – said"
        rf"{_PLACE}\s+(?:--|[-–—])\s+{_NEXT}(?!.{{1,100}}\s(?:--|[-–—])\s)",
    )
)


class Opening(NamedTuple):
    """A dateline: how many characters of the paragraph it takes, its date and its agency."""

    length: int
    date: Dateline | None
    agency: str | None


def find_dateline(paragraph: str) -> Opening | None:
    """The dateline that opens a paragraph."""
    head = re.sub(r"\s", " ", paragraph[: LONGEST * 2])
    for form in _FORMS:
        match = form.match(head)
        if match is not None and match.end() <= LONGEST:
            groups = match.groupdict()
            return Opening(match.end(), _date(groups), groups.get("agency"))
    return None


def _date(groups: dict[str, str | None]) -> Dateline | None:
    name, day = groups.get("name") or groups.get("name2"), groups.get("day") or groups.get("day2")
    if name is None or day is None:
        return None
    year = groups.get("year")
    return Dateline(int(year) if year else None, month_number(name), int(day))
