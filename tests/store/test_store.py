import importlib
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from support.factories import GRAUSTARK, GUILD, RURITANIA, TEXT, article, evidence, statement
from support.sparql_server import empty

from graphbuild import rdf
from graphbuild.building.build import store_articles
from graphbuild.building.runs import Report
from graphbuild.errors import QueryError, StoreChanged, StoreError, StoreLocked, StoreVersion
from graphbuild.knowledge.ontology import GB
from graphbuild.query import lookup
from graphbuild.records import ArticleRecord, Program
from graphbuild.store import STORES, open_store
from graphbuild.store import store as store_module
from graphbuild.store.answers import FORMS
from graphbuild.store.backends.oxigraph import _explain
from graphbuild.store.derived import derive
from graphbuild.store.store import HAS_LAYOUT, STORE

ONE, TWO = article("one"), article("two", published="2020-11-02")
ACCUSES = statement(RURITANIA, "accuses", GUILD, evidence(ONE))
DENIES = statement(GUILD, "denies", RURITANIA, evidence(ONE, 56, 76))
AGAIN = statement(RURITANIA, "accuses", GUILD, evidence(TWO))


# https is the same code as http.
@pytest.fixture(
    params=[*(s for s in STORES if s != "https"), pytest.param("virtuoso", marks=pytest.mark.slow)]
)
def url(request, tmp_path, monkeypatch):
    if request.param == "virtuoso":
        server = request.getfixturevalue("virtuoso")
        server.empty()
        for name, value in server.settings().items():
            monkeypatch.setenv(name, value)
        return server.url
    if request.param == "http":
        server = request.getfixturevalue("sparql_server")
        empty(server)
        return server
    return str(tmp_path / "out") if request.param == "file" else f"{request.param}:"


@pytest.fixture
def store(url):
    with open_store(url) as opened:
        yield opened


def everything(store):
    return [str(q) for q in store.quads(runs=True)]


def rows(store, text):
    return [tuple(t and t.value for t in row) for row in store.query(text).rows]


def test_statements_come_back(store):
    store.replace(ONE, [ACCUSES, DENIES])
    assert list(store.statements()) == sorted([ACCUSES, DENIES], key=lambda s: s.id)


def test_evidence_of_all_articles_is_pooled(store):
    store.replace(ONE, [ACCUSES])
    store.replace(TWO, [AGAIN])
    [pooled] = store.statements()
    assert [e.article for e in pooled.evidence] == ["one", "two"]


def test_articles_come_back_in_order(store):
    store.replace(TWO, [])
    store.replace(ONE, [])
    assert list(store.articles()) == [ArticleRecord.of(ONE), ArticleRecord.of(TWO)]


def test_an_article_replaces_itself_and_nothing_else(store):
    store.replace(ONE, [ACCUSES, DENIES])
    store.replace(TWO, [AGAIN])
    before = [q for q in store.quads() if q.graph_name == rdf.article_graph("two")]
    store.replace(article("one", TEXT + " More."), [DENIES])
    found = {s.predicate: [e.article for e in s.evidence] for s in store.statements()}
    assert found == {"accuses": ["two"], "denies": ["one"]}
    assert [q for q in store.quads() if q.graph_name == rdf.article_graph("two")] == before


def test_replacing_with_the_same_changes_nothing(store):
    store.replace(ONE, [ACCUSES, DENIES])
    store.refresh()
    before = everything(store)
    store.replace(ONE, [ACCUSES, DENIES])
    store.refresh()
    assert everything(store) == before


def test_the_order_of_articles_makes_no_difference(store):
    with open_store("memory:") as other:
        for target, order in ((store, (ONE, TWO)), (other, (TWO, ONE))):
            for one in order:
                target.replace(one, [ACCUSES, DENIES] if one is ONE else [AGAIN])
            target.refresh()
        assert everything(store) == everything(other)


def test_an_article_is_known_until_it_or_the_program_changes(store):
    assert not store.known(ONE)
    store.replace(ONE, [ACCUSES])
    assert store.known(ONE)
    assert not store.known(ONE, "another program")
    assert not store.known(article("one", TEXT + " "))
    assert not store.known(article("one", published="2021-01-01"))


