"""Writes docs/ontology.md from ontology/graphbuild.ttl, docs/queries.md from queries/: `make docs`."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path

import graphbuild
from graphbuild.knowledge.ontology import Class, Ontology, Property
from graphbuild.query.named import NamedQuery, bound, named_queries
from graphbuild.store import Store
from graphbuild.store.answers import plain

PAGE = Path(__file__).parent / "ontology.md"
QUERIES = Path(__file__).parent / "queries.md"
ARTICLES = Path(__file__).parent.parent / "data" / "articles"
SHOWN_ROWS = 5
# Values with which each query that needs some is shown.
EXAMPLES = {
    "annotations": {"article": "viasat-2022"},
    "changes": {"since": "2021-04", "until": "2021-05"},
    "chronology": {"entity": "GRU"},
    "contested": {"state": "Russia"},
    "entity": {"entity": "GRU"},
    "single-source": {"entity": "NSO Group"},
    "two-hops": {"entity": "Sandworm"},
}
QUERIES_HEAD = """# Named queries

Generated from `queries/` and the articles in `data/articles` by `make docs`; edit the files, not this page.

Each is a SPARQL 1.1 query in a file of its own, with a name and parameters. A value is bound as a term, never pasted
into the text. An entity is given by its name, by one of its other names, or by its IRI.

    graphbuild query OUT --list
    graphbuild query OUT --name contested --param state=Russia --format csv

Formats: `table`, `csv`, `tsv`, `json` and `xml` (SPARQL results), `turtle` for queries that build triples. The files
are portable SPARQL 1.1 (graphbuild adds the prefixes) and name every graph that they read.
"""
HEAD = """# The ontology

Generated from `ontology/graphbuild.ttl` by `make docs`; edit that file, not this one. The namespace is
`https://w3id.org/graphbuild/ontology#`, prefix `gb:`.
"""
ABOUT_STATEMENTS = """## A statement in the graph

Each article has a named graph. It holds the article, what it calls the entities that it names, and one
`rdf:Statement` for each thing that it says:

