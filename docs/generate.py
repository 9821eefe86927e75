"""Writes docs/ontology.md from ontology/graphbuild.ttl: `make docs`."""

from __future__ import annotations

from pathlib import Path

from graphbuild.ontology import Class, Ontology, Property

PAGE = Path(__file__).parent / "ontology.md"
HEAD = """# The ontology

Generated from `ontology/graphbuild.ttl` by `make docs`; edit that file, not this one. The namespace is
`https://w3id.org/graphbuild/ontology#`, prefix `gb:`.
"""
ABOUT_STATEMENTS = """## A statement in the graph

Each article has a named graph. It holds the article, the entities that it names, and one `rdf:Statement`
for each thing that it says:

| property | of | value |
| --- | --- | --- |
| `rdf:subject`, `rdf:predicate`, `rdf:object` | statement | as in any reification; some predicates need no object |
| `gb:claimant` | statement | the nearest source that the text gives; none when the article speaks for itself |
| `gb:reportedBy` | statement | who reports the claimant's claim, where sources are nested |
| `gb:polarity` | statement | `affirmed`, `negated` |
| `gb:modality` | statement | `asserted`, `alleged`, `planned` |
| `gb:date` | statement | `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`, as precisely as the text says |
| `gb:conduct`, `gb:instrument`, `gb:reason`, `gb:place` | statement | the article's words for it |
| `gb:evidence` | statement | one node for each sentence that carries it |
| `oa:hasSource`, `oa:hasSelector` | evidence | the article, and the place in it (an `oa:SpecificResource`) |
| `gb:rule`, `gb:confidence` | evidence | the frame that read it, how sure the reading is |
| `gb:subjectMention`, `gb:objectMention`, `gb:claimantMention` | evidence | the words used, where they are not the label |
| `oa:exact`, `oa:start`, `oa:end` | selector | the sentence, and its offsets in characters; statements of one sentence share it |
| `gb:disputes` | denial | a statement that it contests (in the graph `…/graph/derived`) |
| `gb:reprints` | article | the first of the near-identical articles that it is one of (in the graph `…/graph/derived`) |

The plain triple `subject predicate object` stands in the article's graph (`…/article/ID`) when the article says
so itself, and in its claims graph (`…/article/ID#claims`) when somebody is said to claim it. Negated and planned
statements have none. What catalogues know of an entity is in `…/graph/reference`; who built what, when, with which
version is in `…/graph/runs`, which exports leave out.

A query sees all graphs at once, and a triple that stands in three of them three times: say `DISTINCT`.
Use `GRAPH ?article { … }` to ask what one article says.
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


if __name__ == "__main__":
    PAGE.write_text(page(Ontology.load()), encoding="utf-8")
