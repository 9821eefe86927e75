"""Named queries: the SPARQL files of queries/, their parameters, and how values are bound to them.

To add one, write `queries/NAME.rq`. Its head has its title and declares its parameters,

    # Who accuses whom.
    # param accuser: entity, required - who accuses

and its body has a line `# bind accuser ?variable` where a VALUES block for that variable may stand.
A line `# with since, until: TEXT` is read as TEXT if a value is given for one of these parameters, and a
line that ends with `# unless since, until` is left out then; `limit` in such a line stands for a maximum
number of rows that replaces the query's own. The file is a valid query as it is; values are bound as terms
and never pasted into its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from graphbuild import rdf
from graphbuild.errors import OntologyError, QueryError
from graphbuild.knowledge.ontology import GB, Ontology, ontology_dir
from graphbuild.presentation.names import Candidate, matching, unknown
from graphbuild.query import lookup
from graphbuild.store import Store
from graphbuild.store.answers import plain

HEAD = re.compile(r"# param (\w+): (\w+)(, required)? - (.+)")
BIND = re.compile(r"^[ \t]*# bind (\w+) (\?\w+)[ \t]*$", re.MULTILINE)
WITH = re.compile(r"^[ \t]*# with ([\w, ]+): (.*)$", re.MULTILINE)
UNLESS = re.compile(r"^(.*?)(?<![ \t])[ \t]*+# unless ([\w, ]+)$\n?", re.MULTILINE)
LIMIT = re.compile(r"\bLIMIT (\d+)")
LIMITED = "limit"
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query takes: its kind is one of KINDS."""

    name: str
    kind: str
    required: bool
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with a name, a title of one line, and parameters in order."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    text: str


def named_queries() -> dict[str, NamedQuery]:
    """All named queries, in alphabetical order; OntologyError when a file is malformed."""
    return {path.stem: _read(path) for path in sorted(queries_dir().glob("*.rq"))}


def named_query(name: str) -> NamedQuery:
    """The query with this name; QueryError when there is none."""
    known = named_queries()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
        raise QueryError(f"there is no query named {name!r}; {hint}")
    return known[name]


