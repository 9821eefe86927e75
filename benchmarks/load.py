"""Puts the server under load with wrk while a build goes on beside it, and checks that both hold.

usage: python benchmarks/load.py [--clients 500] [--seconds 60] [--articles 2000]

wrk (Debian: apt install wrk) asks for pages, a search and a query in turn, from as many connections.
Held: every answer is 200, or 503 where the limits say so; none is cut off; the server answers at once
afterwards; the build ends, and its store has no faults.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpus
import crash
import httpx

QUERY = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fa%20gb%3Aaccuses%20%3Fb%20%7D"
PATHS = ("/", "/search?q=Ruritania", f"/sparql?query={QUERY}", "/query")
SCRIPT = """
local paths = {%s}
local n, refused, failed = 0, 0, 0
request = function() n = n + 1; return wrk.format("GET", paths[n %% #paths + 1]) end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
response = function(status)
  if status == 503 then busy = (busy or 0) + 1 elseif status ~= 200 then wrong = (wrong or 0) + 1 end
end
done = function(summary, latency)
  local busy, wrong = 0, 0
  for _, t in ipairs(threads) do busy = busy + (t:get("busy") or 0); wrong = wrong + (t:get("wrong") or 0) end
  local e = summary.errors
  print(string.format("FOUND %%d %%d %%d %%d %%d %%.0f %%.0f", summary.requests, busy, wrong,
    e.connect + e.read + e.write, e.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


class Load(NamedTuple):
    """Answers by what they were; broken: connections that failed; late: answers after 30 s; ms."""

    answers: int
    busy: int
    wrong: int
    broken: int
    late: int
    median: int
    p99: int


def ask(address: str, clients: int, seconds: int, scratch: Path) -> Load:
    """What wrk finds."""
    script = scratch / "load.lua"
    script.write_text(SCRIPT % ", ".join(f'"{path}"' for path in PATHS), encoding="utf-8")
    options = [f"-c{clients}", f"-d{seconds}s", "-t2", "--timeout", "30s", "-s", str(script)]
    done = subprocess.run(["wrk", *options, address], capture_output=True, text=True, check=True)
    found = re.search(r"^FOUND (.*)$", done.stdout, re.M)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return Load(*map(int, found[1].split()))


def run(clients: int, seconds: int, articles: int) -> tuple[Load, list[str]]:
    """The load, and what did not hold."""
    program = [sys.executable, "-m", "graphbuild"]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        crash.build(str(corpus.write(scratch / "first.jsonl", 300)), str(scratch / "out"))
        corpus.write(scratch / "more.jsonl", articles)
        child = [sys.executable, str(Path(__file__).with_name("crash.py")), "--child"]
        command = [*program, "serve", str(scratch / "out"), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            address = server.stdout.readline().split()[2].rstrip("/")
            build = subprocess.Popen([*child, str(scratch / "more.jsonl"), str(scratch / "new")])
            try:
                found = ask(address, clients, seconds, scratch)
                begin = time.monotonic()
                status = httpx.get(f"{address}/", timeout=30, trust_env=False).status_code
                after = time.monotonic() - begin
                ended = build.wait(600)
            finally:
                build.kill()
                build.wait()
                server.terminate()
        checked = subprocess.run([*program, "check", str(scratch / "new")], check=False).returncode
    problems = [
        *([f"{found.wrong} answers that are neither 200 nor 503"] if found.wrong else []),
        *([f"{found.broken} connections broke"] if found.broken else []),
        *([f"afterwards {status} in {after:.1f} s"] if status != 200 or after > 5 else []),
        *([f"the build ended with {ended}, its check with {checked}"] if ended or checked else []),
    ]
    return found, problems


def main() -> int:
    """Print the figures; 1 where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--articles", type=int, default=2000)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.error("needs wrk (Debian: apt install wrk)")
    found, problems = run(given.clients, given.seconds, given.articles)
    rate = found.answers / given.seconds
    print(
        f"{given.clients} clients for {given.seconds} s: {found.answers} answers ({rate:.0f} a second), "
        f"{found.busy} of them 503, median {found.median} ms, 99 % within {found.p99} ms, "
        f"{found.late} later than 30 s"
    )
    print("\n".join(problems) or "nothing broke")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
