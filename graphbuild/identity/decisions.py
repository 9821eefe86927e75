"""People's decisions about entities: a file of JSON lines beside the store, in the order of time.

A line has the decision, the ids, who decided, when and why. Lines may be copied from one file to another;
if two contradict each other, the later one counts. `undo` removes a line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphbuild.durable import written_whole
from graphbuild.errors import DecisionError

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
RENAME, LINK, SPLIT = "rename", "link", "split"
NEEDS = {
    SAME: ("entity", "other"),
    DIFFERENT: ("entity", "other"),
    UNSURE: ("entity", "other"),
    RENAME: ("entity", "value"),
    LINK: ("entity", "value"),
    SPLIT: ("entity", "articles", "value"),
}
FILE = "decisions.jsonl"
LONGEST = 100_000  # characters of a line
IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`\x7f]+")  # what an id or a link may be


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    entity, other: ids as articles gave them; of two that are the same, `entity` keeps its id and label.
    value: the new label, the IRI linked to, or the id of the entity that is split off.
    articles: ids of those in which the name means the split-off entity. when: UTC, to the second.
    labels: of both, for people who read the file.
    """

    decision: str
    entity: str
    other: str = ""
    value: str = ""
    articles: tuple[str, ...] = ()
    who: str = ""
    when: str = ""
    why: str = ""
    labels: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Eight hexadecimal digits of the hash of the line."""
        return hashlib.sha256(to_line(self).encode()).hexdigest()[:8]

    @property
    def pair(self) -> tuple[str, str]:
        """Both ids, sorted."""
        return (min(self.entity, self.other), max(self.entity, self.other))


def to_line(decision: Decision) -> str:
    """One line of JSON; empty fields are left out."""
    fields = {name: getattr(decision, name) for name in Decision.__slots__}
    return json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False)


def refuse(error: DecisionError) -> None:
    """Raise the error of a line."""
    raise error


def read_decisions(
    path: Path | None, skipped: Callable[[DecisionError], None] = refuse
) -> tuple[Decision, ...]:
    """The decisions in a file, each once; empty where there is no file.

    skipped: called with the error of each line that is no decision, which names the file and the
    line; without it the error is raised. Raises DecisionError for a file that cannot be read.
    """
    if path is None or not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or "not UTF-8 text"
        raise DecisionError(f"{path}: {reason}") from exc
    found: dict[Decision, None] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found[_read(line, f"{path} line {number}")] = None
            except DecisionError as exc:
                skipped(exc)
    return tuple(found)


def write_decisions(path: Path, decisions: Sequence[Decision]) -> None:
    """Replace the file: all of it or nothing, also when the power fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as part:
            part.write_text("".join(f"{to_line(d)}\n" for d in decisions), encoding="utf-8")
    except OSError as exc:
        raise DecisionError(f"{path}: cannot be written: {exc.strerror or exc}") from exc


def _read(line: str, where: str) -> Decision:
    if len(line) > LONGEST:
        raise DecisionError(f"{where}: longer than {LONGEST} characters")
    try:
        row = json.loads(line)
    except RecursionError as exc:
        raise DecisionError(f"{where}: nested too deeply") from exc
    except ValueError as exc:
        raise DecisionError(f"{where}: not JSON: {exc}") from exc
    if not isinstance(row, dict):
        raise DecisionError(f"{where}: not an object")
    if unknown := row.keys() - set(Decision.__slots__):
        known = ", ".join(Decision.__slots__)
        raise DecisionError(f"{where}: unknown field {sorted(unknown)[0]!r}; known: {known}")
    if row.get("decision") not in NEEDS:
        known = ", ".join(NEEDS)
        raise DecisionError(f"{where}: unknown decision {row.get('decision')!r}; known: {known}")
    for name in NEEDS[row["decision"]]:
        if not row.get(name):
            raise DecisionError(f"{where}: {row['decision']!r} needs a field {name!r}")
    values: dict[str, Any] = {name: _value(name, value, where) for name, value in row.items()}
    decision = Decision(**values)
    for name, value in _ids(decision):
        if not IRI.fullmatch(value) or not value.isprintable():
            raise DecisionError(f"{where}: {name!r} is not an IRI: {value[:80]!r}")
    return decision


def _ids(decision: Decision) -> list[tuple[str, str]]:
    """The fields that name things, which become IRIs in the graph."""
    found = [("entity", decision.entity)]
    if decision.decision in (SAME, DIFFERENT, UNSURE):
        found.append(("other", decision.other))
    if decision.decision in (LINK, SPLIT):
        found.append(("value", decision.value))
    return found


def _value(name: str, value: Any, where: str) -> str | tuple[str, ...]:
    if name in ("articles", "labels"):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise DecisionError(f"{where}: {name!r} must be a list of strings")
    if not isinstance(value, str):
        raise DecisionError(f"{where}: {name!r} must be a string")
    return value
