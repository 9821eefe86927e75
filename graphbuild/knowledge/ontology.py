"""Reads ontology/graphbuild.ttl: the classes and properties, what they may join, how they are drawn.

Code asks a Property what kind it is; it never spells a property's name.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphbuild.errors import OntologyError, UnknownTerm

GB = "https://w3id.org/graphbuild/ontology#"
SCHEMA = "https://schema.org/"
ENTITY_BASE = "https://w3id.org/graphbuild/id/"


@dataclass(frozen=True, slots=True)
class Class:
    """A class of entities.

    ancestors: names of the classes above it and its own.
    color, shape: how pages and graph formats draw its entities ("#rrggbb"; a shape of vis-network).
    stix, follow_the_money: names of its counterparts in these vocabularies, or None.
    abstract: whether it only groups classes, so that no entity has it and exports leave it out.
    """

    name: str
    label: str
    comment: str
    ancestors: frozenset[str]
    color: str
    shape: str
    stix: str | None
    follow_the_money: str | None
    abstract: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the ontology.

    label, inverse_label: for people, from subject to object and back ("accuses", "is accused by").
    domain, range: local names of the classes that subject and object may have.
    kinds: local names of the classes of properties that it belongs to; code asks by the properties
        below, each of which stands for one.
    stix, follow_the_money, plover: names of its counterparts in these vocabularies, or None.
    ends: names of the properties whose statements it ends ("lifts" those of sanctions).
    """

    name: str
    label: str
    inverse_label: str
    comment: str
    domain: frozenset[str]
    range: frozenset[str]
    kinds: frozenset[str]
    stix: str | None
    follow_the_money: str | None
    plover: str | None
    ends: frozenset[str] = frozenset()

    @property
    def speech_act(self) -> bool:
        """Whether to say it is to do it."""
        return "SpeechAct" in self.kinds

    @property
    def official_act(self) -> bool:
        """Whether it is an act of an authority."""
        return "OfficialAct" in self.kinds

    @property
    def nationality(self) -> bool:
        """Whether it says of which state somebody is a national."""
        return (self.follow_the_money or "").endswith(":nationality")

    @property
    def content(self) -> bool:
        """Whether it says what somebody did or is, so that a source is its claimant."""
        return "Content" in self.kinds

    @property
    def hostile(self) -> bool:
        """Whether it is against its object: drawn and counted as a conflict."""
        return "Hostile" in self.kinds

    @property
    def harm(self) -> bool:
        """Whether its subject does harm to its object ("X attacked Y")."""
        return "Harm" in self.kinds

    @property
    def attribution(self) -> bool:
        """Whether it ascribes an operation, its subject, to whoever is its object."""
        return "Attribution" in self.kinds

    @property
    def accusation(self) -> bool:
        """Whether it says that its object did wrong, so that a denial by the object disputes it."""
        return "Accusation" in self.kinds

    @property
    def denial(self) -> bool:
        """Whether it disputes statements in which its subject, or its subject's state, is accused."""
        return "Denial" in self.kinds

    @property
    def affiliation(self) -> bool:
        """Whether it binds its subject to a whole that answers for it (a unit to its army)."""
        return "Affiliation" in self.kinds

    @property
    def measure(self) -> bool:
        """Whether it is a measure against its object, counted by authority, target, law and year."""
        return "Measure" in self.kinds

    @property
    def legal_basis(self) -> bool:
        """Whether it names the law under which its subject is the target of a measure."""
        return "LegalBasis" in self.kinds

    @property
    def symmetric(self) -> bool:
        """Whether it holds both ways."""
        return "SymmetricProperty" in self.kinds

    @property
    def literal(self) -> bool:
        """Whether its object is a literal."""
        return "DatatypeProperty" in self.kinds

    @property
    def object_optional(self) -> bool:
        """Whether its object may be missing."""
        return "ObjectOptional" in self.kinds


