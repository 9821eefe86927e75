"""The sample articles and their gold statements agree with each other and with the ontology."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.paths import ARTICLES, DATA, GOLD

from graphbuild.knowledge.ontology import Ontology

ENTITY_KEYS = {"id", "type", "name", "aliases"}
AFFAIRS = ("albania", "exchange", "solarwinds", "vrbetice")
STATEMENT_KEYS = {
    "s", "p", "o", "claimant", "polarity", "modality", "date", "core", "optional", "evidence"
}  # fmt: skip


@pytest.fixture(scope="module")
def known() -> Ontology:
    return Ontology.load()


def read_text(path: Path) -> str:
    """What a reader sees of the page, every run of white space as one blank."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text)
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return " ".join(text.split())


def gold_of(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def article_of(gold: Path) -> Path:
    return next(a for a in ARTICLES if a.stem == gold.stem)


def triples(gold: dict[str, Any]) -> set[tuple[str, str, str]]:
    """The statements with every form of the names of subject and object."""
    names = {e["id"]: {e["name"], *e["aliases"]} for e in gold["entities"]}
    return {
        (s.casefold(), statement["p"], o.casefold())
        for statement in gold["statements"]
        for s in names[statement["s"]]
        for o in names.get(statement["o"], {""})
    }


def body_words(path: Path) -> int:
    return len(read_text(path).split())


def ids(path: Path) -> str:
    return path.stem


def test_at_least_ten_articles_and_two_of_them_html() -> None:
    assert len(ARTICLES) >= 10
    assert sum(a.suffix == ".html" for a in ARTICLES) >= 2
    assert {a.suffix for a in ARTICLES} == {".txt", ".html"}


def test_every_article_has_gold_and_every_gold_an_article() -> None:
    assert [a.stem for a in ARTICLES] == [g.stem for g in GOLD]


def test_every_article_is_in_the_readme() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert [a.name for a in ARTICLES if a.name not in readme] == []


@pytest.mark.parametrize("path", ARTICLES, ids=ids)
def test_length(path: Path) -> None:
    assert 250 <= body_words(path) <= 650


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_head(path: Path) -> None:
    gold = gold_of(path)
    assert gold["id"] == path.stem
    assert gold["url"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", gold["published"])
    assert gold["title"] in read_text(article_of(path))


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_entities_occur_in_the_text(path: Path) -> None:
    text = read_text(article_of(path)).casefold()
    for entity in gold_of(path)["entities"]:
        assert set(entity) == ENTITY_KEYS
        forms = [entity["name"], *entity["aliases"]]
        assert any(form.casefold() in text for form in forms), entity["id"]
        assert [a for a in entity["aliases"] if a.casefold() not in text] == []


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_evidence_begins_a_passage_of_the_text(path: Path) -> None:
    text = read_text(article_of(path))
    missing = {s["evidence"] for s in gold_of(path)["statements"] if s["evidence"] not in text}
    assert missing == set()


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_references_resolve(path: Path, known: Ontology) -> None:
    gold = gold_of(path)
    names = {entity["id"] for entity in gold["entities"]}
    assert len(names) == len(gold["entities"])
    for statement in gold["statements"]:
        literal = known.properties[statement["p"]].literal
        object_ = {statement["o"]} - {None} if not literal else set()
        assert {statement["s"], *object_, *({statement["claimant"]} - {None})} <= names


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_terms_are_in_the_ontology(path: Path, known: Ontology) -> None:
    gold = gold_of(path)
    assert {entity["type"] for entity in gold["entities"]} <= known.classes.keys()
    assert {statement["p"] for statement in gold["statements"]} <= known.properties.keys()


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_domain_and_range_admit_every_statement(path: Path, known: Ontology) -> None:
    gold = gold_of(path)
    types = {entity["id"]: entity["type"] for entity in gold["entities"]}
    refused = [
        (s["s"], s["p"], s["o"])
        for s in gold["statements"]
        if not known.accepts(s["p"], types[s["s"]], types.get(s["o"]))
    ]
    assert refused == []


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_qualifiers(path: Path) -> None:
    for statement in gold_of(path)["statements"]:
        assert set(statement) == STATEMENT_KEYS
        assert statement["polarity"] in {"affirmed", "negated"}
        assert statement["modality"] in {"asserted", "alleged", "planned"}
        assert not (statement["core"] and statement["optional"])
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", statement["date"] or "2000")


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_no_statement_is_given_twice(path: Path) -> None:
    keys = [(s["s"], s["p"], s["o"], s["claimant"]) for s in gold_of(path)["statements"]]
    assert sorted({k for k in keys if keys.count(k) > 1}, key=str) == []


@pytest.mark.parametrize("path", GOLD, ids=ids)
def test_a_speech_act_has_no_object_only_where_it_may(path: Path, known: Ontology) -> None:
    for statement in gold_of(path)["statements"]:
        assert statement["o"] or known.properties[statement["p"]].object_optional


def test_every_predicate_occurs(known: Ontology) -> None:
    """All but what ends a measure or a trial: the samples are about what begins them."""
    used = {s["p"] for path in GOLD for s in gold_of(path)["statements"]}
    assert known.properties.keys() - used == {"lifts", "withdraws", "convicts"}
    assert used <= known.properties.keys()


@pytest.mark.parametrize("affair", AFFAIRS)
def test_articles_of_one_affair_repeat_and_contest_each_other(affair: str) -> None:
    first, second = (gold_of(path) for path in GOLD if path.stem.startswith(affair))
    shared = triples(first) & triples(second)
    assert any(predicate == "accuses" for _, predicate, _ in shared)
    predicates = {s["p"] for gold in (first, second) for s in gold["statements"] if s["core"]}
    assert {"attributedTo", "denies"} <= predicates
