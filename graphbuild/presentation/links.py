"""Links from a quote to the words in the page that it was read from."""

from __future__ import annotations

from urllib.parse import quote

from graphbuild.presentation.escape import http

WHOLE = 12  # words of a sentence that a link names all of; of a longer one its first and last
ENDS = 5
UNESCAPED = "!~*'()"  # as encodeURIComponent, with which `pages/templates/panel.js` makes the same


def live(url: str | None, sentence: str, page: int | None = None) -> str | None:
    """The address of a web page with a text fragment (`#:~:text=`), at which browsers show a sentence.

    page: of a PDF, which has pages and no text fragments. None where there is no http(s) address.
    """
    if not (address := http(url)):
        return None
    if page is not None:
        return f"{address.partition('#')[0]}#page={page}"
    words = sentence.split()
    parts = [words] if len(words) <= WHOLE else [words[:ENDS], words[-ENDS:]]
    told = ",".join(_encoded(" ".join(part)) for part in parts)
    return f"{address}{'' if '#' in address else '#'}:~:text={told}"


def _encoded(text: str) -> str:
    """Percent-encoded; a hyphen has a meaning in text fragments."""
    return quote(text, safe=UNESCAPED, errors="replace").replace("-", "%2D")
