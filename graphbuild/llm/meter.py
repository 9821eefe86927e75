"""How much has been asked, and whether more may be: shared by the threads that ask."""

from __future__ import annotations

import threading

from graphbuild.llm.settings import TOKENS, Budget

SPENT, GONE = "the budget is spent", "the server does not answer"


class Meter:
    """Counts tokens and articles; asking is over once the budget is spent or somebody ends it.

    Of tokens, an estimate for every article under way counts until its cost is known, so that a budget is
    overdrawn by no more than what was estimated too low.
    """

    def __init__(self, budget: Budget | None) -> None:
        self.tokens, self.articles = 0, 0
        self.over: str | None = None
        self._budget, self._lock, self._under_way = budget, threading.Lock(), 0

    def begin(self, estimate: int) -> bool:
        """Whether one more article may be asked about, which will cost about so many tokens."""
        with self._lock:
            if self.over is None and self._is_too_much(estimate):
                self.over = SPENT
            if self.over is not None:
                return False
            self.articles += 1
            self._under_way += estimate
            return True

    def spend(self, tokens: int) -> None:
        """Count what a request has cost."""
        with self._lock:
            self.tokens += tokens

    def finish(self, estimate: int) -> None:
        """An article that was begun with this estimate is no longer under way."""
        with self._lock:
            self._under_way -= estimate

    def end(self, why: str) -> None:
        """Let nothing more begin."""
        with self._lock:
            self.over = self.over or why

    def _is_too_much(self, estimate: int) -> bool:
        if self._budget is None:
            return False
        if self._budget.unit == TOKENS:
            return self.tokens + self._under_way + estimate > self._budget.limit
        return self.articles >= self._budget.limit
