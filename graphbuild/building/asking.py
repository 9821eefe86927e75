"""Documents -> documents about which a large language model has answered: asks what is not known, ahead of reading.

Answers that the cache has cost nothing.  The others are asked for in threads, some documents ahead, and the
documents come out in their order.  What one document meets (no answer, none that can be read) leaves out that
document and no other; a budget that is spent, or a server that is gone, ends the asking, and what the
cache has is still read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from graphbuild.building.requests import Questioner, Request, Unreadable, requests_about
from graphbuild.errors import Unanswered
from graphbuild.extraction.llm.parts import number_sentences
from graphbuild.extraction.llm.prompt import answer_schema
from graphbuild.llm.cache import AnswerCache
from graphbuild.llm.client import Client, Unreachable
from graphbuild.llm.meter import GONE, Meter
from graphbuild.llm.settings import Settings
from graphbuild.model import ANSWERS, NOTE, Issue
from graphbuild.nlp.annotate import Document

AHEAD = 4  # documents that wait for each request that may be under way
GIVEN_UP = 3  # documents in a row that nobody answered, after which nobody is asked any more
GRACE = 2.0  # seconds that a request under way may still take when asking ends early
NOT_ASKED = "not asked"


class _Waiting(NamedTuple):
    """A document with the asking about it: whether the server gave answers; None where the cache decides."""

    document: Document
    requests: list[Request]
    future: Future[bool] | None


@dataclass(slots=True)
class Asker:
    """Asks about documents; `client` is None where only the cache may answer.

    report: called with each document that has no answer. cached: documents whose answers were known.
    """

    settings: Settings
    cache: AnswerCache
    client: Client | None
    report: Callable[[Issue], None]
    meter: Meter
    cached: int = 0
    _left: list[str] = field(default_factory=list)
    _failures: int = 0

    def ahead(self, documents: Iterator[Document]) -> Iterator[Document]:
        """The documents that have answers, in order; AskError where the server refuses every request."""
        waiting: deque[_Waiting] = deque()
        ended = False
        workers = ThreadPoolExecutor(self.settings.concurrency, thread_name_prefix="ask")
        try:
            for document in chain(documents, (None,)):
                if document is not None:
                    waiting.append(self._submit(document, workers))
                while waiting and (document is None or self._is_next(waiting)):
                    has_answer = self._has_answer(waiting[0])
                    one = waiting.popleft()
                    if has_answer:
                        yield one.document
            ended = True
        finally:
            if not ended:
                self._break_off([one.future for one in waiting if one.future is not None])
            workers.shutdown(cancel_futures=True)
            self._tell_left()

    def _break_off(self, futures: list[Future[bool]]) -> None:
        """Wait a moment for what is under way, and cut the rest off: nobody reads it any more."""
        if self.client is None:
            return
        self.client.stop()
        for future in futures:
            future.cancel()
        if wait(futures, timeout=GRACE).not_done:
            self.client.close()

    def tell(self) -> None:
        """One note on who was asked, and what it cost."""
        where = f" at {self.settings.host}" if self.client is not None else ""
        asked = f"articles asked about: {self.meter.articles}, for {self.meter.tokens:,} tokens; "
        told = f"{asked if self.client is not None else ''}from the cache: {self.cached}"
        self.report(Issue(f"{self.settings.model}{where}", NOTE, told))

    def _is_next(self, waiting: deque[_Waiting]) -> bool:
        future = waiting[0].future
        return future is None or future.done() or len(waiting) >= AHEAD * self.settings.concurrency

    def _submit(self, document: Document, workers: ThreadPoolExecutor) -> _Waiting:
        requests = requests_about(document, self.settings.model)
        self.cache.note([r.key for r in requests], document.article.id, self.settings.model)
        missing = [r for r in requests if self.cache.get(r.key) is None]
        future = None
        if missing and self.client is not None:
            future = workers.submit(self._ask, document, missing, self.client)
        return _Waiting(document, requests, future)

    def _ask(self, document: Document, missing: list[Request], client: Client) -> bool:
        """Ask what is missing about a document and keep it; False where nobody is asked any more."""
        estimate = sum(request.size for request in missing)
        if not self.meter.begin(estimate):
            return False
        try:
            sentences = number_sentences(document)
            asking = Questioner(document, sentences, self.settings.model, client, self.meter, [])
            for request in missing:
                given = datetime.now(UTC).isoformat(timespec="seconds")
                answer = asking.answer(request, given)
                self.cache.put(request.key, self.settings.model, answer)
        finally:
            self.meter.finish(estimate)
        return True

    def _has_answer(self, one: _Waiting) -> bool:
        """Whether a document can be read now; the issue where it cannot is told."""
        article = one.document.article.id
        try:
            asked = one.future is None or one.future.result()
        except Unreadable as exc:
            self._failures = 0
            self.report(Issue(article, ANSWERS, str(exc), Unanswered.reason))
            return False
        except Unreachable as exc:
            self._failures += 1
            if self._failures >= GIVEN_UP:
                self.meter.end(GONE)
            self.report(Issue(article, ANSWERS, f"no answer: {exc}", Unanswered.reason))
            return False
        if not asked:
            self._left.append(article)
        elif one.future is not None:
            self._failures = 0
            return True
        elif all(self.cache.get(request.key) is not None for request in one.requests):
            self.cached += 1
            return True
        else:
            told = f"the cache has no answer of {self.settings.model}"
            self.report(Issue(article, ANSWERS, told, Unanswered.reason))
        return False

    def _tell_left(self) -> None:
        """One issue for all documents that nobody was asked about, once asking was over."""
        if self._left:
            first, *others = self._left
            more = f" and {len(others)} more, up to {others[-1]}," if others else ""
            told = f"{self.meter.over}: this article{more} left for the next run"
            self.report(Issue(first, ANSWERS, told, NOT_ASKED, len(self._left)))
            self._left = []


@contextmanager
def asking(settings: Settings, report: Callable[[Issue], None]) -> Iterator[Asker]:
    """An asker with its file of answers and its connection; at the end it tells what was asked."""
    with AnswerCache(settings.cache) as cache, ExitStack() as opened:
        client = None
        if settings.host is not None:
            client = opened.enter_context(Client(settings, answer_schema()))
        asker = Asker(settings, cache, client, report, Meter(settings.budget))
        yield asker
        asker.tell()
