"""The records that stages hand to one another: immutable plain data, with cheap checks.

All offsets are characters into `Article.text`, zero-based and half-open; token indices (`head`,
`first`, `last`) count the tokens of the article's Doc, `last` not included.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

AFFIRMED, NEGATED = "affirmed", "negated"
ASSERTED, ALLEGED, PLANNED = "asserted", "alleged", "planned"
NAME, NOMINAL, PRONOUN = "name", "nominal", "pronoun"
LEARNED, RULES = "learned", "rules"  # readers: with the learned one, or the rules alone
LLM, BOTH = "llm", "both"  # a large language model, or it and LEARNED together
READERS = (LEARNED, RULES, LLM, BOTH)
LARGE = frozenset({LLM, BOTH})

MARKUP = frozenset("[]()*_<>")  # of Markdown and HTML, around links and emphasis

DROPPED = "dropped"  # the stage of an Issue about a claim that becomes no statement

# How far a text commits itself to a claim: the higher, the stronger.
STRENGTH = {PLANNED: 0, ALLEGED: 1, ASSERTED: 2}


@dataclass(frozen=True, slots=True)
class Article:
    """A news item as published.

    id: file stem, or derived from the URL or the position in a stream; unique within a run.
    text: exactly as decoded; every offset anywhere counts characters of it.
    body: spans of `text`, in order and disjoint, that are the article itself. Two spans with a
        line break between them are two paragraphs; without one they continue the same line (what
        lies between them, such as the address of a link, is markup).
    published: ISO date (YYYY-MM-DD, YYYY-MM or YYYY) or None.
    same_text: a key that reprints of one text share (such as the id of the first of them), or None.
    pages: the offset at which each printed page begins; empty where there are none.
    """

    id: str
    text: str
    body: tuple[tuple[int, int], ...]
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    same_text: str | None = None
    pages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse body spans that are out of order or outside the text."""
        at = 0
        for start, end in self.body:
            if not at <= start < end <= len(self.text):
                raise ValueError(f"{self.id}: body span ({start}, {end}) is out of order")
            at = end

    def quote(self, start: int, end: int) -> str:
        """What a reader sees from `start` to `end`: the text, without markup between spans of one line."""
        at = max(bisect_right(self.body, (start, len(self.text))) - 1, 0)
        if not self.body or end <= self.body[at][1]:
            return self.text[start:end]
        pieces = []
        for span_start, span_end in self.body[at:]:
            if span_start >= end:
                break
            between = self.text[start:span_start]
            if "\n" in between:  # another paragraph
                pieces.append("\n" if MARKUP.intersection(between) else between)
            pieces.append(self.text[max(start, span_start) : min(end, span_end)])
            start = max(start, span_end)
        return "".join(pieces)

    @property
    def sha256(self) -> str:
        """Hash (hexadecimal) of all that decides what is read: text, body and metadata, not the id."""
        parts: tuple[object, ...] = (
            self.text,
            self.title,
            self.url,
            self.publisher,
            self.published,
            self.body,
        )
        if self.same_text:
            parts = (*parts, self.same_text)
        if self.pages:
            parts = (*parts, self.pages)
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


INGEST = "ingest"  # the stage of an Issue about an input that gives no article
PARTLY = "lists"
ANSWERS = (
    "answers"  # the stage of an Issue about an article without a large language model's answer
)
REFUSED = (
    "refused"  # the stage of an Issue about statements in an answer that the text does not bear out
)
NOTE = "note"  # the stage of an Issue that only tells how an input was read


