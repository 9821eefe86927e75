"""All records of two sample articles, byte for byte.

`pytest tests/test_golden.py --update-golden` rewrites them; review the difference like code.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphbuild.model import Article, Statement
from graphbuild.records import to_records

pytestmark = pytest.mark.model

GOLDEN = Path(__file__).resolve().parent / "golden"
CASES = ["bundestag-berlin-2020", "viasat-2022"]


def lines(article: Article, statements: list[Statement]) -> str:
    """One record a line, in the order of the statements."""
    rows = (row for each in statements for row in to_records(each, article))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.mark.parametrize("name", CASES)
def test_records_are_the_golden_ones(name, sample, request):
    got = lines(*sample[name])
    golden = GOLDEN / f"{name}.jsonl"
    if request.config.getoption("--update-golden"):
        golden.write_text(got, encoding="utf-8", newline="\n")
    assert got == golden.read_text(encoding="utf-8")


def test_there_is_a_golden_file_for_each_case():
    assert sorted(path.name for path in GOLDEN.iterdir()) == [f"{name}.jsonl" for name in CASES]
    assert len(CASES) == 2
