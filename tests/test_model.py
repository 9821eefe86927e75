import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement

from graphbuild.model import Article, Issue


@pytest.mark.parametrize("body", [((3, 2),), ((0, 4), (2, 6)), ((0, 99),), ((-1, 3),), ((2, 2),)])
def test_body_spans_that_are_out_of_order_are_refused(body):
    with pytest.raises(ValueError, match="out of order"):
        Article("x", "some text", body)


@pytest.mark.parametrize(
    "changed",
    [
        article(text="Another text."),
        article(published=None),
        Article("one", "x", ((0, 1),), title="t"),
    ],
)
def test_the_hash_of_an_article_changes_with_what_the_reader_sees(changed):
    assert changed.sha256 != article().sha256


def test_the_hash_of_an_article_is_not_of_its_id():
    assert Article("a", "x", ((0, 1),)).sha256 == Article("b", "x", ((0, 1),)).sha256


def test_a_statement_is_identified_by_what_it_says_not_by_where():
    one, two = (statement(RURITANIA, "accuses", GUILD, evidence(article(n))) for n in ("a", "b"))
    assert one.id == two.id


@pytest.mark.parametrize(
    "other",
    [
        statement(GUILD, "accuses", RURITANIA),
        statement(RURITANIA, "accuses", GRAUSTARK),
        statement(RURITANIA, "condemns", GUILD),
        statement(RURITANIA, "accuses", GUILD, claimant=GRAUSTARK),
        statement(RURITANIA, "accuses", GUILD, polarity="negated"),
        statement(RURITANIA, "accuses", None),
        statement(RURITANIA, "accuses", GUILD.id),
    ],
)
def test_another_argument_predicate_claimant_or_polarity_is_another_statement(other):
    assert other.id != statement(RURITANIA, "accuses", GUILD).id


def test_the_confidence_of_a_statement_is_that_of_its_best_evidence():
    assert statement(RURITANIA, "accuses", GUILD).confidence == 0.75


def test_an_issue_reads_as_one_line():
    assert str(Issue("a.txt", "ingest", "empty")) == "a.txt: empty"
