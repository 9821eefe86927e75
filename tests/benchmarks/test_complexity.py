"""The rules take less than three times as long for twice as much of one construction."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from spacy.language import Language
from support.paths import ROOT

from graphbuild.model import Article
from graphbuild.nlp.annotate import annotate
from graphbuild.pipeline import Rules, state, understand

sys.path.insert(0, str(ROOT / "benchmarks"))

import complexity

SIZES = {"nested quotes": 30, "quotes": 30, "brackets": 200, "they": 30, "pronouns": 100}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load()


def lines_run(text: str, nlp: Language, rules: Rules) -> int:
    """How many lines of Python the rules run, rounds of loops included: a cost that no busy machine blurs."""
    [document] = annotate([Article("a", text, ((0, len(text)),))], nlp)
    n_lines = 0

    def count(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal n_lines
        n_lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        state(understand(document, rules), rules)
    finally:
        sys.settrace(before)
    return n_lines


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("shape", SIZES)
def test_rules_grow_by_less_than_three_times_for_twice_the_text(shape, nlp, rules):
    make, n = complexity.SHAPES[shape], SIZES[shape]
    lines_run(complexity.GOOD, nlp, rules)  # what is loaded once is not counted
    once, twice = (lines_run(make(size), nlp, rules) for size in (n, 2 * n))
    assert once < twice < 3 * once
