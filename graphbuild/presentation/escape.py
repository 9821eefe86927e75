"""Makes text safe for file formats: XML, spreadsheets, links."""

from __future__ import annotations

import re

# Characters that XML 1.0 does not allow, and lone surrogates, which UTF-8 cannot carry.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain(text: str) -> str:
    """The text with U+FFFD for every character that XML or UTF-8 cannot carry."""
    return FORBIDDEN.sub("\ufffd", text)


def cell(value: object) -> str:
    """A spreadsheet cell: nothing for None, and never a formula (an apostrophe goes before it)."""
    text = "" if value is None else plain(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def http(url: str | None) -> str | None:
    """The URL if its scheme is http or https, else None: no other scheme becomes a link."""
    return url if url and url.lower().startswith(("http://", "https://")) else None
