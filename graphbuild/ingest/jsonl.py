"""JSON -> Articles: an object a line, an array of objects, one object, or one that holds an array.

Lines are read one at a time, however many there are; an array or object is read whole, up to LARGEST.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from typing import Any

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import decode
from graphbuild.ingest.input_file import LARGEST, InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.record import Guess, read_record
from graphbuild.model import Article

HOLDERS = ("articles", "results", "items", "data", "documents", "posts", "hits")


def read(file: InputFile) -> Iterator[Article]:
    """The articles of a file's lines; a bad line is reported as `name:line` and left out."""
    empty = True
    guess = Guess(file.fields, file.note)
    for number, line in enumerate(file.lines(), start=1):
        if not line.removeprefix(BOM_UTF8).strip():
            continue
        empty = False
        try:
            if len(line) > LARGEST:
                raise InputError(f"longer than {LARGEST // 2**20} MiB: not a news article")
            with one_record():
                record = parsed(line)
                article = read_record(record, f"{file.stem}-{number}", guess(record), file.mended)
            yield article
        except InputError as exc:
            file.fault(exc, number)
    if empty:
        file.fault(NoArticle("empty file"))


def read_document(file: InputFile) -> Iterator[Article]:
    """The articles of a file that is one array or one object; a bad record is `name:number`."""
    text = decode(file.content("write an array of this size as JSON lines"))
    try:
        found = json.loads(text)
    except json.JSONDecodeError as exc:
        lines = text.split("\n")
        if exc.msg == "Extra data" and len(lines) > 1:  # lines of JSON under another name
            found = [_or_none(line) for line in lines if line.strip()]
        else:
            raise InputError(f"not complete JSON ({exc.msg}, line {exc.lineno})") from exc
    except (RecursionError, ValueError) as exc:
        raise InputError(f"not readable JSON ({exc})") from exc
    if isinstance(found, dict) and is_telegram(found):
        from graphbuild.ingest.telegram import read_export

        yield from read_export(file, found)
        return
    yield from _read_records(file, _records(found))


def is_telegram(found: Mapping[str, Any]) -> bool:
    """Whether an object is an export of Telegram: the messages of a chat."""
    messages = found.get("messages")
    return isinstance(messages, list) and "type" in found and "name" in found


def parsed(line: bytes) -> Mapping[str, Any]:
    """One object; InputError for anything else."""
    try:
        record = json.loads(decode(line))
    except json.JSONDecodeError as exc:
        raise InputError(f"not a complete JSON object ({exc.msg}, column {exc.colno})") from exc
    except (RecursionError, ValueError) as exc:  # nested too deeply; a number too long
        raise InputError(f"not a readable JSON object ({exc})") from exc
    return _object(record)


def _read_records(file: InputFile, records: list[Any]) -> Iterator[Article]:
    guess = Guess(file.fields, file.note)
    if not records:
        raise NoArticle("no records in it")
    for number, record in enumerate(records, start=1):
        name = f"{file.stem}-{number}" if len(records) > 1 else file.stem
        try:
            with one_record():
                article = read_record(_object(record), name, guess(record), file.mended)
            yield article
        except InputError as exc:
            file.fault(exc, number)


def _records(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        held = [found[n] for n in HOLDERS if isinstance(found.get(n), list)]
        return held[0] if held and all(isinstance(r, dict) for r in held[0]) else [found]
    raise InputError(f"not a JSON object but {type(found).__name__}")


def _or_none(line: str) -> Any:
    try:
        return json.loads(line)
    except (RecursionError, ValueError):
        return None


def _object(record: Any) -> Mapping[str, Any]:
    if not isinstance(record, dict):
        raise InputError(f"not a JSON object but {type(record).__name__}")
    return record
