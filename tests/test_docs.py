"""What the README says is so."""

import re

import pytest
from support.paths import ROOT
from typer.main import get_command

import graphbuild
from graphbuild.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_readme_has_every_command(command):
    assert f"graphbuild {command}" in README


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_every_command_has_help(command):
    assert get_command(app).commands[command].help


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_readme_links_lead_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.model
def test_first_example_prints_what_the_readme_shows(tmp_path):
    query = re.search(r'graphbuild query out/demo "\n(.*?)"\n', README, re.DOTALL).group(1)
    shown = re.findall(r"│ (.*?) +│ (.*?) +│", README)
    graphbuild.build([ROOT / "data" / "articles"], tmp_path / "out")
    with graphbuild.open_store(str(tmp_path / "out"), read_only=True) as store:
        rows = [tuple(cell.value for cell in row) for row in store.query(query).rows]
    assert rows == shown
