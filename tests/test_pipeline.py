"""All stages together, on the articles under data/."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys

import pytest
from support.paths import ROOT
from support.sentences import document, documents

from graphbuild.analysis.evaluate import words
from graphbuild.errors import ModelError
from graphbuild.ingest.reader import read_articles
from graphbuild.model import Article, Entity, Statement
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import Rules, build, read
from graphbuild.records import to_records

pytestmark = pytest.mark.model

DATA = ROOT / "data" / "articles"
NAMES = sorted(path.stem for path in DATA.iterdir())


@pytest.fixture(params=NAMES)
def one(request, sample) -> tuple[Article, list[Statement]]:
    """One article with its statements."""
    return sample[request.param]


def entities(statement: Statement) -> list[Entity]:
    """The entities of a statement."""
    nodes = (statement.subject, statement.object, statement.claimant, statement.outer)
    return [node for node in nodes if isinstance(node, Entity)]


def test_every_article_is_read(sample):
    assert sorted(sample) == NAMES
    assert len(NAMES) == 14


def test_every_article_says_something(one):
    _, found = one
    assert len(found) >= 10


def test_sentence_is_at_its_offsets(one):
    article, found = one
    for statement in found:
        for evidence in statement.evidence:
            assert evidence.article == article.id
            assert article.text[evidence.start : evidence.end] == evidence.sentence


def test_evidence_lies_in_the_body(one):
    article, found = one
    for statement in found:
        for e in statement.evidence:
            assert any(start <= e.start < end for start, end in article.body)
            assert any(start < e.end <= end for start, end in article.body)


def test_surfaces_are_words_of_the_article(one):
    article, found = one
    body = set(words(article.text))
    for statement in found:
        for e in statement.evidence:
            for surface in (e.subject, e.object, e.claimant):
                assert surface is None or set(words(surface)) <= body, surface


def test_every_entity_is_named_in_the_article(one):
    article, found = one
    text = " ".join(words(article.text))
    for entity in {e for s in found for e in entities(s)}:
        known = [" ".join(words(name)) for name in (entity.label, *entity.aliases)]
        assert any(name and name in text for name in known), entity


def test_every_statement_is_accepted_by_the_ontology(one, rules):
    _, found = one
    for s in found:
        if isinstance(s.object, str):
            assert rules.ontology.properties[s.predicate].literal
        kind = s.object.type if isinstance(s.object, Entity) else None
        assert rules.ontology.accepts(s.predicate, s.subject.type, kind), s


def test_statements_are_sorted_and_told_once(one):
    _, found = one
    keys = [s.key for s in found]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


def test_one_id_has_one_type_and_label(one):
    _, found = one
    known: dict[str, tuple[str, str]] = {}
    for entity in (e for s in found for e in entities(s)):
        assert known.setdefault(entity.id, (entity.type, entity.label)) == (
            entity.type,
            entity.label,
        )


def test_nothing_is_said_about_itself(one):
    _, found = one
    for s in found:
        assert not isinstance(s.object, Entity) or s.object.id != s.subject.id


def test_confidence_is_between_nought_and_one(one):
    _, found = one
    assert all(0 < e.confidence <= 1 for s in found for e in s.evidence)


def test_dates_are_iso_and_not_after_publication(one):
    article, found = one
    for s in found:
        if s.date is not None:
            assert s.date[:4].isdigit()
            assert len(s.date) in (4, 7, 10)
            assert article.published is None or s.date <= article.published[: len(s.date)]


def test_every_rule_is_a_row(one, rules):
    from graphbuild.extraction.noun_phrases.rows import phrase_rows

    known = {row.id for row in [*rules.frames.rows, *phrase_rows()]}
    known |= {f"{basis.predicate}.basis" for basis in rules.frames.bases}
    derived = {d.predicate for d in rules.frames.derivations}
    _, found = one
    for rule in {e.rule for s in found for e in s.evidence}:
        base, *tails = rule.split("+")
        assert set(base.split("*")) <= known
        assert set(tails) <= derived


def records(found: dict[str, tuple[Article, list[Statement]]]) -> str:
    return json.dumps([list(to_records(s, a)) for a, each in found.values() for s in each])


def test_two_runs_give_equal_records(sample, nlp, rules):
    few = NAMES[:4]
    paths = [path for path in sorted(DATA.iterdir()) if path.stem in few]
    again = {a.id: (a, s) for a, s in build(read_articles(paths), nlp=nlp, rules=rules)}
    assert records(again) == records({name: sample[name] for name in few})


PROGRAM = """
import json, sys
from graphbuild import extract
from graphbuild.records import to_records
for article, found in extract(sys.argv[1:]):
    print(json.dumps([list(to_records(statement, article)) for statement in found]))
"""


@pytest.mark.slow
def test_another_process_gives_equal_records():
    paths = [str(path) for path in DATA.iterdir() if path.stem in ("trickbot-2023", "viasat-2022")]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *sorted(paths)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=DATA.parent.parent,
        )
        for seed in ("1", "2")
    ]
    one, other = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert one
    assert one == other


def test_an_article_is_read_the_same_in_any_company(sample, nlp, rules):
    last = next(path for path in DATA.iterdir() if path.stem == NAMES[-1])
    [(article, found)] = build(read_articles([last]), nlp=nlp, rules=rules)
    assert records({"x": (article, found)}) == records({"x": sample[article.id]})


def test_an_article_without_text_says_nothing(nlp, rules):
    [(_, found)] = build([Article("empty", "", ())], nlp=nlp, rules=rules)
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "Norway",
        "?!",
        "“”",
        "((((",
        "http://x.example/?a=b",
        "1 2 3 4.",
        "\U0001f600\U0001f600",
        "A, B, C and D; E (F) / G.",
        "said said said said.",
        "Norway Norway Norway accused.",
        "ПУТИН ОБВИНИЛ США.",
        "accused of",
        '"',
        "'s",
        "- " * 50,
    ],
)
def test_odd_texts_are_read_without_an_error(text, nlp, rules):
    assert isinstance(read(document(text, nlp), rules), list)


def test_an_article_that_breaks_off_anywhere_is_read(sample, nlp, rules):
    whole = sample["viasat-2022"][0].text
    cut = [whole[:end] for end in range(7, len(whole), 131)]
    for parsed in documents(cut, nlp):
        for statement in read(parsed, rules):
            for e in statement.evidence:
                assert parsed.article.text[e.start : e.end] == e.sentence


def test_a_very_long_sentence_is_read(nlp, rules):
    text = "Norway accused " + ", ".join(f"Firm{n} Systems" for n in range(300)) + " of fraud."
    assert isinstance(read(document(text, nlp), rules), list)


def test_rules_are_checked_at_once():
    rules = Rules.load()
    assert rules.frames.rows
    assert dataclasses.is_dataclass(rules.frames)


def test_an_unknown_pipeline_is_named():
    with pytest.raises(ModelError, match="no_such_pipeline"):
        load_model("no_such_pipeline")


def test_a_pipeline_without_parser_is_refused(tmp_path):
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match="has no parser"):
        load_model(str(tmp_path / "blank"))
