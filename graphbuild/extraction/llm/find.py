"""Document, answers -> Claims: the statements of a large language model that the article bears out.

Nothing is believed.  The quote must stand in the sentence, every argument in the article, type and
property in the ontology; dates are those that our own code finds.  What fails is dropped with its reason, and
costs no other statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.llm.answer import MALFORMED, Answer, AnsweredStatement
from graphbuild.extraction.llm.entities import NOT_NAMED, Found, Key, find_entities
from graphbuild.extraction.llm.folding import MARKS, FoldedText, fold, fold_name
from graphbuild.extraction.llm.parts import Sentence
from graphbuild.extraction.llm.places import anchor, date_of, mention_of
from graphbuild.knowledge.ontology import Property
from graphbuild.model import ALLEGED, ASSERTED, Claim, Entity, Mention

RULE = "llm"
GUESS = 0.8  # before calibration
NO_PREDICATE = -1  # of what a noun phrase states
LEAST_LETTERS = 3  # of a quote
UNKNOWN_PROPERTY = "unknown property"
UNKNOWN_ID = "id of no entity"
WRONG_TYPES = "types that the property does not join"
NOT_QUOTED = "quote not in the article"
ELSEWHERE = "quote about neither argument"
NO_OBJECT = "no object"
SAME_WORDS = "arguments in the same words"
SELF = "joins a thing to itself"
NO_SOURCE = "claimant that can claim nothing"
SOURCES = ("Agent", "LegalInstrument", "Operation")


class Borne(NamedTuple):
    """A claim that the article bears out, with the entities of its mentions."""

    claim: Claim
    entities: Mapping[Mention, Entity]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the answers about one article gave: claims in reading order, and rows dropped by reason."""

    claims: tuple[Borne, ...]
    dropped: Mapping[str, int]


class Dropped(ValueError):
    """A row that the article does not bear out; the message is the reason, by which it is counted."""


class _Quote(NamedTuple):
    """A quote by its sentence and its tokens, `last` not included."""

    sentence: Sentence
    first: int
    last: int


def check_answers(
    context: ClaimContext,
    entities: Mapping[Mention, Entity],
    sentences: Sequence[Sentence],
    answers: Sequence[Answer],
    rule: str,
) -> Checked:
    """The claims of all answers about a document.

    sentences: as they were numbered. rule: the rule of every claim; it names reader and model.
    """
    rows = [
        ((number, row.id), row) for number, answer in enumerate(answers) for row in answer.entities
    ]
    found, wrong = find_entities(rows, context.document, entities, context.ontology)
    checker = _Checker(context, sentences, found, wrong)
    claims: list[Borne] = []
    dropped = Counter({MALFORMED: sum(answer.malformed for answer in answers)})
    for number, answer in enumerate(answers):
        for row in answer.statements:
            try:
                claims.append(checker.check(number, row, rule))
            except Dropped as exc:
                dropped[str(exc)] += 1
    claims.sort(key=lambda b: (b.claim.start, b.claim.at, b.claim.predicate, b.claim.subject.first))
    return Checked(tuple(claims), {why: n for why, n in sorted(dropped.items()) if n})


