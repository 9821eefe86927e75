"""The shape of the code: who imports whom, who prints, who names a predicate."""

import ast

import pytest
from support.paths import ROOT

from graphbuild.knowledge.ontology import Ontology

PACKAGE = ROOT / "graphbuild"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PREDICATES = Ontology.load().properties.keys()
STAGES = {
    "annotate",
    "mentions",
    "coreference",
    "clauses",
    "claims",
    "frames",
    "attributions",
    "attribution",
    "phrases",
    "listings",
    "basis",
    "dates",
    "resolve",
    "statements",
    "reference",
    "composition",
    "issuer",
    "open_triples",
}
# What each part may not import. A stage knows nothing of what comes after the statements.
AFTER = {
    "store",
    "export",
    "cli",
    "console",
    "incremental",
    "validate",
    "evaluate",
    "disputes",
    "rdf",
}
FORBIDDEN = {
    **{stage: AFTER | {"pipeline", "ingest"} for stage in STAGES},
    "ingest": AFTER | {"pipeline"} | STAGES,
    "model": AFTER | {"pipeline", "ingest", "ontology", "tables"} | STAGES,
    "ontology": AFTER | {"pipeline", "ingest", "tables"} | STAGES,
    "tables": AFTER | {"pipeline", "ingest"} | STAGES,
    "pipeline": AFTER | {"ingest"},
    "rdf": {"store", "export", "cli", "console", "pipeline", "ingest"} | STAGES,
    "pooling": {"store", "export", "cli", "console", "pipeline", "ingest", "rdf"} | STAGES,
    "disputes": {"store", "export", "cli", "console", "pipeline", "ingest", "rdf"} | STAGES,
    "identity": {"store", "export", "cli", "console", "pipeline", "ingest", "rdf"}
    | STAGES - {"statements", "reference"},
    "identify": {"export", "cli", "console", "pipeline", "ingest", "incremental"} | STAGES,
    "identity_graph": {"store", "export", "cli", "console", "pipeline", "ingest"}
    | STAGES - {"reference"},
    "store": {"export", "cli", "console", "pipeline", "ingest", "incremental"} | STAGES,
    "export": {"store", "cli", "console", "pipeline", "ingest", "incremental"} | STAGES,
    "analysis": {"store", "cli", "console", "pipeline", "ingest", "incremental"} | STAGES,
    "incremental": {"export", "cli", "console"} | STAGES - {"annotate", "open_triples"},
}


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def part(path):
    """The stage or module that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """The parts of graphbuild that a file imports, for type checking or in a function, too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "graphbuild":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graphbuild."):
            yield node.module.split(".")[1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    assert not set(imported(path)) & FORBIDDEN.get(part(path), set())


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_predicate_is_named_in_code(path):
    literals = {n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant)}
    names = {n.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)}
    words = {w for w in literals | names if isinstance(w, str)}
    assert not words & PREDICATES


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_command_line_prints(path):
    calls = {
        n.func.id
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert "print" not in calls
    assert part(path) in {"cli", "console"} or "typer" not in {
        a.name for n in ast.walk(tree(path)) if isinstance(n, ast.Import) for a in n.names
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_catches_every_exception(path):
    caught = [n.type for n in ast.walk(tree(path)) if isinstance(n, ast.ExceptHandler)]
    assert all(isinstance(t, ast.AST) for t in caught), "a bare except"
    assert not {getattr(t, "id", "") for t in caught} & {"Exception", "BaseException"}


def test_there_are_sources():
    assert len(SOURCES) > 20