def test_forgetting_takes_out_what_only_that_article_said(store):
    store.replace(ONE, [ACCUSES, DENIES])
    store.replace(TWO, [AGAIN])
    assert store.forget("one")
    store.refresh()
    assert list(store.statements()) == [AGAIN]
    assert not store.known(ONE)
    assert not any("article/one" in quad for quad in everything(store))


def test_forgetting_an_unknown_article_says_so(store):
    assert not store.forget("nobody")


def test_forgetting_and_adding_again_gives_the_same_bytes(store):
    store.replace(ONE, [ACCUSES, DENIES])
    store.refresh()
    before = everything(store)
    store.forget("one")
    store.refresh()
    assert everything(store) != before
    store.replace(ONE, [ACCUSES, DENIES])
    store.refresh()
    assert everything(store) == before


def test_entities_that_nothing_names_leave_the_reference_graph(store):
    store.replace(ONE, [ACCUSES])
    store.forget("one")
    store.refresh()
    assert list(store.graph(rdf.REFERENCE_GRAPH)) == []


def test_a_denial_is_one_hop_from_what_it_disputes(store):
    store.replace(ONE, [ACCUSES, DENIES])
    store.refresh()
    assert list(store.disputes()) == [(DENIES.id, ACCUSES.id)]
    query = "SELECT ?s { ?d gb:disputes ?s }"
    assert rows(store, query) == [(rdf.statement_iri(ACCUSES.id).value,)]


def test_links_of_disputes_go_when_the_denial_goes(store):
    store.replace(ONE, [ACCUSES, DENIES])
    store.refresh()
    store.replace(ONE, [ACCUSES])
    store.refresh()
    assert list(store.disputes()) == []


def test_the_runs_are_left_out_unless_asked_for(store):
    store.replace(ONE, [ACCUSES])
    graphs = {q.graph_name for q in store.quads()}
    assert rdf.RUNS_GRAPH not in graphs
    assert rdf.RUNS_GRAPH in {q.graph_name for q in store.quads(runs=True)}


def test_quads_are_in_order(store):
    store.replace(TWO, [AGAIN])
    store.replace(ONE, [ACCUSES])
    quads = list(store.quads())
    assert quads == sorted(quads, key=lambda q: (q.graph_name.value, str(q)))


def test_what_is_hostile_in_a_text_is_only_text(store):
    nasty = '"} ; DROP ALL ; INSERT DATA { <a:a> <a:b> "\\ \n\u2028'
    odd = article("odd", nasty)
    store.replace(odd, [statement(RURITANIA, "accuses", GUILD, evidence(odd, 0, len(nasty)))])
    [found] = store.statements()
    assert found.evidence[0].sentence == nasty


# Queries.


def test_an_entity_has_the_commonest_name_and_class_and_keeps_the_others(store):
    named = replace(GUILD, label="Guild of Thieves", type="Organization", aliases=("thieves",))
    for name, guild in (("one", GUILD), ("two", named), ("three", GUILD)):
        where = article(name)
        said = statement(RURITANIA, "accuses", guild, evidence(where, object="the thieves"))
        store.replace(where, [said])
    store.refresh()
    [pooled] = store.statements()
    assert (pooled.object.label, pooled.object.type) == ("Guild", "ThreatActor")
    assert pooled.object.aliases == ("Guild of Thieves", "the Guild", "thieves")
    assert {e.object for e in pooled.evidence} == {"the thieves"}
    kinds = {q.object.value for q in store.quads() if q.subject.value == GUILD.id}
    assert {GB + "ThreatActor", GB + "Organization"} <= kinds


def test_evidence_keeps_the_words_of_its_article_when_the_name_is_another(store):
    other = replace(GUILD, label="Guild of Thieves", aliases=())
    for name, guild in (("one", GUILD), ("two", GUILD), ("three", other)):
        where = article(name)
        store.replace(where, [statement(guild, "denies", RURITANIA, evidence(where))])
    store.refresh()
    [pooled] = store.statements()
    assert [(e.article, e.subject) for e in pooled.evidence] == [
        ("one", "Guild"),
        ("three", "Guild of Thieves"),
        ("two", "Guild"),
    ]
    assert lookup.statements(store, [pooled.id]) == [pooled]


