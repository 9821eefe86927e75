"""Words that pages show: verbs agree with their subject, and pages and script say the same."""

import json
import re

import pytest
from support.dataset import entity

from graphbuild.pages.inline import asset
from graphbuild.presentation.wording import QUALIFIERS, STANCES, is_plural, verb


@pytest.mark.parametrize(
    ("label", "plural"),
    [
        ("Several countries", True),
        ("two Russian men", True),
        ("officers of the GRU", True),
        ("hackers linked to China", True),
        ("people", True),
        ("its security services", True),
        ("one body", False),
        ("a unit of hackers", False),
        ("the press", False),
    ],
)
def test_a_description_may_be_plural(label, plural):
    assert is_plural(entity(label, "Group")) is plural


def test_a_name_is_singular():
    assert not is_plural(entity("United States", "State"))


@pytest.mark.parametrize(
    ("label", "plural"),
    [
        ("accuses", "accuse"),
        ("denies", "deny"),
        ("is attributed to", "are attributed to"),
        ("works for", "work for"),
        ("sanctioned under", "sanctioned under"),
        ("publishes", "publish"),
    ],
)
def test_a_verb_agrees(label, plural):
    assert verb(label, plural=True) == plural
    assert verb(label, plural=False) == label


def test_the_explorers_script_has_the_same_words():
    script = asset("data.js")
    block = re.search(r"const STANCE_TEXT = \{(.*?)\};", script, re.DOTALL)[1]
    words = dict(re.findall(r'(\w+): "([^"]*)"', block))
    assert words == STANCES
    found = re.search(r"const QUALIFIER_TEXT = (\{.*?\});", script)[1]
    assert json.loads(re.sub(r"(\w+):", r'"\1":', found)) == QUALIFIERS
