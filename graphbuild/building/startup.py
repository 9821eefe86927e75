"""What a process that is ours sets up before it begins; a program that uses graphbuild as a library decides for itself."""

from __future__ import annotations

import gc
import sys
from types import ModuleType
from typing import Any

YOUNG = 10_000  # objects; Python's own 700 are made by every other sentence that is read
SPACYS_COMMAND = "spacy.cli.info"


def collect_seldom() -> None:
    """Look for reference cycles a tenth as often.

    Reading makes millions of small objects, hardly any of them in cycles, and Python would go over
    what it holds two hundred times in a dozen articles.
    """
    gc.set_threshold(YOUNG, 10, 10)


def leave_out_spacys_commands() -> None:
    """Let spaCy be imported without its command line, which takes as long as half of all else.

    `import spacy` takes one function from there, `spacy.info`; it is looked up when it is called.
    """
    if "spacy" not in sys.modules and SPACYS_COMMAND not in sys.modules:
        module: Any = ModuleType(SPACYS_COMMAND)
        module.info = _info
        sys.modules[SPACYS_COMMAND] = module


def _info(*args: Any, **kwargs: Any) -> Any:
    """`spacy.info` itself."""
    sys.modules.pop(SPACYS_COMMAND, None)
    from spacy.cli.info import info

    return info(*args, **kwargs)
