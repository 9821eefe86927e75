import re

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, entity, evidence, statement
from support.paths import ROOT
from support.sparql_server import empty

from graphbuild.errors import OntologyError, QueryError
from graphbuild.model import ALLEGED, NEGATED
from graphbuild.query import named as q
from graphbuild.store import open_store
from graphbuild.store.answers import plain

SERVICE = entity("Secret Service", "IntelligenceService", "SRS")
UNIT, SPY = entity("Unit 7", "MilitaryUnit"), entity("Rupert Hentzau", "Person")
LAW = entity("Order 9", "LegalInstrument")


def affair():
    """(article, statements): an accusation in two papers, its denial, sanctions and a chain."""
    one = article("one", published="2020-10-24")
    two = article("two", published="2020-11-02")
    one, two = (
        type(a)(a.id, a.text, a.body, a.title, None, p, a.published)
        for a, p in ((one, "Herald"), (two, "Tribune"))
    )

    def said(where, *args, start=0, end=55, **rest):
        return statement(*args, evidence(where, start, end), **rest)

    return [
        (
            one,
            [
                said(one, GRAUSTARK, "accuses", RURITANIA),
                said(one, GRAUSTARK, "accuses", GUILD, polarity=NEGATED),
                said(one, RURITANIA, "denies", GRAUSTARK, start=56, end=76),
                said(one, GUILD, "targets", GRAUSTARK, claimant=GRAUSTARK, modality=ALLEGED),
                said(one, SPY, "worksFor", UNIT),
                said(one, UNIT, "partOf", SERVICE),
            ],
        ),
        (
            two,
            [
                said(two, GRAUSTARK, "accuses", RURITANIA),
                said(two, GRAUSTARK, "sanctions", SERVICE, date="2019-05"),
                said(two, SERVICE, "underInstrument", LAW),
                said(two, SERVICE, "partOf", RURITANIA),
                said(two, SERVICE, "alsoKnownAs", "SRS"),
            ],
        ),
    ]


@pytest.fixture(
    scope="module",
    params=["file", "memory", "http", pytest.param("virtuoso", marks=pytest.mark.slow)],
)
def store(request, tmp_path_factory):
    url = {"memory": "memory:", "file": str(tmp_path_factory.mktemp("out"))}.get(request.param)
    settings = {}
    if request.param == "virtuoso":
        server = request.getfixturevalue("virtuoso")
        server.empty()
        url, settings = server.url, server.settings()
    elif url is None:
        url = request.getfixturevalue("sparql_server")
        empty(url)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        opened = open_store(url)
    with opened:
        for where, said in affair():
            opened.replace(where, said)
        opened.refresh()
        yield opened


def ask(store, name, **values):
    answer = store.query(q.bound(q.named_query(name), values, store))
    return [dict(zip(answer.variables, map(plain, row), strict=True)) for row in answer.rows]


def cells(rows, *names):
    return [tuple(row[n] for n in names) for row in rows]


def test_who_accuses_whom_counts_articles_and_sources_and_leaves_negations_out(store):
    rows = ask(store, "who-accuses-whom")
    assert cells(rows, "accuser", "accused", "articles", "independent_sources") == [
        ("Graustark", "Ruritania", "2", "2")
    ]
    assert cells(ask(store, "who-accuses-whom", until="2020-10-31"), "articles") == [("1",)]
    assert ask(store, "who-accuses-whom", accuser="Ruritania") == []
    assert ask(store, "who-accuses-whom", accused="Ruritania") == rows


@pytest.mark.parametrize("state", ["Ruritania", "ruritania", "Strelsau", RURITANIA.id])
def test_what_is_contested_is_asked_by_name_other_name_or_iri(store, state):
    rows = ask(store, "contested", state=state)
    assert cells(rows, "denied_by", "subject", "predicate", "object", "independent_sources") == [
        ("Ruritania", "Graustark", "accuses", "Ruritania", "2")
    ]
    assert ask(store, "contested", state="Guild") == []


def test_an_entity_is_shown_with_quotes_and_their_places(store):
    rows = ask(store, "entity", entity="Guild")
    assert cells(rows, "subject", "predicate", "object", "claimant", "start", "end") == [
        ("Graustark", "accuses", "Guild", "", "0", "55"),
        ("Guild", "targets", "Graustark", "Graustark", "0", "55"),
    ]
    assert rows[0]["quote"] == article().text[:55]
    assert "SRS" in cells(ask(store, "entity", entity="Secret Service"), "object")[-1] or any(
        row["object"] == "SRS" for row in ask(store, "entity", entity="Secret Service")
    )


def test_sanctions_have_law_and_year(store):
    expected = [("Graustark", "Secret Service", "Order 9", "2019")]
    names = ("authority", "sanctioned", "law", "year")
    assert cells(ask(store, "sanctions"), *names) == expected
    assert cells(ask(store, "sanctions", year="2019", law="Order 9"), *names) == expected
    assert ask(store, "sanctions", year="2020") == []
    assert ask(store, "sanctions", authority="Ruritania") == []
    assert ask(store, "sanctions", law="Guild") == []


