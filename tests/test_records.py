import json
from dataclasses import replace

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, TEXT, article, evidence, statement

from graphbuild.model import ALLEGED
from graphbuild.records import ArticleRecord, to_record, to_records

ONE = article()


def test_the_record_is_the_one_promised():
    seen = evidence(ONE, subject="Strelsau")
    said = replace(
        statement(
            RURITANIA, "accuses", GUILD, seen, claimant=GRAUSTARK, modality=ALLEGED, date="2020-10"
        ),
        qualifiers=(("conduct", "hacking"),),
    )
    assert to_record(said, ONE) == {
        "article": {
            "id": "one",
            "title": "Title of one",
            "published": "2020-10-24",
            "publisher": None,
            "url": None,
        },
        "subject": {
            "id": RURITANIA.id,
            "label": "Ruritania",
            "type": "State",
            "mention": "Strelsau",
            "aliases": ["Strelsau"],
        },
        "predicate": "accuses",
        "object": {
            "id": GUILD.id,
            "label": "Guild",
            "type": "ThreatActor",
            "mention": "Guild",
            "aliases": ["the Guild"],
        },
        "claimant": {
            "id": GRAUSTARK.id,
            "label": "Graustark",
            "type": "State",
            "mention": "Graustark",
            "aliases": [],
        },
        "polarity": "affirmed",
        "modality": "alleged",
        "event_date": "2020-10",
        "qualifiers": {"conduct": "hacking"},
        "evidence": {"sentence": TEXT[:55], "start": 0, "end": 55},
        "confidence": 0.75,
        "rule": "made.by_hand",
        "outer": None,
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (statement(GUILD, "denies", None), None),
        (statement(GUILD, "alsoKnownAs", "GG"), {"literal": "GG"}),
    ],
)
def test_an_object_may_be_missing_or_a_literal(said, expected):
    record = to_record(said, ONE)
    assert record["object"] == expected
    assert record["claimant"] is None


def test_each_piece_of_evidence_from_the_article_is_a_record():
    pooled = statement(
        GUILD, "denies", None, evidence(ONE, 56, 76), evidence(ONE), evidence(article("two"))
    )
    assert [r["evidence"]["start"] for r in to_records(pooled, ONE)] == [0, 56]


def test_a_record_of_the_store_is_as_good_as_the_article():
    said = statement(GUILD, "denies", None)
    assert to_record(said, ArticleRecord.of(ONE)) == to_record(said, ONE)


def test_a_record_is_json():
    record = to_record(statement(GUILD, "alsoKnownAs", "G\U0001f600"), ONE)
    assert json.loads(json.dumps(record)) == record