def test_each_edge_stands_once_in_the_graph_of_edges(store):
    claimed = statement(RURITANIA, "accuses", GUILD, evidence(TWO), claimant=GRAUSTARK)
    planned = statement(RURITANIA, "sanctions", GUILD, evidence(TWO), modality="planned")
    store.replace(ONE, [ACCUSES, DENIES])
    store.replace(TWO, [AGAIN, claimed, planned])
    store.refresh()
    assert edges(store) == {
        (RURITANIA.id, "accuses", GUILD.id),
        (GUILD.id, "denies", RURITANIA.id),
    }
    counts = {
        q.predicate.value.removeprefix(GB): q.object.value
        for q in store.graph(rdf.EDGES_GRAPH)
        if isinstance(q.object, Literal)
    }
    assert counts == {"articles": "2", "independentSources": "2", "reporters": "1", "rank": "1"}
    store.forget("two")
    store.refresh()
    assert len(edges(store)) == 2
    store.forget("one")
    store.refresh()
    assert not list(store.graph(rdf.EDGES_GRAPH))


def edges(store):
    """The triples of the graph of edges that stand between entities."""
    return {
        (q.subject.value, q.predicate.value.removeprefix(GB), q.object.value)
        for q in store.graph(rdf.EDGES_GRAPH)
        if not q.subject.value.startswith(rdf.BASE + "edge/")
    }


def test_statements_of_several_articles_are_counted_once(store):
    assert store.counts() == {}
    store.replace(ONE, [ACCUSES, DENIES])
    store.replace(TWO, [AGAIN])
    assert store.counts() == {"accuses": 1, "denies": 1}


def test_a_query_sees_all_graphs_and_knows_the_prefixes(store):
    store.replace(
        ONE, [ACCUSES, statement(GUILD, "targets", GRAUSTARK, evidence(ONE), claimant=RURITANIA)]
    )
    assert rows(store, "SELECT DISTINCT ?a { ?a gb:accuses ?b }") == [(RURITANIA.id,)]
    assert rows(store, "SELECT DISTINCT ?a { ?a gb:targets ?b }") == [(GUILD.id,)]


def test_from_restricts_a_query_to_a_graph(store):
    store.replace(ONE, [statement(GUILD, "targets", GRAUSTARK, evidence(ONE), claimant=RURITANIA)])
    graph = rdf.article_graph("one")
    assert rows(store, f"SELECT ?a FROM {graph} {{ ?a gb:targets ?b }}") == []


def test_a_word_in_a_string_or_comment_is_no_keyword(store):
    store.replace(ONE, [ACCUSES])
    query = 'SELECT ?a { ?a gb:accuses ?b FILTER(STR(?b) != "FROM SERVICE") } # FROM SERVICE'
    assert rows(store, query) == [(RURITANIA.id,)]


def test_ask_and_construct_have_rows_too(store):
    store.replace(ONE, [ACCUSES])
    assert rows(store, "ASK { ?a gb:accuses ?b }") == [("true",)]
    built = store.query("CONSTRUCT { ?b gb:accuses ?a } WHERE { ?a gb:accuses ?b }")
    assert built.variables == ("subject", "predicate", "object")
    assert [t.value for t in next(iter(built.rows))] == [GUILD.id, GB + "accuses", RURITANIA.id]


@pytest.mark.parametrize("read_only", [True, False])
def test_a_damaged_store_is_an_error_that_we_foresee(tmp_path, read_only):
    open_store(tmp_path).close()
    (tmp_path / "store" / "CURRENT").write_text("damaged")
    with pytest.raises(StoreError, match="cannot be used as a store: CURRENT"):
        open_store(tmp_path, read_only=read_only)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x { nonsense", "line 1, column 21"),
        ("SELECT *\n{ ?s ?p ?o", "line 2"),
        ("DROP ALL", "DROP is refused"),
        ("SELECT * { ?s skös:prefLabel ?o }", "line 1, column"),
        ("SELECT *\n{ ?s wd:P31 ?o }", r"line 2, column 6"),
        ("SELECT * { ?s ?p", "ends too early"),
        ("", "malformed"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE is refused"),
    ],
)
def test_a_bad_query_is_an_error_that_says_where(store, query, message):
    with pytest.raises(QueryError, match=message) as caught:
        list(store.query(query).rows)
    assert "\n" not in str(caught.value)


def test_a_csv_answer_quotes_what_needs_it(store):
    answer = store.query('SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("x, \\"y\\"" 3 UNDEF) } }')
    assert "".join(FORMS["csv"](answer)) == 'a,b,c\r\n"x, ""y""",3,\r\n'


