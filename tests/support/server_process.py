"""A server in a process of its own, on loopback and a free port, for the tests of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphbuild import rdf
from graphbuild.store import open_store
from support.dataset import affair
from support.paths import ROOT


@contextmanager
def serving(out: Path | str, *options: str, program: Path | None = None) -> Iterator[str]:
    """The address of `graphbuild serve`, which is ended by its handle.

    program: an installed `graphbuild`, in place of that of the checkout.
    """
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    if program is None:
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [program] if program else [sys.executable, "-m", "graphbuild"]
    process = subprocess.Popen(
        [*command, "serve", str(out), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
        cwd=Path(out).parent if program else None,
    )
    guard = threading.Timer(60, process.kill)  # where it says nothing
    guard.start()
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        guard.cancel()
        assert line.startswith("serving at http://127.0.0.1:"), process.communicate()
        yield line.split()[2].rstrip("/")
    finally:
        guard.cancel()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert complaints == ""
    assert process.returncode == 0


def stored_affair(out: Path) -> Path:
    """The affair of `support.dataset` in a store on disk."""
    fill(str(out))
    return out


def fill(url: str) -> None:
    """Put the affair into a store."""
    with open_store(url) as store:
        store.describe(affair().quads())
        entities = (e for s in affair().told for e in s.entities)
        store.describe(
            rdf.name_quads({e.id: rdf.EntityNames(e.label, (), (), 1) for e in entities})
        )
