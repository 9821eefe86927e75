"""Answers of a large language model, made by hand, and articles about which they are."""

from __future__ import annotations

import json
from typing import Any

STORY = (
    "Norway accused Denmark of spying on Tuesday.",
    "Anna Lind, a spokeswoman for the Norwegian police, said the attack hit a bank in Oslo.",
    "Denmark denied it.",
    "The bank belongs to Fjordgruppen.",
    "Fjordgruppen has its seat in Bergen.",
    "Norway expelled two Danish diplomats on Wednesday.",
)
ENTITIES = {
    "no": ("State", "Norway"),
    "dk": ("State", "Denmark"),
    "li": ("Person", "Anna Lind"),
    "po": ("GovernmentBody", "the Norwegian police"),
    "at": ("Operation", "the attack"),
    "ba": ("Company", "a bank in Oslo", "The bank"),
    "fj": ("Company", "Fjordgruppen"),
    "be": ("Place", "Bergen"),
    "di": ("Group", "two Danish diplomats"),
}


def entity(id: str, kind: str, name: str, *aliases: str) -> dict[str, Any]:
    """An entity of an answer."""
    return {"id": id, "type": kind, "name": name, "aliases": list(aliases)}


def row(s: str, p: str, o: str | None, sentence: int, quote: str, **more: Any) -> dict[str, Any]:
    """A statement of an answer."""
    plain = {"claimant": None, "polarity": "affirmed", "modality": "asserted", "date": None}
    return {"s": s, "p": p, "o": o, **plain, "quote": quote, "sentence": sentence, **more}


ROWS = (
    row("no", "accuses", "dk", 1, "Norway accused Denmark"),
    row("li", "worksFor", "po", 2, "Anna Lind, a spokeswoman for the Norwegian police"),
    row("at", "targets", "ba", 2, "the attack hit a bank", claimant="li"),
    row("dk", "denies", "no", 3, "Denmark denied it"),
    row("ba", "partOf", "fj", 4, "The bank belongs to Fjordgruppen"),
    row("fj", "basedIn", "be", 5, "Fjordgruppen has its seat in Bergen"),
    row("no", "expels", "di", 6, "Norway expelled two Danish diplomats"),
)


def answer(*rows: dict[str, Any], entities: tuple[dict[str, Any], ...] = ()) -> str:
    """An answer about the story with these statements, or all of them."""
    known = [entity(id, *names) for id, names in ENTITIES.items()]
    return json.dumps({"entities": [*known, *entities], "statements": list(rows or ROWS)})


def story(extra: str = "") -> str:
    """The story as the text of an article, dated 2031-05-07; `extra` is one more paragraph."""
    head = "Quarrel over a bank\n\nOSLO, May 7, 2031 - "
    return head + "\n\n".join((" ".join(STORY[:3]), " ".join(STORY[3:]), extra)).rstrip() + "\n"
