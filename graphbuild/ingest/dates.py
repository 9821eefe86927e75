"""Dates as pages write them, turned into ISO dates.

Nothing is guessed: where day and month cannot be told apart, only the year is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
EARLIEST, LATEST = 1900, 2100
FULL = len("2020-10-24")

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2020-10-24, 2020_10_24, 2020/10/24, 2020.10.24, with a time behind it or not
        rf"(?<![\d/._-]){_YEAR}(?P<sep>[-_/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)",
        rf"(?<!\w){_DAY}(?: of)?[ -](?P<name>{MONTH}),?[ -]{_YEAR}(?!\d)",
        rf"(?<!\w)(?P<name>{MONTH})[ -]{_DAY},?[ -]{_YEAR}(?!\d)",
        rf"(?<![\d/.-])(?P<day>\d\d?)(?P<sep>[./-])(?P<month>\d\d?)(?P=sep){_YEAR}(?!\d)",
    )
)
_MONTH_ONLY = re.compile(rf"(?<!\w)(?P<name>{MONTH}),? {_YEAR}(?!\d)", re.IGNORECASE)
_COMPACT = re.compile(rf"(?<!\d){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?:T?\d{{4,6}}Z?)?(?!\d)")
_IN_URL = re.compile(rf"/{_YEAR}[/-](?P<month>\d\d?|{MONTH})[/-](?P<day>\d\d?)(?=[/_-]|$)", re.I)
_RELATIVE = re.compile(
    r"\b(?:(?:\d{1,3}|an?|one|two|three) ?(?:s|sec|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?"
    r"|w|weeks?|mo|months?|years?) ago|yesterday|today|just now)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?::\d\d)?(?:\.\d+)?(?: ?[ap]\.?m\b\.?)?|\b\d{1,2} ?[ap]\.?m\b\.?"
    r"|[+-]\d\d:?\d\d\b|\b(?:GMT|UTC|EST|EDT|CET|CEST|BST|IST|PST|PDT|ET|MSK|local time)\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(rf"\b(?:{MONTH} \d\d?|\d\d? {MONTH})(?:st|nd|rd|th)?(?!\w)", re.IGNORECASE)


class Dateline(NamedTuple):
    """Day and month as an agency's dateline gives them, and the year where it does."""

    year: int | None
    month: int
    day: int


def find_dates(text: str) -> Iterator[str]:
    """ISO dates in `text`, the first of each way of writing first; a bare year where ambiguous."""
    found = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            iso = _iso(match)
            if iso is not None:
                found.append((match.start(), iso))
    yield from (iso for _, iso in sorted(found))


def parse_date(value: str) -> str | None:
    """The first date of a value that is known to be one; also `20201024` and `March 2020`."""
    for iso in find_dates(value):
        return iso
    for pattern in (_COMPACT, _MONTH_ONLY):
        match = pattern.search(value)
        if match is not None:
            return _iso(match)
    return (
        value.strip()
        if re.fullmatch(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", value.strip())
        else None
    )


def from_timestamp(seconds: float) -> str | None:
    """The day (UTC) of a Unix time in seconds or milliseconds."""
    if seconds > 1e11:
        seconds /= 1000
    if not 0 < seconds < 4.1e9:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC).date().isoformat()


def date_in_url(url: str) -> str | None:
    """The date that the path of an address spells out."""
    match = _IN_URL.search(url)
    return None if match is None else _iso(match)


def date_in_name(name: str) -> str | None:
    """The full date that a file's name contains."""
    spaced = re.sub(r"(?<=[A-Za-z])[-_.]+|(?<![-_.])[-_.]++(?=[A-Za-z])", " ", name)
    compact = _COMPACT.search(spaced)
    full = next((d for d in find_dates(spaced) if len(d) == FULL), None)
    return full if full is not None or compact is None else _iso(compact)


def years_in(text: str) -> list[int]:
    """Years that `text` (a file's name, an address) spells out."""
    return [int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)]


def without_dates(text: str) -> str:
    """What is left of a line when dates, times, weekdays and "2 hours ago" are taken out."""
    for pattern in (*_PATTERNS, _MONTH_ONLY, _DAY_ONLY, _CLOCK, _RELATIVE):
        text = pattern.sub(" ", text)
    return text


def complete(dateline: Dateline, years: list[int]) -> str | None:
    """The dateline's date; its year from itself or from the one year that other evidence gives."""
    known = [dateline.year] if dateline.year is not None else sorted(set(years))
    return _valid(known[0], dateline.month, dateline.day) if len(known) == 1 else None


def month_number(name: str) -> int:
    """1 to 12 for a month's name or abbreviation."""
    return MONTHS[name.casefold().rstrip(".")]


def _iso(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    year = int(groups["year"])
    name = groups.get("name") or groups.get("month") or ""
    month = int(name) if name.isdecimal() else month_number(name)
    if groups.get("day") is None:
        return f"{year:04}-{month:02}"
    day = int(groups["day"])
    if groups.get("sep") in {"/", "-"} and match.start("day") < match.start("month"):
        return _ambiguous(year, day, month)
    return _valid(year, month, day)


def _ambiguous(year: int, first: int, second: int) -> str | None:
    """24/10/2020 and 10/24/2020 are plain; of 03/04/2020 only the year is."""
    readings = {_valid(year, second, first), _valid(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else (str(year) if readings else None)


def _valid(year: int, month: int, day: int) -> str | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
