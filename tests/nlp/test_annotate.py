"""Offsets: whatever the parser reads, the article's own characters are found again."""

from __future__ import annotations

import re

import pytest
from conftest import ARTICLES

from graphbuild.model import Article
from graphbuild.nlp.annotate import (
    BATCH,
    LONGEST_PARAGRAPH,
    ZERO_WIDTH,
    Document,
    annotate,
    paragraphs,
)
from graphbuild.nlp.speedups.tagger import NAME
from graphbuild.nlp.tokens import Doc


def parse(text: str, nlp, body: tuple[tuple[int, int], ...] | None = None) -> Document:
    [document] = annotate([Article("a", text, body or ((0, len(text)),))], nlp)
    return document


def units(text: str, body: tuple[tuple[int, int], ...] | None = None) -> list[str]:
    article = Article("a", text, body or ((0, len(text)),))
    return [unit for unit, _ in paragraphs(article)]


def assert_offsets(document: Document) -> None:
    """Each token's characters are the article's, zero-width characters left out."""
    for token, start, end in zip(document.doc, document.starts, document.ends, strict=True):
        own = "".join(c for c in document.article.text[start:end] if c not in ZERO_WIDTH)
        assert " ".join(own.split()) == " ".join(token.text.split())


def test_white_space_is_folded():
    assert units("  Norway \t hacked\na  bank. ") == ["Norway hacked a bank."]


def test_zero_width_characters_are_left_out():
    assert units("Nor\u00adway\u200b hacked\ufeff it.") == ["Norway hacked it."]


def test_spans_on_one_line_are_one_paragraph():
    text = "Norway [http://x.example]hacked a bank."
    body = ((0, 7), (text.index("hacked"), len(text)))
    assert units(text, body) == ["Norway hacked a bank."]


def test_spans_on_two_lines_are_two_paragraphs():
    text = "One.\n\nTwo."
    assert units(text, ((0, 4), (6, 10))) == ["One.", "Two."]


def test_what_lies_between_spans_is_not_read():
    text = "One.\nADVERTISEMENT\nTwo."
    assert units(text, ((0, 4), (text.index("Two"), len(text)))) == ["One.", "Two."]


def test_blank_spans_are_no_paragraphs():
    assert units("  \n \u200b ") == []


def test_offsets_are_of_the_article():
    article = Article("a", "x  One\u200b two.", ((3, 12),))
    [(text, offsets)] = paragraphs(article)
    assert text == "One two."
    assert [article.text[i] for i in offsets] == list(text)


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Norway accused Sweden of hacking its parliament.",
        "Nor\u200bway   accused\u00a0Swe\u00adden.",
        "Norway \U0001f1f3\U0001f1f4 accused “Sweden” — again…",
        "It can't be: the U.S.'s envoy didn't.",
        "Cafe\u0301 owners in Łódź accused Kyiv.",
        "\u202bNorway\u202c accused Sweden.\r\nSweden denied it.",
    ],
)
def test_tokens_are_found_in_the_text(text, nlp):
    assert_offsets(parse(text, nlp))


@pytest.mark.model
def test_text_of_tokens_is_the_articles_own(nlp):
    document = parse("Norway  accused Swe\u00adden.", nlp)
    assert document.text(0, 2) == "Norway  accused"
    assert document.text(2, 3) == "Swe\u00adden"


@pytest.mark.model
def test_token_spans_a_link(nlp):
    text = "Norway (http://x.example) accused Sweden."
    document = parse(text, nlp, ((0, 6), (text.index(" accused"), len(text))))
    assert [t.text for t in document.doc] == ["Norway", "accused", "Sweden", "."]
    assert document.text(1, 3) == "accused Sweden"
    assert_offsets(document)


@pytest.mark.model
def test_paragraphs_are_token_ranges(nlp):
    document = parse("Norway accused Sweden.\n\nSweden denied it.", nlp, ((0, 22), (24, 41)))
    assert document.paragraphs == ((0, 4), (4, 8))
    assert document.text(*document.paragraphs[1]) == "Sweden denied it."


@pytest.mark.model
def test_no_sentence_crosses_a_paragraph(nlp):
    text = "Norway accused Sweden\n\nof nothing at all"
    document = parse(text, nlp, ((0, 21), (23, len(text))))
    borders = {first for first, _ in document.paragraphs}
    assert borders <= {sent.start for sent in document.doc.sents}


@pytest.mark.model
def test_empty_body_gives_an_empty_document(nlp):
    [document] = annotate([Article("a", "", ())], nlp)
    assert len(document.doc) == 0
    assert document.paragraphs == ()


@pytest.mark.model
def test_articles_keep_their_order_over_batches(nlp):
    articles = [
        Article(str(n), f"Envoy {n} left.\nTwo.", ((0, len(f"Envoy {n} left.")),))
        for n in range(BATCH + 3)
    ]
    documents = list(annotate(articles, nlp))
    assert [d.article.id for d in documents] == [a.id for a in articles]
    assert all(f"Envoy {n} left." == d.doc.text.strip() for n, d in enumerate(documents))


