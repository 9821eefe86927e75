"""The large language model as a stage: a document, and the texts that were answered about it, -> Claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graphbuild.errors import Unanswered
from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.llm.answer import CUT_OFF, Answer, NoAnswer, read_answer
from graphbuild.extraction.llm.find import RULE, Checked, check_answers
from graphbuild.extraction.llm.parts import divide, number_sentences
from graphbuild.extraction.llm.prompt import load_prompt, make_messages, request_body, request_key
from graphbuild.model import Entity, Mention
from graphbuild.nlp.annotate import Document

Answers = Callable[[str], Sequence[str] | None]
NOT_IN_A_RULE = re.compile(r"[^\w.:/-]+")


class LargeReader(NamedTuple):
    """Which model reads, and where its answers are: from a request's key to the texts of its answer.

    A part whose answer grew too long was asked about in pieces, so that it has several texts.
    """

    model: str
    answers: Answers

    @property
    def rule(self) -> str:
        """What the evidence of its statements names as its rule."""
        return f"{RULE}.{NOT_IN_A_RULE.sub('-', self.model)}"

    def read(self, context: ClaimContext, entities: Mapping[Mention, Entity]) -> Checked:
        """What the answers about a document say, as far as it bears that out.

        Raises Unanswered where a part of it has no answer that can be read.
        """
        sentences = number_sentences(context.document)
        answers: list[Answer] = []
        for key in request_keys(context.document, self.model):
            texts = self.answers(key)
            if texts is None:
                raise Unanswered(f"no answer of {self.model} to request {key}")
            try:
                answers += [read_answer(text) for text in texts]
            except NoAnswer as exc:
                raise Unanswered(f"the answer to request {key} is {exc}") from exc
        found = check_answers(context, entities, sentences, answers, self.rule)
        cut = sum(not answer.whole for answer in answers)
        return found if not cut else Checked(found.claims, {**found.dropped, CUT_OFF: cut})


def request_keys(document: Document, model: str) -> list[str]:
    """The keys of the requests about a document, in order."""
    prompt, sentences = load_prompt(), number_sentences(document)
    return [
        request_key(request_body(make_messages(document.article, sentences, part, prompt), model))
        for part in divide(sentences)
    ]
