"""Articles -> a file of requests for a large language model, and files of its answers -> what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from graphbuild.building.requests import requests_about
from graphbuild.durable import written_whole
from graphbuild.errors import AskError, ExportError, Unanswered
from graphbuild.extraction.llm.answer import NoAnswer, read_answer
from graphbuild.extraction.llm.prompt import answer_schema
from graphbuild.ingest.reader import read_articles
from graphbuild.llm.batches import Line, read_lines, request_line
from graphbuild.llm.cache import AnswerCache, Stored
from graphbuild.model import ANSWERS, NOTE, Issue
from graphbuild.nlp.annotate import Document, annotate
from graphbuild.nlp.load import load_model

CUT_OFF = "was cut off; its whole rows are kept"


class Written(NamedTuple):
    """How many requests were written, and how many needed not be, as their answers are known."""

    written: int
    known: int


def export_requests(
    paths: Iterable[str | Path],
    asked: str,
    answers: Path,
    target: Path,
    *,
    model: str | None = None,
    fields: Mapping[str, str] | None = None,
    report: Callable[[Issue], None] = lambda issue: None,
) -> Written:
    """Write the requests about articles to a file, each once, in the order of the articles.

    asked: the model that will answer. answers: the file of answers, which notes what is asked.
    report: called with each input that gives no article. Raises AskError, ExportError.
    """
    articles = read_articles(paths, fields=fields, report=report)
    try:
        with (
            AnswerCache(answers) as cache,
            written_whole(target) as part,
            part.open("w", encoding="utf-8", newline="\n") as file,
        ):
            return _write(annotate(articles, load_model(model)), asked, cache, file)
    except OSError as exc:
        raise ExportError(f"{target}: {exc.strerror or exc}") from exc


def _write(documents: Iterable[Document], asked: str, cache: AnswerCache, file: IO[str]) -> Written:
    seen, known = set[str](), 0
    for document in documents:
        requests = requests_about(document, asked)
        cache.note([request.key for request in requests], document.article.id, asked)
        for request in requests:
            if cache.get(request.key) is not None:
                known += 1
            elif request.key not in seen:
                seen.add(request.key)
                file.write(request_line(request.key, request.body, answer_schema()))
    return Written(len(seen), known)


def import_answers(
    files: Iterable[Path], answers: Path, *, report: Callable[[Issue], None] = lambda issue: None
) -> int:
    """Keep the answers in files that were asked for and can be read; their number.

    report: called with each line that is left out, and with each answer that was cut off. Raises AskError.
    """
    kept = 0
    with AnswerCache(answers) as cache:
        for path in files:
            try:
                with path.open(encoding="utf-8", errors="replace") as file:
                    for line in read_lines(file):
                        kept += _keep(line, cache, path, report)
            except OSError as exc:
                raise AskError(f"{path}: {exc.strerror or exc}") from exc
    return kept


def _keep(line: Line, cache: AnswerCache, path: Path, report: Callable[[Issue], None]) -> bool:
    """Keep an answer, or tell why not."""

    def tell(stage: str, why: str) -> None:
        report(Issue(str(path), stage, f"{line.key}: {why}", Unanswered.reason))

    if line.reply is None:
        tell(ANSWERS, line.why)
        return False
    model = cache.model_of(line.key)
    if model is None:
        tell(ANSWERS, "no request that was exported or asked here has this custom_id")
        return False
    try:
        whole = read_answer(line.reply.text).whole and line.reply.whole
    except NoAnswer as exc:
        tell(ANSWERS, f"the answer is {exc}")
        return False
    if not whole:
        tell(NOTE, CUT_OFF)
    given = datetime.now(UTC).isoformat(timespec="seconds")
    cache.put(line.key, model, Stored((line.reply.text,), line.reply.tokens, given))
    return True
