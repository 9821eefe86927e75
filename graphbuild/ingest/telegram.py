"""Exports of Telegram Desktop (result.json, messages.html) -> Articles: one a post, with its date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphbuild.errors import InputError, NoArticle
from graphbuild.ingest.decode import clean
from graphbuild.ingest.fragments import fragment_text
from graphbuild.ingest.identifiers import slug
from graphbuild.ingest.input_file import InputFile
from graphbuild.ingest.net import one_record
from graphbuild.ingest.text import read_text
from graphbuild.model import Article

PAGE = re.compile(r"<div class=\"page_body chat_page\"")  # in messages.html, in no other page
HEAD = 20_000  # characters in which it stands
_DAY = re.compile(r"^(\d\d)\.(\d\d)\.((?:19|20)\d\d)")


def is_export(markup: str) -> bool:
    """Whether a page is a messages.html."""
    return bool(PAGE.search(markup[:HEAD]))


def read_export(file: InputFile, export: Mapping[str, Any]) -> Iterator[Article]:
    """The articles of a result.json; messages without text, and those of the program, are none."""
    channel = str(export.get("name") or "")
    posts = (
        (str(m.get("id")), str(m.get("date") or "")[:10], _plain(m.get("text")))
        for m in export["messages"]
        if isinstance(m, dict) and m.get("type") == "message"
    )
    yield from _read(file, channel, posts)


def read_page(file: InputFile, markup: str) -> Iterator[Article]:
    """The articles of a messages.html."""
    from lxml import html

    tree = html.fromstring(markup)
    heading = tree.xpath("//div[@class='page_header']//div[contains(@class, 'text')]")
    channel = " ".join(heading[0].text_content().split()) if heading else ""
    posts = (
        (m.get("id", "").removeprefix("message"), _day_of(m), _markup_of(m))
        for m in tree.xpath("//div[contains(concat(' ', @class, ' '), ' message default ')]")
    )
    yield from _read(file, channel, posts)


def _read(
    file: InputFile, channel: str, posts: Iterator[tuple[str, str, str]]
) -> Iterator[Article]:
    n_posts = n_media = 0
    for number, day, text in posts:
        n_posts += 1
        if not text.strip():
            n_media += 1
            continue
        told = {"publisher": clean(channel), "published": day}
        name = f"{slug(channel) or file.stem}-{number}"
        try:
            with one_record():
                article = read_text(clean(text), name, {k: v for k, v in told.items() if v})
            yield article
        except InputError as exc:
            file.fault(exc, number)
    if not n_posts:
        raise NoArticle("an export of Telegram without a post")
    if n_media:
        file.note(f"{n_media} of {n_posts} posts have no text")


def _plain(text: object) -> str:
    """A text, which is a string or a list of strings and of objects with a text."""
    if isinstance(text, str):
        return text
    pieces = text if isinstance(text, list) else []
    return "".join(p if isinstance(p, str) else str(p.get("text") or "") for p in pieces)


def _day_of(message: Any) -> str:
    for told in message.xpath(".//div[contains(@class, 'date')]/@title"):
        if match := _DAY.match(str(told)):
            day, month, year = match.groups()  # always in this order, whatever the language
            return f"{year}-{month}-{day}"
    return ""


def _markup_of(message: Any) -> str:
    from lxml import html

    texts = message.xpath("./div[contains(@class, 'body')]/div[@class='text']")
    texts += message.xpath(".//div[contains(@class, 'forwarded')]/div[@class='text']")
    return "\n\n".join(
        fragment_text(html.tostring(t, encoding="unicode", with_tail=False)) for t in texts
    )
