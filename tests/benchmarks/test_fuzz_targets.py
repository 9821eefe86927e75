"""The small inputs that fuzzing has kept: each is read without a fault, and so are some of their mutations."""

from __future__ import annotations

import random
import sys

import pytest
from support.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import fuzz_targets


@pytest.mark.parametrize("target", fuzz_targets.TARGETS)
def test_kept_inputs_and_their_mutations_are_read_without_a_fault(target):
    known = fuzz_targets.corpus(target)
    assert known
    choose = random.Random(7)
    for data in known:
        fuzz_targets.TARGETS[target](data)
        for _ in range(5):
            fuzz_targets.TARGETS[target](fuzz_targets.mutated(data, known, choose))


def test_a_fault_ends_the_search_and_is_shown(monkeypatch, capsys):
    def broken(data):
        raise KeyError("x")

    monkeypatch.setitem(fuzz_targets.TARGETS, "guard", broken)
    with pytest.raises(KeyError):
        fuzz_targets.fuzz_at_random("guard", 1)
    assert capsys.readouterr().out.startswith("guard: ")
