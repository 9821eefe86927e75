"""Start-up settings for our own processes; a program that uses graphbuild as a library makes its own."""

from __future__ import annotations

import gc
import sys
from types import ModuleType
from typing import Any

YOUNG = 10_000  # objects; Python's own 700 are made by every other sentence that is read
SPACYS_COMMAND = "spacy.cli.info"


def collect_seldom() -> None:
    """Run the garbage collector a tenth as often.

    Reading makes millions of small objects, hardly any of them in reference cycles; with the default
    setting the collector runs two hundred times in a dozen articles.
    """
    gc.set_threshold(YOUNG, 10, 10)


def leave_out_spacys_commands() -> None:
    """Import spaCy without its command line, whose import takes half as long as everything else.

    `import spacy` needs one function of it, `spacy.info`; this is now imported when it is called.
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
