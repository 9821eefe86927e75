import pytest
from pyoxigraph import Literal, NamedNode, Quad
from support.factories import GUILD, RURITANIA, article, entity, statement

from graphbuild import rdf
from graphbuild.analysis.validate import validate
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import NEGATED
from graphbuild.store import open_store

ONE = article()
ONTOLOGY = Ontology.load()
ACCUSES = statement(RURITANIA, "accuses", GUILD)
GRAPH = rdf.article_graph("one")
IRI = rdf.statement_iri(ACCUSES.id)


def problems(*statements, add=(), remove=()):
    """What validation says of an article, after quads were added and predicates removed."""
    with open_store("memory:") as store:
        store.replace(ONE, statements)
        kept = [q for q in store.graph(GRAPH) if q.predicate not in remove]
        store.backend.replace((GRAPH,), (), [*kept, *add])
        n_articles, found = validate(store)
    assert n_articles == 1
    return [issue.message for issue in found]


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [ACCUSES, statement(GUILD, "denies", None), statement(GUILD, "alsoKnownAs", "GG")],
        [
            statement(
                GUILD, "targets", RURITANIA, claimant=RURITANIA, polarity=NEGATED, date="2020-10"
            )
        ],
        [statement(GUILD, "targets", entity("dam", "Place"), date="2020")],
    ],
)
def test_what_the_program_writes_conforms(statements):
    assert problems(*statements) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (statement(entity("law", "LegalInstrument"), "denies", None), "domain of the predicate"),
        (statement(RURITANIA, "arrests", entity("dam", "Place")), "range of the predicate"),
        (statement(RURITANIA, "accuses", "a string"), "range of the predicate"),
        (statement(GUILD, "alsoKnownAs", RURITANIA), "range of the predicate"),
        (statement(RURITANIA, "accuses", None), "needs an object"),
        (statement(RURITANIA, "denies", None, date="in May"), "ontology#date"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.predicate,
)
def test_a_statement_that_the_ontology_does_not_admit_is_found(wrong, message):
    [found] = problems(wrong)
    assert message in found


@pytest.mark.parametrize(
    "removed",
    [rdf.SUBJECT, rdf.HAS_EVIDENCE, rdf.CONFIDENCE, rdf.EXACT, rdf.SHA256],
    ids=lambda p: p.value.rsplit("#")[-1],
)
def test_what_is_missing_is_found(removed):
    assert any(removed.value in found for found in problems(ACCUSES, remove=(removed,)))


@pytest.mark.parametrize(
    "added",
    [
        Quad(IRI, rdf.POLARITY, Literal("perhaps"), GRAPH),
        Quad(IRI, rdf.CLAIMANT, NamedNode(GB + "nobody"), GRAPH),
        Quad(IRI, rdf.PREDICATE, NamedNode(GB + "bewitches"), GRAPH),
        Quad(NamedNode(GUILD.id), rdf.LABEL, Literal("Another name"), GRAPH),
    ],
    ids=lambda q: q.predicate.value.rsplit("#")[-1],
)
def test_what_is_too_much_is_found(added):
    assert problems(ACCUSES, add=(added,))


def test_a_quote_of_the_wrong_length_is_found():
    place = next(q.object for q in rdf.to_quads(ONE, [ACCUSES], ONTOLOGY) if _is_evidence(q))
    wrong = Quad(place, rdf.EXACT, Literal("too short"), GRAPH)
    assert any(
        "not as long as its place" in m
        for m in problems(ACCUSES, add=(wrong,), remove=(rdf.EXACT,))
    )


def test_evidence_that_is_no_place_is_found():
    wrong = Quad(IRI, rdf.HAS_EVIDENCE, NamedNode(GB + "somewhere"), GRAPH)
    assert any("ontology#evidence" in m or "rule=" in m for m in problems(ACCUSES, add=(wrong,)))


def _is_evidence(quad):
    return quad.predicate == rdf.HAS_EVIDENCE


def test_an_issue_names_the_article_and_what_is_wrong():
    with open_store("memory:") as store:
        store.replace(ONE, [statement(RURITANIA, "accuses", None)])
        [issue] = validate(store)[1]
    assert str(issue).startswith("one: ")
    assert "needs an object" in issue.message
