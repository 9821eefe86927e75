import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
from support.paths import ROOT

import graphbuild

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


def test_a_wheel_works_without_the_checkout(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import graphbuild, graphbuild.knowledge.ontology as o;"
        "print(graphbuild.__file__, o.ontology_dir(), len(o.Ontology.load().properties))"
    )
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {code}",
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    package, ontology, n_properties = ran.stdout.split()
    assert package.startswith(str(tmp_path))
    assert ontology.startswith(str(tmp_path))
    assert n_properties == "25"


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
