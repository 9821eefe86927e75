"""Where the parts of an answered statement stand: the mention of each argument, the word that joins them, the date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.claims.dates import event_date, resolve_date
from graphbuild.extraction.clauses.find import Clause
from graphbuild.extraction.llm.entities import Found
from graphbuild.extraction.llm.folding import fold_name
from graphbuild.model import Mention
from graphbuild.nlp.annotate import Document

ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
Range = tuple[int, int]


def mention_of(
    found: Found, sentence: Range, quote: Range, taken: Collection[Mention] = ()
) -> Mention | None:
    """The mention of an entity that a statement is about: in the quote, its sentence, or nearest by full name.

    taken: mentions that stand for the other arguments; None where there is no other one.
    """
    for places in (found.mentions, found.others):
        for first, last in (quote, sentence):
            inside = [m for m in places if first <= m.first and m.last <= last and m not in taken]
            if inside:
                return min(inside, key=lambda m: (m.first, -m.last))
    free = [m for m in found.mentions if m not in taken]
    fullest = [m for m in free if fold_name(m.surface) == found.name]
    return min(
        fullest or free,
        key=lambda m: (m.first > quote[0], abs(m.first - quote[0]), -m.last),
        default=None,
    )


def anchor(
    context: ClaimContext, first: int, last: int, one: Mention, other: Mention | str | None
) -> int:
    """The token that states the relation between two mentions, for finding its date.

    A clause in the quote of which both are arguments, else what joins them, else the quote's head.
    """
    doc = context.document.doc
    root = doc.span(first, last).root
    if not isinstance(other, Mention):
        return root.i
    for token in doc[first:last]:
        clause = context.clauses.get(token.i)
        if clause is not None and {one.head, other.head} <= set(_arguments(clause)):
            return token.i
    above = [one.head, *(t.i for t in doc[one.head].ancestors)]
    joined = {other.head, *(t.i for t in doc[other.head].ancestors)}
    return next((i for i in above if i in joined), root.i)


def _arguments(clause: Clause) -> Iterable[int]:
    yield from (*clause.actor, *clause.undergoer, *clause.recipient, *clause.attribute)
    for _, heads in clause.prepositions:
        yield from heads


def date_of(document: Document, said: str | None, sentence: Range, at: int) -> str | None:
    """When it happened: the date of an answer where the sentence bears it out, else what its own words say.

    An answer that is more precise than the article is cut to what the article says.
    """
    if said is not None and ISO.fullmatch(said):
        base = document.article.published
        for span in document.doc.ents:
            if span.label_ != "DATE" or not sentence[0] <= span.start < sentence[1]:
                continue
            told = resolve_date(span.text, base)
            if told is not None and (told.startswith(said) or said.startswith(told)):
                return min(told, said, key=len)
    return event_date(document, at)