| property | of | value |
| --- | --- | --- |
| `rdf:subject`, `rdf:predicate`, `rdf:object` | statement | as in any reification; some predicates need no object |
| `gb:claimant` | statement | the nearest source that the text gives; none when the article speaks for itself |
| `gb:reportedBy` | statement | who reports the claimant's claim, where sources are nested |
| `gb:polarity` | statement | `negated`; none when it is affirmed |
| `gb:modality` | statement | `alleged`, `planned`; none when it is asserted |
| `gb:date` | statement | `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`, as precisely as the text says |
| `gb:conduct`, `gb:instrument`, `gb:reason`, `gb:place` | statement | the article's words for it |
| `gb:effect` | statement | of what lifts a measure or takes a claim back: `ended`, `eased` or `suspended` |
| `gb:evidence` | statement | one node for each sentence that carries it, `…/article/ID?rule=FRAME&of=…#char=START,END`, where FRAME is the row of the tables that read it |
| `rdfs:label` | entity | what this article calls it, unless a catalogue names it; `skos:prefLabel` is the one name for all articles |
| `oa:exact` | evidence | the sentence; START and END are its offsets in characters ([RFC 5147](https://www.rfc-editor.org/rfc/rfc5147)) |
| `gb:confidence` | evidence | how sure the reading is |
| `gb:subjectMention`, `gb:objectMention`, `gb:claimantMention` | evidence | the words used, where they are not the label |

What follows from several articles is written when a build ends, into the graph `graph:derived`:

| property | of | value |
| --- | --- | --- |
| `gb:disputes` | denial | a statement that it contests |
| `gb:denial`, `gb:disputed`, `gb:deniedIn`, `gb:saidIn`, `gb:sentence` | a dispute, `…/dispute/…` | the denial and what it contests, the articles that hold the one and the other, and the evidence of the denial |
| `gb:endedBy` | statement | the statement that lifts this measure or withdraws this accusation |
| `gb:ended` | statement | when: the day of that act or, where it is not said, of its article |
| `gb:independentSources` | statement | how many sources carry it, reprints of one text and articles of one publisher counted once; none when there is one |
| `gb:firstReported` | statement | the day of the earliest article that carries it, where others are of later days |
| `gb:firstArticle`, `gb:rank` | statement | of a dispute: one article that carries it, the first by name; of a disputed one: its place among all, those on most sources first |
| `gb:latestArticle` | entity | where more than 1,000 articles name it: the 200 latest of them |
| `gb:reprints` | article | the first of the near-identical articles that it is one of |
| `skos:prefLabel`, `rdf:type` | entity | the one name and class of an entity, whatever several articles call it (the class of what is catalogued is in `graph:reference`) |
| `gb:rank` | entity | its place among all, those that most articles name first |

What else entities are called (`skos:altLabel`, other classes) is in `graph:names`. `graph:edges` has each plain triple once,
however many articles have it, which makes queries over several steps fast; a node for each accusation:

| property | of | value |
| --- | --- | --- |
| `gb:accuser`, `gb:accused` | accusation | who and whom |
| `gb:articles`, `gb:independentSources`, `gb:reporters` | accusation | how many articles make or report it, how many independent sources one of its statements has at most, how many others report it |
| `gb:rank` | accusation | its place among all, those in most articles first |

one for each measure that articles tell of,

| property | of | value |
| --- | --- | --- |
| `gb:authority`, `gb:sanctioned` | measure | who sanctions whom |
| `gb:law`, `gb:year`, `gb:claimant` | measure | under which law, in which year (that of the article where no other is said), and who says so |
| `gb:rank` | measure | its place among all, those in most articles first |

and one for each outlet that repeats another, at most a hundred for one outlet:

| property | of | value |
| --- | --- | --- |
| `gb:outlet`, `gb:repeatedBy` | pair of outlets | who was first, and who had the same on a later day |
| `gb:statements` | pair of outlets | how many statements on several independent sources |
| `gb:repetitionRank` | pair of outlets | its place among all, those with most statements first |

Who is who across articles stands in the graph `graph:identity`:

| property | of | value |
| --- | --- | --- |
| `gb:mergedInto` | id that an article gave | the node that stands for it (in the graph `…/graph/identity`) |
| `gb:identifies`, `gb:matchStatus`, `gb:score`, `gb:because`, `gb:decision` | match | two ids that are one, or may be: see [identity.md](identity.md) |

Nothing is stored that can be derived: what is the subject of an `rdf:predicate` is an `rdf:Statement`, the graph of
a piece of evidence is the article that it is from (`oa:hasSource`), and its IRI says where in it and which frame read it.

The plain triple `subject predicate object` stands in the article's graph (`…/article/ID`) when the article says
so itself, and in its claims graph (`…/article/ID#claims`) when somebody is said to claim it. Negated and planned
statements have none. What catalogues know of an entity is in `…/graph/reference`; who built what, when, with which
version is in `…/graph/runs`, which exports leave out.

A query sees all graphs at once: add `DISTINCT`, otherwise a triple that is in three graphs gives three rows.
Use `GRAPH ?article { … }` to ask what one article says, and `GRAPH graph:derived { ?entity skos:prefLabel ?name }`
for names.
"""


def page(ontology: Ontology) -> str:
    """The whole page."""
    return "\n".join(
        [
            HEAD,
            "## Properties\n",
            "| property | label, inverse | from → to | kinds | counterparts | meaning |",
            "| --- | --- | --- | --- | --- | --- |",
            *(_property_row(p) for p in ontology.properties.values()),
            "\n## Classes\n",
            "| class | label | below | counterparts | meaning |",
            "| --- | --- | --- | --- | --- |",
            *(_class_row(c) for c in ontology.classes.values()),
            "",
            ABOUT_STATEMENTS,
        ]
    )


def _property_row(prop: Property) -> str:
    ends = f"{_names(prop.domain)} → {_names(prop.range)}"
    kinds = _names(prop.kinds - {"ObjectProperty", "DatatypeProperty"})
    return _row(
        f"`gb:{prop.name}`",
        f"{prop.label}; {prop.inverse_label}",
        ends,
        kinds,
        _counterparts(stix=prop.stix, FtM=prop.follow_the_money, PLOVER=prop.plover),
        prop.comment,
    )


def _class_row(kind: Class) -> str:
    return _row(
        f"`gb:{kind.name}`",
        kind.label,
        _names(kind.ancestors - {kind.name}),
        _counterparts(stix=kind.stix, FtM=kind.follow_the_money),
        kind.comment,
    )


def _counterparts(**names: str | None) -> str:
    return ", ".join(
        f"{where.replace('stix', 'STIX')} {name}" for where, name in names.items() if name
    )


def _names(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def queries_page(store: Store) -> str:
    """Every named query with its parameters and its first rows."""
    parts = [QUERIES_HEAD]
    for asked in named_queries().values():
        parts += _query(asked, store)
    return "\n".join(parts)


def _query(asked: NamedQuery, store: Store) -> list[str]:
    values = EXAMPLES.get(asked.name, {})
    given = "".join(f" --param {k}={v!r}" for k, v in values.items()).replace("'", '"')
    takes = [
        _row(f"`{p.name}`", p.kind, "yes" if p.required else "", p.help) for p in asked.parameters
    ]
    answer = store.query(bound(asked, values, store))
    rows = [[_cut(plain(term)) for term in row] for row in islice(answer.rows, SHOWN_ROWS + 1)]
    return [
        f"## {asked.name}\n",
        asked.title + "\n",
        _row("parameter", "kind", "needed", "meaning"),
        "| --- | --- | --- | --- |",
        *takes,
        f"\n    graphbuild query OUT --name {asked.name}{given}\n",
        _row(*answer.variables),
        "|" + " --- |" * len(answer.variables),
        *(_row(*row) for row in rows[:SHOWN_ROWS]),
        "\n…\n" if len(rows) > SHOWN_ROWS else "",
    ]


def _cut(text: str) -> str:
    """What fits into a cell of a table."""
    line = " ".join(text.replace("|", "\\|").split())
    return line if len(line) <= 90 else line[:89] + "…"


def write_queries() -> None:
    """Build the sample articles and run every named query on them."""
    with tempfile.TemporaryDirectory() as folder:
        graphbuild.build([ARTICLES], folder)
        with graphbuild.open_store(folder, read_only=True) as store:
            QUERIES.write_text(queries_page(store), encoding="utf-8")


if __name__ == "__main__":
    write_queries()
    PAGE.write_text(page(Ontology.load()), encoding="utf-8")
