"""What a query may not ask, however it is written."""

import pytest

from graphbuild.errors import QueryRefused
from graphbuild.store.guard import names_graphs, refuse_reaching_out

CALL = "<http://127.0.0.1:9/> { ?s ?p ?o }"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {CALL} }}",
        f"SELECT * {{ service silent {CALL} }}",
        f"SELECT * {{ SERVICESILENT {CALL} }}",
        f"SELECT * {{ ?a ?b 1SERVICE{CALL} }}",
        f"SELECT * {{ ?a ?b trueSERVICE {CALL} }}",
        f"SELECT * {{ ?a ?b ex:a\\# . SERVICE {CALL}\n }}",
        f"SELECT * {{ ?a ?b ex:a\\' . SERVICE {CALL} FILTER(?a='') }}",
        f"SELECT * {{ \\u0053ERVICE {CALL} }}",
        f"SELECT * {{ FILTER(1<2)SERVICE{CALL} }}",
        "PREFIX x: <http://127.0.0.1/> SELECT * { SERVICEx: { ?s ?p ?o } }",
        f'SELECT * {{ FILTER("a\\"" = ?x) SERVICE {CALL} FILTER("" = ?y) }}',
        f"SELECT * {{ # comment\r SERVICE {CALL} }}",
        "LOAD <http://127.0.0.1/x>",
        "PREFIX a: <b:c>\nBASE <d:e> # x\nINSERT DATA { a:b a:c a:d }",
        "drop all",
    ],
)
def test_reaching_out_and_writing_are_refused(query):
    with pytest.raises(QueryRefused, match="refused") as caught:
        refuse_reaching_out(query)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service gb:partOf ?state }",
        "SELECT $from { ?x gb:service $from } # SERVICE",
        'SELECT * { ?x ?p "SERVICE", <http://x/SERVICE>, """a " SERVICE""" }',
        "SELECT ?load { ?load ?insert ?drop }",
        "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }",
    ],
)
def test_words_that_are_no_keywords_are_let_through(query):
    refuse_reaching_out(query)
    assert not names_graphs(query)


def test_from_is_seen_where_it_is_a_keyword():
    assert names_graphs("SELECT * FROM <a:b> { ?s ?p ?o }")
    assert names_graphs("SELECT * FROM<a:b>{ ?s ?p ?o }")
    assert not names_graphs("SELECT ?from { ?from ?p 'FROM' }")
