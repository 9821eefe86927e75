"""Relations inside noun phrases: every row on its own example, and what must not fire."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from graphbuild.annotate import Document, annotate
from graphbuild.model import NAME, NOMINAL, Article, Mention
from graphbuild.phrases import PATTERNS, find_phrase_claims, phrase_rows


def marked(example: str, nlp: Language) -> tuple[Document, list[Mention]]:
    """The parse and mentions of a sentence in which [text|Class] marks a mention."""
    text, spans, opened = "", [], []
    for part in re.split(r"(\[|\|\w+\])", example):
        if part == "[":
            opened.append(len(text))
        elif part.startswith("|"):
            spans.append((opened.pop(), len(text), part[1:-1]))
        else:
            text += part
    [document] = annotate([Article("a", text, ((0, len(text)),))], nlp)
    return document, [_mention(document, *span) for span in sorted(spans)]


def _mention(document: Document, start: int, end: int, kind: str) -> Mention:
    surface = document.article.text[start:end]
    first, last = document.starts.index(start), document.ends.index(end) + 1
    form = NAME if any(w[0].isupper() for w in surface.split()[-1:]) else NOMINAL
    return Mention(start, end, surface, kind, form, document.doc[first:last].root.i, first, last)


def pairs(example: str, nlp: Language, rule: str = "") -> list[tuple[str, str]]:
    """The (subject, object) surfaces of the claims that rows whose id starts with `rule` make."""
    document, mentions = marked(example, nlp)
    return [
        (c.subject.surface, c.object if isinstance(c.object, str) else c.object.surface)
        for c in find_phrase_claims(document, mentions)
        if c.object is not None and c.rule.startswith(rule)
    ]


@pytest.mark.parametrize("row", phrase_rows(), ids=lambda row: row.id)
def test_row_reads_its_own_example(row, nlp):
    document, mentions = marked(row.example, nlp)
    claims = [c for c in find_phrase_claims(document, mentions) if c.rule == row.id]
    got = {(c.subject.surface, getattr(c.object, "surface", c.object)) for c in claims}
    assert got == set(row.expect)
    assert {c.predicate for c in claims} == {row.predicate}


def test_every_row_is_of_a_known_kind():
    assert {row.kind for row in phrase_rows()} == set(PATTERNS)