@dataclass(frozen=True, slots=True)
class Ontology:
    """The classes and properties, by local name, in alphabetical order."""

    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    ner_labels: Mapping[str, str]

    @classmethod
    def load(cls) -> Ontology:
        """Read the ontology that comes with the package (once a process)."""
        return _load(ontology_dir() / "graphbuild.ttl")

    def is_a(self, kind: str, *ancestors: str) -> bool:
        """Whether the class is one of the ancestors or below one."""
        return not self.classes[kind].ancestors.isdisjoint(ancestors)

    def accepts(self, predicate: str, subject: str, object: str | None) -> bool:
        """Whether domain and range admit these classes (object None: a literal or nothing)."""
        prop = self.properties[predicate]
        if not self.is_a(subject, *prop.domain):
            return False
        if object is None:
            return prop.literal or prop.object_optional
        return not prop.literal and self.is_a(object, *prop.range)

    def check(self, names: Iterable[str], where: str) -> None:
        """Raise UnknownTerm for a name that is neither a class nor a property."""
        known = {*self.classes, *self.properties}
        for name in names:
            if name not in known:
                raise UnknownTerm(name, where, known)


@functools.cache
def classes_below(*names: str) -> frozenset[str]:
    """The names of the package's classes that are one of these or below one of these."""
    ontology = Ontology.load()
    return frozenset(kind for kind in ontology.classes if ontology.is_a(kind, *names))


def ontology_dir() -> Path:
    """The folder of the ontology: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "ontology", package.parent / "ontology"):
        if (folder / "graphbuild.ttl").is_file():
            return folder
    raise OntologyError("the ontology folder is missing: reinstall graphbuild")


@functools.cache
def _load(path: Path) -> Ontology:
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse  # 10 ms; rdflib needs 300

    facts: dict[str, dict[str, list[str]]] = {}
    try:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                about = facts.setdefault(quad.subject.value, {})
                about.setdefault(quad.predicate.value, []).append(quad.object.value)
    except (OSError, SyntaxError) as exc:
        raise OntologyError(f"{path}: {exc}") from exc
    named = {iri.removeprefix(GB): f for iri, f in sorted(facts.items()) if iri.startswith(GB)}
    classes = {n: _class(n, named) for n, f in named.items() if _one(f, GB + "color")}
    properties = {n: _property(n, f) for n, f in named.items() if _one(f, GB + "inverseLabel")}
    ner = {label: n for n, f in named.items() for label in f.get(GB + "nerLabel", ())}
    return Ontology(classes, properties, ner)


RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def _one(facts: Mapping[str, list[str]], key: str) -> str | None:
    return next(iter(facts.get(key, ())), None)


def _local(iris: Iterable[str]) -> frozenset[str]:
    return frozenset(iri.rsplit("#")[-1] for iri in iris)


def _class(name: str, named: Mapping[str, Mapping[str, list[str]]]) -> Class:
    facts, ancestors, queue = named[name], set[str](), [name]
    while queue:
        at = queue.pop()
        if at not in ancestors and at in named:
            ancestors.add(at)
            queue += _local(named[at].get(RDFS + "subClassOf", ()))
    return Class(
        name,
        _one(facts, RDFS + "label") or name,
        _one(facts, RDFS + "comment") or "",
        frozenset(ancestors),
        _one(facts, GB + "color") or "",
        _one(facts, GB + "shape") or "dot",
        _one(facts, GB + "stix"),
        _one(facts, GB + "followTheMoney"),
        _one(facts, GB + "abstract") == "true",
    )


def _property(name: str, facts: Mapping[str, list[str]]) -> Property:
    return Property(
        name,
        _one(facts, RDFS + "label") or name,
        _one(facts, GB + "inverseLabel") or name,
        _one(facts, RDFS + "comment") or "",
        _local(facts.get(SCHEMA + "domainIncludes", ())),
        _local(facts.get(SCHEMA + "rangeIncludes", ())),
        _local(facts.get(TYPE, ())),
        _one(facts, GB + "stix"),
        _one(facts, GB + "followTheMoney"),
        _one(facts, GB + "plover"),
        _local(facts.get(GB + "ends", ())),
    )