class _Checker:
    """Checks the rows of answers against a document, and keeps the folded text of its sentences."""

    def __init__(
        self,
        context: ClaimContext,
        sentences: Sequence[Sentence],
        found: Mapping[Key, Found],
        wrong: Mapping[Key, str],
    ) -> None:
        self.context, self.sentences = context, sentences
        self.found, self.wrong = found, wrong
        self.texts: dict[int, FoldedText] = {}
        self.whole = FoldedText(context.document, 0, len(context.document.doc))

    def check(self, number: int, row: AnsweredStatement, rule: str) -> Borne:
        """The claim of a row; Dropped, with the reason, where the article does not bear it out."""
        document, ontology = self.context.document, self.context.ontology
        prop = ontology.properties.get(row.predicate)
        if prop is None:
            raise Dropped(UNKNOWN_PROPERTY)
        subject, object = self._entity(number, row.subject), self._object(number, row, prop)
        claimant = self._claimant(number, row, prop, subject)
        quote = self._quote(row)
        kind = object.entity.type if isinstance(object, Found) else None
        if not ontology.accepts(row.predicate, subject.entity.type, kind):
            raise Dropped(WRONG_TYPES)
        if isinstance(object, Found) and object.entity.id == subject.entity.id:
            raise Dropped(SELF)
        self._require_side(quote, subject, object)
        places, one, other, source = _mentions(quote, subject, object, claimant)
        at = anchor(self.context, quote.first, quote.last, one, other)
        alleged = prop.content and claimant is not None and row.modality == ASSERTED
        claim = Claim(
            predicate=row.predicate,
            subject=one,
            object=other,
            claimant=source,
            start=document.starts[quote.sentence.first],
            end=document.ends[quote.sentence.last - 1],
            rule=rule,
            polarity=row.polarity,
            modality=ALLEGED if alleged else row.modality,
            date=date_of(document, row.date, quote.sentence[:2], at),
            confidence=GUESS,
            at=at if at in self.context.clauses else NO_PREDICATE,
        )
        return Borne(claim, places)

    def _entity(self, number: int, id: str) -> Found:
        key = number, id
        if key not in self.found:
            raise Dropped(self.wrong.get(key, UNKNOWN_ID))
        return self.found[key]

    def _object(self, number: int, row: AnsweredStatement, prop: Property) -> Found | str | None:
        if row.object is None:
            if prop.object_optional:
                return None
            raise Dropped(NO_OBJECT)
        if not prop.literal:
            return self._entity(number, row.object)
        if not self.whole.find(fold_name(row.object)):
            raise Dropped(NOT_NAMED)
        return fold_name(row.object)

    def _claimant(
        self, number: int, row: AnsweredStatement, prop: Property, subject: Found
    ) -> Found | None:
        """Who claims it; nobody where somebody acts by speech, or with authority, in his own name."""
        if row.claimant is None:
            return None
        claimant = self._entity(number, row.claimant)
        if not self.context.ontology.is_a(claimant.entity.type, *SOURCES):
            raise Dropped(NO_SOURCE)
        own = claimant.entity.id == subject.entity.id
        return None if own and not prop.content else claimant

    def _quote(self, row: AnsweredStatement) -> _Quote:
        """Where the quote stands: in the sentence that is named, else in the only other one that has it."""
        words = fold(row.quote)
        if sum(c.isalnum() for c in words) < LEAST_LETTERS:
            raise Dropped(NOT_QUOTED)
        numbers = range(1, len(self.sentences) + 1)
        if row.sentence in numbers and (found := self._quoted(row.sentence, words)):
            return found
        others = [found for n in numbers if (found := self._quoted(n, words)) is not None]
        if len(others) != 1:
            raise Dropped(NOT_QUOTED)
        return others[0]

    def _quoted(self, number: int, words: str) -> _Quote | None:
        sentence = self.sentences[number - 1]
        if number not in self.texts:
            self.texts[number] = FoldedText(self.context.document, sentence.first, sentence.last)
        text = self.texts[number]
        places = text.find(words) or text.find(words.strip(MARKS))
        return _Quote(sentence, *places[0]) if places else None

    def _require_side(self, quote: _Quote, subject: Found, object: Found | str | None) -> None:
        """Drop what its sentence names neither side of, not even by a pronoun."""
        tokens = range(quote.sentence.first, quote.sentence.last)
        sides = [side for side in (subject, object) if isinstance(side, Found)]
        named = any(m.head in tokens for side in sides for m in (*side.mentions, *side.others))
        pronoun = any(self.context.document.doc[i].pos_ == "PRON" for i in tokens)
        if not (named or pronoun or isinstance(object, str)):
            raise Dropped(ELSEWHERE)


def _mentions(
    quote: _Quote, subject: Found, object: Found | str | None, claimant: Found | None
) -> tuple[dict[Mention, Entity], Mention, Mention | str | None, Mention | None]:
    """The entities of the arguments by their mentions, and the mentions of subject, object and claimant."""
    where = quote.sentence[:2], (quote.first, quote.last)
    entities: dict[Mention, Entity] = {}

    def choose(found: Found) -> Mention:
        others = [m for m, entity in entities.items() if entity != found.entity]
        mention = mention_of(found, *where, taken=others)
        if mention is None:
            raise Dropped(SAME_WORDS)
        entities[mention] = found.entity
        return mention

    one = choose(subject)
    other = choose(object) if isinstance(object, Found) else object
    return entities, one, other, choose(claimant) if claimant is not None else None
