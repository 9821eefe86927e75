"""A real SPARQL server on loopback for the tests: Oxigraph's, with nothing on disk."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server that stops with the block."""
    beside = Path(sys.executable).parent / "oxigraph"
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    assert program, "the development requirements bring the program oxigraph"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            yield _ready(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def empty(url: str) -> None:
    """Take everything out of the server."""
    kind = {"Content-Type": "application/sparql-update"}
    httpx.post(f"{url}/update", content=b"DROP ALL", headers=kind).raise_for_status()


def _ready(url: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(200):
        try:
            httpx.get(url, timeout=1)
        except httpx.HTTPError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.05)
        else:
            return url
    raise AssertionError("the server does not answer")
