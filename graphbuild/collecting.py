"""How often Python looks for garbage, in a process that is ours."""

from __future__ import annotations

import gc

YOUNG = 10_000  # objects; Python's own 700 are made by every other sentence that is read


def collect_seldom() -> None:
    """Look for reference cycles a tenth as often.

    Reading makes millions of small objects, hardly any of them in cycles, and Python would go over
    what it holds two hundred times in a dozen articles. For the command line and the workers; a
    program that uses graphbuild as a library decides for itself.
    """
    gc.set_threshold(YOUNG, 10, 10)