@pytest.mark.model
def test_parse_does_not_depend_on_the_batch(nlp):
    texts = ["Norway accused Sweden.", "Sweden denied it.", "The envoy, who left, was sad."]
    articles = [Article(str(n), t, ((0, len(t)),)) for n, t in enumerate(texts)]
    together = list(annotate(articles, nlp))
    alone = [next(annotate([a], nlp)) for a in articles]
    for one, other in zip(together, alone, strict=True):
        assert [(t.text, t.dep_, t.head.i) for t in one.doc] == [
            (t.text, t.dep_, t.head.i) for t in other.doc
        ]


def test_annotation_is_lazy():
    def articles():
        raise AssertionError("an article was asked for too early")
        yield

    annotate(articles(), nlp=None)  # type: ignore[arg-type]


class Counting:
    """A pipeline that remembers which texts it was given."""

    def __init__(self, nlp) -> None:
        self.nlp, self.vocab = nlp, nlp.vocab
        self.given: list[str] = []

    def pipe(self, texts, batch_size):
        texts = list(texts)
        self.given += texts
        return self.nlp.pipe(texts, batch_size=batch_size)


COLUMNS = ["ORTH", "TAG", "POS", "DEP", "HEAD", "LEMMA", "MORPH", "ENT_TYPE", "SENT_START"]


def test_a_paragraph_of_a_reprint_is_parsed_once(nlp):
    agency = "Ruritania accused Graustark of an attack.\nGraustark denied it."
    reprint = f"By our staff.\n\n{agency}"
    texts = [agency, *(f"Paragraph {n}." for n in range(BATCH)), reprint, agency]
    articles = [Article(str(n), text, lines(text)) for n, text in enumerate(texts)]
    counting = Counting(nlp)
    together = list(annotate(articles, counting))
    assert len(counting.given) == len(set(counting.given)) == BATCH + 3
    for article, document in zip(articles, together, strict=True):
        [alone] = annotate([article], nlp)
        assert document.article is article
        assert document._replace(doc=None) == alone._replace(doc=None)
        assert answers(document.doc) == answers(alone.doc)
        assert_offsets(document)


def answers(doc: Doc) -> list[tuple[object, ...]]:
    """All that the stages read of each token."""
    return [
        (t.text, t.tag_, t.pos_, t.dep_, t.head.i, t.lemma_, t.morph, t.ent_type_, t.is_sent_start)
        for t in doc
    ]


def lines(text: str) -> tuple[tuple[int, int], ...]:
    """The span of each line that is not empty."""
    return tuple(match.span() for match in re.finditer(r".+", text))


def test_parses_are_kept_for_a_bounded_number_of_tokens(nlp, monkeypatch):
    monkeypatch.setattr("graphbuild.nlp.annotate.KEPT", 10)
    monkeypatch.setattr("graphbuild.nlp.annotate.BATCH", 1)
    counting = Counting(nlp)
    texts = ["Ruritania accused Graustark.", "It denied all that was said of it at length.", "No."]
    articles = [Article(str(n), t, ((0, len(t)),)) for n, t in enumerate([*texts, *texts[::-1]])]
    assert len(list(annotate(articles, counting))) == 6
    assert counting.given == [*texts, texts[1], texts[0]]


def test_the_table_in_front_of_the_ruler_changes_nothing(nlp):
    texts = [
        "There was no one who'd have said so; it is what it is, he said.",
        "I'm gonna go, y'all have got ta let's see, and nothin' ain't so.",
        "Officials who do not have it have done it.  \n They did, and the\tothers will.",
        "Officials who did not have it have done it. They did, and the others will.",
    ]
    assert NAME in nlp.pipe_names
    for _ in range(2):  # from the rules, then from the table
        quick = [doc.to_array(COLUMNS).tolist() for doc in nlp.pipe(texts)]
        with nlp.select_pipes(disable=[NAME]):
            nlp.enable_pipe("attribute_ruler")
            slow = [doc.to_array(COLUMNS).tolist() for doc in nlp.pipe(texts)]
            nlp.disable_pipe("attribute_ruler")
        assert quick == slow
    assert nlp.get_pipe(NAME).known


def test_lemmas_are_those_of_the_lists_that_spacy_keeps(nlp):
    lemmatizer = nlp.get_pipe("lemmatizer")
    words = lemmatizer.lookups.get_table("lemma_index")
    texts = [path.read_text(encoding="utf-8")[:2_000] for path in sorted(ARTICLES.glob("*.txt"))]
    lemmas = []
    for kind in (dict.fromkeys, list):
        for part_of_speech, known in words.items():
            words[part_of_speech] = kind(known)
        lemmatizer.cache.clear()
        lemmas.append([[token.lemma_ for token in doc] for doc in nlp.pipe(texts)])
    for part_of_speech, known in words.items():
        words[part_of_speech] = dict.fromkeys(known)
    assert lemmas[0] == lemmas[1]


def test_words_that_a_lemma_may_be_are_keys(nlp):
    words = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    assert {type(known) for known in words.values()} == {dict}


def test_a_long_paragraph_comes_in_parts_that_lead_back_to_all_of_its_characters():
    text = "Norway hacked a bank. " * 3000 + "x" * 50_000
    parts = list(paragraphs(Article("a", text, ((0, len(text)),))))
    assert max(len(part) for part, _ in parts) <= LONGEST_PARAGRAPH
    assert "".join(part + " " for part, _ in parts[:3]) == text[: parts[3][1][0]]
    assert all(text[o] == c for part, where in parts for c, o in zip(part, where, strict=False))
    assert sum(len("".join(part.split())) for part, _ in parts) == len("".join(text.split()))
