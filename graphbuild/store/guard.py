"""Refuses SPARQL that reaches beyond its store (SERVICE, updates), by its keywords, before it runs.

Oxigraph needs no space around a keyword (`1SERVICE<x>{}` is a call), so keywords are searched for
everywhere except in IRIs, strings, comments, variables and local names.
"""

from __future__ import annotations

import re

from graphbuild.errors import QueryRefused

OPAQUE = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|\"""(?:[^"\\]++|\\.|"(?!""))*+\"""|'''(?:[^'\\]++|\\.|'(?!''))*+'''"""
    r"""|"(?:[^"\\\n\r]++|\\.)*+"|'(?:[^'\\\n\r]++|\\.)*+'|\#[^\n\r]*"""
    r"""|[?$]\w+|:(?:[\w.:%-]|\\.)+|\\.""",
    re.DOTALL,
)
LONG_STRINGS = 50
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
PROLOGUE = re.compile(r"\s*+(?:(?:PREFIX\s*+[\w.-]*+\s*+:?|BASE)\s*+)*+", re.IGNORECASE)
UPDATE = re.compile(
    PROLOGUE.pattern + r"(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)


def refuse_reaching_out(text: str) -> None:
    """Raise QueryRefused for SERVICE and for updates, both with escapes and after decoding them."""
    for form in (text, ESCAPE.sub(_character, text)):
        words = bare(form)
        if re.search("SERVICE", words, re.IGNORECASE):
            raise QueryRefused("SERVICE is refused: a query may not reach out to other servers")
        if update := UPDATE.match(words):
            raise QueryRefused(f"{update[1].upper()} is refused: only queries are answered here")


def names_graphs(text: str) -> bool:
    """Whether the query names its graphs with FROM."""
    return re.search(r"\bFROM", bare(text), re.IGNORECASE) is not None


def query_form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; "" where there is none of them."""
    found = re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)", PROLOGUE.sub("", bare(text)), re.I)
    return found[1].upper() if found else ""


def bare(text: str) -> str:
    """The query without IRIs, strings, comments, variables and local names, and with single spaces.

    QueryRefused for more than LONG_STRINGS marks of long strings: each that is never closed would be
    searched to the end of the query.
    """
    if text.count('"""') + text.count("'''") > LONG_STRINGS:
        raise QueryRefused(f"more than {LONG_STRINGS} marks of long strings in one query")
    return " ".join(OPAQUE.sub(" ", text).split())


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"
