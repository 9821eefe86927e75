"""News articles about hostile acts -> a knowledge graph that says who claims what, and where.

    >>> import graphbuild
    >>> report = graphbuild.build(["articles/"], "out/graph")
    >>> with graphbuild.open_store("out/graph", read_only=True) as store:
    ...     answer = store.query("SELECT DISTINCT ?a ?b { ?a gb:accuses ?b }")

Importing the package is quick; the parser is loaded by the first article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graphbuild.model import LEARNED
from graphbuild.version import __version__

if TYPE_CHECKING:
    from graphbuild.building.runs import Report
    from graphbuild.llm.settings import Settings
    from graphbuild.model import Article, Issue, Statement
    from graphbuild.pages.notebook import Shown
    from graphbuild.store import Store

__all__ = ["__version__", "build", "extract", "open_store", "show"]


def build(
    paths: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    model: str | None = None,
    reader: str = LEARNED,
    large: Settings | None = None,
    workers: int = 1,
    keep_text: bool | None = None,
    prune: bool = False,
    report: Callable[[Issue], None] = lambda issue: None,
    n_workers: int | None = None,
) -> Report:
    """Read articles into the graph at `out` (a folder, or the URL of a SPARQL server).

    paths: files and folders, or a single one. Missing, a GraphbuildError, where none of them exists.

    Unchanged articles are not read again, and articles that are in the graph but not under `paths`
    stay, unless `prune`. model: name of a spaCy pipeline. reader: "learned" (rules and network), "rules", "llm" (a large
    language model) or "both" (it and "learned"). large: how the large language model is asked, where one reads.
    workers: number of processes; the result is the same.
    keep_text: whether the articles' texts are kept beside the graph; None: where it is in a folder.
    prune: whether articles of the graph that are not under `paths` are forgotten, if all inputs could be read.
    report: called with each input that could not be read. n_workers: former name of `workers`.
    """
    from graphbuild.building.build import build_into
    from graphbuild.building.upkeep import Upkeep
    from graphbuild.ingest.files import each_path, require_any

    paths = list(each_path(paths))
    require_any(paths)
    with open_store(out) as store:
        return build_into(
            store,
            paths,
            model=model,
            reader=reader,
            large=large,
            workers=n_workers or workers,
            keep_text=keep_text,
            upkeep=Upkeep(prune=prune),
            report=report,
        )


def extract(
    paths: str | Path | Iterable[str | Path],
    *,
    model: str | None = None,
    reader: str = LEARNED,
    large: Settings | None = None,
    workers: int = 1,
    fields: Mapping[str, str] | None = None,
    open_triples: bool = False,
    explain: bool = False,
    report: Callable[[Issue], None] = lambda issue: None,
    n_workers: int | None = None,
) -> Iterator[tuple[Article, list[Statement]]]:
    """Each article with its statements, in order; nothing is stored.

    model: name of a spaCy pipeline. reader, large: as for `build`.
    workers: number of processes; the result is the same.
    fields: from `text`, `title`, ... to the name of the field that holds it in JSON records or CSV.
    explain: whether to report the claims that were dropped, too, as issues of the stage "dropped".
    open_triples: whether to read statements outside the vocabulary, too; their predicates begin with
    "open:". report: called with each input that could not be read. n_workers: former name of `workers`.
    """
    from graphbuild.building.intake import intake
    from graphbuild.building.readers import reader as make_reader
    from graphbuild.ingest.reader import read_articles

    read = make_reader(
        model,
        kind=reader,
        large=large,
        open_triples=open_triples,
        explain=explain,
        workers=n_workers or workers,
        report=report,
    )
    with intake() as read_source:
        yield from read(read_articles(paths, fields=fields, report=report, read=read_source))


def open_store(url: str | Path, *, read_only: bool = False) -> Store:
    """Open the graph in a folder, or at a URL such as `memory:`; use it in a `with` statement."""
    from graphbuild.store import open_store as open_

    return open_(url, read_only=read_only)


def show(url: str | Path, view: str = "explorer", *, height: int = 720) -> Shown:
    """The graph as a page in a notebook cell: `explorer`, `chronology`, `matrix` or `map`."""
    from graphbuild.pages.notebook import Shown as Shown_

    with open_store(url, read_only=True) as store:
        return Shown_.of(store, view, height=height)
