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
from graphbuild.store.backend import TURN, Backend, Dataset, Occurrence
from graphbuild.store.derived.derive import AT_ONCE, derive, load_in_pieces
from graphbuild.store.derived.reprints import find_reprints, signature
from graphbuild.store.texts import opened_texts

LAYOUT = 5
UNKNOWN = Program()
T = TypeVar("T")
# The runs graph describes the derived graph as long as the latter is up to date.
IN_STEP = (rdf.DERIVED_GRAPH, rdf.RUNS_GRAPH)
STORE, HAS_LAYOUT = NamedNode(rdf.BASE + "store"), NamedNode(GB + "layout")
COMPACT = 10  # the store is compacted after a change of at least one article in this number
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
        quads: Sequence[Quad] | None = None,
    ) -> None:
        """Store an article in place of its earlier version, if there is one; all or nothing.

        as_read: the statements before entities were merged across articles, where they differ.
        identified: a mark of what was merged. Both are kept (see `notes`).
        quads: those of the article and the statements (`rdf.to_quads`), from who has made them.
        """
        if quads is None:
            quads = rdf.to_quads(article, statements, Ontology.load())
        quads = [*quads, *_program_quads(article, program)]
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
        """The signature by which reprints are found: of an Article's text, or the one stored before."""
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
        """Store many articles that are not there yet, fast; call `refresh` afterwards.

        It is not atomic: after an interruption, build again.
        """
        self.backend.replace((), [IN_STEP], ())

        def quads() -> Iterator[Quad]:
            for one, said in articles:
                self._n_changed += 1
                yield from rdf.to_quads(one, said, Ontology.load())
                yield from _program_quads(one, program)
                yield from self._signed(one)
                yield from notes.write(rdf.article_graph(one.id), said, said, "")

        self.backend.load(quads())

    def forget(self, article: str) -> bool:
        """Remove an article (id), with every statement that only it makes; False when it was not there.

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
        """Compute again what follows from several articles: disputes, sources, names, reprints, edges.

        A large result is written in pieces; after an interruption the store is still `stale`.
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
        """Whether articles were stored or removed since `refresh`, as in a build that was interrupted."""
        return not any(self.backend.about(*IN_STEP))

    def in_turns(self, items: Iterable[T]) -> Iterator[T]:
        """The same items; every TURN of them the store gives memory back. Nothing else may be read then."""
        for number, item in enumerate(items, 1):
            yield item
            if number % TURN == 0:
                self.backend.release()

    def describe(self, quads: Iterable[Quad]) -> None:
        """Add quads, such as the description of a run."""
        self.backend.replace((), (), quads)

    def quads(self, *, runs: bool = False) -> Iterator[Quad]:
        """All quads of graphbuild's graphs, in an order that depends on the data alone.

        runs: whether to include the descriptions of builds. A server may hold other graphs; these
        are left out.
        """
        for graph in sorted(self.backend.graphs(), key=lambda g: g.value):
            if graph.value.startswith(rdf.BASE) and (runs or graph != rdf.RUNS_GRAPH):
                yield from sorted(self.backend.graph(graph), key=str)

    def graph(self, name: NamedNode) -> Iterator[Quad]:
        """The quads of one graph, in any order."""
        return self.backend.graph(name)

    def about(self, subject: NamedNode, graph: NamedNode) -> Iterator[Quad]:
        """The quads of one subject in one graph, in any order."""
        return self.backend.about(subject, graph)

    def occurrences(self, predicate: NamedNode) -> Iterator[Occurrence]:
        """(subject, value, graph) of all quads with this predicate (see `Backend.occurrences`)."""
        return self.backend.occurrences(predicate)

    def replace_graphs(
        self,
        graphs: Iterable[NamedNode],
        described: Iterable[tuple[NamedNode, NamedNode]],
        quads: Iterable[Quad],
    ) -> None:
        """Drop graphs and all that each (subject, graph) says, and add quads: all or nothing."""
        self.backend.replace(graphs, described, quads)

    def notes(self, article: str) -> notes.Notes:
        """What is kept of an article (id) besides its graph; empty for one that was stored by hand."""
        return notes.read(self.backend.about(rdf.article_graph(article), rdf.RUNS_GRAPH))

    def as_read(self, article: str) -> list[Statement]:
        """The statements of an article (id) as they were read, before entities were merged."""
        kept = self.notes(article)
        return kept.statements if kept.as_read else self.stated(article)

    def program(self, article: str) -> Program:
        """The program that read an article (id)."""
        about = self.backend.about(rdf.article_graph(article), rdf.RUNS_GRAPH)
        found = {quad.predicate: quad.object for quad in about}
        mark, run = found.get(FINGERPRINT), found.get(GENERATED_BY)
        text = mark.value if isinstance(mark, Literal) else ""
        return Program(text.partition(" ")[2], run if isinstance(run, NamedNode) else None)

    def article_quads(self) -> Iterator[tuple[str, list[Quad]]]:
        """Each article's id with the quads of its graph, in order of id."""
        for graph in self._graphs():
            yield rdf.article_id(graph), list(self.backend.graph(graph))

    def names(self) -> rdf.Facts:
        """Labels, aliases and types of all entities (see `rdf.merge_names`)."""
        return rdf.merge_names(*map(self.backend.graph, rdf.NAMING_GRAPHS))

    def statements(self) -> Iterator[Statement]:
        """All statements with the evidence of all articles, in order of id."""
        yield from pool(s for _, group in self._articles() for s in group)

    def stated(self, article: str) -> list[Statement]:
        """The statements in the graph of an article (id), after entities were merged."""
        facts = rdf.facts_of(self.backend.graph(rdf.article_graph(article)))
        return list(rdf.read_statements(facts, self.names()))

    def counts(self) -> dict[str, int]:
        """The number of statements of each property; one that several articles make counts once."""
        counted = f"(COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s {rdf.PREDICATE} ?p }} }}"
        rows = self.query(f"SELECT ?p {counted} GROUP BY ?p HAVING (COUNT(?s) > 0)").rows
        return {plain(prop).removeprefix(GB): int(plain(n)) for prop, n in rows}

    def articles(self) -> Iterator[ArticleRecord]:
        """The record of each article, in order of id."""
        for graph in self._graphs():
            yield self.article(rdf.article_id(graph))

    def article(self, name: str) -> ArticleRecord:
        """The record of an article (id), which must be in the store."""
        graph = rdf.article_graph(name)
        places = (graph, rdf.DERIVED_GRAPH)
        about = (quad for place in places for quad in self.backend.about(graph, place))
        return rdf.read_article(graph, rdf.facts_of(about))

    def kept_articles(self) -> Iterator[Article]:
        """Each article whose text is kept, as it was read, in order of id."""
        with opened_texts(self.url) as texts:
            for record in self.articles() if texts else ():
                kept = texts and texts.get(record.id, record.sha256)
                if kept:
                    yield record.with_text(kept.text, kept.body)

    def texts(self) -> Iterator[tuple[ArticleRecord, str]]:
        """Each article whose text is kept, with its paragraphs, an empty line between two; in order of id."""
        with opened_texts(self.url) as texts:
            for record in self.articles() if texts else ():
                kept = texts and texts.get(record.id, record.sha256)
                if kept:
                    yield record, kept.paragraphs

    def disputes(self) -> Iterator[tuple[str, str]]:
        """Pairs (id of the denying statement, id of the disputed one), in order."""
        pairs = rdf.dispute_pairs(self.backend.graph(rdf.DERIVED_GRAPH))
        yield from sorted(pairs)

    def endings(self) -> Iterator[tuple[str, str]]:
        """Pairs (id of a statement that is over, id of the one that says so), in order."""
        pairs = rdf.ending_pairs(self.backend.graph(rdf.DERIVED_GRAPH))
        yield from sorted(pairs)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids of entities that a catalogue says are one, in order."""
        yield from sorted(rdf.alike_pairs(self.backend.graph(rdf.IDENTITY_GRAPH)))

    def query(self, text: str, dataset: Dataset | None = None) -> Answer:
        """Answer a SPARQL query over the union of all graphs.

        The prefixes of `rdf.PREFIXES` are declared. A triple counts once for each graph that has it:
        add DISTINCT. dataset: IRIs of default and of named graphs to ask instead, for a store on
        disk. Raises QueryError.
        """
        return self.backend.query(text, dataset)

    def close(self) -> None:
        """Write everything to disk and release the lock."""
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
        for graph, kept, _ in self.backend.occurrences(SIGNATURE):
            yield rdf.article_id(graph), kept.value

    def _graphs(self) -> list[NamedNode]:
        return sorted(filter(rdf.is_article_graph, self.backend.graphs()), key=rdf.article_id)

    def _articles(self) -> Iterator[tuple[ArticleRecord, list[Statement]]]:
        """Each article with its own statements, one article in memory at a time."""
        names = self.names()
        for graph in self._graphs():
            facts = rdf.facts_of(self.backend.graph(graph))
            yield rdf.read_article(graph, facts), list(rdf.read_statements(facts, names))

    def _written(self) -> Iterator[tuple[ArticleRecord, list[Statement]]]:
        """The same from the notes, which is faster; statements may lack their evidence."""
        for graph in self.in_turns(self._graphs()):
            record = rdf.read_article(graph, rdf.facts_of(self.backend.about(graph, graph)))
            kept = notes.read(self.backend.about(graph, rdf.RUNS_GRAPH))
            yield record, kept.written if kept.as_read else self.stated(record.id)


def _program_quads(article: Article | ArticleRecord, program: Program) -> Iterator[Quad]:
    """What the runs graph says of an article: which text was read by which program, in which run."""
    graph = rdf.article_graph(article.id)
    mark = Literal(f"{article.sha256} {program.fingerprint}")
    yield Quad(graph, FINGERPRINT, mark, rdf.RUNS_GRAPH)
    if program.run:
        yield Quad(graph, GENERATED_BY, program.run, rdf.RUNS_GRAPH)
