"""The entity recognizer that decides many moves at once finds what spaCy's own finds."""

import pytest
import spacy
from spacy.tokens import Doc, Span
from support.paths import ARTICLES

from graphbuild.ingest.reader import read_articles
from graphbuild.nlp.annotate import paragraphs
from graphbuild.nlp.speedups.ner import NAME, is_simple

pytestmark = pytest.mark.model

ODD = [
    "",
    "   ",
    "\n",
    "Reuters",
    "New York",
    "  Angela Merkel  ",
    "The New\nYork Times and   the  Bank of England \n said so.",
    "Russia Russia Russia Russia. EU! NATO? UN; US: UK",
    "GRU " * 60,
    "On Monday 3 May 2021 at 5 p.m. some 300 of 1,200 people paid $5 million, or 40 percent, to Microsoft Corp.",
    "\U0001f600 \u202eKremlin\u202c e\u0301 \u200bParis\u200b",
]


def texts():
    return [t for a in read_articles(ARTICLES) for t, _ in paragraphs(a)] + ODD


def told(doc):
    return [(t.ent_iob_, t.ent_type_, t.ent_kb_id_) for t in doc]


def parsed(nlp, names=()):
    """The texts with all but their entities."""
    docs = [nlp.make_doc(text) for text in texts()]
    for name, component in nlp.pipeline:
        if name not in ("ner", NAME):
            docs = [component(doc) for doc in docs]
    return docs


def test_the_pipeline_has_it(nlp):
    assert NAME in nlp.pipe_names
    assert "ner" not in nlp.pipe_names


@pytest.fixture(scope="module")
def found_by_spacy(nlp):
    """The texts without entities, and the entities that spaCy's own recognizer finds in each."""
    docs = parsed(nlp)
    return docs, [told(doc) for doc in nlp.get_pipe("ner").pipe(doc.copy() for doc in docs)]


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [1, 7, 256])
def test_it_finds_what_spacy_finds(nlp, found_by_spacy, batch_size):
    docs, own = found_by_spacy
    quick = nlp.get_pipe(NAME).pipe([doc.copy() for doc in docs], batch_size=batch_size)
    assert [told(doc) for doc in quick] == own
    assert sum(iob == "B" for tokens in own for iob, _, _ in tokens) > 500


def test_no_entity_crosses_the_end_of_a_sentence(nlp):
    words = ["She", "works", "for", "the", "Bank", "of", "England", "in", "New", "York", "."]
    whole, quick, own = (Doc(nlp.vocab, words) for _ in range(3))
    for token in (*quick, *own):
        token.is_sent_start = token.i in (0, 5, 9)
    assert "New York" in {ent.text for ent in nlp.get_pipe(NAME)(whole).ents}
    found = nlp.get_pipe(NAME)(quick)
    assert told(found) == told(nlp.get_pipe("ner")(own))
    assert not any(at in range(e.start + 1, e.end) for e in found.ents for at in (5, 9))


def test_a_text_with_entities_goes_to_spacys_own(nlp):
    docs = [nlp.make_doc("Yesterday Strelsau spoke to Rupert of Hentzau.") for _ in "ab"]
    for doc in docs:
        doc.set_ents([Span(doc, 4, 7, label="PERSON")], default="missing")
    quick, own = nlp.get_pipe(NAME)(docs[0]), nlp.get_pipe("ner")(docs[1])
    assert told(quick) == told(own)
    assert [(e.start, e.end) for e in quick.ents if e.label_ == "PERSON"] == [(4, 7)]


@pytest.mark.parametrize("change", ["beam", "label", "other"])
def test_a_recognizer_of_another_kind_is_left_alone(change):
    nlp = spacy.blank("en")
    if change == "other":
        assert not is_simple(nlp.add_pipe("entity_ruler"))
        return
    config = {"moves": None}
    ner = nlp.add_pipe("ner", config=config)
    for label in ("PERSON", "ORG"):
        ner.add_label(label)
    nlp.initialize()
    assert is_simple(ner)
    if change == "beam":
        ner.cfg["beam_width"] = 2
    else:
        ner.model.attrs["unseen_classes"].add(1)
    assert not is_simple(ner)
