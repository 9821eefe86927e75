"""No regular expression of the package explodes: twice the input costs less than three times the time."""

from __future__ import annotations

import re
import time

import pytest
from support.patterns import Used, growth_faults, patterns

from graphbuild.ingest import fields, markup
from graphbuild.ingest.blocks import find_blocks
from graphbuild.store import guard

KNOWN = patterns()
EXPLODING = (r"^(?:<\w+(?:\s[^<>]*)?/?>\s*)+$", r"(?:a+)+b", r"\s*x?\s*$")


def test_all_patterns_are_looked_at():
    assert len(KNOWN) > 100
    assert {p.pattern for p in KNOWN} >= {markup.TAG_LINE, fields._TAG, guard.OPAQUE, guard.UPDATE}


@pytest.mark.parametrize("pattern", EXPLODING)
def test_an_exploding_pattern_is_found(pattern):
    assert next(growth_faults(Used(re.compile(pattern), "example", anywhere=True)))


@pytest.mark.parametrize("used", KNOWN, ids=lambda used: used.name)
def test_twice_the_input_costs_less_than_three_times_the_time(used):
    assert next(growth_faults(used), None) is None


HOSTILE = (
    "<br />" * 45 + " text",
    "<br />" * 4000 + " text",
    "<a>" + " " * 400 + "<b",
    "![a](b)" + " " * 1600,
    "![a](b) " * 1600 + "x",
    "![" * 16000,
    "|" + " " * 5000 + "x",
    "text" + " " * 5000 + "x",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_lines_of_markup_are_taken_apart_in_time(text):
    started = time.process_time()
    find_blocks(text)
    assert time.process_time() - started < 2


def test_a_long_wrapped_paragraph_is_put_together_once():
    line = "and Sweden accused Russia of jamming its radars and the ministry said it on a\n"
    costs = []
    for n in (4000, 8000):
        runs = []
        for _ in range(3):
            started = time.process_time()
            blocks = find_blocks(line * n)
            runs.append(time.process_time() - started)
        costs.append(min(runs))
        assert [b.raw for b in blocks] == [(line * n).strip()]
    assert costs[1] < 3 * costs[0]


@pytest.mark.parametrize("query", ["PREFIX " * 40 + "x", "PREFIX " * 5000 + "x"])
def test_prologues_without_end_are_judged_in_time(query):
    started = time.process_time()
    guard.refuse_reaching_out(query)
    assert time.process_time() - started < 2


def test_strings_without_end_are_refused_in_time():
    started = time.process_time()
    with pytest.raises(guard.QueryRefused, match="long strings"):
        guard.refuse_reaching_out("'''" + "\\'''x" * 100_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("prologue", ["", "PREFIX p: <x> ", "PREFIX :<x>BASE<y>PREFIX INSERT:<z>"])
def test_updates_behind_any_prologue_are_refused(prologue):
    with pytest.raises(guard.QueryRefused, match="INSERT is refused"):
        guard.refuse_reaching_out(prologue + "INSERT DATA {}")
