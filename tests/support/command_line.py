"""`graphbuild` run as a program, or in this process, where spaCy need not be imported again."""

from __future__ import annotations

import functools
import gc
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graphbuild.cli import main
from graphbuild.nlp import load

SCRIPT = Path(sys.executable).parent / "graphbuild"
Ran = subprocess.CompletedProcess[str]


def run(*arguments: object, text: str | None = None, timeout: float = 120) -> Ran:
    """The installed command; `text` is its standard input."""
    return subprocess.run(
        [SCRIPT, *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def call(*arguments: object) -> Ran:
    """The same command line in this process, from its arguments to its exit code.

    The parser is loaded once for all calls.
    """
    words = ["graphbuild", *map(str, arguments)]
    printed, complained = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    thresholds = gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        patch.setattr(sys, "stdout", printed)
        patch.setattr(sys, "stderr", complained)
        patch.setattr(load, "load_model", _load_model)
        try:
            main()
            code: Any = 0
        except SystemExit as exc:
            code = exc.code or 0
        finally:
            gc.set_threshold(*thresholds)  # main() changes them for the whole process
    return Ran(words, int(code), _text(printed), _text(complained))


_load_model = functools.cache(load.load_model)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