def test_a_json_answer_tells_the_kinds_of_terms(store):
    answer = store.query('SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<a:b> "x"@en 3) } }')
    text = "".join(FORMS["json"](answer))
    assert '"type": "uri"' in text
    assert '"xml:lang": "en"' in text
    assert '"datatype": "http://www.w3.org/2001/XMLSchema#integer"' in text


# Opening.


def test_a_store_on_disk_is_there_next_time(tmp_path):
    with open_store(tmp_path / "out") as store:
        store.replace(ONE, [ACCUSES])
    with open_store(tmp_path / "out", read_only=True) as store:
        assert list(store.statements()) == [ACCUSES]


@pytest.mark.parametrize(("n_changed", "n_compacted"), [(5, 0), (6, 1)])
def test_a_store_is_compacted_when_a_tenth_of_it_has_changed(
    n_changed, n_compacted, tmp_path, monkeypatch
):
    def said(number):
        one = article(f"a{number}")
        return one, [replace(ACCUSES, evidence=(evidence(one),))]

    with open_store(tmp_path / "out") as store:
        store.load(said(i) for i in range(60))
        store.refresh()
        compacted = []
        monkeypatch.setattr(store.backend, "compact", lambda: compacted.append(True))
        for i in range(n_changed):
            store.replace(*said(i))
        store.refresh()
        store.refresh()
    assert len(compacted) == n_compacted


def test_a_store_is_not_compacted_where_the_disk_has_no_room_for_two(tmp_path, monkeypatch):
    n_free = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: n_free)
    with open_store(tmp_path / "out") as store:
        store.replace(ONE, [ACCUSES])
        store.refresh()
        few = sorted((tmp_path / "out" / "store").glob("*.sst"))
        monkeypatch.undo()
        store.backend.compact()
        assert few != sorted((tmp_path / "out" / "store").glob("*.sst"))
        assert list(store.statements()) == [ACCUSES]


def test_a_derived_graph_that_is_written_in_pieces_is_the_same(store, monkeypatch):
    store.replace(ONE, [ACCUSES, DENIES])
    store.replace(TWO, [AGAIN])
    store.refresh()
    before = everything(store)
    monkeypatch.setattr(store_module, "AT_ONCE", 2)
    monkeypatch.setattr(derive, "AT_ONCE", 2)
    store.refresh()
    assert everything(store) == before
    assert not store.stale


def test_memory_is_given_back_in_between_and_the_outcome_is_the_same(tmp_path, monkeypatch):
    def built(name):
        with open_store(tmp_path / name) as store:
            released = []
            release = store.backend.release
            monkeypatch.setattr(store.backend, "release", lambda: released.append(release()))
            result = Report()
            articles = [(ONE, [ACCUSES, DENIES]), (TWO, [AGAIN])]
            store_articles(store, [], lambda _: iter(articles), result, program=Program("made"))
            return len(released), everything(store)

    n_released, whole = built("whole")
    monkeypatch.setattr(store_module, "TURN", 1)
    monkeypatch.setattr(derive, "TURN", 1)
    n_more, in_turns = built("turns")
    assert in_turns == whole
    assert n_released == 0
    assert n_more == 2 * 4 + 1  # to store, compare, write anew and derive; and before the coverage


def test_nobody_else_may_write_while_the_files_are_opened_again(tmp_path):
    with open_store(tmp_path / "out") as store:
        store.replace(ONE, [ACCUSES])
        store.backend._let_go()
        with pytest.raises(StoreLocked, match="another process"):
            open_store(tmp_path / "out")
        store.backend.release()
        assert list(store.statements()) == [ACCUSES]
    with open_store(tmp_path / "out") as store:
        assert list(store.statements()) == [ACCUSES]


class Tidied:
    """A pyoxigraph store of which a file is gone when it is needed."""

    def quads_for_pattern(self, *pattern):
        yield from ()
        raise FileNotFoundError("IO error: No such file or directory: While open a file: x.sst")

    def named_graphs(self):
        return self.quads_for_pattern()

    def query(self, text, **options):
        next(self.quads_for_pattern())


