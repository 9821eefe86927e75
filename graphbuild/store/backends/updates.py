"""What the backends share: checking a query before it is run, and writing an update."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from graphbuild.errors import QueryError, StoreError
from graphbuild.rdf import PREFIXES
from graphbuild.store.guard import refuse_reaching_out

LONGEST_NAME = 200  # characters before a fault that are searched for the name in it
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def check(text: str) -> None:
    """Raise QueryError for a query that is malformed, or QueryRefused for one that is no query."""
    refuse_reaching_out(text)
    try:
        pyoxigraph.Store().query(text, prefixes=PREFIXES)
    except SyntaxError as exc:
        raise malformed(exc, text) from exc


def refuse_dataset(dataset: object) -> None:
    """Raise QueryError where a query comes with a dataset and the store cannot take one."""
    if dataset is not None:
        raise QueryError("this kind of store takes no default-graph-uri and named-graph-uri")


def malformed(error: SyntaxError, text: str) -> QueryError:
    """The error for a malformed query, in one line, with its place."""
    match = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    if match is None:
        return QueryError(f"the query is malformed: {' '.join(str(error).split())}")
    row, column = int(match[1]), int(match[2])
    before = "\n".join([*text.split("\n")[: row - 1], text.split("\n")[row - 1][: column - 1]])
    name = re.search(
        r"(?<![^\s:?$<>(){}\[\],;.^/|*+!])([^\s:?$<>(){}\[\],;.^/|*+!]*+):\S*$",
        before[-LONGEST_NAME:],
    )
    if "Prefix not found" in match[3] and name:
        column -= len(name[0])
        problem = f"the prefix {name[1]}: is not declared; known: {', '.join(PREFIXES)}"
    else:
        wanted = re.sub(
            r",?(?:(?<!\s)\s++)?\[[^]]{0,99}\]|(?:(?<!\s)\s++)?\|\s*+'[^']*' *+\.\. *+'[^']*'\]?",
            "",
            match[3],
        )
        early = (
            "the query ends too early: "
            if before.strip() and not text[len(before) :].strip()
            else ""
        )
        problem = early + " ".join(wanted.split())
    return QueryError(f"the query is malformed: line {row}, column {column}: {problem}")


def replacement(
    graphs: Iterable[NamedNode],
    described: Iterable[tuple[NamedNode, NamedNode]],
    quads: Iterable[Quad],
) -> str:
    """One SPARQL update that drops graphs and descriptions and adds quads; StoreError for what is no graph."""
    dropped = list(graphs)
    if not all(isinstance(g, NamedNode) for g in dropped):
        raise StoreError("what is to be replaced is not a graph")
    steps = [f"DROP SILENT GRAPH {graph}" for graph in dropped]
    steps += [f"DELETE WHERE {{ GRAPH {g} {{ {s} ?p ?o }} }}" for s, g in described]
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for quad in quads:
        blocks[str(quad.graph_name)].append(f"{quad.triple} .")
    if blocks:
        text = (f"GRAPH {graph} {{\n" + "\n".join(b) + "\n}" for graph, b in blocks.items())
        steps.append("INSERT DATA {\n" + "\n".join(text) + "\n}")
    return " ;\n".join(steps)
