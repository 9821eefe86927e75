import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import httpx
import pytest
from support.paths import ROOT
from support.server_process import serving
from support.texts import ACCUSATION

import graphbuild
from graphbuild.knowledge.ontology import Ontology

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def lock(name):
    return (ROOT / name).read_text(encoding="utf-8")


def bare(requirement):
    """The normal form of a requirement's name."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement)[0]).lower()


def test_the_wheel_carries_every_file_of_the_ontology_and_every_query():
    carried = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = (ROOT / "ontology", ROOT / "queries")
    there = {str(p.relative_to(ROOT)) for f in folders for p in f.rglob("*") if p.is_file()}
    assert set(carried) == there
    assert all(to == f"graphbuild/{source}" for source, to in carried.items())


def test_the_page_of_data_sources_has_every_bundled_file_in_its_version():
    page = (ROOT / "docs" / "data-sources.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    compiled = sorted((ROOT / "ontology" / "lexicons").glob("*.json"))
    assert compiled
    for path in compiled:
        with path.open(encoding="utf-8") as file:
            about = json.loads(file.readline().removesuffix(",\n") + "}")["about"]
        row = rows[path.relative_to(ROOT).as_posix()]
        assert f"| {about['version']} |" in row
    others = [
        f for kind in ("npz", "onnx", "min.*") for f in (ROOT / "graphbuild").rglob(f"*.{kind}")
    ]
    assert len(others) == 7
    assert all(path.relative_to(ROOT).as_posix() in page for path in others)


def test_what_licences_ask_to_be_said_goes_with_the_package():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for told in ("GeoNames", "Creative Commons Attribution 4.0", "The MITRE Corporation", "MISP"):
        assert told in notice
    assert "NOTICE" in PROJECT["project"]["license-files"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", folder, ROOT], check=True, capture_output=True)
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel):
    """The folder of programs of an environment that has the wheel, and our requirements by a path."""
    place = wheel.parent / "venv"
    venv.create(place, with_pip=False)
    inside = place / Path(sysconfig.get_path("scripts")).name
    pip = [sys.executable, "-m", "pip", "--python", inside / "python"]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", wheel],
        check=True,
        capture_output=True,
    )
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    ran = subprocess.run(
        [inside / "python", "-c", code], check=True, capture_output=True, text=True
    )
    # The path files that lie there, such as that of our own editable install, are not followed.
    Path(ran.stdout.strip(), "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return inside


def outside(folder, *command):
    """What a command prints that runs outside the checkout; it must succeed."""
    ran = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_wheel_says_that_it_is_typed(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [metadata] = [n for n in names if n.endswith(".dist-info/METADATA")]
        text = archive.read(metadata).decode()
    assert "graphbuild/py.typed" in names
    assert "\nAuthor: " in text
    assert "\nProject-URL: Homepage, " in text


def test_the_wheel_has_every_file_of_the_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = (p for p in (ROOT / "graphbuild").rglob("*") if p.is_file())
    assert {str(p.relative_to(ROOT)) for p in files if "__pycache__" not in p.parts} <= names


def test_a_wheel_works_without_the_checkout(installed, tmp_path):
    code = (
        "import graphbuild, graphbuild.knowledge.ontology as o;"
        "print(graphbuild.__file__, o.ontology_dir(), len(o.Ontology.load().properties))"
    )
    printed = outside(tmp_path, installed / "python", "-c", code)
    package, ontology, n_properties = printed.split()
    assert package.startswith(str(installed.parent))
    assert ontology.startswith(str(installed.parent))
    assert int(n_properties) == len(Ontology.load().properties)


@pytest.mark.slow
@pytest.mark.model
def test_an_installed_wheel_builds_asks_shows_and_serves(installed, tmp_path):
    command = installed / "graphbuild"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "accusation.txt").write_text(ACCUSATION, encoding="utf-8")
    assert "1 article: 1 new" in outside(tmp_path, command, "build", "in", "-o", "out")
    asked = outside(
        tmp_path, command, "query", "out", "SELECT ?a { ?a gb:accuses ?b }", "--format", "csv"
    )
    assert "cz-foreign-ministry" in asked
    outside(tmp_path, command, "view", "out", "--no-browser")
    assert "<html" in (tmp_path / "out" / "graph.html").read_text(encoding="utf-8")
    with serving(tmp_path / "out", program=command) as address:
        answer = httpx.get(address, timeout=20)
    assert answer.status_code == 200
    assert "Czech" in answer.text


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_has_a_hash(name):
    pins = [line for line in lock(name).splitlines() if re.match(r"[a-zA-Z0-9]", line)]
    assert pins
    assert all("==" in pin and pin.rstrip().endswith("\\") for pin in pins)
    assert lock(name).count("--hash=sha256:") >= len(pins)


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_an_index(name):
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", lock(name))


def test_the_locks_cover_what_the_project_needs():
    locked = {
        name: {bare(line) for line in lock(name).splitlines() if "==" in line} for name in LOCKS
    }
    runtime = {bare(r) for r in PROJECT["project"]["dependencies"]}
    groups = PROJECT["dependency-groups"]
    tools = {bare(r) for group in groups.values() for r in group if isinstance(r, str)}
    assert runtime <= locked["requirements.lock"]
    assert runtime | tools <= locked["requirements-dev.lock"]


def test_the_locks_agree():
    pins = [
        dict(re.findall(r"^([\w.-]+)==(\S+)(?= \\| ;.*\\)", lock(n), re.MULTILINE)) for n in LOCKS
    ]
    assert all(pins[1][name] == version for name, version in pins[0].items())


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert version("graphbuild") == graphbuild.__version__


def test_the_targets_that_a_newcomer_needs_are_there():
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {"demo", "test", "lint", "lock", "bench", "docs"} <= targets


def test_continuous_integration_runs_lint_and_tests():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^make \w+", script.read_text(encoding="utf-8"), re.MULTILINE) == [
        "make lint",
        "make test",
    ]
