from dataclasses import replace

import pytest
from pyoxigraph import NamedNode
from support.factories import GUILD, RURITANIA, article, evidence, statement

from graphbuild import rdf
from graphbuild.records import ArticleRecord
from graphbuild.store import open_store
from graphbuild.store.derived.corroboration import independent


def record(name, publisher=None, url=None, same_text=None):
    return ArticleRecord(name, None, url, publisher, None, "", same_text)


@pytest.mark.parametrize(
    ("articles", "n"),
    [
        ([], 0),
        ([record("a")], 1),
        ([record("a"), record("b")], 2),
        ([record("a", "Herald"), record("b", "Tribune")], 2),
        ([record("a", "The Herald"), record("b", "the  herald")], 1),
        ([record("a", url="https://www.x.example/1"), record("b", url="https://x.example/2")], 1),
        ([record("a", url="https://x.example/1"), record("b", url="https://y.example/1")], 2),
        ([record("a", "Herald", same_text="k"), record("b", "Tribune", same_text="k")], 1),
        # b joins the publisher of a with the text of c
        ([record("a", "Herald"), record("c", "Post", same_text="k")], 2),
        (
            [
                record("a", "Herald"),
                record("c", "Post", same_text="k"),
                record("b", "Herald", same_text="k"),
            ],
            1,
        ),
        ([record("a", url="http://[broken"), record("b")], 2),
    ],
)
def test_articles_of_one_publisher_or_text_are_one_source(articles, n):
    assert independent(articles) == n
    assert independent(reversed(articles)) == n


def sources(*articles):
    """The count that the store writes for a statement in these articles; None where it has none."""
    said = [statement(RURITANIA, "accuses", GUILD, evidence(a)) for a in articles]
    with open_store("memory:") as store:
        for one, told in zip(articles, said, strict=True):
            store.replace(one, [told])
        store.refresh()
        counts = [q for q in store.graph(rdf.DERIVED_GRAPH) if q.predicate == rdf.SOURCES]
    assert all(q.subject == rdf.statement_iri(said[0].id) for q in counts)
    return int(counts[0].object.value) if counts else None


def test_a_statement_of_two_papers_has_two_sources():
    assert sources(article("one"), article("two")) == 2


def test_a_single_source_goes_without_saying():
    assert sources(article("one")) is None


def test_reprints_of_a_text_are_one_source():
    one, two, three = (replace(article(n), publisher=n) for n in ("one", "two", "three"))
    reprints = [replace(a, same_text="one") for a in (one, two)]
    assert sources(*reprints) is None
    assert sources(*reprints, three) == 2


def test_an_entity_has_one_name_for_queries():
    other = replace(GUILD, label="The Guild")
    with open_store("memory:") as store:
        for name, guild in (("one", GUILD), ("two", GUILD), ("three", other)):
            where = article(name)
            store.replace(where, [statement(guild, "denies", None, evidence(where))])
        store.refresh()
        [name] = [
            q.object.value
            for q in store.graph(rdf.DERIVED_GRAPH)
            if q.subject == NamedNode(GUILD.id) and q.predicate == rdf.PREF_LABEL
        ]
    assert name == GUILD.label
