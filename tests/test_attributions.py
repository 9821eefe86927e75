"""Tests of graphbuild.attributions on sentences of our own."""

from __future__ import annotations

import pytest

from graphbuild.annotate import Document, annotate
from graphbuild.attributions import find_attributions
from graphbuild.model import Article, Attribution


@pytest.fixture
def read(nlp):
    """A function from a text (one paragraph a line) to its document."""

    def _read(text: str) -> Document:
        body, at = [], 0
        for line in text.split("\n"):
            if line.strip():
                body.append((at, at + len(line)))
            at += len(line) + 1
        return next(annotate([Article("a", text, tuple(body))], nlp))

    return _read


def shown(document: Document, attribution: Attribution) -> tuple[str, str, str]:
    """Source, cue's main word and content as text."""
    source = document.text(*attribution.source) if attribution.source else ""
    content = " … ".join(document.text(*span) for span in attribution.content)
    return source, document.doc[attribution.head].text, content


def test_reporting_verb_with_a_that_clause(read):
    document = read("The minister said that Ruritania had attacked the power grid.")
    [found] = find_attributions(document)
    source, cue, content = shown(document, found)
    assert (source, cue) == ("The minister", "said")
    assert content == "that Ruritania had attacked the power grid"
    assert not found.quoted
