"""What reading one record or article may raise, and how that is told in one line."""

from __future__ import annotations

import traceback
from pathlib import Path

from graphbuild.errors import InputError, TooSlow

# It took too long, it is nested too deeply, or we made a mistake. None of them says anything about
# the next article.
FAULTS = (
    *(TooSlow, RecursionError, MemoryError, AssertionError, LookupError, TypeError, ValueError),
    *(AttributeError, ArithmeticError),
)
LONGEST = 200  # characters of an error's own message


def fault_line(exc: BaseException) -> str:
    """What went wrong in one line, and for an error of ours, where."""
    if isinstance(exc, InputError):
        return str(exc)
    frames = traceback.extract_tb(exc.__traceback__)
    own = [f for f in frames if "graphbuild" in Path(f.filename).parts] or frames
    place = f"{Path(own[-1].filename).name}, line {own[-1].lineno}"
    said = " ".join(f"{type(exc).__name__}: {exc}".split())[:LONGEST]
    return f"an error of graphbuild ({said}; {place}): left out; please report it"
