"""The shape of the code: who imports whom, who prints, who names a predicate."""

import ast
import functools
import importlib.util
import subprocess
import sys

import pytest
from support.paths import ROOT

from graphbuild.knowledge.ontology import Ontology

PACKAGE = ROOT / "graphbuild"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PREDICATES = Ontology.load().properties.keys()


def load_tool():
    """tools/imports.py as a module; it is a command, no part of any package."""
    spec = importlib.util.spec_from_file_location("imports", ROOT / "tools" / "imports.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["imports"] = module
    spec.loader.exec_module(module)
    return module


imports = load_tool()
KNOWN = imports.modules()
FOUND = imports.all_imports()


@functools.cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", KNOWN)
def test_imports_point_one_way(name):
    assert list(imports.import_faults(i for i in FOUND if i.source == name)) == []


def test_no_import_points_upward_and_there_is_no_circle():
    assert imports.faults(FOUND) == []


def test_every_module_stands_in_a_room():
    rooms = {room.name for room in imports.ROOMS}
    assert set(KNOWN.values()) == set(SOURCES)
    assert {imports.room_of(name) for name in KNOWN} == rooms


def test_every_import_is_seen_for_type_checking_in_a_function_and_by_name():
    source = """
from typing import TYPE_CHECKING
import graphbuild.a
from graphbuild import b, version_of
if TYPE_CHECKING:
    from graphbuild.c import C
def f():
    from graphbuild.d.e import e
TABLE = {"f": "graphbuild.f.g"}
"""
    known = {f"graphbuild.{n}" for n in ("a", "b", "c", "d.e", "f.g")} | {"graphbuild"}
    found = {i.target for i in imports.imports_of("graphbuild.x", source, known)}
    assert found == known
    with pytest.raises(ValueError, match="relative"):
        list(imports.imports_of("graphbuild.x", "from . import y", known))


@pytest.mark.parametrize(
    ("source", "target", "fault"),
    [
        ("nlp.tokens", "store.store", "an arrow upward, from nlp to store"),
        ("model", "knowledge.ontology", "an arrow upward, from ground to knowledge"),
        ("nlp.tokens", "ingest.reader", "the row of nlp in ROOMS does not name ingest"),
        ("extraction.mentions.find", "extraction.claims.find", "an arrow upward"),
        ("extraction.entities.unify", "extraction.mentions.find", "does not name"),
        ("pages.map", "cellar.wine", "ROOMS has no row for cellar"),
    ],
)
def test_a_forbidden_import_is_a_fault(source, target, fault):
    forbidden = imports.Import(f"graphbuild.{source}", f"graphbuild.{target}", 7)
    faults = imports.faults([*FOUND, forbidden])
    assert any(f"graphbuild.{source}, line 7, imports" in f and fault in f for f in faults)


def test_a_circle_of_modules_is_a_fault():
    there_and_back = [
        imports.Import(f"graphbuild.nlp.{a}", f"graphbuild.nlp.{b}", 1) for a, b in ("xy", "yx")
    ]
    [fault] = imports.faults([*FOUND, *there_and_back])
    assert fault.startswith("a circle of modules: graphbuild.nlp.")


def test_the_table_names_nothing_above_a_room_and_nothing_that_is_not_imported():
    rooms = (imports.Room("nlp", ("store", "ground"), ""), imports.Room("store", ("nlp",), ""))
    faults = imports.faults([], rooms)
    assert [f.split(",")[0] for f in faults] == [
        "ROOMS: nlp may not name store",
        "ROOMS: nlp may not name ground",
        "ROOMS: store names nlp",
    ]


def test_the_picture_shows_no_arrow_that_follows_from_others():
    assert imports.steps([("a", "b"), ("b", "c"), ("a", "c")]) == [("a", "b"), ("b", "c")]


def test_the_page_of_the_architecture_is_current():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = imports.arrows(FOUND)
    assert page == imports.written(page, drawn), "run: python tools/imports.py --mermaid"


def test_the_command_prints_the_arrows():
    command = [sys.executable, ROOT / "tools" / "imports.py"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "extraction.claims -> extraction.clauses (" in ran.stdout
    assert ran.stderr == ""


def test_the_root_of_the_package_has_at_most_ten_modules():
    assert len(list(PACKAGE.glob("*.py"))) <= 10


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
    assert path.parent.name == "cli" or "typer" not in {
        a.name for n in ast.walk(tree(path)) if isinstance(n, ast.Import) for a in n.names
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_catches_every_exception(path):
    caught = [n.type for n in ast.walk(tree(path)) if isinstance(n, ast.ExceptHandler)]
    assert all(isinstance(t, ast.AST) for t in caught), "a bare except"
    assert not {getattr(t, "id", "") for t in caught} & {"Exception", "BaseException"}


def test_there_are_sources():
    assert len(SOURCES) > 20
