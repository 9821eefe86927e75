"""Which room of graphbuild/ imports which: prints the arrows, and fails on one that ROOMS does not allow.

    python tools/imports.py             all arrows with their number of imports; exit status 1 on a fault
    python tools/imports.py --mermaid   writes the picture and the table in docs/architecture.md again

Every import statement of every module counts, also those in functions and for type checking, and so
does a string that names a module (tables of formats and stores load theirs by name).

To add a room, make the folder and add a row to ROOMS, below the rows of all that it imports.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "graphbuild"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN = (
    "<!-- Written by `make docs` (tools/imports.py --mermaid) from the imports: do not edit. -->\n"
)
END = "<!-- End of what is written from the imports. -->"
GROUND = frozenset(("errors", "model", "records", "version", "deadline", "faults", "durable"))
# A folder below this one is a room of its own, and so is a module directly in it.
HALLS = frozenset(("extraction",))


class Room(NamedTuple):
    """A folder or a module of graphbuild/ that others may import as a whole.

    may: the rooms that it may import, apart from the ground. says: what happens in it.
    """

    name: str
    may: tuple[str, ...]
    says: str


# From the ground up: a room may import only rooms that stand before it, and of those only what its
# row names.  Inside extraction/, only claims and what else gives claims stand on another part.
ROOMS = (
    Room(
        "ground",
        (),
        "plain data (`model`, `records`), `errors`, `version`, the time limit",
    ),
    Room("knowledge", (), "the ontology and the tables under `ontology/`, read and checked"),
    Room("ingest", ("knowledge",), "files of any kind → `Article`: clean body, title, date"),
    Room("nlp", ("knowledge",), "`Article` → `Document`: the parse, as plain tokens"),
    Room("extraction", (), "`Document` → `Claim`: only a folder for its parts"),
    Room("extraction.mentions", ("knowledge", "nlp"), "what is named or described"),
    Room("extraction.coreference", ("knowledge", "nlp"), "which mentions are one thing"),
    Room("extraction.entities", ("knowledge", "nlp"), "mention chains → `Entity`"),
    Room("extraction.attributions", ("knowledge", "nlp"), "who says what: source, cue, content"),
    Room("extraction.noun_phrases", ("knowledge", "nlp"), "claims inside noun phrases"),
    Room(
        "extraction.clauses", ("knowledge", "nlp"), "predicate and arguments, whatever the syntax"
    ),
    Room(
        "extraction.claims",
        ("knowledge", "nlp", "extraction.clauses"),
        "clauses and frames → `Claim`: who claims it, when, on what legal basis",
    ),
    Room(
        "extraction.open_triples",
        ("knowledge", "nlp", "extraction.clauses", "extraction.claims"),
        "clauses outside the vocabulary → `Statement`",
    ),
    Room(
        "extraction.relations",
        ("nlp", "extraction.clauses", "extraction.claims"),
        "the learned reader: pairs of mentions → `Claim`",
    ),
    Room(
        "extraction.llm",
        ("knowledge", "nlp", "extraction.entities", "extraction.clauses", "extraction.claims"),
        "the large language model: what it is asked, and what of its answer the article bears out → `Claim`",
    ),
    # statements reads the sentences of a Document, so it stands on nlp, too.
    Room(
        "statements",
        ("knowledge", "nlp"),
        "claims of one article → `Statement`, pooled, with confidence",
    ),
    Room(
        "pipeline",
        (
            *("knowledge", "nlp", "statements", "extraction.mentions", "extraction.coreference"),
            *("extraction.entities", "extraction.attributions", "extraction.noun_phrases"),
            *("extraction.claims", "extraction.open_triples", "extraction.relations"),
            "extraction.llm",
        ),
        "all stages on one page: `Article` → its statements",
    ),
    Room("rdf", ("knowledge",), "`Statement` ↔ quads; the shape of the graph"),
    # identity and query find entities by the names that people type, as presentation.names decides.
    Room(
        "presentation",
        ("knowledge",),
        "statements as people read them, entities by the names that people type",
    ),
    # store and query pool the statements of many articles as statements pools those of one.
    Room(
        "store",
        ("knowledge", "statements", "rdf"),
        "what was read, kept: backends, and what follows from many articles",
    ),
    # identity applies decisions to statements and writes its graph into the store.
    Room(
        "identity",
        ("knowledge", "statements", "rdf", "presentation", "store"),
        "who is who across articles; people's decisions",
    ),
    Room(
        "query",
        ("knowledge", "statements", "rdf", "presentation", "store"),
        "by identifier, by named query, by full text",
    ),
    Room("pages", ("knowledge", "presentation"), "HTML: explorer, chronology, matrix, map, brief"),
    # A page is a format among others, so the table of formats has those of pages, too.
    Room("export", ("knowledge", "rdf", "presentation", "pages"), "data formats"),
    Room(
        "analysis",
        ("knowledge", "statements", "rdf", "store", "presentation"),
        "statistics, paths, comparison, differences, validation, evaluation",
    ),
    Room("llm", (), "asks servers of large language models, and keeps what they answer"),
    Room(
        "building",
        (
            *(
                "knowledge",
                "ingest",
                "nlp",
                "extraction.llm",
                "pipeline",
                "rdf",
                "store",
                "identity",
            ),
            "llm",
        ),
        "articles into a store: what is new, in processes or on a cluster",
    ),
    Room(
        "server",
        ("knowledge", "rdf", "store", "query", "presentation", "pages"),
        "the local web server",
    ),
    Room(
        "__init__",
        ("ingest", "store", "llm", "building", "pages"),
        "the face: `graphbuild.build`, `extract`, `open_store`, `show`",
    ),
    Room(
        "cli",
        (
            *(
                "knowledge",
                "ingest",
                "rdf",
                "store",
                "identity",
                "query",
                "pages",
                "export",
                "analysis",
            ),
            *("llm", "building", "server", "__init__"),
        ),
        "parses, calls one function, prints",
    ),
    Room("__main__", ("cli",), "what `python -m graphbuild` runs"),
)


class Import(NamedTuple):
    """One module names another; both with dots, from graphbuild on."""

    source: str
    target: str
    line: int


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the package by its name with dots."""
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(name: str, source: str, known: Iterable[str]) -> Iterator[Import]:
    """What the text of a module imports of the package, in a function or by a string, too."""
    for node in ast.walk(ast.parse(source)):
        text = isinstance(node, ast.Constant)
        for target in _named(node, known):
            # A string may also name the package whose templates a module reads: its own.
            if target != name and not (text and name.startswith(f"{target}.")):
                yield Import(name, target, getattr(node, "lineno", 0))


