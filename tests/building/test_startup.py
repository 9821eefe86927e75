"""What a process of ours sets up."""

import subprocess
import sys

import pytest

SET_UP = "from graphbuild.building.startup import leave_out_spacys_commands as set_up; set_up();"


def told(code):
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ran.stdout


def test_spacy_is_imported_without_its_command_line():
    assert told(f"{SET_UP} import spacy, sys; print('spacy.cli' in sys.modules)") == "False\n"


@pytest.mark.model
def test_what_spacy_takes_from_there_is_there_when_asked_for():
    code = f"{SET_UP} import spacy; print(spacy.info(silent=True)['spacy_version'])"
    assert told(code) == told("import spacy; print(spacy.__version__)")


def test_a_spacy_that_is_there_already_is_left_alone():
    code = f"import spacy, sys; {SET_UP} print(spacy.info is sys.modules['spacy.cli.info'].info)"
    assert told(code) == "True\n"


@pytest.mark.parametrize("module", ["building.build", "identity.registry", "query", "store"])
def test_what_only_reads_a_store_loads_no_parser(module):
    assert told(f"import sys, graphbuild.{module}; print('spacy' in sys.modules)") == "False\n"


def test_the_command_line_reads_without_spacys():
    code = (
        "import sys; sys.argv = ['graphbuild', 'extract', '--help']\n"
        "from graphbuild.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "import spacy; print('spacy.cli' in sys.modules)"
    )
    assert told(code).endswith("False\n")
