"""The runs graph of a store -> the builds that wrote it, in order of time."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode

from graphbuild import rdf
from graphbuild.knowledge.ontology import GB
from graphbuild.store import Store

GENERATED_BY = NamedNode(rdf.PROV + "wasGeneratedBy")
STARTED, ENDED = (NamedNode(rdf.PROV + n) for n in ("startedAtTime", "endedAtTime"))
PROGRAM, MODEL = NamedNode(rdf.PROV + "wasAssociatedWith"), NamedNode(GB + "model")
STORED, UNCHANGED = NamedNode(GB + "articlesStored"), NamedNode(GB + "articlesUnchanged")


class Run(NamedTuple):
    """One build: when, with what, how many articles it stored or found unchanged.

    articles: ids of those that still stand as it wrote them.
    """

    started: str
    ended: str
    version: str
    model: str
    stored: int
    unchanged: int
    articles: tuple[str, ...]


def read_runs(store: Store) -> list[Run]:
    """All runs that ended; one that was cut off has left no description."""
    facts = rdf.facts_of(store.graph(rdf.RUNS_GRAPH))
    written: dict[str, list[str]] = {}
    for subject, about in facts.items():
        for run in about.get(GENERATED_BY, ()):
            written.setdefault(run.value, []).append(rdf.article_id(subject))
    found = []
    for run, about in facts.items():
        if STARTED in about:
            texts = {p: values[0].value for p, values in about.items()}
            found.append(
                Run(
                    texts[STARTED],
                    texts.get(ENDED, ""),
                    texts.get(PROGRAM, "").rsplit("/", 1)[-1],
                    texts.get(MODEL, ""),
                    int(texts.get(STORED, "0")),
                    int(texts.get(UNCHANGED, "0")),
                    tuple(sorted(written.get(run.value, ()))),
                )
            )
    return sorted(found)
