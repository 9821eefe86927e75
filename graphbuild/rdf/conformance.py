"""The quads of one article -> why they do not conform to ontology/shapes.ttl; quick enough for every build.

The shapes are read from that file and checked here without an engine, some hundred times faster than
pyshacl, which stays the reference in `graphbuild validate`; tests compare the two. A constraint that
is not known here is an error, so that no shape is passed over. The five SPARQL constraints of the
file, which need the ontology, are written out below.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from graphbuild import rdf
from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import GB, SCHEMA, Ontology, ontology_dir
from graphbuild.rdf import Facts, Term

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NODE_ONLY = {"targetClass", "targetSubjectsOf", "targetObjectsOf", "property", "sparql"}
PLAIN = {"path", "message", "prefixes", "select"}
N_SPARQL = 5

Node = NamedNode | BlankNode
Shapes = Mapping[object, Mapping[str, Sequence[Node | Literal]]]
Test = Callable[[Term, "Data"], bool]


class Data(NamedTuple):
    """The facts of an article with its background, and the ancestors of each entity's classes."""

    facts: Facts
    ontology: Ontology

    def is_a(self, term: object, kind: str) -> bool:
        """Whether it is an instance of the class (IRI) or of one below."""
        if not isinstance(term, NamedNode):
            return False
        return any(kind in _ancestors(t.value) for t in self.types(term))

    def types(self, term: NamedNode) -> Sequence[Term]:
        """The classes that the facts give it."""
        return self.facts.get(term, {}).get(rdf.TYPE, ())


class Values(NamedTuple):
    """What a shape says of the values of one property: how many, and what each has to pass."""

    path: NamedNode
    least: int
    most: int | None
    tests: tuple[tuple[str, Test], ...]


class Shape(NamedTuple):
    """Which nodes a shape is about, what each has to pass, and its properties."""

    name: str
    chosen: tuple[tuple[str, NamedNode], ...]
    tests: tuple[tuple[str, Test], ...]
    properties: tuple[Values, ...]


def find_faults(quads: Iterable[Quad]) -> list[str]:
    """Why the quads of one article, its background among them, do not conform: sorted."""
    article = [q for q in quads if not _is_claimed(q)]
    data = Data(rdf.facts_of(article), Ontology.load())
    return sorted({*_of_shapes(data), *_of_statements(data)})


