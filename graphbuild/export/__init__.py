"""The formats in which a graph can be written.

To add one, write a module with `write(dataset, path, ontology)` and add a row to EXPORTERS: the
command line and the contract test take it from there. Pages have a table of their own, `pages.PAGES`.
"""

from __future__ import annotations

from graphbuild.errors import ExportError
from graphbuild.pages import FORMER, PAGES
from graphbuild.presentation.formats import Format, Writer

__all__ = ["EXPORTERS", "Format", "Writer", "writer"]

EXPORTERS = {
    **PAGES,
    "jsonl": Format(".jsonl", "graphbuild.export.jsonl", "one JSON object for each quote"),
    "csv": Format(".csv", "graphbuild.export.csv", "one row for each quote, for spreadsheets"),
    "graphml": Format(".graphml", "graphbuild.export.graphml", "yEd, Gephi, networkx, igraph"),
    "gexf": Format(".gexf", "graphbuild.export.gexf", "Gephi, with dates"),
    "ttl": Format(".ttl", "graphbuild.export.turtle", "RDF without graphs and without claims"),
    "trig": Format(".trig", "graphbuild.export.trig", "RDF, one graph for each article"),
    "nq": Format(".nq", "graphbuild.export.nquads", "RDF, one quad a line, sorted"),
    "jsonld": Format(".jsonld", "graphbuild.export.jsonld", "RDF as JSON, with its context"),
    "rdf12": Format(".rdf12.ttl", "graphbuild.export.rdf12", "RDF 1.2, statements as reifiers"),
    "nanopub": Format(
        ".nanopub.trig", "graphbuild.export.nanopublications", "nanopublications, one a statement"
    ),
    "ftm": Format(
        ".ftm.json", "graphbuild.export.followthemoney", "FollowTheMoney entities, one a line"
    ),
    "cytoscape": Format(".cyjs", "graphbuild.export.cytoscape", "Cytoscape, cytoscape.js"),
    "stix": Format(".json", "graphbuild.export.stix", "STIX 2.1 bundle (extra: stix)"),
    "neo4j": Format(".zip", "graphbuild.export.neo4j", "CSV files for neo4j-admin import"),
    "texts": Format(".texts.jsonl", "graphbuild.export.texts", "the kept texts of the articles"),
}


def writer(name: str) -> Writer:
    """The `write(dataset, path, ontology)` of a format; ExportError when there is no such format.

    Output depends on the data alone: the same data gives the same bytes.
    """
    name = FORMER.get(name, name)
    if name not in EXPORTERS:
        raise ExportError(f"{name!r} is not a format; choose {', '.join(EXPORTERS)}")
    return EXPORTERS[name].write
