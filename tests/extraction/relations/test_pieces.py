"""Words -> word pieces, sentences -> segments, mentions -> places in them."""

import pytest
from support.sentences import context_of, document

from graphbuild.extraction.relations.pieces import MOST_PIECES, Vocabulary, cut_pieces

KNOWN = [
    "[CLS]",
    "[SEP]",
    "[UNK]",
    "harbour",
    "har",
    "##bour",
    "##s",
    "cafe",
    "-",
    "west",
    "'",
    "s",
]


@pytest.fixture
def vocabulary():
    return Vocabulary({piece: n for n, piece in enumerate(KNOWN)})


def names(vocabulary, word):
    return [KNOWN[n] for n in vocabulary.pieces(word)]


def test_the_longest_piece_comes_first(vocabulary):
    assert names(vocabulary, "Harbours") == ["harbour", "##s"]


def test_accents_and_case_are_left_out(vocabulary):
    assert names(vocabulary, "Café") == ["cafe"]


def test_a_word_is_split_at_punctuation(vocabulary):
    assert names(vocabulary, "West-Harbour") == ["west", "-", "harbour"]


def test_a_word_that_cannot_be_cut_is_unknown_as_a_whole(vocabulary):
    assert names(vocabulary, "harbourzz") == ["[UNK]"]


def test_an_endless_word_is_unknown(vocabulary):
    assert names(vocabulary, "har" + "s" * 5000) == ["[UNK]"]


def test_white_space_has_no_pieces(vocabulary):
    assert names(vocabulary, " \n\u00a0") == []


class Letters(dict):
    """A vocabulary in which each word is one piece."""

    def __contains__(self, piece):
        return True

    def __missing__(self, piece):
        return self.setdefault(piece, len(self)) if piece not in self.keys() else self[piece]


@pytest.fixture
def cut(nlp, rules):
    def cut(text):
        context, _ = context_of(document(text, nlp), rules)
        mentions = sorted(set(context.at.values()), key=lambda m: m.first)
        words = Letters({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2})
        return cut_pieces(context.document.doc, mentions, Vocabulary(words)), mentions, words

    return cut


def told(pieces, row, words):
    segment, first, last = pieces.spans[row]
    back = {n: piece for piece, n in words.items()}
    return " ".join(back[n] for n in pieces.segments[segment][first:last])


def test_neighbouring_sentences_share_a_segment(cut):
    pieces, _, _ = cut("Norway attacked Denmark. Sweden was calm.")
    assert len(pieces.segments) == 1
    assert (pieces.segments[0][0], pieces.segments[0][-1]) == (0, 1)


def test_spans_say_where_mentions_stand(cut):
    pieces, mentions, words = cut("Norway attacked Denmark. " * 40 + "Sweden was calm.")
    assert len(pieces.segments) > 1
    assert all(len(s) <= MOST_PIECES + 2 for s in pieces.segments)
    found = [told(pieces, row, words) for row in range(len(mentions))]
    assert found == [m.surface.lower() for m in mentions]


def test_a_sentence_longer_than_a_segment_is_cut(cut):
    text = "Norway attacked " + ", ".join(f"port{n}" for n in range(150)) + " and Denmark."
    pieces, mentions, words = cut(text)
    assert all(len(s) <= MOST_PIECES + 2 for s in pieces.segments)
    denmark = next(i for i, m in enumerate(mentions) if m.surface == "Denmark")
    assert told(pieces, denmark, words) == "denmark"
