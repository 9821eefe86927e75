"""When the act that a clause names took place, as far as the text says.

The date words that hang on the predicate, resolved against the article's publication date by
dateparser; precision is kept (EDTF level 0: a day, a month or a year).
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from re import Match

from graphbuild.nlp.annotate import Document
from graphbuild.nlp.tokens import Span, Token

YEAR = re.compile(r"\b(19|20)\d\d\b")
MONTH = re.compile(
    r"\b(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|"
    r"oct(ober)?|nov(ember)?|dec(ember)?)\b\.?",
    re.IGNORECASE,
)
DAY = re.compile(r"\b([0-3]?\d)(st|nd|rd|th)?\b(?!\d)", re.IGNORECASE)
WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
NEAR = re.compile(
    r"^(today|yesterday|earlier today|this morning|tonight|last night)$", re.IGNORECASE
)
VAGUE = re.compile(
    r"\b(every|each|decades?|ages?|years old|year-old|recent|annual|annually|daily|weeks?|hours?|"
    r"future|next|until|century|since|months|years)\b",
    re.IGNORECASE,
)
# Prepositions before the day on which something ends: "extended until 2023" did not happen in 2023.
ENDINGS = frozenset({"until", "till", "til", "through", "thru"})
FILLING = re.compile(r"\b(last|this|past|early|late|mid|on|earlier|back in|of|the)\b-?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_OF_WEEK = 7
SOON = 92  # days ahead within which a day without a year is named
LEAP_DAY = (2, 29)
NEAREST = {"today": 0, "yesterday": 1}  # days before
Found = Match[str] | None

YEARS: dict[str, Callable[[str], str]] = {
    "this year": lambda base: base[:4],
    "earlier this year": lambda base: base[:4],
    "last year": lambda base: str(int(base[:4]) - 1),
}


def event_date(document: Document, at: int, *, planned: bool = False) -> str | None:
    """The date of the predicate at a token, as an ISO prefix, or None where none is stated.

    planned: whether the act is still to come, so that its date lies ahead of the article's.
    """
    verb = document.doc[at]
    base = document.article.published
    for span in date_spans(verb):
        if (found := resolve_date(span.text, base)) is not None:
            named = planned and base is not None and YEAR.search(span.text) is None
            return _next_year(found, str(base)) if named else found
    return None


def _next_year(date: str, published: str) -> str:
    """A day without a year, taken for a past one, of the next year if that lies shortly ahead."""
    if len(date) != len("2021-01-01") or len(published) != len(date) or date >= published:
        return date
    day, today = datetime.date.fromisoformat(date), datetime.date.fromisoformat(published)
    if (today - day).days <= DAYS_OF_WEEK or (day.month, day.day) == LEAP_DAY:
        return date
    later = day.replace(year=day.year + 1)
    return later.isoformat() if 0 <= (later - today).days <= SOON else date


def ahead(date: str, published: str | None) -> str | None:
    """A date that was taken for a past one, moved ahead of the day of publication: "on Monday".

    None where it is no weekday of the week before, so that nothing says which day is meant.
    """
    if published is None or len(published) != len(date) or date >= published:
        return date
    if len(date) != len("2021-01-01"):
        return None
    days = (datetime.date.fromisoformat(published) - datetime.date.fromisoformat(date)).days
    if days > DAYS_OF_WEEK:
        return None
    later = datetime.date.fromisoformat(date) + datetime.timedelta(days=DAYS_OF_WEEK)
    return later.isoformat()


def date_spans(verb: Token) -> Iterator[Span]:
    """The date expressions among a predicate's own modifiers, nearest first."""
    sent = verb.sent
    for span in sorted(
        (e for e in sent.ents if e.label_ == "DATE"), key=lambda e: abs(e.start - verb.i)
    ):
        at = span.root
        while at.lower_ not in ENDINGS and at.dep_ in (
            "pobj",
            "prep",
            "compound",
            "nmod",
            "nummod",
            "npadvmod",
            "pcomp",
            "appos",
        ):
            at = at.head
            if at.i == verb.i:
                yield span
                break


_WHEN = r"(?:[0-3]?\d(?:st|nd|rd|th)? )?(?:[A-Z][a-z]+\.? )?(?:[0-3]?\d, )?(?:19|20)\d\d"
PERIOD = re.compile(
    rf"\b(?:from|between|[Ff]rom|[Bb]etween)(?: (?:at least|about|around|early|late|mid))? (?P<first>{_WHEN})"
    rf" (?:to|until|till|through|and|up to)(?: (?:at least|about|around|early|late|mid))? (?P<last>{_WHEN})"
)