def _is_claimed(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.endswith(rdf.CLAIMS)


def _of_shapes(data: Data) -> Iterator[str]:
    by_value: defaultdict[NamedNode, set[Term]] = defaultdict(set)
    for about in data.facts.values():
        for prop, values in about.items():
            by_value[prop].update(values)
    for shape in _shapes():
        for focus in _focus(shape, data, by_value):
            for name, test in shape.tests:
                if not test(focus, data):
                    yield f"{shape.name}: {_value(focus)}: {name}"
            about = data.facts.get(focus, {}) if isinstance(focus, NamedNode) else {}
            for rule in shape.properties:
                for fault in _of_values(rule, set(about.get(rule.path, ())), data):
                    yield f"{shape.name}: {_value(focus)} {rule.path.value}: {fault}"


def _focus(shape: Shape, data: Data, by_value: Mapping[NamedNode, set[Term]]) -> set[Term]:
    found = set[Term]()
    for how, what in shape.chosen:
        if how == "targetClass":
            found |= {s for s in data.facts if data.is_a(s, what.value)}
        elif how == "targetSubjectsOf":
            found |= {s for s, about in data.facts.items() if what in about}
        else:
            found |= by_value.get(what, set())
    return found


def _of_values(values: Values, found: set[Term], data: Data) -> Iterator[str]:
    if len(found) < values.least:
        yield f"{len(found)} values, at least {values.least} wanted"
    if values.most is not None and len(found) > values.most:
        yield f"{len(found)} values, at most {values.most} wanted"
    for value in found:
        for name, test in values.tests:
            if not test(value, data):
                yield f"{name} (found {_value(value)})"


def _of_statements(data: Data) -> Iterator[str]:
    """The SPARQL constraints of the file."""
    if not any(data.is_a(s, SCHEMA + "NewsArticle") for s in data.facts):
        return
    for focus, about in data.facts.items():
        for predicate in about.get(rdf.PREDICATE, ()):
            for message in _of_predicate(predicate, about, data):
                yield f"ArticleShape: {message} {focus.value}"
        place = focus.value.partition("#char=")[2].split(",")
        if len(place) == 2 and place[0].isdecimal() and place[1].isdecimal():
            length = int(place[1]) - int(place[0])
            if any(len(quote.value) != length for quote in about.get(rdf.EXACT, ())):
                yield f"ArticleShape: the quote is not as long as its place: {focus.value}"


def _of_predicate(
    predicate: Term, about: Mapping[NamedNode, Sequence[Term]], data: Data
) -> Iterator[str]:
    name = predicate.value.removeprefix(GB)
    known = data.ontology.properties.get(name)
    if known is None or not predicate.value.startswith(GB):
        yield "the ontology does not define the predicate of"
    domain = {GB + kind for kind in known.domain} if known else set[str]()
    reach = {GB + kind for kind in known.range} if known else set[str]()
    for subject in about.get(rdf.SUBJECT, ()):
        if not any(data.is_a(subject, kind) for kind in domain):
            yield "the domain of the predicate does not admit the subject of"
    for value in about.get(rdf.OBJECT, ()):
        literal = isinstance(value, Literal) and known is not None and "Literal" in known.kinds
        if not literal and not any(data.is_a(value, kind) for kind in reach):
            yield "the range of the predicate does not admit the object of"
    if not about.get(rdf.OBJECT) and not (known and known.object_optional):
        yield "an object is needed by the predicate of"


@functools.cache
def _ancestors(kind: str) -> frozenset[str]:
    classes = Ontology.load().classes
    known = classes.get(kind.removeprefix(GB)) if kind.startswith(GB) else None
    return frozenset({kind, *(GB + a for a in known.ancestors)}) if known else frozenset({kind})


@functools.cache
def _shapes() -> tuple[Shape, ...]:
    facts: defaultdict[object, defaultdict[str, list[Node | Literal]]]
    facts = defaultdict(lambda: defaultdict(list))
    path = ontology_dir() / "shapes.ttl"
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        if isinstance(quad.object, NamedNode | BlankNode | Literal):
            facts[quad.subject][quad.predicate.value].append(quad.object)
    shapes = [
        _shape(node, facts)
        for node, about in facts.items()
        if any(t.value == SH + "NodeShape" for t in about.get(rdf.TYPE.value, ()))
    ]
    n_sparql = sum(len(about.get(SH + "sparql", ())) for about in facts.values())
    if n_sparql != N_SPARQL:
        raise OntologyError(f"{path}: {n_sparql} SPARQL constraints, {N_SPARQL} are known")
    return tuple(sorted(shapes, key=lambda s: s.name))


def _shape(node: object, facts: Shapes) -> Shape:
    about = facts[node]
    targets = tuple(
        (how, target)
        for how in ("targetClass", "targetSubjectsOf", "targetObjectsOf")
        for target in about.get(SH + how, ())
        if isinstance(target, NamedNode)
    )
    name = getattr(node, "value", "").removeprefix(GB)
    properties = (_values(p, facts) for p in about.get(SH + "property", ()))
    return Shape(name, targets, _tests(about, facts), tuple(properties))


def _values(node: object, facts: Shapes) -> Values:
    about = facts[node]
    [path] = about[SH + "path"]
    least, most = (about.get(SH + n, ()) for n in ("minCount", "maxCount"))
    return Values(
        NamedNode(path.value),
        int(least[0].value) if least else 0,
        int(most[0].value) if most else None,
        _tests(about, facts),
    )


def _tests(
    about: Mapping[str, Sequence[Node | Literal]], facts: Shapes
) -> tuple[tuple[str, Test], ...]:
    found = []
    for prop, values in sorted(about.items()):
        name = prop.removeprefix(SH)
        if name == prop or name in NODE_ONLY | PLAIN | {"minCount", "maxCount"}:
            continue
        if name not in TESTS:
            raise OntologyError(f"ontology/shapes.ttl: the constraint sh:{name} is not known here")
        found += [(name, TESTS[name](value, facts)) for value in values]
    return tuple(found)


def _list(head: object, facts: Shapes) -> list[Node | Literal]:
    found = []
    while getattr(head, "value", "") != RDF + "nil":
        found.append(facts[head][RDF + "first"][0])
        head = facts[head][RDF + "rest"][0]
    return found


def _datatype(wanted: Node | Literal, facts: Shapes) -> Test:
    return lambda v, data: isinstance(v, Literal) and v.datatype == wanted and not v.language


def _kind(wanted: Node | Literal, facts: Shapes) -> Test:
    return lambda v, data: wanted.value == SH + "IRI" and isinstance(v, NamedNode)


def _class(wanted: Node | Literal, facts: Shapes) -> Test:
    return lambda v, data: data.is_a(v, wanted.value)


def _pattern(wanted: Node | Literal, facts: Shapes) -> Test:
    pattern = re.compile(wanted.value)
    return lambda v, data: pattern.search(v.value) is not None


def _min_length(wanted: Node | Literal, facts: Shapes) -> Test:
    return lambda v, data: len(v.value) >= int(wanted.value)


def _in(wanted: Node | Literal, facts: Shapes) -> Test:
    allowed = _list(wanted, facts)
    return lambda v, data: v in allowed


def _bound(wanted: Node | Literal, sign: int) -> Test:
    def test(value: Term, data: Data) -> bool:
        try:
            return (Decimal(value.value) - Decimal(wanted.value)) * sign >= 0
        except InvalidOperation:
            return False

    return test


def _or(wanted: Node | Literal, facts: Shapes) -> Test:
    options = [_tests(facts[option], facts) for option in _list(wanted, facts)]
    return lambda v, data: any(all(test(v, data) for _, test in tests) for tests in options)


TESTS: dict[str, Callable[[Node | Literal, Shapes], Test]] = {
    "datatype": _datatype,
    "nodeKind": _kind,
    "class": _class,
    "pattern": _pattern,
    "minLength": _min_length,
    "in": _in,
    "minInclusive": lambda wanted, facts: _bound(wanted, 1),
    "maxInclusive": lambda wanted, facts: _bound(wanted, -1),
    "or": _or,
}


def _value(term: Term) -> str:
    return term.value if len(term.value) <= 120 else term.value[:119] + "…"
