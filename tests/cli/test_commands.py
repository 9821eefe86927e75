"""The installed command, end to end, on articles of its own."""

import io
import json
import re
import resource
import subprocess
import sys
import time

import pytest
from support.command_line import SCRIPT, call, run
from support.paths import ROOT
from support.texts import ACCUSATION, SANCTIONS

from graphbuild.cli.common import waiting
from graphbuild.export import EXPORTERS

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8

pytestmark = [pytest.mark.model, pytest.mark.slow]


def write(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    return write(tmp_path_factory.mktemp("cli") / "in", accusation=ACCUSATION, sanctions=SANCTIONS)


@pytest.fixture(scope="module")
def out(articles):
    folder = articles.parent / "out"
    ran = run("build", articles, "-o", folder)
    assert ran.returncode == 0, ran.stderr
    return folder


def one_line(ran, code):
    """The only line on standard error of a command that failed."""
    assert ran.returncode == code, ran.stderr
    [line] = ran.stderr.splitlines()
    return line


# What works.


def test_help_comes_in_under_half_a_second():
    run("--help")
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(took) < 0.5  # of processor time: the clock also counts what else the machine does


def test_help_loads_no_parser():
    code = "import sys, graphbuild.cli; print(sorted({'spacy', 'rdflib', 'pyoxigraph'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_every_command_has_help():
    listing = run("--help").stdout
    for name in ("build", "extract", "query", "export", "view", "forget", "validate", "evaluate"):
        assert name in listing
        assert call(name, "--help").returncode == 0


def test_the_version():
    ran = run("--version")
    assert ran.stdout.startswith("graphbuild ")
    assert ran.returncode == 0


def test_build_tells_each_article_and_sums_up(articles, tmp_path):
    ran = call("build", articles, "-o", tmp_path / "out")
    assert [line.partition(":")[0] for line in ran.stderr.splitlines()] == [
        "accusation",
        "sanctions",
    ]
    assert ran.stdout.startswith("2 articles: 2 new, 0 changed, 0 unchanged\n")
    assert "contested" in ran.stdout
    assert (tmp_path / "out" / "issues.jsonl").read_text() == ""


def test_a_second_build_reads_nothing_again(articles, out):
    before = call("export", out, "--to", "nq", "-f", out / "before.nq")
    assert before.returncode == 0
    ran = call("build", articles, "-o", out)
    assert ran.stderr == "accusation: unchanged\nsanctions: unchanged\n"
    call("export", out, "--to", "nq", "-f", out / "after.nq")
    assert (out / "before.nq").read_bytes() == (out / "after.nq").read_bytes()


def test_two_builds_of_a_folder_are_the_same_bytes(articles, out, tmp_path):
    call("build", articles, "-o", tmp_path)
    for folder in (out, tmp_path):
        assert call("export", folder, "--to", "nq").returncode == 0
    assert (out / "graph.nq").read_bytes() == (tmp_path / "graph.nq").read_bytes()


def test_query_answers_who_accuses_whom(out):
    text = (
        "SELECT DISTINCT ?a ?b { ?s gb:accuses ?o . ?s skos:prefLabel ?a . ?o skos:prefLabel ?b }"
    )
    ran = call("query", out, text, "--format", "csv")
    assert ran.returncode == 0
    assert "Russia" in ran.stdout


def test_query_reads_a_file_and_gives_json(out, tmp_path):
    (tmp_path / "q.rq").write_text("ASK { ?d gb:disputes ?s }")
    ran = call("query", out, "--file", tmp_path / "q.rq", "--format", "json")
    assert json.loads(ran.stdout)["boolean"] is True


def test_query_shows_a_table(out):
    ran = run("query", out, "SELECT DISTINCT ?a { ?s gb:sanctions ?o . ?o skos:prefLabel ?a }")
    assert "┃ a" in ran.stdout


def test_extract_prints_records_whose_offsets_are_true(articles):
    ran = call("extract", articles / "accusation.txt")
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {"accuses", "denies"} <= {r["predicate"] for r in records}
    for record in records:
        place = record["evidence"]
        assert ACCUSATION[place["start"] : place["end"]] == place["sentence"]


def test_extract_reads_standard_input():
    ran = run("extract", "-", text=ACCUSATION)
    assert ran.returncode == 0
    assert ran.stdout.count('"predicate": "accuses"') >= 1


def test_extract_gives_csv_with_one_header(articles):
    lines = call("extract", articles, "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("article,published,subject,")
    assert sum(line.startswith("article,") for line in lines) == 1
    assert len(lines) > 2


def test_extract_gives_turtle_that_parses(articles):
    from pyoxigraph import RdfFormat, parse

    ran = call("extract", articles, "--format", "ttl")
    assert len(list(parse(ran.stdout, format=RdfFormat.TURTLE))) > 20


def test_extract_leaves_out_what_is_less_sure(articles):
    assert call("extract", articles, "--min-confidence", "1").stdout.count("\n") < call(
        "extract", articles
    ).stdout.count("\n")


def test_extract_gives_open_triples_when_asked(articles):
    lines = call("extract", articles / "accusation.txt", "--open").stdout.splitlines()
    predicates = {json.loads(line)["predicate"] for line in lines}
    assert "accuses" in predicates
    assert "open:deny" in predicates


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_can_be_exported(out, tmp_path, name):
    target = tmp_path / f"graph{EXPORTERS[name].suffix}"
    ran = call("export", out, "--to", name, "-f", target)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"wrote {target}\n"
    assert target.stat().st_size > 0


def test_export_writes_into_the_folder_by_default(out):
    assert call("export", out, "--to", "csv").stdout == f"wrote {out / 'graph.csv'}\n"


def test_view_writes_the_page(out):
    ran = run("view", out, "--no-browser")
    assert ran.stdout == f"the page is at {out / 'graph.html'}\n"
    assert (out / "graph.html").is_file()


def test_the_graph_conforms_to_its_shapes(out):
    ran = call("validate", out)
    assert (ran.returncode, ran.stdout) == (0, "2 articles, 0 problems\n")


def test_forget_takes_an_article_out_and_build_brings_it_back(articles, tmp_path):
    call("build", articles, "-o", tmp_path)
    call("export", tmp_path, "--to", "nq", "-f", tmp_path / "before.nq")
    forgot = call("forget", tmp_path, "accusation")
    assert forgot.returncode == 0
    assert re.fullmatch(r"forgotten: accusation, with \d+ statements of .*\n", forgot.stdout)
    gone = call("query", tmp_path, "ASK { ?a gb:accuses ?b }", "--format", "csv")
    assert gone.stdout.split() == ["answer", "false"]
    call("build", articles, "-o", tmp_path)
    call("export", tmp_path, "--to", "nq", "-f", tmp_path / "after.nq")
    assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "after.nq").read_bytes()


# What goes wrong.


BAD = {
    "empty.txt": b"",
    "picture.txt": PNG,
    "cut.jsonl": b'{"text": "Alpha accused Beta of hacking.", "title": "x"}\n{"text": "Gam',
}


def test_bad_input_is_one_line_each_and_good_articles_are_stored(articles, tmp_path):
    folder = write(tmp_path / "in", good=ACCUSATION)
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    (tmp_path / "nothing").mkdir()
    missing = tmp_path / "missing.txt"
    out = tmp_path / "out"
    ran = run("build", folder, tmp_path / "nothing", missing, "-o", out)
    assert ran.returncode == 3
    skipped = [line for line in ran.stderr.splitlines() if line.startswith("skipped ")]
    for name in (*BAD, "nothing", "missing.txt"):
        assert sum(name in line for line in skipped) == 1, (name, ran.stderr)
    assert len(skipped) == len(BAD) + 2
    issues = [json.loads(line) for line in (out / "issues.jsonl").read_text().splitlines()]
    assert len(issues) == len(skipped)
    found = run("query", out, "SELECT ?a { ?a a schema:NewsArticle }", "--format", "csv").stdout
    assert "article/good" in found
    assert "inputs skipped" in ran.stdout
    assert "read 2, unchanged 0, skipped 5 (2 no text, " in ran.stdout
    assert {i["reason"] for i in issues} == {"no text", "unknown kind", "unreadable", "missing"}


def test_a_folder_with_files_of_unknown_kinds_names_each(tmp_path):
    folder = write(tmp_path / "in", good=ACCUSATION)
    (folder / "figures.xls").write_bytes(b"1")
    (folder / ".hidden").write_bytes(b"1")
    ran = call("extract", folder)
    assert ran.returncode == 3
    assert "figures.xls: XLS is not supported" in ran.stderr
    assert ran.stderr.endswith("read 1, unchanged 0, skipped 1 (1 unknown kind)\n")


def test_build_makes_no_graph_of_a_path_that_is_not_there(tmp_path):
    ran = call("build", tmp_path / "nothing", "-o", tmp_path / "out")
    assert "no such file or folder" in one_line(ran, 1)
    assert not (tmp_path / "out").exists()


def test_issues_that_cannot_be_written_are_one_line(tmp_path):
    (tmp_path / "out" / "issues.jsonl").mkdir(parents=True)
    (tmp_path / "empty.txt").touch()
    ran = call("build", tmp_path / "empty.txt", "-o", tmp_path / "out")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr.splitlines()[-1].endswith("issues.jsonl: Is a directory")


def test_forget_makes_no_graph_where_there_is_none(tmp_path):
    ran = call("forget", tmp_path / "nothing", "accusation")
    assert "no graph here" in one_line(ran, 1)
    assert not (tmp_path / "nothing").exists()


def test_extract_says_by_its_code_that_something_was_skipped(tmp_path):
    ran = call("extract", tmp_path / "missing.txt")
    assert ran.returncode == 3
    skipped, account = ran.stderr.splitlines()
    assert skipped.startswith("skipped ")
    assert account == "read 0, unchanged 0, skipped 1 (1 missing)"


def test_an_out_that_cannot_be_written_is_one_line(articles, tmp_path):
    (tmp_path / "file").write_text("x")
    line = one_line(call("build", articles, "-o", tmp_path / "file"), 1)
    assert "file: cannot be used as a store: Not a directory" in line


def test_an_export_that_cannot_be_written_is_one_line(out, tmp_path):
    line = one_line(call("export", out, "--to", "csv", "-f", tmp_path / "no" / "x.csv"), 1)
    assert line.endswith("No such file or directory")


@pytest.mark.parametrize(
    "command",
    [("query", "ASK {}"), ("export", "--to", "csv"), ("validate",), ("view", "--no-browser")],
)
def test_a_folder_without_a_graph_is_one_line(tmp_path, command):
    name, *rest = command
    line = one_line(call(name, tmp_path, *rest), 1)
    assert "no graph here; make one with `graphbuild build PATHS -o" in line


def test_a_malformed_query_is_one_line_with_its_place(out):
    assert "line 1, column" in one_line(call("query", out, "SELECT ?x {"), 1)


def test_a_missing_query_file_is_one_line(out, tmp_path):
    line = one_line(call("query", out, "--file", tmp_path / "no.rq"), 1)
    assert line.endswith("no.rq: No such file or directory")


def test_a_missing_model_is_one_line(articles, tmp_path):
    line = one_line(run("build", articles, "-o", tmp_path / "o", "--model", "no_such_model"), 1)
    assert "no_such_model" in line


def test_wrong_use_is_code_two(out):
    assert call("export", out, "--to", "no-such-format").returncode == 2
    assert call("query", out).returncode == 2
    assert call("extract", "x", "--field", "nonsense").returncode == 2


def test_a_reader_that_stops_early_is_no_error(articles):
    command = f"{SCRIPT} extract {articles} --format ttl | head -1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == ""


# What is written about it.


def test_every_command_is_in_the_readme():
    from graphbuild.cli import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [c.callback.__name__ for c in app.registered_commands]
    assert [c for c in commands if f"graphbuild {c} " not in readme] == []


def test_what_takes_long_shows_that_it_goes_on(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    with waiting("asking", after=0):
        time.sleep(0.3)
    assert "asking" in shown.getvalue()
    shown.seek(0)
    shown.truncate()
    with waiting("asking"):
        pass
    assert "asking" not in shown.getvalue()
