"""The same agency text on several sites."""

from __future__ import annotations

import itertools
import random

import pytest
from support.factories import GUILD, RURITANIA, article, evidence, statement

from graphbuild.store import open_store
from graphbuild.store.derived.reprints import find_reprints, signature

WORDS = [
    f"{a}{b}" for a in ("ba", "ko", "li", "mu", "ra") for b in ("dan", "fel", "gor", "tis", "ven")
]


def text(seed, n=300):
    choose = random.Random(seed)
    return " ".join(choose.choice(WORDS) + str(choose.randrange(40)) for _ in range(n))


AGENCY = text(1)
COPIES = {
    "agency": AGENCY,
    "b-paper": AGENCY.replace(AGENCY.split()[100], "radar", 1),
    "a-paper": "By our own correspondent in Strelsau. " + AGENCY + " Ends.",
    "other": text(2),
    "half": AGENCY[: len(AGENCY) // 2] + text(3, 150),
    "short": "Ruritania accuses the Guild of hacking.",
    "short-too": "Ruritania accuses the Guild of hacking.",
}


def signatures(names):
    return [(name, signature(article(name, COPIES[name]))) for name in names]


def test_reprints_share_the_first_id_and_others_have_none():
    found = find_reprints(signatures(COPIES))
    assert found == dict.fromkeys(("a-paper", "agency", "b-paper"), "a-paper")


def test_the_order_of_articles_makes_no_difference():
    names = ("agency", "b-paper", "a-paper", "other")
    found = [find_reprints(signatures(order)) for order in itertools.permutations(names)]
    assert all(one == found[0] for one in found)


def test_a_signature_is_the_same_in_every_process():
    assert signature(article("x", AGENCY)) == signature(article("y", AGENCY))
    assert signature(article("x", AGENCY))[:12] == "qNF6AVSrDB5y"


@pytest.mark.parametrize("order", [("agency", "a-paper"), ("a-paper", "agency")])
def test_the_store_keeps_each_article_with_its_key(order):
    with open_store("memory:") as store:
        for name in (*order, "other"):
            one = article(name, COPIES[name])
            said = statement(RURITANIA, "accuses", GUILD, evidence(one, 0, 20))
            store.replace(one, [said])
        store.refresh()
        assert {a.id: a.reprints for a in store.articles()} == {
            "a-paper": "a-paper",
            "agency": "a-paper",
            "other": None,
        }
        assert list(store.disputes()) == []
        store.forget("a-paper")
        store.refresh()
        assert {a.id: a.reprints for a in store.articles()} == {"agency": None, "other": None}