def bound(
    asked: NamedQuery, values: Mapping[str, str], store: Store, *, limit: int | None = None
) -> str:
    """The query as SPARQL, with a value for each parameter that is given one.

    limit: maximum number of rows, in place of the query's own. Raises QueryError for a parameter that the
    query does not have, one that it needs and does not get, and a value that a parameter cannot take.
    """
    known = {p.name: p for p in asked.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "none"
            raise QueryError(f"{asked.name} has no parameter {name!r}; it takes: {takes}")
    for parameter in asked.parameters:
        if parameter.required and parameter.name not in values:
            raise QueryError(
                f"{asked.name} needs --param {parameter.name}={parameter.kind.upper()}: "
                f"{parameter.help}"
            )
    terms = {n: KINDS[known[n].kind](value, store) for n, value in values.items()}
    given = terms.keys() | ({LIMITED} if limit is not None else set())
    text = BIND.sub(lambda match: _values(match[2], terms.get(match[1])), _chosen(asked, given))
    return text if limit is None else LIMIT.sub(f"LIMIT {limit:d}", text)


def queries_dir() -> Path:
    """The folder of the named queries: inside the installed package, or beside it in a checkout."""
    folder = ontology_dir().parent / "queries"
    if not folder.is_dir():
        raise OntologyError("the folder of named queries is missing: reinstall graphbuild")
    return folder


def _read(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("# ")]
    parameters = []
    for line in head[1:]:
        match = HEAD.fullmatch(line)
        if match is None or match[2] not in KINDS:
            raise OntologyError(
                f"{path}: {line!r} declares no parameter; the kinds are {', '.join(KINDS)}"
            )
        parameters.append(Parameter(match[1], match[2], match[3] is not None, match[4]))
    used = {match[1] for match in BIND.finditer(text)}
    named = (m[i] for form, i in ((WITH, 1), (UNLESS, 2)) for m in form.finditer(text))
    if not {name.strip() for names in named for name in names.split(",")} <= used | {LIMITED}:
        raise OntologyError(
            f"{path}: a line is there with a parameter that the head does not declare"
        )
    if not head or used != {p.name for p in parameters}:
        raise OntologyError(f"{path}: the parameters of its head and body are not the same")
    return NamedQuery(path.stem, head[0].removeprefix("# "), tuple(parameters), text)


def _chosen(asked: NamedQuery, given: Collection[str]) -> str:
    """The text with the lines that hold for the parameters that are given."""

    def told(names: str) -> bool:
        return any(name.strip() in given for name in names.split(","))

    text = WITH.sub(lambda match: match[2] if told(match[1]) else "", asked.text)
    return UNLESS.sub(lambda match: "" if told(match[2]) else f"{match[1]}\n", text)


def _values(variable: str, terms: Sequence[NamedNode | Literal] | None) -> str:
    if terms is None:
        return ""
    return f"  VALUES {variable} {{ {' '.join(map(str, terms))} }}"


def _entity(value: str, store: Store) -> list[NamedNode | Literal]:
    """The entity with this IRI, or those that the name means (see `presentation.names`)."""
    if value.startswith(("http://", "https://")):
        return [_iri(value)]
    # The store compares letters much faster than a loop over all names does; the rules are the same.
    for test in (f"?name = {Literal(value)}", f"LCASE(?name) = {Literal(value.lower())}"):
        for names in (LABELS, ALL_NAMES):
            rows = store.query(f"SELECT DISTINCT ?e {{ {names} FILTER ({test}) }}").rows
            if found := [term for (term,) in rows if isinstance(term, NamedNode)]:
                return sorted(found, key=str)
    candidates = _candidates(store)
    if matches := matching(value, candidates):
        return [NamedNode(iri) for iri in sorted(matches)]
    raise unknown(value, (c.label for c in candidates))


LABELS = "GRAPH graph:derived { ?e skos:prefLabel ?name }"
ALL_NAMES = "GRAPH ?g { ?e skos:prefLabel|skos:altLabel ?name }"


def _candidates(store: Store) -> list[Candidate]:
    """Every entity with its label and its other names."""
    labels = lookup.labels(store)
    aliases: dict[str, set[str]] = {iri: set() for iri in labels}
    for entity, name in store.query(f"SELECT DISTINCT ?e ?name {{ {ALL_NAMES} }}").rows:
        if isinstance(entity, NamedNode) and entity.value in aliases:
            aliases[entity.value].add(plain(name))
    return [Candidate(iri, label, frozenset(aliases[iri])) for iri, label in labels.items()]


def _iri(value: str) -> NamedNode:
    try:
        return NamedNode(value)
    except ValueError as exc:
        raise QueryError(f"{value!r} is not an IRI") from exc


def _article(value: str, store: Store) -> list[NamedNode | Literal]:
    return [rdf.article_graph(value)]


def _text(value: str, store: Store) -> list[NamedNode | Literal]:
    return [Literal(value)]


def _date(value: str, store: Store) -> list[NamedNode | Literal]:
    if not DATE.fullmatch(value):
        raise QueryError(f"{value!r} is not a date; write 2020, 2020-10 or 2020-10-24")
    return [Literal(value)]


def _year(value: str, store: Store) -> list[NamedNode | Literal]:
    if not re.fullmatch(r"\d{4}", value):
        raise QueryError(f"{value!r} is not a year; write four digits")
    return [Literal(value)]


def _integer(value: str, store: Store) -> list[NamedNode | Literal]:
    if not re.fullmatch(r"-?\d{1,18}", value):
        raise QueryError(f"{value!r} is not a whole number")
    return [Literal(int(value))]


def _predicate(value: str, store: Store) -> list[NamedNode | Literal]:
    known: Iterable[str] = Ontology.load().properties
    if value not in known:
        raise QueryError(f"{value!r} is not a property; known: {', '.join(known)}")
    return [NamedNode(GB + value)]


KINDS: dict[str, Callable[[str, Store], list[NamedNode | Literal]]] = {
    "entity": _entity,
    "article": _article,
    "predicate": _predicate,
    "text": _text,
    "date": _date,
    "year": _year,
    "integer": _integer,
}
