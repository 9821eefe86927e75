"""The text of an answer -> its entities and statements, as far as they have the form that was asked for.

Servers wrap JSON into prose and code fences, and cut it off at a limit.  The object is found wherever it
stands; of one that is cut off, the rows that are whole are kept.  Whether what they say is so is asked
later (`check`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphbuild.model import AFFIRMED, ALLEGED, ASSERTED, NEGATED, PLANNED

LONGEST = 2_000_000  # characters of one answer; the longest honest one has 100,000
MOST_ROWS = 5_000  # of each kind in one answer
POLARITIES, MODALITIES = frozenset({AFFIRMED, NEGATED}), frozenset({ASSERTED, ALLEGED, PLANNED})
MALFORMED = "malformed"
CUT_OFF = "cut off"


@dataclass(frozen=True, slots=True)
class AnsweredEntity:
    """An entity of an answer: the names by which the model says that the article calls it."""

    id: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnsweredStatement:
    """A statement of an answer, its arguments by the ids of the answer's entities.

    object: an id, or the other name itself for a property whose object is a literal, or None.
    sentence: the number of the sentence in which the quote should stand.
    """

    subject: str
    predicate: str
    object: str | None
    claimant: str | None
    polarity: str
    modality: str
    date: str | None
    quote: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer that have the form asked for.

    malformed: how many have not. whole: whether the answer ended where it should.
    """

    entities: tuple[AnsweredEntity, ...]
    statements: tuple[AnsweredStatement, ...]
    malformed: int = 0
    whole: bool = True


class NoAnswer(ValueError):
    """A text that holds no object with entities and statements."""


def read_answer(text: str) -> Answer:
    """The rows of an answer; NoAnswer, with the reason, where there is no such object in it."""
    if len(text) > LONGEST:
        raise NoAnswer(f"longer than {LONGEST} characters")
    found, whole = _find_object(text)
    lists = [found.get(name) for name in ("entities", "statements")]
    if not all(isinstance(rows, list) for rows in lists):
        raise NoAnswer('an object without the lists "entities" and "statements"')
    entities, statements = (rows[:MOST_ROWS] for rows in lists if isinstance(rows, list))
    read = [_entity(row) for row in entities], [_statement(row) for row in statements]
    lost = sum(row is None for rows in read for row in rows)
    return Answer(
        tuple(row for row in read[0] if row is not None),
        tuple(row for row in read[1] if row is not None),
        lost,
        whole,
    )


def _find_object(text: str) -> tuple[dict[str, Any], bool]:
    """The first object that has one of the lists, and whether it is whole."""
    decoder = json.JSONDecoder()
    for at in _openings(text):
        try:
            found, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and ("entities" in found or "statements" in found):
            return found, True
    mended = _whole_rows(text)
    if mended is None:
        raise NoAnswer("no JSON object")
    return mended, False


def _openings(text: str, most: int = 50) -> Iterator[int]:
    """The places of the first opening braces, each a candidate for the beginning of the object."""
    at = text.find("{")
    while at >= 0 and most:
        yield at
        at, most = text.find("{", at + 1), most - 1


def _whole_rows(text: str) -> dict[str, Any] | None:
    """The rows of both lists up to where an object was cut off; None where there is none."""
    found: dict[str, Any] = {}
    for name in ("entities", "statements"):
        at = text.find(f'"{name}"')
        at = text.find("[", at) if at >= 0 else -1
        if at >= 0:
            found[name] = list(_rows(text, at + 1))
    return {"entities": [], "statements": [], **found} if any(found.values()) else None


def _rows(text: str, at: int) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] != "{":
            return
        try:
            row, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield row


def _entity(row: object) -> AnsweredEntity | None:
    if not isinstance(row, Mapping):
        return None
    id, kind, name = _text(row.get("id")), _text(row.get("type")), _text(row.get("name"))
    aliases = row.get("aliases", [])
    if not (id and kind and name) or not isinstance(aliases, list):
        return None
    names = [name, *(n for n in map(_text, aliases) if n)]
    return AnsweredEntity(id, kind, tuple(dict.fromkeys(names)))


def _statement(row: object) -> AnsweredStatement | None:
    """A statement; what may be left out has the value that most statements have."""
    if not isinstance(row, Mapping):
        return None
    subject, predicate, quote = (_text(row.get(name)) for name in ("s", "p", "quote"))
    polarity, modality = row.get("polarity", AFFIRMED), row.get("modality", ASSERTED)
    number = row.get("sentence", 0)
    if not (subject and predicate and quote) or isinstance(number, bool):
        return None
    if isinstance(number, str) and number.strip().isascii() and number.strip().isdigit():
        number = int(number.strip()[:9])
    optional = [row.get(name) for name in ("o", "claimant", "date")]
    if not all(value is None or isinstance(value, str) for value in optional):
        return None
    known = isinstance(polarity, str) and isinstance(modality, str) and isinstance(number, int)
    if not known or polarity not in POLARITIES or modality not in MODALITIES:
        return None
    object, claimant, date = (_text(value) for value in optional)
    return AnsweredStatement(
        subject, predicate, object, claimant, polarity, modality, date, quote, number
    )


def _text(value: object) -> str | None:
    """A string without white space around it; None for anything else, and for an empty one."""
    return (value.strip() or None) if isinstance(value, str) else None
