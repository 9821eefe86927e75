"""The builds that wrote a store: what each did, kept as PROV in the runs graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.building.fingerprint import model_version
from graphbuild.knowledge.ontology import GB
from graphbuild.model import DROPPED, PARTLY, REFUSED, Issue
from graphbuild.store import Store
from graphbuild.version import __version__

if TYPE_CHECKING:
    from graphbuild.store import Store

GENERATED_BY = NamedNode(rdf.PROV + "wasGeneratedBy")
STARTED, ENDED = (NamedNode(rdf.PROV + n) for n in ("startedAtTime", "endedAtTime"))
PROGRAM, MODEL = NamedNode(rdf.PROV + "wasAssociatedWith"), NamedNode(GB + "model")
STORED, UNCHANGED = NamedNode(GB + "articlesStored"), NamedNode(GB + "articlesUnchanged")


class Run(NamedTuple):
    """One build: when, with what, how many articles it stored or found unchanged.

    articles: ids of those that no later build has replaced.
    """

    started: str
    ended: str
    version: str
    model: str
    stored: int
    unchanged: int
    articles: tuple[str, ...]


def read_runs(store: Store) -> list[Run]:
    """All builds that ended, in order of time; one that was interrupted has left no description."""
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


@dataclass(slots=True)
class Report:
    """What a build did.

    new, changed, unchanged: articles, by what the store had of them. absent: articles in the store
    that this build's input does not have. pruned: such articles that were forgotten. kept_absent: why none
    were, though they were to be. issues: inputs left out, by the stage that left them out.
    reasons: the same inputs by the kind of fault ("unknown kind", "not English"). refused: statements in the
    answers of a large language model that were dropped, by the reason.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    pruned: int = 0
    kept_absent: str = ""
    issues: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def count(self, issue: Issue) -> None:
        """Count an issue; one about a part of an article leaves no input out."""
        if issue.stage == REFUSED:
            self.refused[issue.reason] += issue.count
            return
        self.issues[issue.stage] += issue.count
        if issue.stage not in {PARTLY, DROPPED}:
            self.reasons[issue.reason or "failed"] += issue.count

    @property
    def stored(self) -> int:
        """Articles that were read and stored."""
        return self.new + self.changed

    @property
    def read(self) -> int:
        """Articles that could be read."""
        return self.stored + self.unchanged


def describe_run(
    started: datetime, ended: datetime, model: str | None, result: Report, asked: str | None = None
) -> list[Quad]:
    """The PROV description of one build: the only quads with a time and the program's version.

    asked: the large language model that read, if one did.
    """
    run = run_iri(started)
    moment = NamedNode(rdf.XSD + "dateTime")
    facts = (
        (rdf.TYPE, NamedNode(rdf.PROV + "Activity")),
        (NamedNode(rdf.PROV + "startedAtTime"), Literal(_zulu(started), datatype=moment)),
        (NamedNode(rdf.PROV + "endedAtTime"), Literal(_zulu(ended), datatype=moment)),
        (NamedNode(rdf.PROV + "wasAssociatedWith"), NamedNode(f"{rdf.BASE}version/{__version__}")),
        (
            NamedNode(GB + "model"),
            Literal(model_version(model) + (f", asked {asked}" if asked else "")),
        ),
        (NamedNode(GB + "articlesStored"), Literal(result.stored)),
        (NamedNode(GB + "articlesUnchanged"), Literal(result.unchanged)),
    )
    return [Quad(run, prop, value, rdf.RUNS_GRAPH) for prop, value in facts]


def run_iri(started: datetime) -> NamedNode:
    """The IRI of the run that started then."""
    return NamedNode(f"{rdf.BASE}run/{started:%Y%m%dT%H%M%S%fZ}")


def _zulu(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
