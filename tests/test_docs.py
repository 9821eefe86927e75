"""What the README says is so."""

import re

import pytest
from support.paths import ROOT
from typer.main import get_command

import graphbuild
from graphbuild.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Where prose names files of the checkout; the changelog also names some that are gone.
PROSE = [
    *(p for p in sorted(ROOT.glob("*.md")) if p.name != "CHANGELOG.md"),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "ontology").rglob("*.toml")),
    *sorted((ROOT / "graphbuild").rglob("*.py")),
    *sorted((ROOT / "tools").glob("*.py")),
    *sorted((ROOT / "benchmarks").glob("*.py")),
]
NAMED = re.compile(
    r"(?<![\w./-])(?:benchmarks|data|docs|graphbuild|ontology|queries|tests|tools)/"
    r"(?:[\w-]+/)*(?:[\w-]+\.(?:py|toml|ttl|md|json|rq)\b|(?=`))"
)


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_readme_has_every_command(command):
    assert f"graphbuild {command}" in README


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_every_command_has_help(command):
    assert get_command(app).commands[command].help


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_readme_links_lead_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize("path", PROSE, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_that_prose_names_are_there(path):
    named = {n for n in NAMED.findall(path.read_text(encoding="utf-8")) if "NAME" not in n}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_names_of_files_are_found_in_prose():
    text = (
        "`graphbuild/nlp/`, https://x.org/docs/a.md, see tests/test_docs.py. graphbuild/id/state/ru"
    )
    assert NAMED.findall(text) == ["graphbuild/nlp/", "tests/test_docs.py"]


@pytest.mark.slow
@pytest.mark.model
def test_first_example_prints_what_the_readme_shows(tmp_path):
    query = re.search(r'graphbuild query out/demo "\n(.*?)"\n', README, re.DOTALL).group(1)
    shown = re.findall(r"│ (.*?) +│ (.*?) +│", README)
    graphbuild.build([ROOT / "data" / "articles"], tmp_path / "out")
    with graphbuild.open_store(str(tmp_path / "out"), read_only=True) as store:
        rows = [tuple(cell.value for cell in row) for row in store.query(query).rows]
    assert rows == shown
