"""Articles and their statements in a quad store: one graph an article, replaced as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from types import TracebackType
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.errors import StoreError, StoreVersion
from graphbuild.knowledge.ontology import GB, Ontology
from graphbuild.model import Article, Statement
from graphbuild.records import ArticleRecord, Program
from graphbuild.statements.pool import pool
from graphbuild.store import notes
from graphbuild.store.answers import Answer, plain
from graphbuild.store.backend import TURN, Backend
from graphbuild.store.derived.derive import AT_ONCE, derive, load_in_pieces
from graphbuild.store.derived.reprints import find_reprints, signature

LAYOUT = 4
UNKNOWN = Program()
T = TypeVar("T")
# The derived graph is described in the runs graph as long as it is in step with the articles.
IN_STEP = (rdf.DERIVED_GRAPH, rdf.RUNS_GRAPH)
STORE, HAS_LAYOUT = NamedNode(rdf.BASE + "store"), NamedNode(GB + "layout")
COMPACT = 10  # the store is compacted when one article in so many, or more, has changed
SIGNATURE = NamedNode(GB + "signature")
FINGERPRINT, GENERATED_BY = NamedNode(GB + "fingerprint"), NamedNode(rdf.PROV + "wasGeneratedBy")


class Store:
    """An open store. It is a context manager, and one process at a time may write to it."""

    def __init__(self, backend: Backend, url: str, *, read_only: bool = False) -> None:
        """Check the layout of what is there, and record ours in what is empty."""
        self.backend, self.url = backend, url
        self._n_changed = 0
        found = [q.object for q in backend.about(STORE, rdf.RUNS_GRAPH)]
        if not found and read_only and not url.startswith("memory:"):
            backend.close()
            raise StoreError(
                f"{url}: no graph here; make one with `graphbuild build PATHS -o {url}`"
            )
        if not found and not read_only:
            mark = Quad(STORE, HAS_LAYOUT, Literal(LAYOUT), rdf.RUNS_GRAPH)
            backend.replace((), (), (mark,))
        elif found and found != [Literal(LAYOUT)]:
            backend.close()
            raise StoreVersion(
                f"{url}: written with layout {getattr(found[0], 'value', found[0])}, this program "
                f"reads layout {LAYOUT}; build it again into a new folder"
            )

    def has(self, article: str) -> bool:
        """Whether an article (id) is in the store."""
        graph = rdf.article_graph(article)
        return any(self.backend.about(graph, graph))

    def article_ids(self) -> Iterator[str]:
        """The ids of all articles, in order."""
        return map(rdf.article_id, self._graphs())

    def known(self, article: Article, fingerprint: str = "") -> bool:
        """Whether this article, unchanged, was stored by a program with this fingerprint."""
        mark = Literal(f"{article.sha256} {fingerprint}")
        about = self.backend.about(rdf.article_graph(article.id), rdf.RUNS_GRAPH)
        return any(q.predicate == FINGERPRINT and q.object == mark for q in about)

    def replace(
        self,
        article: Article | ArticleRecord,
        statements: Sequence[Statement],
        program: Program = UNKNOWN,
        as_read: Sequence[Statement] | None = None,
        identified: str = "",
    ) -> None:
        """Put an article in the place of its former self, or of nothing: atomically.

        as_read: the statements before entities were merged across articles, where they differ;
        identified: a mark of what was merged. Both are kept (see `notes`).
        """
        quads = _quads(article, statements, program)
        graph = rdf.article_graph(article.id)
        quads += self._signed(article)
        read = statements if as_read is None else as_read
        quads += notes.write(graph, statements, read, identified)
        background = {q.subject for q in quads if q.graph_name == rdf.REFERENCE_GRAPH}
        described = [(s, rdf.REFERENCE_GRAPH) for s in background if isinstance(s, NamedNode)]
        self._n_changed += 1
        self.backend.replace(
            (graph, rdf.claims_graph(article.id)),
            [*described, (graph, rdf.RUNS_GRAPH), IN_STEP],
            quads,
        )

    def _signed(self, article: Article | ArticleRecord) -> list[Quad]:
        """By what reprints of the text are found: made from the text, or as stored with the record."""
        graph = rdf.article_graph(article.id)
        if isinstance(article, Article):
            return [Quad(graph, SIGNATURE, Literal(signature(article)), rdf.RUNS_GRAPH)]
        kept = self.backend.about(graph, rdf.RUNS_GRAPH)
        return [quad for quad in kept if quad.predicate == SIGNATURE]

    def load(
        self,
        articles: Iterable[tuple[Article, Sequence[Statement]]],
        program: Program = UNKNOWN,
    ) -> None:
        """Put many articles that the store does not have yet into it, fast; then call `refresh`.

        It is not atomic: what was cut off has to be built again.
        """
        self.backend.replace((), [IN_STEP], ())

        def quads() -> Iterator[Quad]:
            for one, said in articles:
                self._n_changed += 1
                yield from _quads(one, said, program)
                yield from self._signed(one)
                yield from notes.write(rdf.article_graph(one.id), said, said, "")

        self.backend.load(quads())

    def forget(self, article: str) -> bool:
        """Take an article (by id) out, with what only it said; False when it was not there.

        Call `refresh` afterwards.
        """
        graph = rdf.article_graph(article)
        if not self.has(article):
            return False
        graphs = (graph, rdf.claims_graph(article))
        self._n_changed += 1
        self.backend.replace(graphs, [(graph, rdf.RUNS_GRAPH), IN_STEP], ())
        return True

    def refresh(self) -> None:
        """Bring up to date what follows from several articles: disputes, sources, names, reprints, edges.

        What is much is written piece by piece; should it be cut off, the store stays `stale`.
        """
        self.backend.replace((), [IN_STEP], ())
        self.backend.clear(rdf.EDGES_GRAPH)
        reprints = find_reprints(self._signatures())
        derived = derive(self.backend, self._written(), reprints)
        mark = Quad(rdf.DERIVED_GRAPH, HAS_LAYOUT, Literal(LAYOUT), rdf.RUNS_GRAPH)
        quads = chain(derived.quads, rdf.reprint_quads(reprints))
        first, graphs = list(islice(quads, AT_ONCE)), [rdf.DERIVED_GRAPH, rdf.NAMES_GRAPH]
        if len(first) == AT_ONCE:  # a transaction would hold a kilobyte of each
            while graphs:
                self.backend.clear(graphs.pop())
            load_in_pieces(self.backend, chain(first, quads))
            first.clear()
        unused = [(subject, rdf.REFERENCE_GRAPH) for subject in derived.unused]
        self.backend.replace(graphs, unused, [*first, mark])
        if self._n_changed * COMPACT >= len(self._graphs()):
            self.backend.compact()
        self._n_changed = 0

    @property
    def stale(self) -> bool:
        """Whether articles came or went since `refresh`, as after a build that was cut off."""
        return not any(self.backend.about(*IN_STEP))

    def in_turns(self, items: Iterable[T]) -> Iterator[T]:
        """The same items; now and then memory that the store took is given back, while nothing else is read."""
        for number, item in enumerate(items, 1):
            yield item
            if number % TURN == 0:
                self.backend.release()

    def describe(self, quads: Iterable[Quad]) -> None:
        """Add quads, such as the description of a run, to what is there."""
        self.backend.replace((), (), quads)

    def quads(self, *, runs: bool = False) -> Iterator[Quad]:
        """All quads of ours, graph by graph, in one order for ever; those on runs only when asked for.

        A server may hold other graphs besides.
        """
        for graph in sorted(self.backend.graphs(), key=lambda g: g.value):
            if graph.value.startswith(rdf.BASE) and (runs or graph != rdf.RUNS_GRAPH):
                yield from sorted(self.backend.graph(graph), key=str)

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""
        return self.backend.graph(name)

    def article_quads(self) -> Iterator[tuple[str, list[Quad]]]:
        """Each article's id with the quads of its graph, in order of id."""
        for graph in self._graphs():
            yield rdf.article_id(graph), list(self.backend.graph(graph))

    def names(self) -> rdf.Facts:
        """What all entities are called (see `rdf.naming`)."""
        return rdf.naming(*map(self.backend.graph, rdf.NAMING_GRAPHS))

    def statements(self) -> Iterator[Statement]:
        """All statements with the evidence of all articles, in order of id."""
        yield from pool(s for _, group in self._articles() for s in group)

    def stated(self, article: str) -> list[Statement]:
        """The statements in an article's graph (id), as for one that was put there without notes."""
        facts = rdf.facts_of(self.backend.graph(rdf.article_graph(article)))
        return list(rdf.read_statements(facts, self.names()))

    def counts(self) -> dict[str, int]:
        """How many statements each property has, those of several articles counted once."""
        counted = f"(COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s {rdf.PREDICATE} ?p }} }}"
        rows = self.query(f"SELECT ?p {counted} GROUP BY ?p HAVING (COUNT(?s) > 0)").rows
        return {plain(prop).removeprefix(GB): int(plain(n)) for prop, n in rows}

    def articles(self) -> Iterator[ArticleRecord]:
        """What is kept of each article, in order of id."""
        for graph in self._graphs():
            yield self.article(rdf.article_id(graph))

    def article(self, name: str) -> ArticleRecord:
        """What is kept of an article (id) that is in the store."""
        graph = rdf.article_graph(name)
        places = (graph, rdf.DERIVED_GRAPH)
        about = (quad for place in places for quad in self.backend.about(graph, place))
        return rdf.read_article(graph, rdf.facts_of(about))

    def disputes(self) -> Iterator[tuple[str, str]]:
        """Pairs (id of the denying statement, id of the disputed one), in order."""
        pairs = rdf.dispute_pairs(self.backend.graph(rdf.DERIVED_GRAPH))
        yield from sorted(pairs)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids of names that a catalogue gives to one thing, in order."""
        yield from sorted(rdf.alike_pairs(self.backend.graph(rdf.IDENTITY_GRAPH)))

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query over the union of all graphs.

        The prefixes of `rdf.PREFIXES` are declared. A triple counts once for each graph that has it:
        say DISTINCT. Raises QueryError.
        """
        return self.backend.query(text)

    def close(self) -> None:
        """Make everything durable and let other processes in."""
        self.backend.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _signatures(self) -> Iterator[tuple[str, str]]:
        for graph, kept, _ in self.backend.places(SIGNATURE):
            yield rdf.article_id(graph), kept.value

    def _graphs(self) -> list[NamedNode]:
        return sorted(filter(rdf.is_article_graph, self.backend.graphs()), key=rdf.article_id)

    def _articles(self) -> Iterator[tuple[ArticleRecord, list[Statement]]]:
        """Each article with the statements that it makes by itself, one in memory at a time."""
        names = self.names()
        for graph in self._graphs():
            facts = rdf.facts_of(self.backend.graph(graph))
            yield rdf.read_article(graph, facts), list(rdf.read_statements(facts, names))

    def _written(self) -> Iterator[tuple[ArticleRecord, list[Statement]]]:
        """The same, evidence left out where it need not be there, from the notes."""
        for graph in self.in_turns(self._graphs()):
            record = rdf.read_article(graph, rdf.facts_of(self.backend.about(graph, graph)))
            kept = notes.read(self.backend.about(graph, rdf.RUNS_GRAPH))
            yield record, kept.written if kept.as_read else self.stated(record.id)


def _quads(
    article: Article | ArticleRecord, statements: Sequence[Statement], program: Program
) -> list[Quad]:
    """What the article says, and by whom it was read."""
    graph = rdf.article_graph(article.id)
    mark = Literal(f"{article.sha256} {program.fingerprint}")
    quads = rdf.to_quads(article, statements, Ontology.load())
    quads.append(Quad(graph, FINGERPRINT, mark, rdf.RUNS_GRAPH))
    if program.run:
        quads.append(Quad(graph, GENERATED_BY, program.run, rdf.RUNS_GRAPH))
    return quads
