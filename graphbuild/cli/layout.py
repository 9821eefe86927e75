"""`extract --show-boilerplate`: which lines of articles are read, and which are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graphbuild.ingest.layout import LEFT_OUT, NOT_TAKEN, READ, Line, lines_not_taken, lines_of

if TYPE_CHECKING:
    from graphbuild.model import Article, Issue

MARKS = {READ: " ", LEFT_OUT: "-", NOT_TAKEN: "~"}


def shown_lines(
    paths: Sequence[str], fields: Mapping[str, str] | None, report: Callable[[Issue], None]
) -> Iterator[str]:
    """Each article's lines with the mark of what they were taken for, and below them their number."""
    from graphbuild.ingest.files import find_files
    from graphbuild.ingest.reader import read_articles

    for source in find_files(paths, report):
        for article in read_articles([source], fields=fields, report=report):
            yield from _article(article, source)


def _article(article: Article, source: str | Path) -> Iterator[str]:
    lines = list(lines_of(article))
    if isinstance(source, Path):
        lines += lines_not_taken(source, article)
    yield f"{article.id}: {_counted(lines)}"
    for line in lines:
        yield f"{MARKS[line.status]} {line.text}"
    yield ""


def _counted(lines: Sequence[Line]) -> str:
    counts = Counter(line.status for line in lines)
    told = f"{counts[READ]} lines are read, {counts[LEFT_OUT]} are boilerplate (-)"
    left = counts[NOT_TAKEN]
    return f"{told}, {left} of the page are not taken (~)" if left else told
