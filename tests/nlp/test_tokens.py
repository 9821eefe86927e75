"""Our tokens answer as spaCy's do."""

from __future__ import annotations

import itertools
import random
import time

import pytest
import spacy.tokens
from spacy.language import Language

from graphbuild.nlp.tokens import LONGEST_SENTENCE, Doc, Span, Token, _edges, read_doc

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


def edges_by_walking(heads):
    """Each token's subtree, found by going up from every token."""
    found = [[i, i] for i in range(len(heads))]
    for i in range(len(heads)):
        at = i
        while heads[at] != at:
            at = heads[at]
            found[at] = [min(found[at][0], i), max(found[at][1], i)]
    return [tuple(pair) for pair in found]


def test_edges_are_those_of_walking_up_from_every_token():
    chance = random.Random(1)
    for size in range(1, 60):
        order = chance.sample(range(size), size)
        heads = [0] * size
        for place, i in enumerate(order):
            heads[i] = order[chance.randrange(place)] if place and chance.random() < 0.9 else i
        assert list(_edges(heads)) == edges_by_walking(heads)


def test_edges_of_a_chain_are_found_in_one_pass():
    costs = []
    for size in (100_000, 200_000):
        started = time.process_time()
        edges = list(_edges([0, *range(size - 1)]))  # each hangs on the one before it
        costs.append(time.process_time() - started)
        assert edges[0] == (0, size - 1)
    assert costs[1] < 3 * costs[0]


def test_sentences_have_a_largest_length(nlp):
    names = ", ".join(f"Ruritania{n}" for n in range(900))
    doc = read_doc([nlp(f"The Guild accused {names} and Graustark of it.")])
    assert max(len(sent) for sent in doc.sents) == LONGEST_SENTENCE
    for sent in doc.sents:
        assert all((t.head is t) == (t.dep_ == "ROOT") for t in sent)
        assert all(t.head.sent is sent and t.left_edge.sent is sent for t in sent)
