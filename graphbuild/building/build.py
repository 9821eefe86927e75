"""Articles -> a store: new and changed articles are read and stored, the others are left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from graphbuild import rdf
from graphbuild.building.fingerprint import fingerprint
from graphbuild.building.readers import Reader
from graphbuild.building.readers import reader as make_reader
from graphbuild.building.runs import Report, describe_run, run_iri
from graphbuild.building.upkeep import Upkeep
from graphbuild.identity.update import bring_up_to_date
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import LARGE, LEARNED, NOTE, Article, Issue
from graphbuild.rdf.conformance import find_faults
from graphbuild.records import Program
from graphbuild.store.texts import keeping

if TYPE_CHECKING:
    from graphbuild.llm.settings import Settings
    from graphbuild.store import Store

NOTHING_MORE = Upkeep()


def build_into(
    store: Store,
    paths: str | Path | Iterable[str | Path],
    *,
    model: str | None = None,
    reader: str = LEARNED,
    large: Settings | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    fields: Mapping[str, str] | None = None,
    keep_text: bool | None = None,
    upkeep: Upkeep = NOTHING_MORE,
    report: Callable[[Issue], None] = lambda issue: None,
    done: Callable[[Article, int | None], None] = lambda article, n_statements: None,
) -> Report:
    """Read articles from paths into an open store; articles that are not among them stay.

    Files and articles are read in child processes, which the system ends when one of them takes too
    much time or memory.

    reader: one of READERS. large: how the large language model is asked, for the readers that have one.
    workers: number of processes that read. scheduler: address of a Dask cluster that reads instead.
        The bytes of the store depend on neither. keep_text: whether texts are kept beside the store; None
        for a store in a folder. upkeep: what else is done with articles that were stored before.
    report: called with each issue. done: called with each article and the number of its statements,
        None when it was unchanged and not read again.
    """
    from graphbuild.building.intake import intake
    from graphbuild.ingest.reader import read_articles

    result = Report()

    def note(issue: Issue) -> None:
        if issue.stage != NOTE:
            result.count(issue)
        report(issue)

    started = datetime.now(UTC)
    asked = large.model if large is not None and reader in LARGE else None
    program = Program(fingerprint(model, reader, asked), run_iri(started))
    read = make_reader(
        model, kind=reader, large=large, workers=workers, scheduler=scheduler, report=note
    )
    with keeping(store.url, keep_text) as texts, intake() as read_source:
        articles = read_articles(paths, fields=fields, report=note, read=read_source)
        todo = replace(upkeep, texts=texts)
        store_articles(
            *(store, articles, read, result),
            program=program,
            upkeep=todo,
            done=done,
            report=note,
        )
    store.describe(describe_run(started, datetime.now(UTC), model, result, asked))
    return result


def store_articles(
    store: Store,
    articles: Iterable[Article],
    read: Reader,
    result: Report,
    *,
    program: Program,
    upkeep: Upkeep = NOTHING_MORE,
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
                upkeep.texts.take(article)
                done(article, None)
            else:
                yield article
            seen.add(key)

    for article, statements in store.in_turns(read(fresh())):
        quads = rdf.to_quads(article, statements, ontology)
        if faults := find_faults(quads):
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            report(Issue(article.id, "shapes", f"not stored: {faults[0]}{more}"))
            continue
        if store.has(article.id):
            result.changed += 1
            upkeep.compare(store, article, statements)
        else:
            result.new += 1
        store.replace(article, statements, program, quads=quads)
        upkeep.texts.take(article)
        done(article, len(statements))
    absent = [article for article in store.article_ids() if _key(article) not in seen]
    result.absent = len(absent)
    upkeep.forget(store, absent, result)
    bring_up_to_date(store)


def _key(article: str) -> int:
    return int.from_bytes(hashlib.blake2b(article.encode(), digest_size=8).digest())