@pytest.mark.parametrize(
    "read",
    [
        lambda backend: list(backend.graphs()),
        lambda backend: list(backend.graph(rdf.RUNS_GRAPH)),
        lambda backend: list(backend.about(STORE, rdf.RUNS_GRAPH)),
        lambda backend: list(backend.occurrences(rdf.PREDICATE)),
        lambda backend: backend.query("ASK {}"),
    ],
)
def test_a_file_that_a_writer_takes_away_while_it_is_read_is_one_line(tmp_path, read):
    with open_store(tmp_path / "out") as store:
        whole, store.backend._store = store.backend._store, Tidied()
        with pytest.raises(StoreChanged, match="run the query again"):
            read(store.backend)
        store.backend._store = whole


def test_graphs_of_others_on_the_same_server_are_not_ours(store):
    store.replace(ONE, [ACCUSES])
    before = everything(store)
    thing = NamedNode("https://other.example/thing")
    store.describe([Quad(thing, thing, thing, NamedNode("https://other.example/graph"))])
    assert everything(store) == before
    store.backend.clear(NamedNode("https://other.example/graph"))


def test_reading_what_is_not_there_is_an_error(tmp_path):
    with pytest.raises(StoreError, match="no graph here"):
        open_store(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("moment", ["before the files", "before the name"])
def test_a_store_whose_making_was_cut_off_is_no_graph_yet(tmp_path, monkeypatch, moment):
    class Killed(BaseException):
        pass

    def kill(*_):
        raise Killed

    out = tmp_path / "out"
    with monkeypatch.context() as at:
        at.setattr(
            "pyoxigraph.Store" if moment == "before the files" else "pathlib.Path.rename", kill
        )
        with pytest.raises(Killed):
            open_store(out)
    with pytest.raises(StoreError, match="no graph here"):
        open_store(out, read_only=True)
    with open_store(out) as store:
        store.replace(ONE, [ACCUSES])
    with open_store(out, read_only=True) as store:
        assert list(store.statements()) == [ACCUSES]
    assert [path.name for path in out.iterdir()] == ["store"]


def test_a_place_that_cannot_be_a_folder_is_an_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be used as a store: Not a directory"):
        open_store(tmp_path / "file" / "out")


def test_an_unknown_scheme_is_an_error_that_lists_the_known():
    with pytest.raises(StoreError, match=r"'gopher' is not a kind of store; choose .*memory"):
        open_store("gopher://x")


def test_another_layout_is_refused(tmp_path):
    with open_store(tmp_path) as store:
        graph = ((STORE, rdf.RUNS_GRAPH),)
        mark = Quad(STORE, HAS_LAYOUT, Literal(99), rdf.RUNS_GRAPH)
        store.backend.replace((), graph, (mark,))
    with pytest.raises(StoreVersion, match="layout 99"):
        open_store(tmp_path)


def test_a_second_writer_is_turned_away(tmp_path):
    code = f"from graphbuild.store import open_store; open_store({str(tmp_path)!r})"
    with open_store(tmp_path):
        other = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        with pytest.raises(StoreLocked, match="another process"):
            open_store(tmp_path)
    assert "StoreLocked" in other.stderr


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (
            "IO error: While lock file: /x/LOCK: Resource temporarily unavailable",
            StoreLocked,
            "wait",
        ),
        ("IO error: lock hold by current process, acquire time 1: /x/LOCK", StoreLocked, "wait"),
        (
            "IO error: While open a file for appending: /x/LOG: Permission denied",
            StoreError,
            "denied",
        ),
        ("IO error: While lock file: /x/LOCK: Read-only file system", StoreError, "Read-only"),
    ],
)
def test_what_the_database_says_becomes_one_line(error, kind, reason):
    explained = _explain(OSError(error), "out")
    assert type(explained) is kind
    assert reason in str(explained)


def test_a_failed_replacement_leaves_the_article_as_it_was(store):
    store.replace(ONE, [ACCUSES])
    before = everything(store)
    bad = Quad(NamedNode("http://x.example/s"), rdf.EXACT, Literal("x"), rdf.article_graph("one"))
    with pytest.raises((StoreError, SyntaxError)):
        store.backend.replace((rdf.article_graph("one"), "not a graph"), (), (bad,))
    assert everything(store) == before


def test_a_closed_store_says_so(url):
    store = open_store(url)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        list(store.quads())


@pytest.mark.parametrize("row", STORES.values(), ids=STORES)
def test_the_module_of_every_row_exists_and_connects(row):
    assert callable(importlib.import_module(row.module).connect)