def event_period(document: Document, at: int) -> str | None:
    """The two ends of the one period that a predicate's sentence names, as "2014-12/2018-05"."""
    sent = document.doc[at].sent
    found = list(PERIOD.finditer(" ".join(t.text for t in sent)))
    if len(found) != 1:
        return None
    base = document.article.published
    ends = [resolve_date(found[0][name], base) for name in ("first", "last")]
    return f"{ends[0]}/{ends[1]}" if ends[0] and ends[1] and ends[0] <= ends[1] else None


@functools.lru_cache(maxsize=4096)
def resolve_date(text: str, base: str | None) -> str | None:
    """An ISO date, month or year for a date expression; None where it is vague or has no anchor.

    base: the publication date; a weekday or a day without a year is the last one up to it.
    """
    words = text.strip().lower()
    year, month = YEAR.search(words), MONTH.search(words)
    day = DAY.search(YEAR.sub(" ", words)) if month else None
    if year and not month:
        return year.group() if not VAGUE.search(words) and WEEKDAY.search(words) is None else None
    if month and not year and base is None:
        return None
    if not (year or month):
        if base is None or VAGUE.search(words):
            return None
        if not (WEEKDAY.search(words) or NEAR.match(words)):
            return YEARS[words](base) if words in YEARS else None
    plain = _plain_date(words, base, year, month, day)
    precision = "%Y-%m-%d" if day or not month else "%Y-%m"
    found = plain.strftime(precision) if plain is not None else _parse(words, base, precision)
    weekday = WEEKDAY.search(words)
    if found and base and weekday and day and not year:
        return _on_weekday(found, base, WEEKDAYS.index(weekday.group()[:3]))
    return found


def _on_weekday(date: str, base: str, weekday: int) -> str:
    """A day without a year, in the year in which it falls on its weekday: "Monday, January 2" in December."""
    found, today = datetime.date.fromisoformat(date), _midday(base).date()
    if found.weekday() == weekday or (found.month, found.day) == LEAP_DAY:
        return date
    years = (found.replace(year=found.year + step) for step in (1, -1))
    near = (d for d in years if d.weekday() == weekday and abs((d - today).days) <= SOON)
    return next((d.isoformat() for d in near), date)


def _plain_date(
    words: str, base: str | None, year: Found, month: Found, day: Found
) -> datetime.date | None:
    """The date where days, a month and a year are all that is there: as dateparser has it, at once."""
    weekday = WEEKDAY.search(words)
    rest = words
    for part in (year, month, day, weekday):
        rest = rest.replace(part.group(), " ", 1) if part else rest
    rest = FILLING.sub("", rest).strip(" ,.")
    today = _midday(base).date() if base else datetime.date.max
    if not month:
        ago = (today.weekday() - WEEKDAYS.index(weekday.group()[:3])) % 7 if weekday else None
        ago = ago if weekday and not rest else NEAREST.get(rest) if not weekday else None
        return None if ago is None else today - datetime.timedelta(days=ago)
    if rest or (weekday and not day):
        return None
    number = MONTHS.index(month.group()[:3]) + 1
    first = int(day[1]) if day else 1
    try:
        found = datetime.date(int(year.group()) if year else today.year, number, first)
        return found if year or found <= today else found.replace(year=found.year - 1)
    except ValueError:  # no such day
        return None


def _parse(words: str, base: str | None, precision: str) -> str | None:
    import dateparser  # slow to import, and most dates never need it

    words = FILLING.sub(" ", words)
    anchor = _midday(base) if base else datetime.datetime(2000, 1, 1, 12)
    if WEEKDAY.search(words):  # an article of a Friday means that day by "Friday", not the last one
        anchor += datetime.timedelta(days=1)
    found = dateparser.parse(
        " ".join(words.split()),
        languages=["en"],
        settings={
            "RELATIVE_BASE": anchor,
            "PREFER_DATES_FROM": "past",
            "PREFER_DAY_OF_MONTH": "first",
        },
    )
    return found.strftime(precision) if found is not None else None


def _midday(base: str) -> datetime.datetime:
    parts = [int(p) for p in base.split("-")] + [1, 1]
    return datetime.datetime(parts[0], parts[1], parts[2], 12)
