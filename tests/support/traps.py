"""What a child process of the tests runs: marked texts do to it what hostile ones would."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import graphbuild.ingest.text as text
from graphbuild import pipeline
from graphbuild.building import child

KILLS = "This text kills the process that reads it."
SPINS = "This text takes endless time in compiled code."
SWELLS = "This text takes all the memory there is."
PARSES_BADLY = "This text kills the process that parses it."


def spring(found: str) -> None:
    """Do what a text is marked with."""
    if KILLS in found:
        os.kill(os.getpid(), signal.SIGKILL)
    if SPINS in found:
        sum(range(10**15))  # one call of C, which no signal handler of Python's interrupts
    if SWELLS in found:
        bytearray(1 << 50)


def main() -> None:
    """Run a child whose readers spring the traps, and which may take 2 seconds for each record."""
    find_blocks, understand = text.find_blocks, pipeline.understand

    def trapped(found: str, *args: Any) -> Any:
        spring(found)
        return find_blocks(found, *args)

    def trapped_rules(document: Any, *args: Any, **options: Any) -> Any:
        if PARSES_BADLY in document.article.text:
            os.kill(os.getpid(), signal.SIGSEGV)
        return understand(document, *args, **options)

    text.find_blocks = trapped
    pipeline.understand = trapped_rules
    if "ingest" in sys.argv:
        child.CPU_SECONDS = 2
    child.main()
