"""Documents -> the requests about them that a large language model gets, and what one answer of it costs."""

from __future__ import annotations

from typing import NamedTuple

from graphbuild.extraction.llm.answer import NoAnswer, read_answer
from graphbuild.extraction.llm.parts import Part, Sentence, divide, halves, number_sentences
from graphbuild.extraction.llm.prompt import load_prompt, make_messages, request_body, request_key
from graphbuild.llm.cache import Stored
from graphbuild.llm.client import Client, Refused, Reply
from graphbuild.llm.meter import Meter
from graphbuild.model import Article
from graphbuild.nlp.annotate import Document

TRIES = 2  # for an answer that can be read
PER_TOKEN = 4  # characters, where nobody counts


class Request(NamedTuple):
    """What is asked about a part of an article: the key of its answer, and the body of the request."""

    key: str
    part: Part
    body: dict[str, object]

    @property
    def size(self) -> int:
        """About how many tokens question and answer will have: answers are about as long as articles' questions."""
        return 2 * len(str(self.body["messages"])) // PER_TOKEN


class Unreadable(Exception):
    """A model answers, but nothing that can be read, however often one asks."""


def requests_about(document: Document, model: str) -> list[Request]:
    """The requests about a document, in order; most need one."""
    sentences = number_sentences(document)
    return [make_request(document.article, sentences, part, model) for part in divide(sentences)]


def make_request(article: Article, sentences: list[Sentence], part: Part, model: str) -> Request:
    """The request about a part of an article."""
    body = request_body(make_messages(article, sentences, part, load_prompt()), model)
    return Request(request_key(body), part, body)


class Questioner(NamedTuple):
    """Asks about one document.

    meter: counts what it costs. spent: the tokens of each reply so far.
    """

    document: Document
    sentences: list[Sentence]
    model: str
    client: Client
    meter: Meter
    spent: list[int]

    def answer(self, request: Request, given: str) -> Stored:
        """The answer to a request, in pieces where one would be too long.

        Raises Unreadable, and what `Client.ask` raises. given: when it was given.
        """
        begun = len(self.spent)
        texts = self._texts(request)
        return Stored(tuple(texts), sum(self.spent[begun:]), given)

    def _texts(self, request: Request) -> list[str]:
        """The texts of the answer: of the part, or of its halves where one answer was cut off."""
        reply = self._ask(request)
        pieces = halves(request.part)
        if reply is not None and (reply.whole or pieces is None):
            return [reply.text]
        if pieces is None:
            raise Unreadable("too long for the model, even in small parts")
        made = [make_request(self.document.article, self.sentences, p, self.model) for p in pieces]
        return [text for piece in made for text in self._texts(piece)]

    def _ask(self, request: Request) -> Reply | None:
        """A reply that can be read, perhaps cut off; None where the request is too long for the model."""
        why = ""
        for _ in range(TRIES):
            try:
                reply = self.client.ask(request.body)
            except Refused as exc:
                if exc.too_long and halves(request.part) is not None:
                    return None
                why = str(exc)
                continue
            tokens = reply.tokens or len(str(request.body)) // PER_TOKEN
            self.meter.spend(tokens)
            self.spent.append(tokens)
            if not reply.whole and halves(request.part) is not None:
                return None
            try:
                whole = read_answer(reply.text).whole
            except NoAnswer as exc:
                why = f"the answer is {exc}"
            else:
                return reply._replace(whole=reply.whole and whole)
        raise Unreadable(why)
