"""The recorded answers of a large language model about the sample articles (data/README.md says whose).

They answer the requests of the prompt as it is: after a change of it they have to be recorded anew.
"""

from __future__ import annotations

import json

import pytest
from support.paths import DATA

from graphbuild.analysis.evaluate import evaluate
from graphbuild.extraction.llm.reader import LargeReader, request_keys
from graphbuild.ingest.reader import read_articles
from graphbuild.model import BOTH
from graphbuild.nlp.annotate import annotate
from graphbuild.pipeline import Rules, state, state_answered, state_built_in, understand
from graphbuild.statements.readers import ALONE, sure

pytestmark = [pytest.mark.model, pytest.mark.slow]

RECORDED = "recorded"  # the name under which the answers are kept


@pytest.fixture(scope="module")
def answers():
    """The answers by the keys of their requests."""
    lines = (DATA / "answers" / "recorded.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["custom_id"]: [json.dumps(row["answer"])] for row in rows}


@pytest.fixture(scope="module")
def scores(nlp, answers):
    """The figures of the model alone, of the built-in readers, and of both, over the same readings."""
    rules = Rules.load(BOTH, LargeReader(RECORDED, answers.get))
    found = {"llm": {}, "learned": {}, "both": {}}
    asked = set()
    for document in annotate(read_articles([DATA / "articles"]), nlp):
        reading = understand(document, rules)
        asked |= set(request_keys(document, RECORDED))
        name = document.article.id
        found["llm"][name] = sure(state_answered(reading, rules, rules.large), ALONE)
        found["learned"][name] = state_built_in(reading, rules)
        found["both"][name] = state(reading, rules)
    assert asked == set(answers), "the prompt has changed: record the answers anew"
    gold = DATA / "gold"
    return {name: evaluate(gold, each, rules.ontology) for name, each in found.items()}


def test_a_large_model_reads_more_than_the_built_in_readers(scores):
    assert scores["llm"]["articles"] == 14
    assert scores["llm"]["relation"]["p"] >= 0.92
    assert scores["llm"]["relation"]["r"] >= 0.89
    assert scores["llm"]["core_recall"] >= 0.92


def test_both_together_miss_least(scores):
    recall = {name: each["relation"]["r"] for name, each in scores.items()}
    assert recall["both"] > recall["llm"] > recall["learned"]
    assert scores["both"]["relation"]["p"] >= 0.86