def _named(node: ast.AST, known: Iterable[str]) -> Iterator[str]:
    """The modules that a piece of syntax names; ValueError for a relative import."""
    if isinstance(node, ast.ImportFrom):
        if node.level:
            raise ValueError(f"line {node.lineno}: a relative import; write it out")
        module = node.module or ""
        if module.split(".")[0] == PACKAGE:
            yield from (
                f"{module}.{a.name}" if f"{module}.{a.name}" in known else module
                for a in node.names
            )
    elif isinstance(node, ast.Import):
        yield from (a.name for a in node.names if a.name.split(".")[0] == PACKAGE)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (name for name in (node.value,) if "." in name and name in known)


def all_imports(root: Path = ROOT) -> list[Import]:
    """Every import between two modules of the package."""
    known = modules(root)
    return [
        i
        for name, path in known.items()
        for i in imports_of(name, path.read_text(encoding="utf-8"), known.keys())
    ]


def room_of(module: str) -> str:
    """The room that a module belongs to."""
    parts = module.split(".")[1:]
    if not parts:
        return "__init__"
    if parts[0] in GROUND:
        return "ground"
    return ".".join(parts[:2]) if parts[0] in HALLS else parts[0]


def arrows(found: Iterable[Import]) -> Counter[tuple[str, str]]:
    """How many imports go from one room to another."""
    pairs = ((room_of(i.source), room_of(i.target)) for i in found)
    return Counter(pair for pair in pairs if pair[0] != pair[1])


def circle(edges: Iterable[tuple[str, str]]) -> list[str]:
    """A circle among them, its first member again at the end; empty where there is none."""
    graph: dict[str, set[str]] = defaultdict(set)
    for source, target in edges:
        graph[source].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        return list(reversed(exc.args[1]))
    return []


