"""Reference data: what is known of states, bodies, actors, malware and given names."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from graphbuild.errors import OntologyError
from graphbuild.knowledge.ontology import ontology_dir
from graphbuild.knowledge.reference import (
    given_names,
    known_bodies,
    lookup,
    pieces,
    places,
    state_index,
    states,
)

FILES = ["actors", "malware", "people", "places", "states"]


@pytest.mark.parametrize(
    ("surface", "code", "role"),
    [
        ("Netherlands", "nl", "name"),
        ("Dutch", "nl", "demonym"),
        ("U.S.", "us", "name"),
        ("North Korean", "kp", "demonym"),
        ("White House", "us", "seat"),
        ("Tehran", "ir", "capital"),
    ],
)
def test_names_of_states(surface: str, code: str, role: str) -> None:
    name = state_index()[pieces(surface)]
    assert (name.code, name.role) == (code, role)


def test_every_state_named_by_hand_is_known() -> None:
    assert {name.code for name in state_index().values()} <= states().keys()


def test_actor_is_found_under_another_name() -> None:
    known = lookup("Hidden Cobra", "ThreatActor")
    assert known is not None
    assert known.name == "Lazarus Group"
    assert known.state == "kp"


def test_unknown_name_is_not_found() -> None:
    assert lookup("Quiet Harbour Shipping") is None


def test_spellings_of_one_word_are_one() -> None:
    assert pieces("Organisation for Co-operation") == pieces("Organization for Cooperation")


def test_acronym_and_long_form_are_one_body() -> None:
    assert (
        known_bodies()[pieces("OPCW")]
        == known_bodies()[pieces("Organisation for the Prohibition of Chemical Weapons")]
    )


def test_given_names_tell_the_gender() -> None:
    assert given_names()["sergey"] == "m"
    assert given_names()["olga"] == "f"


def test_cities_are_places() -> None:
    assert pieces("Rotterdam") in places()


@pytest.mark.parametrize("name", FILES)
def test_data_file_is_small_and_says_where_it_is_from(name: str) -> None:
    path = ontology_dir() / "lexicons" / f"{name}.json"
    about = json.loads(path.read_text("utf-8"))["about"]
    assert path.stat().st_size < 1_000_000
    assert about.keys() >= {"source", "license", "version"}


@pytest.mark.parametrize("name", ["actors", "malware", "states"])
def test_rows_are_in_a_fixed_order(name: str) -> None:
    rows = json.loads((ontology_dir() / "lexicons" / f"{name}.json").read_text("utf-8"))["rows"]
    key = "code" if name == "states" else "n"
    names = [r[key] if name == "states" else pieces(r[key]) for r in rows]
    assert names == sorted(names)


def test_sources_are_not_imported_at_run_time() -> None:
    code = "import sys, graphbuild.knowledge.reference as r; r.catalogue(); print('rigour' in sys.modules)"
    import subprocess

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_damaged_file_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import graphbuild.knowledge.reference as reference

    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "states.json").write_text("{", "utf-8")
    monkeypatch.setattr(reference, "ontology_dir", lambda: tmp_path)
    reference._data.cache_clear()
    with pytest.raises(OntologyError, match=r"states\.json"):
        reference._data("states")
    reference._data.cache_clear()
