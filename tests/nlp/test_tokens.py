"""Our tokens answer as spaCy's do."""

from __future__ import annotations

import itertools

import pytest
import spacy.tokens
from spacy.language import Language

from graphbuild.nlp.tokens import Doc, Span, Token, read_doc

TEXTS = (
    "Ruritania’s foreign minister, Ada Lovelace (who had been in “talks” with Graustark), denied it.",
    "“Is that so?” she asked on 4 May 2021. 1,300 officers, soldiers and_ diplomats were expelled\n-",
    "",
    "Norway and Sweden did not say, as the U.S. did, that the Guild of Thieves stole $5 million.",
)
SAME = (
    *("i", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "shape_"),
    *("whitespace_", "is_punct", "is_quote", "like_num", "is_alpha", "is_lower", "is_space"),
)
ONE = ("head", "left_edge", "right_edge")
MANY = ("lefts", "rights", "children", "subtree", "ancestors", "conjuncts")


@pytest.fixture(scope="module")
def pair(nlp: Language) -> tuple[Doc, spacy.tokens.Doc]:
    """The same paragraphs as our document and as spaCy's."""
    parsed = list(nlp.pipe(TEXTS))
    return read_doc(parsed), spacy.tokens.Doc.from_docs(parsed)


def test_tokens_answer_as_spacys(pair):
    for ours, theirs in zip(*pair, strict=True):
        assert [getattr(ours, name) for name in SAME] == [getattr(theirs, name) for name in SAME]
        assert [getattr(ours, name).i for name in ONE] == [getattr(theirs, name).i for name in ONE]
        for name in MANY:
            assert numbers(getattr(ours, name)) == numbers(getattr(theirs, name)), name
        assert ours.morph.strip("_") == str(theirs.morph)
        assert bool(ours.is_sent_start) == bool(theirs.is_sent_start)
        assert ends(ours.sent) == ends(theirs.sent)
        if ours.i:
            assert ours.nbor(-1).nbor() is ours


def test_spans_answer_as_spacys(pair):
    ours, theirs = pair
    assert ours.text == theirs.text
    assert [ends(sent) for sent in ours.sents] == [ends(sent) for sent in theirs.sents]
    assert [(*ends(e), e.label_) for e in ours.ents] == [(*ends(e), e.label_) for e in theirs.ents]
    for first, last in itertools.combinations(range(len(theirs) + 1), 2):
        one, other = ours.span(first, last), theirs[first:last]
        assert (one.text, one.root.i, len(one)) == (other.text, other.root.i, len(other))
        assert [ends(e) for e in one.ents] == [ends(e) for e in other.ents]


def test_nothing_lies_before_the_first_token(pair):
    with pytest.raises(IndexError):
        pair[0][0].nbor(-1)


def test_no_paragraphs_are_an_empty_document():
    doc = read_doc([])
    assert (len(doc), doc.text, doc.sents, doc.ents) == (0, "", [], [])


def ends(span: Span | spacy.tokens.Span) -> tuple[int, int]:
    return span.start, span.end


def numbers(tokens: list[Token]) -> list[int]:
    return [token.i for token in tokens]
