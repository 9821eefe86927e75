"""Who says what, on sentences of our own."""

from __future__ import annotations

import pytest

from graphbuild.extraction.attributions.find import find_attributions
from graphbuild.extraction.attributions.quotes import find_quotes
from graphbuild.extraction.attributions.tree import read_tree
from graphbuild.knowledge.tables import table
from graphbuild.model import Article, Attribution
from graphbuild.nlp.annotate import Document, annotate


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


def found(document: Document, cue: str) -> tuple[str, str, str]:
    """The one attribution with this main cue word."""
    [one] = [a for a in find_attributions(document) if document.doc[a.head].text == cue]
    return shown(document, one)


PLAIN = [
    (
        "The minister said that Ruritania had attacked the power grid.",
        ("The minister", "said", "that Ruritania had attacked the power grid"),
    ),
    (
        "Foreign Ministry spokeswoman Anna Berg, a former diplomat, said the claims were false.",
        (
            "Foreign Ministry spokeswoman Anna Berg, a former diplomat",
            "said",
            "the claims were false",
        ),
    ),
    (
        "Sylvania accused Ruritania of poisoning two of its diplomats.",
        ("Sylvania", "accused", "Ruritania of poisoning two of its diplomats"),
    ),
    (
        "The ministry denied any involvement in the attack.",
        ("The ministry", "denied", "any involvement in the attack"),
    ),
    ("The president vowed to retaliate.", ("The president", "vowed", "to retaliate")),
    (
        "The indictment alleges that six officers hacked the committee.",
        ("The indictment", "alleges", "that six officers hacked the committee"),
    ),
    (
        "A senior official warned that more attacks would follow.",
        ("A senior official", "warned", "that more attacks would follow"),
    ),
    (
        "She condemned the attack on the embassy.",
        ("She", "condemned", "the attack on the embassy"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN, ids=[e[1] + " " + e[0] for _, e in PLAIN])
def test_source_and_content_follow_the_frame_of_the_cue(read, text, expected):
    """Clauses, infinitives, gerunds and noun phrases are all contents."""
    assert found(read(text), expected[1]) == expected


def test_according_to_takes_the_clause_that_it_hangs_on(read):
    """The prepositional cue reports its sentence."""
    document = read("The group stole the files, according to two people familiar with the case.")
    source, _, content = found(document, "according")
    assert source.startswith("two people")
    assert content == "The group stole the files"


def test_inverted_clause_after_a_quotation(read):
    """The speaker may follow the verb, and the content is marked as quoted."""
    document = read("“We had nothing to do with the attack,” said Peter Novak, the spokesman.")
    [one] = find_attributions(document)
    source, _, content = shown(document, one)
    assert source.startswith("Peter Novak")
    assert content == "“We had nothing to do with the attack,”"
    assert one.quoted


def test_interrupted_quotation_has_two_spans(read):
    """The reporting clause lies between the parts of one content."""
    document = read("“We reject this,” the envoy said. “It is an invention from start to finish.”")
    [one] = find_attributions(document)
    source, _, content = shown(document, one)
    assert source == "the envoy"
    assert content == "“We reject this,” … “It is an invention from start to finish.”"


def test_quotation_in_the_next_paragraph_stays_with_its_speaker(read):
    """A paragraph of speech without a reporting clause goes to the speaker before it."""
    document = read(
        "“We know who did this,” the prime minister said.\n"
        "“They will pay for every single one of these crimes, whatever it takes.”"
    )
    [one] = find_attributions(document)
    assert document.text(*one.content[-1]).startswith("“They will pay")


def test_nested_sources_give_two_attributions(read):
    """The inner content lies inside the outer one."""
    document = read("The agency said that the minister claimed that the group was behind the leak.")
    outer, inner = find_attributions(document)
    assert shown(document, outer)[0] == "The agency"
    assert shown(document, inner)[0] == "the minister"
    assert outer.content[0][0] <= inner.content[0][0]
    assert inner.content[-1][1] <= outer.content[-1][1]


def test_plain_report_has_no_attribution(read):
    """What the reporter tells in their own voice is nobody's claim."""
    assert find_attributions(read("The train left the station at noon.")) == []


def test_cue_ranges_hold_the_head_and_exclude_source_and_content(read):
    """The three roles share no token."""
    document = read("The company has not said whether its servers were hit.")
    [one] = find_attributions(document)
    cue = {i for first, last in one.cue for i in range(first, last)}
    assert one.head in cue
    assert one.source is not None
    taken = [one.source, *one.content]
    assert not cue & {i for first, last in taken for i in range(first, last)}


def test_the_cue_table_works_alone(read):
    """Without the classifiers the table decides."""
    document = read("The minister said that Ruritania had attacked the power grid.")
    [one] = find_attributions(document, learned=False)
    assert shown(document, one)[0] == "The minister"


def test_empty_document_has_none(nlp):
    """An article without text is no trouble."""
    document = next(annotate([Article("a", "", ())], nlp))
    assert find_attributions(document) == []


def test_unclosed_quotation_ends_with_its_paragraph(read):
    """The opening mark of each paragraph opens a quotation of its own."""
    document = read("“This is the first part.\n“This is the second part.”")
    quotes = find_quotes(read_tree(document))
    assert [(q.first == document.paragraphs[n][0], q.open) for n, q in enumerate(quotes)] == [
        (True, True),
        (True, False),
    ]


def test_every_row_of_the_cue_table_has_its_counts():
    """The classifiers read n and share of each row."""
    for words in table("cues.toml")["cues"].values():
        for lemma, row in words.items():
            assert row["n"] >= 1, lemma
            assert 0 <= row["share"] <= 1, lemma


FIXED = [
    (
        "In the words of the ambassador, the measures are “an act of war”.",
        "words",
        "the ambassador",
        "the measures are “an act of war”",
    ),
    (
        "Per the report, the group has ties to the secret service.",
        "Per",
        "the report",
        "the group has ties to the secret service",
    ),
    (
        "As the president put it, the country “will not be intimidated”.",
        "put",
        "the president",
        "the country “will not be intimidated”",
    ),
    (
        "Ruritania prepares new attacks — Sylvanian diplomat",
        "—",
        "Sylvanian diplomat",
        "Ruritania prepares new attacks",
    ),
]


@pytest.mark.parametrize(("text", "cue", "source", "content"), FIXED, ids=[f[1] for f in FIXED])
def test_fixed_expressions_name_their_source(read, text, cue, source, content):
    """They are found by rule, whatever the classifiers say."""
    assert found(read(text), cue) == (source, cue, content)


def test_who_is_accused_is_not_the_source(read):
    """The subject of a passive undergoes what is said."""
    source, _, _ = found(
        read("Ruritania was accused of stealing the plans of the reactor."), "accused"
    )
    assert source == ""


def test_headline_with_a_colon_names_its_speaker(read):
    """What stands before the colon says what stands after it."""
    source, _, content = found(read("Spokesman: Ruritania will respond in kind"), ":")
    assert (source, content) == ("Spokesman", "Ruritania will respond in kind")
