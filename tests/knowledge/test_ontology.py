import runpy

import pytest
from pyoxigraph import RdfFormat, parse
from support.paths import ROOT

from graphbuild.errors import OntologyError, UnknownTerm
from graphbuild.knowledge.ontology import GB, Ontology, _load, classes_below, ontology_dir

ONTOLOGY = Ontology.load()
PREDICATES = [
    "accuses",
    "denies",
    "sanctions",
    "underInstrument",
    "charges",
    "arrests",
    "expels",
    "extradites",
    "convicts",
    "lifts",
    "withdraws",
    "attributedTo",
    "targets",
    "uses",
    "develops",
    "linkedTo",
    "actsFor",
    "worksFor",
    "partOf",
    "basedIn",
    "citizenOf",
    "alsoKnownAs",
    "condemns",
    "demands",
    "threatens",
    "proposes",
    "confirms",
    "foils",
    "says",
]


def test_it_has_the_closed_vocabulary():
    assert set(ONTOLOGY.properties) == set(PREDICATES)


@pytest.mark.parametrize("prop", ONTOLOGY.properties.values(), ids=lambda p: p.name)
def test_every_property_has_labels_a_comment_domain_and_range(prop):
    assert prop.label
    assert prop.inverse_label
    assert prop.comment.endswith(".")
    assert prop.domain <= ONTOLOGY.classes.keys()
    assert prop.literal or prop.range <= ONTOLOGY.classes.keys()
    assert prop.range


@pytest.mark.parametrize("kind", ONTOLOGY.classes.values(), ids=lambda c: c.name)
def test_every_class_is_an_entity_with_a_colour(kind):
    assert "Entity" in kind.ancestors
    assert kind.color.startswith("#")
    assert kind.comment.endswith(".")


def test_the_kinds_that_code_asks_for_exist():
    of = {kind: {p.name for p in ONTOLOGY.properties.values() if kind in p.kinds} for kind in KINDS}
    assert all(of.values()), of


KINDS = [
    "SpeechAct",
    "OfficialAct",
    "Content",
    "Hostile",
    "Denial",
    "Accusation",
    "Affiliation",
    "Attribution",
    "Ending",
    "Harm",
    "ObjectOptional",
    "Literal",
    "SymmetricProperty",
    "DatatypeProperty",
]


@pytest.mark.parametrize(
    ("claim", "admitted"),
    [
        (("accuses", "State", "Company"), True),
        (("accuses", "Place", "Company"), False),
        (("accuses", "State", None), False),
        (("denies", "State", None), True),
        (("alsoKnownAs", "State", None), True),
        (("alsoKnownAs", "State", "State"), False),
        (("targets", "Malware", "Place"), True),
    ],
)
def test_domain_and_range_admit_what_they_say(claim, admitted):
    assert ONTOLOGY.accepts(*claim) is admitted


def test_a_name_that_is_neither_class_nor_property_is_an_error():
    ONTOLOGY.check(["State", "accuses"], "here")
    with pytest.raises(UnknownTerm, match="did you mean 'accuses'"):
        ONTOLOGY.check(["accuse"], "here")


def test_a_broken_file_is_an_error_that_names_it(tmp_path):
    (tmp_path / "x.ttl").write_text("gb:x a owl:Class .", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"x\.ttl"):
        _load(tmp_path / "x.ttl")


def test_every_term_has_a_comment():
    quads = list(parse(path=str(ontology_dir() / "graphbuild.ttl"), format=RdfFormat.TURTLE))
    terms = {q.subject.value for q in quads if q.subject.value.startswith(GB)}
    commented = {q.subject.value for q in quads if q.predicate.value.endswith("#comment")}
    assert terms <= commented


def test_the_page_about_the_ontology_is_current():
    page = runpy.run_path(str(ROOT / "docs" / "generate.py"))["page"](ONTOLOGY)
    current = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert current == page, "run `make docs`"


def test_bodies_are_the_classes_below_one():
    below = classes_below("Body")
    assert {"Company", "MilitaryUnit", "Organization"} <= below
    assert not below & {"State", "Person", "ThreatActor", "Group"}


def test_only_a_class_that_groups_others_is_abstract():
    abstract = {kind.name for kind in ONTOLOGY.classes.values() if kind.abstract}
    assert abstract == {"Body"}
