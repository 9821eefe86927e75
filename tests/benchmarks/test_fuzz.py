"""A small part of benchmarks/fuzz.py, which runs ten thousand cases and more."""

from __future__ import annotations

import sys

import pytest
from support.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import fuzz


@pytest.mark.slow
def test_no_case_breaks_the_readers_or_costs_a_neighbour():
    counts, kept, broken = fuzz.run(fuzz.cases(450, seed=11))
    assert broken == []
    assert counts.total() == 450
    assert len(kept) > 150


def test_every_kind_of_trouble_is_among_the_cases():
    assert len({case.kind for case in fuzz.cases(len(fuzz.KINDS), seed=1)}) == len(fuzz.KINDS)


def test_the_check_notices_what_it_is_there_for(tmp_path, monkeypatch):
    case = fuzz.Case("foreign", ".txt", fuzz.GOOD.encode())
    with pytest.raises(fuzz.Broken, match="not recognised"):
        fuzz.check(case, tmp_path / "1")
    monkeypatch.setattr(fuzz, "read_articles", lambda paths, report: [])
    with pytest.raises(fuzz.Broken, match="lost a neighbour"):
        fuzz.check(case, tmp_path / "2")