def faults(found: Iterable[Import], rooms: Iterable[Room] = ROOMS) -> list[str]:
    """What is wrong with the imports and with the table, one line each."""
    found, table = list(found), {room.name: room for room in rooms}
    lines = [*_table_faults(table, arrows(found)), *import_faults(found, table.values())]
    modules_too = {(i.source, i.target) for i in found}
    for what, edges in (("rooms", arrows(found).keys()), ("modules", modules_too)):
        if ring := circle(edges):
            lines.append(f"a circle of {what}: {' -> '.join(ring)}")
    return lines


def _table_faults(table: Mapping[str, Room], drawn: Container[tuple[str, str]]) -> Iterator[str]:
    """Rows that name a room above them, or one that they do not import."""
    below: set[str] = set()
    for room in table.values():
        for name in room.may:
            if name not in below:
                yield f"ROOMS: {room.name} may not name {name}, which does not stand before it"
            elif (room.name, name) not in drawn:
                yield f"ROOMS: {room.name} names {name}, which it does not import: take it out"
        below.add(room.name)


def import_faults(found: Iterable[Import], rooms: Iterable[Room] = ROOMS) -> Iterator[str]:
    """The imports that the table does not allow, each with its line."""
    table = {room.name: room for room in rooms}
    order = list(table)
    for i in found:
        source, target = room_of(i.source), room_of(i.target)
        where = f"{i.source}, line {i.line}, imports {i.target}"
        for room in (source, target):
            if room not in table:
                yield f"{where}: ROOMS has no row for {room}"
        if source == target or source not in table or target not in table:
            continue
        if order.index(target) > order.index(source):
            yield f"{where}: an arrow upward, from {source} to {target}"
        elif target not in ("ground", *table[source].may):
            yield f"{where}: the row of {source} in ROOMS does not name {target}"


def steps(drawn: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The arrows without those that a longer way makes superfluous; there must be no circle."""
    below: dict[str, set[str]] = defaultdict(set)
    for source, target in drawn:
        below[source].add(target)

    def reach(name: str) -> set[str]:
        return below[name].union(*(reach(n) for n in below[name]))

    return [
        (source, target)
        for source in sorted(below)
        for target in sorted(below[source])
        if not any(target in reach(n) for n in below[source] - {target})
    ]


def picture(drawn: Collection[tuple[str, str]], rooms: Sequence[Room] = ROOMS) -> str:
    """The staircase as a Mermaid flowchart: who imports stands above, and the ground is left out."""
    shown = [room.name for room in rooms if room.name not in {"ground", "__main__"} | HALLS]
    lines = ["flowchart TD"]
    for hall in (None, *sorted(HALLS)):
        inside = [n for n in shown if (n.split(".")[0] if "." in n else None) == hall]
        nodes = [f"{_node(n)}[{_label(n)}]" for n in inside]
        lines += (
            [f"  subgraph {hall}", *(f"    {n}" for n in nodes), "  end"]
            if hall
            else [f"  {n}" for n in nodes]
        )
    lines += [f"  {_node(a)} --> {_node(b)}" for a, b in steps(drawn) if a in shown and b in shown]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _node(room: str) -> str:
    """A name that Mermaid takes."""
    return "face" if room == "__init__" else room.replace(".", "_")


def _label(room: str) -> str:
    return PACKAGE if room == "__init__" else room.rsplit(".", 1)[-1]


def table_of(rooms: Sequence[Room] = ROOMS) -> str:
    """The rooms as a Markdown table, the topmost first."""
    lines = ["| room | what happens in it |", "| --- | --- |"]
    for room in reversed(rooms):
        name = room.name.replace(".", "/")
        lines.append(f"| `{name}` | {room.says} |")
    return "\n".join(lines) + "\n"


def written(page: str, drawn: Collection[tuple[str, str]]) -> str:
    """The page with the part between the marks written again; ValueError without marks."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{PAGE.name} lacks the lines {BEGIN.strip()!r} and {END!r}")
    return f"{before}{BEGIN}\n{picture(drawn)}\n{table_of()}\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Print arrows and faults, or write the page; the exit status."""
    found = all_imports()
    drawn = arrows(found)
    wrong = faults(found)
    if arguments == ["--mermaid"] and not wrong:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), drawn), encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")
    elif not arguments:
        for (source, target), n in sorted(drawn.items()):
            print(f"{source} -> {target} ({n})")
    elif arguments != ["--mermaid"]:
        print(__doc__)
        return 2
    for line in wrong:
        print(line, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
