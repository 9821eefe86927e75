"""What a build does besides storing what it reads: texts, corrected articles, articles that are gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphbuild.building.runs import Report
from graphbuild.model import Article, Statement
from graphbuild.store.texts import Keeper

if TYPE_CHECKING:
    from graphbuild.store import Store

# Kinds of faults by which an article that is still there can be missing from what was read.
UNSURE = frozenset(("unreadable", "missing", "too slow", "failed"))


def _ignore(*_: object) -> None:
    """For a caller that does not ask."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is done with articles that were stored before.

    texts: what is done with the texts of articles. corrected: called with the id
    of an article whose text has changed, and its statements before and after, as they were read.
    prune: whether articles that are not in the input are forgotten. gone: called with the id of each
    before that.
    """

    texts: Keeper = field(default_factory=Keeper)
    corrected: Callable[[str, Sequence[Statement], Sequence[Statement]], None] = _ignore
    prune: bool = False
    gone: Callable[[str], None] = _ignore

    def compare(self, store: Store, article: Article, statements: Sequence[Statement]) -> None:
        """Tell what a new version of a stored article changes; nothing where only the program changed."""
        if self.corrected is not _ignore and store.article(article.id).sha256 != article.sha256:
            self.corrected(article.id, store.as_read(article.id), statements)

    def forget(self, store: Store, absent: Sequence[str], result: Report) -> None:
        """Forget what is not in the input, unless some of the input could not be read, or none of it.

        Sets `kept_absent` of the result to the reason for which nothing was forgotten.
        """
        if not self.prune or not absent:
            return
        if unsure := sum(result.reasons[reason] for reason in UNSURE):
            result.kept_absent = f"{unsure} of the inputs could not be read"
        elif not result.read:
            result.kept_absent = "the input has no articles"
        else:
            for article in absent:
                self.gone(article)
                store.forget(article)
                self.texts.forget(article)
            result.pruned, result.absent = len(absent), 0
