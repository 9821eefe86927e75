"""People's decisions about entities: a file of JSON lines beside the store, in the order of time.

A line has the decision, the ids, who decided, when and why. Lines may be copied from one file to another;
if two contradict each other, the later one counts. `undo` removes a line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def read_decisions(path: Path | None) -> tuple[Decision, ...]:
    """The decisions in a file, each once; empty where there is no file.

    Raises DecisionError, with the number of the line.
    """
    if path is None or not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        reason = getattr(exc, "strerror", None) or "not UTF-8 text"
        raise DecisionError(f"{path}: {reason}") from exc
    read = (_read(line, f"{path} line {n}") for n, line in enumerate(lines, 1) if line.strip())
    return tuple(dict.fromkeys(read))


def write_decisions(path: Path, decisions: Sequence[Decision]) -> None:
    """Replace the file: all of it or nothing."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("".join(f"{to_line(d)}\n" for d in decisions), encoding="utf-8")
        part.replace(path)
    except OSError as exc:
        raise DecisionError(f"{path}: cannot be written: {exc.strerror or exc}") from exc


def _read(line: str, where: str) -> Decision:
    try:
        row = json.loads(line)
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
    return Decision(**values)


def _value(name: str, value: Any, where: str) -> str | tuple[str, ...]:
    if name in ("articles", "labels"):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        raise DecisionError(f"{where}: {name!r} must be a list of strings")
    if not isinstance(value, str):
        raise DecisionError(f"{where}: {name!r} must be a string")
    return value
