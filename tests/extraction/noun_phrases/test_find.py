"""Relations inside noun phrases: every row on its own example, and what must not fire."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from graphbuild.errors import OntologyError
from graphbuild.extraction.noun_phrases.find import PATTERNS, find_phrase_claims
from graphbuild.extraction.noun_phrases.rows import phrase_rows, read_row, words
from graphbuild.model import NAME, NOMINAL, Article, Mention
from graphbuild.nlp.annotate import Document, annotate


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
    return Mention(
        start, end, surface, kind, form, document.doc.span(first, last).root.i, first, last
    )


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


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (
            "[Jane Doe|Person], 44, a former spokeswoman for [Acme|Company], left.",
            [("Jane Doe", "Acme")],
        ),
        (
            "The head of [Norway|State]'s [security service|IntelligenceService], [Ola Berg|Person],"
            " agreed.",
            [("Ola Berg", "security service")],
        ),
        (
            "[France|State]'s [ambassador|Person] to the [OSCE|InternationalOrganization],"
            " [Anne Roy|Person], left.",
            [("Anne Roy", "France")],
        ),
        (
            "[Three [GRU|IntelligenceService] officers|Group]: [Ivan Orlov|Person] and"
            " [Oleg Minin|Person] fled.",
            [("Three GRU officers", "GRU"), ("Ivan Orlov", "GRU"), ("Oleg Minin", "GRU")],
        ),
        (
            "President [Emma Lind|Person] of [Sweden|State] left.",
            [("Emma Lind", "Sweden")],
        ),
        (
            "[Acme|Company] president and chief legal officer [Ann Lee|Person] spoke.",
            [("Ann Lee", "Acme")],
        ),
        (
            "[Ann Lee|Person], founder and director of [Acme|Company], spoke.",
            [("Ann Lee", "Acme")],
        ),
    ],
)
def test_role_is_held_by_the_name_beside_it(example, expected, nlp):
    assert pairs(example, nlp, "role.") == expected


@pytest.mark.parametrize(
    "example",
    [
        "[U.S.|State] citizens were told that [Americans|Group] travel.",
        "The [[Berlin|State] doctors|Group] said no.",
        "[Norway|State] and [Russia|State] met. President [Ola Berg|Person] denied it.",
        "They sent [troops|Group] to [Ukraine|State].",
    ],
)
def test_no_role_where_nobody_serves_anything(example, nlp):
    assert pairs(example, nlp, "role.national") == pairs(example, nlp, "role.context") == []
    assert pairs(example, nlp, "role.office") == []


def test_former_office_is_less_certain(nlp):
    def confidence(example):
        return next(find_phrase_claims(*marked(example, nlp))).confidence

    plain = confidence("[Swedish|State] minister [Emma Lind|Person] left.")
    former = confidence("Former [Swedish|State] minister [Emma Lind|Person] left.")
    assert former < plain


def test_every_member_of_a_list_has_the_owner_of_the_first(nlp):
    example = (
        "[Russia|State]'s [FSB|IntelligenceService], [SVR|IntelligenceService] and"
        " [GRU|IntelligenceService] are named."
    )
    assert pairs(example, nlp, "body.") == [("FSB", "Russia"), ("SVR", "Russia"), ("GRU", "Russia")]


def test_departments_nest(nlp):
    example = (
        "the [Department of Works|GovernmentBody] of the [Foreign Ministry|GovernmentBody]"
        " of [Norway|State] denied it."
    )
    assert pairs(example, nlp, "body.") == [
        ("Department of Works", "Foreign Ministry"),
        ("Foreign Ministry", "Norway"),
    ]


def test_owner_of_an_owner_is_not_the_owner(nlp):
    example = "[[US|State] Treasury|GovernmentBody]'s [Sanctions Office|GovernmentBody] wrote."
    assert ("Sanctions Office", "US") not in pairs(example, nlp, "body.")


@pytest.mark.parametrize(
    "example",
    [
        "[Rosa Ito|Person] (29) and [Al Ray|Person] (R-TX) spoke.",
        "[OSLO|Place] (NTB) - The [Petro Firm|Company] (NYSE:PF) fell.",
        "The [Petro Firm|Company] (founded in Norway) paid a fine (US$3m).",
        "[Minister|Person] (of Finance) said the [flaw|Malware] (CVE-2018-1) was old.",
        'The [Silver Fund|Company] (which calls itself "open") was closed.',
    ],
)
def test_parenthesis_that_is_no_other_name(example, nlp):
    assert pairs(example, nlp, "alias.") == []


def test_all_other_names_of_a_list_count(nlp):
    example = (
        "[Grey Fox|ThreatActor] (aka APT98, Lazy Dog and the Red Team) struck;"
        " the [Gråparti Nord Party|Organization] (Nordlys De Grå, NDG) was hit."
    )
    assert pairs(example, nlp, "alias.") == [
        ("Grey Fox", "APT98"),
        ("Grey Fox", "Lazy Dog"),
        ("Grey Fox", "Red Team"),
        ("Gråparti Nord Party", "Nordlys De Grå"),
        ("Gråparti Nord Party", "NDG"),
    ]


def test_other_name_with_hyphens_and_apostrophes_is_kept_whole(nlp):
    example = "[Ri Chol|Person] (aka Ri Ch\u2019o-ch\u2019ol) was listed."
    assert pairs(example, nlp, "alias.") == [("Ri Chol", "Ri Ch\u2019o-ch\u2019ol")]


def test_description_called_by_a_name_gives_no_other_name(nlp):
    example = "a [hacker collective|Group] known as the [Lazy Dog Group|ThreatActor] struck."
    assert pairs(example, nlp, "alias.") == []


def test_seat_belongs_to_the_name_that_a_description_explains(nlp):
    example = "[Hold Fast|Company], a [Lund|Place]-based [consultancy|Company], warned."
    assert pairs(example, nlp, "seat.") == [("Hold Fast", "Lund")]


def test_all_firms_of_a_list_have_the_seat(nlp):
    example = (
        "sanctions against the [Russian|State] entities [Ural Bank|Company] (UB); and"
        " [Volga Works|Company]"
    )
    assert pairs(example, nlp, "seat.") == [("Ural Bank", "Russian"), ("Volga Works", "Russian")]


def test_claims_have_the_offsets_of_their_sentence(nlp):
    document, mentions = marked("It rained. [Swedish|State] minister [Emma Lind|Person] left.", nlp)
    [claim] = find_phrase_claims(document, mentions)
    assert document.article.text[claim.start : claim.end] == "Swedish minister Emma Lind left."
    assert claim.claimant is None


def test_a_row_without_its_key_is_named():
    with pytest.raises(OntologyError, match=r"row 3: 'predicate' is missing"):
        read_row(3, {"id": "x", "kind": "role"})


def test_an_unknown_word_list_is_an_error():
    with pytest.raises(OntologyError, match="no list 'nothing'"):
        words("nothing")


def test_a_document_without_mentions_makes_no_claims(nlp):
    assert list(find_phrase_claims(*marked("Nothing happened (yet).", nlp))) == []