def test_a_chronology_is_in_order_of_day(store):
    rows = ask(store, "chronology", entity="SRS")
    assert [r["date"] for r in rows] == sorted(r["date"] for r in rows)
    assert rows[0]["predicate"] == "sanctions"
    assert {r["date"] for r in ask(store, "chronology", entity="SRS", since="2020-11")} == {
        "2020-11-02"
    }


def test_what_two_papers_say_does_not_rest_on_one(store):
    rows = ask(store, "single-source", entity="Ruritania")
    assert cells(rows, "outlet", "subject", "predicate") == [
        ("Herald", "Ruritania", "denies"),
        ("Tribune", "Secret Service", "partOf"),
    ]


def test_changes_leave_out_what_was_said_before(store):
    rows = ask(store, "changes", since="2020-11-01", until="2020-11-30")
    assert {r["predicate"] for r in rows} == {
        "sanctions",
        "underInstrument",
        "partOf",
        "alsoKnownAs",
    }
    first = ask(store, "changes", since="2020-10-01", until="2020-10-31")
    assert [r["predicate"] for r in first if r["denial"] == "true"] == ["denies"]


def test_who_repeats_whom_goes_by_day(store):
    expected = [("Herald", "Tribune", "1")]
    assert cells(ask(store, "who-repeats-whom"), "outlet", "repeated_by", "statements") == expected
    assert ask(store, "who-repeats-whom", outlet="Tribune") == []


def test_a_chain_of_responsibility_crosses_articles(store):
    names = ("who", "first", "unit", "second", "agency", "third", "state")
    full = ("Rupert Hentzau", "works for", "Unit 7", "is part of", "Secret Service")
    whole = (*full, "is part of", "Ruritania")
    assert whole in cells(ask(store, "responsibility"), *names)
    assert cells(ask(store, "responsibility", **{"from": "Rupert Hentzau"}), *names) == [whole]
    assert whole in cells(ask(store, "responsibility", state="Ruritania"), *names)
    assert ask(store, "responsibility", state="Graustark") == []


def test_two_hops_tell_the_direction_of_each(store):
    rows = ask(store, "two-hops", entity="Rupert Hentzau")
    assert cells(rows, "first", "by_way_of", "second", "reached", "articles") == [
        ("worksFor", "Unit 7", "partOf", "Secret Service", "1")
    ]


def test_annotations_have_source_quote_and_position(store):
    answer = store.query(q.bound(q.named_query("annotations"), {"article": "two"}, store))
    triples = {tuple(map(plain, row)) for row in answer.rows}
    assert {o for _, p, o in triples if p.endswith("hasSource")} == {
        "https://w3id.org/graphbuild/article/two"
    }
    assert {o for _, p, o in triples if p.endswith("#end")} == {"55"}


# Binding.

HOSTILE = '" } } ; DROP ALL #\n\\'


@pytest.mark.parametrize("name", q.named_queries())
def test_every_query_runs_and_every_parameter_can_be_bound(store, name):
    asked = q.named_query(name)
    values = {
        "entity": "Guild",
        "article": "one",
        "text": HOSTILE,
        "date": "2020-10",
        "year": "2020",
        "integer": "3",
        "predicate": "accuses",
    }
    given = {p.name: values[p.kind] for p in asked.parameters}
    text = q.bound(asked, given, store)
    bindings = re.findall(r"# bind (\w+)", asked.text)
    assert set(bindings) == set(given)
    assert text.count("VALUES") - asked.text.count("VALUES") == len(bindings)
    list(store.query(text).rows)


def test_a_value_is_a_term_and_never_text(store):
    assert ask(store, "who-repeats-whom", outlet=HOSTILE) == []
    assert len(list(store.articles())) == 2


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("contestd", {}, "did you mean 'contested'"),
        ("contested", {"stat": "x"}, "no parameter 'stat'; it takes: state"),
        ("entity", {}, "needs --param entity=ENTITY"),
        (
            "entity",
            {"entity": "Gild"},
            "No entity named \"Gild\" in this graph; did you mean 'Guild'",
        ),
        ("entity", {"entity": "http://x y"}, "not an IRI"),
        ("changes", {"since": "May", "until": "2020"}, "'May' is not a date"),
        ("sanctions", {"year": "20"}, "not a year"),
    ],
)
def test_a_wrong_name_or_value_is_one_line(store, name, values, message):
    with pytest.raises(QueryError, match=message) as caught:
        q.bound(q.named_query(name), values, store)
    assert "\n" not in str(caught.value)


def test_a_limit_takes_the_place_of_the_querys_own(store):
    text = q.bound(q.named_query("changes"), {"since": "2020", "until": "2021"}, store, limit=2)
    assert len(list(store.query(text).rows)) == 2


def test_a_file_whose_head_and_body_differ_is_refused(tmp_path):
    for head in ("# param x: entity - what", "# param y: wish - what"):
        (tmp_path / "bad.rq").write_text(f"# Bad.\n{head}\nSELECT * {{ ?s ?p ?o }}")
        with pytest.raises(OntologyError, match=r"bad\.rq"):
            q._read(tmp_path / "bad.rq")


@pytest.mark.parametrize("name", q.named_queries())
def test_every_query_is_in_the_docs(name):
    assert re.search(rf"^## {name}$", (ROOT / "docs/queries.md").read_text("utf-8"), re.MULTILINE)
