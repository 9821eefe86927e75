"""The commands that draw and count, on a store without any text read."""

from __future__ import annotations

import json

import pytest
from support.factories import GRAUSTARK, GUILD, RURITANIA, article, evidence, statement
from typer.testing import CliRunner

import graphbuild
from graphbuild.cli import app
from graphbuild.errors import ExportError


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("out") / "graph"
    one = article("one")
    with graphbuild.open_store(folder) as store:
        store.replace(
            one,
            [
                statement(RURITANIA, "accuses", GUILD, evidence(one), claimant=GRAUSTARK),
                statement(GUILD, "denies", None, evidence(one, 57, 77)),
                statement(GUILD, "actsFor", GRAUSTARK, evidence(one)),
            ],
        )
        store.refresh()
    return str(folder)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("kind", ["explorer", "page", "chronology", "matrix", "map"])
def test_view_writes_the_page_that_is_asked_for(out, kind):
    path = run("view", out, "--as", kind, "--no-browser").removeprefix("the page is at ").strip()
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        assert file.readline().strip() in {"<!doctype html>", ""}
    assert path.endswith("graph.html" if kind in ("explorer", "page") else f"graph.{kind}.html")


def test_brief_writes_page_and_markdown(out, tmp_path):
    said = run("brief", out, "the guild")
    assert "brief-guild.html" in said
    run("brief", out, "Guild", "-f", str(tmp_path / "guild.md"))
    text = (tmp_path / "guild.md").read_text(encoding="utf-8")
    assert text.startswith("# Guild\n")
    assert "“Ruritania accuses the Guild of hacking, Graustark said.”" in text


def test_brief_that_cannot_be_written_says_where(out, tmp_path):
    result = CliRunner().invoke(app, ["brief", out, "Guild", "-f", str(tmp_path / "no" / "x.md")])
    assert isinstance(result.exception, ExportError)
    assert "x.md: No such file or directory" in str(result.exception)


def test_stats_as_json_has_every_table(out):
    found = json.loads(run("stats", out, "--format", "json"))
    assert found.keys() == {"graph", "entities", "communities", "conflicts", "outlets"}
    assert {"figure": "statements", "value": 3} in found["graph"]


def test_path_as_csv_quotes_each_step(out):
    lines = run("path", out, "Ruritania", "Graustark", "--format", "csv").splitlines()
    assert len(lines) == 3
    assert "Ruritania accuses Guild,contested,Graustark" in lines[1]


def test_path_to_nobody_names_the_nearest(out):
    result = CliRunner().invoke(app, ["path", out, "Ruritanja", "Guild"])
    assert str(result.exception) == (
        "No entity named \"Ruritanja\" in this graph; did you mean 'Ruritania'?"
    )


@pytest.mark.parametrize("by", ["outlet", "claimant", "article"])
def test_compare_shows_tables(out, by):
    assert "said alone" in run("compare", out, "--by", by)


def test_show_is_a_frame_in_a_notebook(out):
    shown = graphbuild.show(out, "matrix", height=300)
    assert shown._repr_html_().startswith('<iframe sandbox="allow-scripts')
    assert "height:300px" in shown._repr_html_()
    assert "<script" not in shown._repr_html_()


@pytest.mark.parametrize("option", ["--limit", "--top", "--top="])
def test_a_former_name_of_an_option_still_works(out, option):
    value = [f"{option}1"] if option.endswith("=") else [option, "1"]
    found = json.loads(run("stats", out, *value, "--format", "json"))
    assert len(found["entities"]) == 1


def test_a_wrong_format_names_the_others(out):
    result = CliRunner().invoke(app, ["export", out, "--to", "xlsx"])
    assert result.exit_code == 2
    said = " ".join(result.output.replace("│", " ").split())
    assert "'xlsx' is not a format; choose explorer, chronology, matrix, map, jsonl, csv" in said


def test_help_shows_names_and_no_types():
    result = CliRunner().invoke(app, ["build", "--help"])
    assert "[OPTIONS] PATHS...\n" in result.output.replace(" \n", "\n").replace("  ", "")
    assert not any(mark in result.output for mark in ("<list", "{", "<int", "<str"))
