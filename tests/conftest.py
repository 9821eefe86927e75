"""Fixtures shared by all tests."""

from __future__ import annotations

import pytest
from spacy.language import Language
from support import virtuoso_server
from support.paths import ROOT
from support.sparql_server import running

from graphbuild.building import children
from graphbuild.ingest.reader import read_articles
from graphbuild.model import Article, Statement
from graphbuild.nlp.load import load_model
from graphbuild.pipeline import Rules, build

ARTICLES = ROOT / "data" / "articles"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` rewrites tests/golden, `--repin-quality` tests/quality_floor.json."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")
    parser.addoption(
        "--repin-quality",
        choices=("raise", "lower"),
        help="set the quality floor to what is measured; 'lower' may lower it, too",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: of two processes, none should end on one alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in the process of the test, where nothing is loaded twice; the mark `children` has it otherwise."""
    if request.node.get_closest_marker("children") is None:
        monkeypatch.setattr(children, "KILLABLE", False)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Everything under ontology/, checked once."""
    return Rules.load()


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default English pipeline, as the program loads it, once."""
    return load_model()


@pytest.fixture(scope="session")
def sample(nlp: Language, rules: Rules) -> dict[str, tuple[Article, list[Statement]]]:
    """The articles under data/, each with its statements, by id; read once."""
    articles = read_articles([ARTICLES])
    return {a.id: (a, found) for a, found in build(articles, nlp=nlp, rules=rules)}


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory):
    """A Virtuoso server, shared by the tests; each empties it before use."""
    if not virtuoso_server.installed():
        pytest.skip("Virtuoso is not installed")
    with virtuoso_server.running(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(scope="session")
def sparql_server():
    """The URL of a SPARQL server, shared by the tests; each empties it before use."""
    with running() as url:
        yield url
