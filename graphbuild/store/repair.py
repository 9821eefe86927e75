"""Makes a damaged store whole again, of what can be read of its files."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from graphbuild import rdf
from graphbuild.errors import StoreError
from graphbuild.store import Store, open_store
from graphbuild.store.backends.oxigraph import FOLDER, Oxigraph, claimed
from graphbuild.store.store import SIGNATURE, STORE
from graphbuild.store.swap import fresh, swap
from graphbuild.store.texts import Texts, has_texts
from graphbuild.store.upkeep import DAMAGE, database


class Repaired(NamedTuple):
    """kept: number of articles. lost: the ids of those of which too little can be read."""

    kept: int
    lost: list[str]


def repair(url: str) -> Repaired:
    """Write the store again from each article's notes, or its graph where they are damaged.

    What follows from several articles is left to `bring_up_to_date`. Nobody else can write to the graph
    meanwhile, and the old files stay until the new ones are complete. Raises StoreError where the files
    cannot be opened at all or do not even tell which articles there are.
    """
    folder = Path(url) / FOLDER
    try:
        with open_store(url, read_only=True) as store, claimed(Path(url)):
            database(store, url)
            try:
                articles = list(store.article_ids())
            except DAMAGE as exc:
                raise StoreError(
                    f"{url}: too damaged to be repaired; build it again from its input, or take a backup"
                ) from exc
            place = fresh(folder)
            new = Store(Oxigraph(pyoxigraph.Store(str(place)), place), str(place))
            try:
                lost = [article for article in articles if not _carry(article, store, new)]
                new.describe(_runs(store))
            finally:
                new.close()
            swap(folder)
    except OSError as exc:
        raise StoreError(f"{url}: cannot be written again: {exc.strerror or exc}") from exc
    if lost and has_texts(url):
        with Texts(Path(url)) as texts:
            for article in lost:
                texts.forget(article)
    return Repaired(len(articles) - len(lost), lost)


def _carry(article: str, store: Store, new: Store) -> bool:
    """Put one article into the new store; False where its record and statements cannot be read."""
    graph = rdf.article_graph(article)
    try:
        about = list(store.about(graph, graph))
        record = rdf.read_article(graph, rdf.facts_of(about))
        program = store.program(article)
        signed = [q for q in store.about(graph, rdf.RUNS_GRAPH) if q.predicate == SIGNATURE]
    except DAMAGE:
        return False
    if not about:
        return False
    try:
        statements = store.notes(article).statements or store.stated(article)
    except DAMAGE:
        try:
            statements = store.stated(article)
        except DAMAGE:
            return False
    new.replace(record, statements, program)
    new.describe(signed)
    return True


def _runs(store: Store) -> list[Quad]:
    """What the store says of its builds, as far as it can be read."""
    try:
        quads = list(store.graph(rdf.RUNS_GRAPH))
    except DAMAGE:
        return []
    return [
        q
        for q in quads
        if isinstance(q.subject, NamedNode)
        and q.subject not in (STORE, rdf.DERIVED_GRAPH)
        and not rdf.is_article_graph(q.subject)
    ]
