"""Articles -> a store: parses what is new or has changed, and leaves the rest alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.identity.update import bring_up_to_date
from graphbuild.knowledge.ontology import GB, Ontology, ontology_dir
from graphbuild.model import Article, Issue, Statement
from graphbuild.rdf.conformance import find_faults
from graphbuild.records import Program
from graphbuild.version import __version__

if TYPE_CHECKING:
    from graphbuild.store import Store

Reader = Callable[[Iterable[Article]], Iterator[tuple[Article, list[Statement]]]]
# Code that does not bear on what an article says.
OUTSIDE = (
    "__main__.py",
    "cli",
    "console.py",
    "process.py",
    "export",
    "identify.py",
    "identity",
    "identity_graph.py",
    "search",
    "server",
    "store",
    "evaluate.py",
    "validate.py",
    "conformance.py",
    "questions.py",
    "differences.py",
    "runs.py",
    "ontology",
)
READ = frozenset((".py", ".ttl", ".toml", ".json", ".npz"))


@dataclass(slots=True)
class Report:
    """What a build did: counts of articles, and of inputs left out by the stage that did it."""

    stored: int = 0
    unchanged: int = 0
    issues: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """Articles that could be read."""
        return self.stored + self.unchanged


def build_into(
    store: Store,
    paths: Iterable[str | Path],
    *,
    model: str | None = None,
    n_workers: int = 1,
    scheduler: str | None = None,
    fields: Mapping[str, str] | None = None,
    report: Callable[[Issue], None] = lambda issue: None,
    done: Callable[[Article, int | None], None] = lambda article, n_statements: None,
) -> Report:
    """Read articles from paths into an open store; articles that are not among them stay.

    n_workers: processes that read. scheduler: address of a Dask cluster that reads instead. The
        store's bytes depend on neither.
    report: called with each issue. done: called with each article and the number of its statements,
        None when it was unchanged and not read again.
    """
    from graphbuild.ingest.reader import read_articles

    result = Report()

    def note(issue: Issue) -> None:
        result.issues[issue.stage] += 1
        report(issue)

    articles = read_articles(paths, fields=fields, report=note)
    started = datetime.now(UTC)
    program = Program(fingerprint(model), run_iri(started))
    read = reader(model, n_workers=n_workers, scheduler=scheduler, report=note)
    store_articles(store, articles, read, result, program=program, done=done, report=note)
    store.describe(describe_run(started, datetime.now(UTC), model, result))
    return result


def store_articles(
    store: Store,
    articles: Iterable[Article],
    read: Reader,
    result: Report,
    *,
    program: Program,
    done: Callable[[Article, int | None], None] = lambda article, n_statements: None,
    report: Callable[[Issue], None] = lambda issue: None,
) -> None:
    """Store each new or changed article that conforms to the shapes, then bring the derived graph up to date."""
    seen = set[int]()  # hashes, not ids: a run may have millions
    ontology = Ontology.load()

    def fresh() -> Iterator[Article]:
        for article in articles:
            key = _key(article.id)
            if key in seen:
                report(Issue(article.id, "store", "a second article with this id: left out"))
            elif store.known(article, program.fingerprint):
                result.unchanged += 1
                done(article, None)
            else:
                yield article
            seen.add(key)

    for article, statements in store.in_turns(read(fresh())):
        if faults := find_faults(rdf.to_quads(article, statements, ontology)):
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            report(Issue(article.id, "shapes", f"not stored: {faults[0]}{more}"))
            continue
        store.replace(article, statements, program)
        result.stored += 1
        done(article, len(statements))
    bring_up_to_date(store)


def reader(
    model: str | None,
    *,
    open_triples: bool = False,
    n_workers: int = 1,
    scheduler: str | None = None,
    report: Callable[[Issue], None] | None = None,
) -> Reader:
    """The pipeline, whose rules and parser are loaded when the first article comes.

    n_workers: processes that read. scheduler: address of a Dask cluster that reads instead. What is
        read does not depend on either. report: see `pipeline.build`.
    """

    def read(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.nlp.load import load_model
        from graphbuild.pipeline import Rules, build

        waiting = iter(articles)
        for first in waiting:
            nlp, rules = load_model(model), Rules.load()
            both = chain((first,), waiting)
            yield from build(both, nlp=nlp, rules=rules, open_triples=open_triples, report=report)

    def read_in_parallel(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.processes import Task, read_in_processes

        task = Task(model, open_triples)
        return read_in_processes(articles, task, n_workers, report or _ignore)

    def read_elsewhere(articles: Iterable[Article]) -> Iterator[tuple[Article, list[Statement]]]:
        from graphbuild.building.dask import read_on_cluster
        from graphbuild.building.processes import Task

        task = Task(model, open_triples)
        where = str(scheduler)
        return read_on_cluster(articles, task, where, fingerprint(model), report or _ignore)

    if scheduler:
        return read_elsewhere
    return read if n_workers == 1 else read_in_parallel


def _ignore(issue: Issue) -> None:
    """For a caller that does not ask for issues."""


def fingerprint(model: str | None) -> str:
    """Hash of the code, the ontology and the model: what decides how an article is read."""
    digest = hashlib.sha256(f"{__version__} {_model_version(model)}".encode())
    code = Path(__file__).resolve().parent
    for root in (code, ontology_dir()):
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            outside = root == code and name.parts[0] in OUTSIDE
            if path.is_file() and path.suffix in READ and not outside:
                digest.update(str(name).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def describe_run(
    started: datetime, ended: datetime, model: str | None, result: Report
) -> list[Quad]:
    """The PROV description of one build: the only place where time and version stand."""
    run = run_iri(started)
    moment = NamedNode(rdf.XSD + "dateTime")
    facts = (
        (rdf.TYPE, NamedNode(rdf.PROV + "Activity")),
        (NamedNode(rdf.PROV + "startedAtTime"), Literal(_zulu(started), datatype=moment)),
        (NamedNode(rdf.PROV + "endedAtTime"), Literal(_zulu(ended), datatype=moment)),
        (NamedNode(rdf.PROV + "wasAssociatedWith"), NamedNode(f"{rdf.BASE}version/{__version__}")),
        (NamedNode(GB + "model"), Literal(_model_version(model))),
        (NamedNode(GB + "articlesStored"), Literal(result.stored)),
        (NamedNode(GB + "articlesUnchanged"), Literal(result.unchanged)),
    )
    return [Quad(run, prop, value, rdf.RUNS_GRAPH) for prop, value in facts]


def run_iri(started: datetime) -> NamedNode:
    """The IRI of the run that started then."""
    return NamedNode(f"{rdf.BASE}run/{started:%Y%m%dT%H%M%S%fZ}")


def _key(article: str) -> int:
    return int.from_bytes(hashlib.blake2b(article.encode(), digest_size=8).digest())


def _zulu(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _model_version(model: str | None) -> str:
    from graphbuild.nlp.load import DEFAULT_MODEL

    name = model or DEFAULT_MODEL
    try:
        return f"{name} {metadata.version(name)}, spacy {metadata.version('spacy')}"
    except metadata.PackageNotFoundError:
        return f"{name}, spacy {metadata.version('spacy')}"
