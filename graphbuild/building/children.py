"""Child processes that can be ended: what strangers wrote is read in them, under limits of the system.

A child reads requests from one pipe and writes answers to another (see `child.py`). When one article
makes it use more time or memory than the system allows, only the child ends; the next request starts
another.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from graphbuild.errors import GraphbuildError, WorkerError

KILLABLE = os.name == "posix"  # elsewhere there are neither such limits nor pipes to hand on
CPU_SECONDS = 150  # for one record or article; the limits in the child are 60 for each of two steps
WALL_SECONDS = 600.0  # for the same, however busy the machine is
# Not multiprocessing's way to start one, which runs the caller's own script again.
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from graphbuild.building.child import main; main()"
)
READY = "ready"  # the first answer


class Ended(Exception):
    """A child ended before it had answered; its message says why, in brackets after "its process"."""


class Child:
    """One child process, started by the first request and again after it has ended."""

    def __init__(self, task: str, *, with_stdin: bool = False) -> None:
        """task: a key of `child.TASKS`. with_stdin: whether it shares our standard input."""
        self._task, self._with_stdin = task, with_stdin
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ask(self, request: object) -> None:
        """Send a request; whether it arrives is known when its answer is asked for."""
        if self._process is None:
            self._start()
        with suppress(BrokenPipeError):
            self._requests.send(request)

    def answer(self, seconds: float | None = WALL_SECONDS) -> object:
        """The next answer. Raises Ended, and an error of ours that the child has met.

        seconds: after which a child that does not answer is ended; None to wait for ever.
        """
        try:
            if not self._answers.poll(seconds):
                self.end()
                raise Ended(f"no answer within {seconds:g} seconds")
            found = self._answers.recv()
        except (EOFError, OSError):
            raise Ended(self._why()) from None
        if isinstance(found, GraphbuildError):
            raise found
        return found

    def end(self) -> None:
        """End the process at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._requests.close()
            self._answers.close()
            self._process = None

    def close(self) -> None:
        """End the process and start no other; may be called by another thread, which then gets Ended."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()

    def _start(self) -> None:
        if self._closed:
            raise Ended("the run is over")
        theirs, requests = os.pipe()
        answers, sent = os.pipe()
        paths = json.dumps(sys.path)
        command = [sys.executable, "-c", START, paths, self._task, str(theirs), str(sent)]
        stdin = None if self._with_stdin else subprocess.DEVNULL
        self._process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs, sent),
            start_new_session=not self._with_stdin,  # so that an interrupt is ours alone
        )
        os.close(theirs)
        os.close(sent)
        self._requests = Connection(requests, readable=False)
        self._answers = Connection(answers, writable=False)
        if self._closed:  # meanwhile
            self._process.kill()
        try:
            self.answer()
        except Ended as exc:
            raise WorkerError(
                f"a process that reads articles could not be started ({exc})"
            ) from exc

    def _why(self) -> str:
        process = self._process
        code = process.wait() if process is not None else 0
        self.end()
        if code == -signal.SIGXCPU:
            return f"more than {CPU_SECONDS} seconds of processor time"
        if code == -signal.SIGKILL:
            return "killed; out of memory?"
        return f"signal {-code}" if code < 0 else f"exit status {code}"
