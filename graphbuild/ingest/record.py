"""One record (a JSON object, a row of a table) -> Article, by the names of its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from graphbuild.errors import GraphbuildError, NoArticle
from graphbuild.ingest.dates import from_timestamp
from graphbuild.ingest.decode import clean
from graphbuild.ingest.html import read_html
from graphbuild.ingest.text import read_text
from graphbuild.ingest.urls import name_of, usable
from graphbuild.knowledge.tables import lexicon
from graphbuild.model import Article

FIELDS = ("id", "url", "title", "publisher", "published", "text", "html")
CUT_OFF = re.compile(
    r"(?:(?:…|\.\.\.)\s*+|(?<!\s)\s++)?\[\+\d++ chars\]\s*+$"
)  # NewsAPI ends its extracts so


def check_fields(fields: Mapping[str, str] | None) -> dict[str, str]:
    """Our field names with the names to look under; GraphbuildError for a name that is not ours."""
    unknown = set(fields or {}) - set(FIELDS)
    if unknown:
        names = ", ".join(FIELDS)
        raise GraphbuildError(f"no field {sorted(unknown)[0]!r} to map; known: {names}")
    return {name: (fields or {}).get(name, name) for name in FIELDS}


class Guess:
    """The names of fields for the records of one file: as told, else ours, else usual ones.

    The usual ones are in ontology/lexicons/boilerplate.toml, [records]; say: called once, with a line
    that names those taken, as soon as a record has them.
    """

    def __init__(self, fields: Mapping[str, str], say: Callable[[str], None]) -> None:
        """fields: of `check_fields`."""
        self._fields, self._say, self._said = fields, say, False

    def __call__(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Our names with the paths under which this record has them."""
        found = dict(self._fields)
        guessed = {}
        has_text = any(_get(record, found[name]) for name in ("text", "html"))
        keys = {_key(path): path for path in _paths(record)}
        # A record's other date may be the day it was collected.
        originals = (keys.get(_key(name)) for name in lexicon("boilerplate")["keys"]["original"])
        original = next((path for path in originals if _get(record, path)), None)
        if original is not None and found["published"] == "published":
            found["published"] = original
        for name, spellings in lexicon("boilerplate")["records"].items():
            if found[name] != name or _get(record, name) or (name == "text" and has_text):
                continue
            path = next(
                (keys[_key(s)] for s in (name, *spellings) if _get(record, keys.get(_key(s)))), None
            )
            if path is not None:
                found[name] = guessed[name] = path
        if "text" in guessed and not self._said:
            self._said = True
            pairs = ", ".join(f"{name}={path}" for name, path in guessed.items())
            self._say(f"fields taken by their usual names: {pairs} (--field says others)")
        return found


def read_record(
    record: Mapping[str, Any],
    fallback: str,
    fields: Mapping[str, str],
    mended: Callable[[str], str] = str,
) -> Article:
    """The article of one record; its id is the id field, else made from the url, else `fallback`.

    mended: of the file, to repair its texts.
    """
    values = {name: _text(_get(record, fields[name]), name) for name in FIELDS}
    values["url"] = usable(values["url"])
    known = {k: v for k in ("title", "url", "publisher", "published") if (v := values[k])}
    name = " ".join((values["id"] or "").split()) or name_of(values["url"]) or fallback
    if values["text"] and values["text"].strip():
        return read_text(mended(CUT_OFF.sub("", values["text"])), name, known)
    if values["html"] and values["html"].strip():
        return read_html(mended(values["html"]), name, known)
    names = " or ".join(repr(fields[n]) for n in ("text", "html"))
    raise NoArticle(f"no field {names} with text in it (its fields: {_shown(record)})")


def _shown(record: Mapping[str, Any]) -> str:
    names = [clean(str(name)) for name in record]
    return ", ".join(names[:12]) + (" …" if len(names) > 12 else "")


def _paths(record: Mapping[str, Any]) -> list[str]:
    """Names of the fields, and dotted ones of those one level down."""
    inner = [f"{k}.{n}" for k, v in record.items() if isinstance(v, dict) for n in v]
    return [*inner, *(str(k) for k in record)]


def _key(path: str) -> str:
    return re.sub(r"[\s_-]+", "", path.casefold())


def _get(record: Mapping[str, Any], path: str | None) -> object:
    """The value under a name, or under a dotted path of names."""
    if path is None:
        return None
    if path in record:
        return record[path]
    value: object = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: object, name: str) -> str | None:
    """A field as clean text; numbers are allowed for ids and dates, lists of paragraphs for texts."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if name == "published" and value > 1e8:
            return from_timestamp(value)
        return str(value) if name in {"id", "published"} else None
    if isinstance(value, list) and name in {"text", "html"}:
        value = "\n\n".join(filter(None, (_paragraph(v) for v in value)))
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    return clean(value) if isinstance(value, str) else None


def _paragraph(value: object) -> str | None:
    """A paragraph of a list: a string, or an object with a text."""
    if isinstance(value, dict):
        value = value.get("text") or value.get("content")
    return value if isinstance(value, str) else None
