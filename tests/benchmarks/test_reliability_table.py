"""Small parts of benchmarks/reliability.py and of the parse in benchmarks/fuzz.py."""

from __future__ import annotations

import sys

import pytest
from support.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import fuzz
import reliability


@pytest.mark.slow
def test_flipped_bits_are_found_or_harmless_and_nothing_raises_but_in_one_line():
    row = reliability.damage(0.05)
    assert row.tried == row.held == 4


@pytest.mark.slow
@pytest.mark.model
def test_articles_of_broken_files_are_parsed_within_their_limits():
    n_parsed, broken = fuzz.parse(fuzz.articles_of(fuzz.cases(100, seed=5)), 15, minutes=5)
    assert (n_parsed, broken) == (15, [])


def test_the_table_has_every_row_and_fails_where_something_did_not_hold(monkeypatch, capsys):
    held = {name: lambda share: reliability.Row(3, 3) for name in reliability.ROWS}
    monkeypatch.setattr(reliability, "ROWS", held)
    monkeypatch.setattr(sys, "argv", ["reliability.py"])
    assert reliability.main() == 0
    assert capsys.readouterr().out.count("| 3 | 3 |") == len(held)
    monkeypatch.setitem(held, "kills", lambda share: reliability.Row(3, 2))
    assert reliability.main() == 1
