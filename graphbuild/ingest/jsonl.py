"""Lines of JSON -> Articles: one object a line, with `text` or `html`."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from typing import Any

from graphbuild.errors import GraphbuildError, InputError, NoArticle
from graphbuild.ingest.dates import from_timestamp
from graphbuild.ingest.decode import clean, decode
from graphbuild.ingest.html import read_html
from graphbuild.ingest.input_file import LARGEST, InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.ingest.urls import name_of, usable
from graphbuild.model import Article

FIELDS = ("id", "url", "title", "publisher", "published", "text", "html")


def check_fields(fields: Mapping[str, str] | None) -> dict[str, str]:
    """Our field names with the names to look under; GraphbuildError for a name that is not ours."""
    unknown = set(fields or {}) - set(FIELDS)
    if unknown:
        names = ", ".join(FIELDS)
        raise GraphbuildError(f"no field {sorted(unknown)[0]!r} to map; known: {names}")
    return {name: (fields or {}).get(name, name) for name in FIELDS}


def read(file: InputFile) -> Iterator[Article]:
    """The articles of a file's lines; a bad line is reported as `name:line` and left out."""
    empty = True
    for number, line in enumerate(file.lines(), start=1):
        if not line.removeprefix(BOM_UTF8).strip():
            continue
        empty = False
        try:
            if len(line) > LARGEST:
                raise InputError(f"longer than {LARGEST // 2**20} MiB: not a news article")
            with one_record():
                article = read_record(_record(line), f"{file.stem}-{number}", file.fields)
            yield article
        except InputError as exc:
            file.fault(exc, number)
    if empty:
        file.fault(NoArticle("empty file"))


def read_record(record: Mapping[str, Any], fallback: str, fields: Mapping[str, str]) -> Article:
    """The article of one object; its id is the id field, else made from the url, else `fallback`."""
    values = {name: _text(_get(record, fields[name]), name) for name in FIELDS}
    values["url"] = usable(values["url"])
    known = {k: v for k in ("title", "url", "publisher", "published") if (v := values[k])}
    name = " ".join((values["id"] or "").split()) or name_of(values["url"]) or fallback
    if values["text"] and values["text"].strip():
        return read_text(values["text"], name, known)
    if values["html"] and values["html"].strip():
        return read_html(values["html"], name, known)
    names = " or ".join(repr(fields[n]) for n in ("text", "html"))
    raise NoArticle(f"no field {names} with text in it")


def _record(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(decode(line))
    except json.JSONDecodeError as exc:
        raise InputError(f"not a complete JSON object ({exc.msg}, column {exc.colno})") from exc
    except (RecursionError, ValueError) as exc:  # nested too deeply; a number too long
        raise InputError(f"not a readable JSON object ({exc})") from exc
    if not isinstance(record, dict):
        raise InputError(f"not a JSON object but {type(record).__name__}")
    return record


def _get(record: Mapping[str, Any], path: str) -> object:
    """The value under a name, or under a dotted path of names."""
    if path in record:
        return record[path]
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: object, name: str) -> str | None:
    """A field as clean text; numbers are allowed for ids and dates."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if name == "published" and value > 1e8:
            return from_timestamp(value)
        return str(value) if name in {"id", "published"} else None
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    return clean(value) if isinstance(value, str) else None
