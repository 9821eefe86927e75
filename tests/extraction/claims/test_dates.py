"""When what a clause tells took place, as far as its words and the day of publication say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sentences import document

from graphbuild.extraction.claims import dates
from graphbuild.extraction.claims.dates import date_spans, event_date, resolve_date

WEDNESDAY = "2023-03-15"


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("5 March 2023", "2023-03-05"),
        ("March 5, 2023", "2023-03-05"),
        ("the 5th of March 2023", "2023-03-05"),
        ("Monday, 13 March 2023", "2023-03-13"),
        ("March 2022", "2022-03"),
        ("early March 2022", "2022-03"),
        ("2016", "2016"),
        ("late 2016", "2016"),
        ("12 November", "2022-11-12"),
        ("March 3", "2023-03-03"),
        ("November", "2022-11"),
        ("last November", "2022-11"),
        ("Monday", "2023-03-13"),
        ("last Friday", "2023-03-10"),
        ("Wednesday", "2023-03-15"),
        ("Thursday", "2023-03-09"),
        ("today", "2023-03-15"),
        ("yesterday", "2023-03-14"),
        ("this year", "2023"),
        ("earlier this year", "2023"),
    ],
)
def test_precision_is_what_the_words_have(words, date):
    assert resolve_date(words, WEDNESDAY) == date


@pytest.mark.parametrize(
    "words",
    [
        "recent years",
        "every Monday",
        "the last two weeks",
        "months",
        "the future",
        "next week",
        "a decade",
        "44 years old",
        "24 hours",
        "daily",
        "the 21st century",
        "since 2014",
    ],
)
def test_vague_words_give_no_date(words):
    assert resolve_date(words, WEDNESDAY) is None


@pytest.mark.parametrize("words", ["Monday", "today", "12 November", "November", "this year"])
def test_nothing_is_relative_to_an_unknown_day(words):
    assert resolve_date(words, None) is None


@pytest.mark.parametrize(
    ("words", "date"),
    [("5 March 2023", "2023-03-05"), ("March 2022", "2022-03"), ("2016", "2016")],
)
def test_full_dates_need_no_publication(words, date):
    assert resolve_date(words, None) == date


def test_published_may_be_a_month_or_a_year():
    assert resolve_date("November", "2023-03") == "2022-11"
    assert resolve_date("5 January 2022", "2023") == "2022-01-05"


@pytest.mark.parametrize(
    ("words", "published", "date"),
    [
        ("Friday", "2023-01-02", "2022-12-30"),
        ("Friday, December 30", "2023-01-02", "2022-12-30"),
        ("Monday, January 2", "2022-12-30", "2023-01-02"),
        ("Monday, January 2", "2023-01-05", "2023-01-02"),
        ("Monday, March 13", "2023-03-15", "2023-03-13"),
        ("Tuesday, March 13", "2023-03-15", "2023-03-13"),  # a slip of the weekday
    ],
)
def test_weekdays_tell_the_year_around_new_year(words, published, date):
    assert resolve_date(words, published) == date


def test_day_of_last_year_comes_before_publication():
    assert resolve_date("December 30", "2023-01-02") == "2022-12-30"


def date_of(text: str, lemma: str, nlp, published: str | None = WEDNESDAY) -> str | None:
    parsed = document(text, nlp, published)
    return event_date(parsed, next(t.i for t in parsed.doc if t.lemma_ == lemma))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "lemma", "date"),
    [
        ("Norway expelled an envoy on 5 March 2023.", "expel", "2023-03-05"),
        ("On Monday, Norway expelled an envoy.", "expel", "2023-03-13"),
        ("In 2016 the officers hacked a bank.", "hack", "2016"),
        ("Norway expelled an envoy.", "expel", None),
        ("Norway said on Tuesday that officers hacked a bank in 2016.", "hack", "2016"),
        ("Norway said on Tuesday that officers hacked a bank in 2016.", "say", "2023-03-14"),
    ],
)
def test_date_hangs_on_its_own_predicate(text, lemma, date, nlp):
    assert date_of(text, lemma, nlp) == date


@pytest.mark.model
@pytest.mark.parametrize(
    ("when", "published", "date"),
    [
        ("on January 5", "2022-12-28", "2023-01-05"),
        ("on December 1", "2022-12-28", "2022-12-01"),
        ("on 5 January 2022", "2022-12-28", "2022-01-05"),
    ],
)
def test_a_planned_day_without_a_year_lies_ahead(when, published, date, nlp):
    parsed = document(f"Norway will expel an envoy {when}.", nlp, published)
    verb = next(t.i for t in parsed.doc if t.lemma_ == "expel")
    assert event_date(parsed, verb, planned=True) == date


@pytest.mark.model
def test_weekday_without_publication_is_no_date(nlp):
    assert date_of("On Monday, Norway expelled an envoy.", "expel", nlp, published=None) is None


@pytest.mark.model
def test_nearest_date_comes_first(nlp):
    parsed = document("On Monday Norway expelled an envoy on 5 March 2023.", nlp)
    verb = next(t for t in parsed.doc if t.lemma_ == "expel")
    distances = [abs(span.start - verb.i) for span in date_spans(verb)]
    assert distances == sorted(distances)


@pytest.mark.model
def test_first_date_that_can_be_resolved_wins(nlp):
    text = "For years Norway has watched the envoy since Monday."
    assert date_of(text, "watch", nlp) in (None, "2023-03-13")


MONTHS = [
    "January",
    "Feb",
    "March",
    "Apr.",
    "May",
    "june",
    "July",
    "Aug",
    "Sept.",
    "October",
    "nov",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FORMS = (
    *("{m}", "{m} {y}", "{d} {m}", "{m} {d}", "{m} {d}th, {y}", "the {d} of {m}", "late {m}, {y}"),
    *("{w}", "last {w}", "{w}, {d} {m}", "{w}, {m} {d}, {y}", "{w} {m}", "{w} {y}"),
    *("earlier {w}", "{w} morning", "today", "yesterday", "earlier today"),
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(
    form=st.sampled_from(FORMS),
    weekday=st.sampled_from(WEEKDAYS),
    month=st.sampled_from(MONTHS),
    day=st.integers(0, 33),
    year=st.integers(1950, 2049),
    published=st.dates(date(1990, 1, 1)).map(lambda day: str(day)[: 10 - 3 * (day.day % 2)]),
)
def test_a_plain_date_is_the_one_that_dateparser_finds(form, weekday, month, day, year, published):
    words = form.format(w=weekday, m=month, d=day, y=year)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_plain_date", lambda *_: None)
        slow = resolve_date.__wrapped__(words, published)
    assert resolve_date.__wrapped__(words, published) == slow