@dataclass(frozen=True, slots=True)
class Issue:
    """One article or record that could not be read, and why, in one line.

    stage: what left it out; PARTLY where it was read but for what the message names; NOTE where
        nothing was left out.
    reason: the kind of fault in a word or two ("unknown kind", "not English"), for counting.
    count: how many inputs it speaks for.
    """

    source: str
    stage: str
    message: str
    reason: str = ""
    count: int = 1

    def __str__(self) -> str:
        """Format as `source: message`."""
        return f"{self.source}: {self.message}"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an article names, describes or points to something.

    start, end: offsets of the surface, determiner and possessor's 's left out.
    kind: local name of an ontology class, as far as this mention alone shows it; the class of the
        whole chain of mentions is `Entity.type`.
    form: NAME ("Maria Zakharova", "the GRU"), NOMINAL ("the institute", "six officers") or
        PRONOUN.
    head, first, last: token indices; `head` is the syntactic head of the phrase, and no two
        mentions of a document share one.
    """

    start: int
    end: int
    surface: str
    kind: str
    form: str
    head: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Entity:
    """The thing that mentions refer to.

    id: IRI; `extraction/entities/identifiers.py` has the rule by which it is made. label: its preferred name. type: local name of an ontology class.
    aliases: other surfaces it has in the text (sorted, without the label).
    same_as: IRIs of the same thing in catalogues (Wikidata, MITRE ATT&CK, ISO 3166 ...).
    """

    id: str
    label: str
    type: str
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()

    def with_names_of(self, others: Iterable[Entity]) -> Entity:
        """This entity with the labels, aliases and catalogue IRIs of the others as well."""
        group = (self, *others)
        names = {name for e in group for name in (e.label, *e.aliases)} - {self.label}
        same_as = {iri for e in group for iri in e.same_as}
        return replace(self, aliases=tuple(sorted(names)), same_as=tuple(sorted(same_as)))


@dataclass(frozen=True, slots=True)
class Claim:
    """What one passage says: a property, its arguments, who claims it and how.

    predicate: local name of a property of the ontology, or "open:…" for an open triple.
    object: a Mention, a literal, or None where the property allows none.
    claimant: the nearest source that the text gives; None when the article says it in its own voice.
    outer: the source that reports the claimant's claim ("A said that B had claimed…": A).
    polarity: AFFIRMED or NEGATED. modality: ASSERTED, ALLEGED or PLANNED.
    date: EDTF-like prefix of an ISO date, as known (day, month or year), or None.
    qualifiers: sorted (name, text) pairs: conduct, instrument, reason, place, period.
    start, end: offsets of the sentence. rule: id of the frame that fired.
    confidence: 0..1, the row's own guess. at: token index of the predicate, -1 where there is none.
    doubt: why the text does not say so after all; such a claim becomes no statement.
    """

    predicate: str
    subject: Mention
    object: Mention | str | None
    claimant: Mention | None
    start: int
    end: int
    rule: str
    outer: Mention | None = None
    polarity: str = AFFIRMED
    modality: str = ASSERTED
    date: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    confidence: float = 1.0
    at: int = -1
    doubt: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One sentence that carries a statement.

    article: id. start, end: offsets into the article's text; `quote(start, end) == sentence`, which
        is `text[start:end]` but for markup inside a line.
    rule: id of the frame that fired. confidence: 0..1, calibrated (see `statements/confidence.py`).
    subject, object, claimant: the words by which the sentence refers to the arguments.
    """

    article: str
    start: int
    end: int
    sentence: str
    rule: str
    confidence: float
    subject: str = ""
    object: str | None = None
    claimant: str | None = None


class PairScore(NamedTuple):
    """What the learned reader thinks of a subject, a predicate and an object, over all pairs of their mentions.

    logit: of the most probable pair, the weighted mean of the two logits that follow. expected: the sum of the
        pairs' probabilities.
    """

    logit: float
    network: float
    encoder: float
    expected: float


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim about entities with its evidence in one article (or, read from a store, in all).

    key: the only definition of "the same statement"; `id` is its hash.
    outer: who reports the claimant's claim, where the text nests sources.
    article: id of the one article that a statement without an object belongs to, as what is denied or
        said there is said nowhere else; "" for any other.
    """

    subject: Entity
    predicate: str
    object: Entity | str | None
    claimant: Entity | None
    polarity: str
    modality: str
    date: str | None
    evidence: tuple[Evidence, ...]
    outer: Entity | None = None
    qualifiers: tuple[tuple[str, str], ...] = field(default=())
    article: str = ""

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities among subject, object, claimant and outer source, in this order."""
        named = (self.subject, self.object, self.claimant, self.outer)
        return tuple(e for e in named if isinstance(e, Entity))

    def map_entities(self, change: Callable[[Entity], Entity]) -> Statement:
        """This statement with each of its entities replaced by what `change` makes of it."""
        return replace(
            self,
            subject=change(self.subject),
            object=change(self.object) if isinstance(self.object, Entity) else self.object,
            claimant=change(self.claimant) if self.claimant else None,
            outer=change(self.outer) if self.outer else None,
        )

    @property
    def key(self) -> tuple[str, ...]:
        """(subject, predicate, object, claimant, polarity) as strings; a literal is quoted.

        The article follows where the statement belongs to one.
        """
        key = (
            self.subject.id,
            self.predicate,
            node(self.object),
            self.claimant.id if self.claimant else "",
            self.polarity,
        )
        return (*key, self.article) if self.article else key

    @property
    def id(self) -> str:
        """32 hexadecimal digits of the hash of `key`."""
        return hashlib.sha256("\x1f".join(self.key).encode()).hexdigest()[:32]

    @property
    def confidence(self) -> float:
        """The confidence of the best evidence."""
        return max(e.confidence for e in self.evidence)


def node(value: Entity | str | None) -> str:
    """An entity's id, a literal in double quotes, or the empty string."""
    if value is None:
        return ""
    return f'"{value}"' if isinstance(value, str) else value.id


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what: a source, the cue (the words that report) and the content (what is said).

    source: (first, last) tokens of the source's phrase, or None for an unnamed one ("it is said").
    cue: token ranges of the words that report ("said", "according to", "in a statement ... wrote").
    content: token ranges of what is said, quotation marks included; more than one where the
        reporting clause interrupts it.
    head: index of the cue's main token.
    quoted: whether all words of the content are between quotation marks.
    """

    source: tuple[int, int] | None
    cue: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]
    head: int
    quoted: bool = False
