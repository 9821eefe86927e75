"""Fields in the head of a page: `key: value` lines, `<key> value </key>` lines, front matter.

Front matter is read as YAML and, where it is none (a colon in a title without quotation marks), line by
line. The names of the keys and what they fill stand under [keys] in ontology/lexicons/boilerplate.toml.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from graphbuild.ingest.yaml_text import yaml_mapping
from graphbuild.knowledge.tables import lexicon

_LINE = re.compile(
    r"^(?:[+*-]\s+)?[*_]{0,2}(?P<key>[A-Za-z][\w :-]{0,24}?)[*_]{0,2}\s?:[*_]{0,2}(?:\s+|$)(?P<value>.*)$",
    re.S,
)
_TAG = re.compile(r"^<(?P<key>[A-Za-z][\w:-]{0,24})>(?P<value>[^<>]*+)(?:</(?P=key)>\s*+)?$")
_FENCE = re.compile(r"\A\s*---[ \t]*\n(?P<body>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CONTINUATION = re.compile(r"\\?\n[ \t]+\\?")
_NOTHING = frozenset({"", "none", "null", "unknown", "n/a", "nan", "-"})


class Field(NamedTuple):
    """One field. name: the field of an article that it fills, or "ignored" for known noise. value: its text."""

    name: str
    value: str


def field_of(line: str) -> Field | None:
    """The field that a line gives; None for any other line."""
    match = _LINE.match(line) or _TAG.match(line)
    name = _names().get(" ".join(match["key"].casefold().split())) if match else None
    if match is None or name is None:
        return None
    return Field(name, _value(match["value"]))


def front_matter(text: str) -> tuple[int, list[Field]]:
    """Where the text goes on after front matter between `---` lines (0: none), and its fields."""
    match = _FENCE.match(text)
    if match is None or not re.search(r"(?m)^[\w-]+:", match["body"]):
        return 0, []
    parsed = yaml_mapping(match["body"])
    if parsed is not None:
        return match.end(), [f for key, value in parsed.items() if (f := _field(key, value))]
    lines = _CONTINUATION.sub(" ", match["body"]).split("\n")
    return match.end(), [f for line in lines if (f := field_of(line.strip()))]


def _field(key: str, value: object) -> Field | None:
    """The field that an entry of front matter gives; of an object its name."""
    name = _names().get(" ".join(key.casefold().split()))
    if isinstance(value, dict):
        value = value.get("name")
    if name is None or not isinstance(value, str):
        return None
    told = " ".join(value.split())
    return Field(name, "" if told.casefold() in _NOTHING else told)


def first(fields: list[Field], name: str) -> str | None:
    """The first value given for a name, None where there is none."""
    return next((f.value for f in fields if f.name == name and f.value), None)


@functools.cache
def _names() -> Mapping[str, str]:
    keys = lexicon("boilerplate")["keys"]
    return {key: name for name, spellings in keys.items() for key in spellings}


def _value(raw: str) -> str:
    value = raw.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    value = value.replace("\\_", " ").replace('\\"', '"')
    value = " ".join(value.split())
    return "" if value.casefold() in _NOTHING else value
