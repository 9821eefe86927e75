"""A Virtuoso server on loopback for the tests, where its Debian package is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from graphbuild import rdf

SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
"""
GRANTS = """GRANT SPARQL_UPDATE TO "SPARQL"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"""


class Virtuoso(NamedTuple):
    """url: of its web server; sql: address for `isql`."""

    url: str
    sql: str

    def settings(self) -> dict[str, str]:
        """What graphbuild has to be told of its endpoints, as environment variables."""
        places = {"QUERY": "sparql", "UPDATE": "sparql", "STORE": "sparql-graph-crud"}
        return {f"GRAPHBUILD_{part}_URL": f"{self.url}/{place}" for part, place in places.items()}

    def run(self, commands: str) -> None:
        """Run SQL commands as its administrator."""
        command = ["isql-vt", self.sql, "dba", "dba", f"exec={commands}"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    def empty(self) -> None:
        """Take everything of ours out of it; it keeps graphs of its own beside."""
        query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
        lines = self._ask("query", query, "text/csv").splitlines()[1:]
        ours = [line.strip('"') for line in lines if line.strip('"').startswith(rdf.BASE)]
        for graph in ours:
            self._ask("update", f"DROP SILENT GRAPH <{graph}>", "*/*")

    def _ask(self, kind: str, text: str, accept: str) -> str:
        headers = {"Accept": accept}
        answer = httpx.post(f"{self.url}/sparql", data={kind: text}, headers=headers, timeout=60)
        return answer.raise_for_status().text


def installed() -> bool:
    """Whether the server and its client are here."""
    return all(map(shutil.which, ("virtuoso-t", "isql-vt")))


@contextmanager
def running(folder: Path) -> Iterator[Virtuoso]:
    """A server that stops with the block."""
    http, sql = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(SETTINGS.format(folder=folder, http=http, sql=sql), encoding="utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=folder) as process:
        try:
            server = Virtuoso(f"http://127.0.0.1:{http}", f"127.0.0.1:{sql}")
            _wait(server, process)
            server.run(GRANTS)
            yield server
        finally:
            process.kill()  # what it holds is thrown away, so it need not write it


def _wait(server: Virtuoso, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            httpx.get(f"{server.url}/sparql", params={"query": "ASK {}"}, timeout=1)
        except httpx.HTTPError:
            assert process.poll() is None, "Virtuoso ended"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Virtuoso does not answer")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
