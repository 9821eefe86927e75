"""What the features of the learned reader look up in a document, gathered once for all its pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphbuild.extraction.claims.context import ClaimContext
from graphbuild.extraction.clauses.find import Clause
from graphbuild.model import NAME, NOMINAL, PRONOUN, Claim, Entity, Mention
from graphbuild.nlp.tokens import Token

Numbers = Mapping[int, frozenset[int]]
NONE: frozenset[int] = frozenset()
MAX_DEPTH = 40  # steps up the parse; deeper trees are parsing errors
BEFORE_NAME = (
    3  # tokens before a name in which a noun may say what the name is: "ransomware gang X"
)


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    """A document's mentions, clauses and rule claims, by what the features ask for.

    mentions: in reading order; pairs are written as indices into it. entities: of each mention, or
        None. kinds: the ontology class of each mention. sentences: of each mention, counted from 0.
    by_sentence: indices of the mentions with an entity in each sentence.
    roles: by token index, the clauses that a token is an argument of and its role there.
    by_pair, by_subject, by_object: what the rules claim of a mention or pair.
    by_entities: predicates that the rules claim of two entities, wherever in the article.
    words: by entity, words that the article describes it by, as features.
    sources, contents: by token index, the attributions (their numbers) in whose source or content it is.
    """

    context: ClaimContext
    mentions: tuple[Mention, ...]
    entities: tuple[Entity | None, ...]
    kinds: tuple[str, ...]
    sentences: tuple[int, ...]
    by_sentence: Mapping[int, Sequence[int]]
    roles: Mapping[int, Sequence[tuple[Clause, str]]]
    by_pair: Mapping[tuple[int, int], Sequence[Claim]]
    by_subject: Mapping[int, Sequence[Claim]]
    by_object: Mapping[int, Sequence[Claim]]
    by_entities: Mapping[tuple[Entity, Entity], frozenset[str]]
    counts: Mapping[Entity | None, int]
    first: Mapping[Entity | None, int]
    words: Mapping[Entity, Sequence[str]]
    sources: Mapping[int, frozenset[int]]
    contents: Mapping[int, frozenset[int]]
    climbs: dict[int, list[Token]] = field(default_factory=dict)

    def climb(self, i: int) -> list[Token]:
        """Token `i`, its head, the head of that, and so on."""
        if i not in self.climbs:
            path = [self.context.document.doc[i]]
            while path[-1].head is not path[-1] and len(path) < MAX_DEPTH:
                path.append(path[-1].head)
            self.climbs[i] = path
        return self.climbs[i]

    def governor(self, i: int) -> Token:
        """The nearest verb above a token, or the root of its sentence."""
        path = self.climb(i)
        return next((t for t in path[1:] if t.pos_ in ("VERB", "AUX")), path[-1])

    def path(self, i: int, j: int) -> tuple[list[Token], Token, list[Token]] | None:
        """The way between two tokens of a sentence: up from `i`, the token in common, up from `j`."""
        up, other = self.climb(i), self.climb(j)
        places = {token.i: at for at, token in enumerate(other)}
        for at, token in enumerate(up):
            if token.i in places:
                return up[:at], token, other[: places[token.i]]
        return None


def index_document(
    context: ClaimContext, entities: Mapping[Mention, Entity], claims: Sequence[Claim]
) -> DocumentIndex:
    """The index of a document in which rules have found claims, their claimants set."""
    doc = context.document.doc
    mentions = sorted({*context.at.values(), *entities}, key=lambda m: (m.head, m.first, m.last))
    owners = tuple(entities.get(m) for m in mentions)
    numbers = {m: i for i, m in enumerate(mentions)}
    places = {t.i: n for n, sent in enumerate(doc.sents) for t in sent}
    sentences = tuple(places[m.head] for m in mentions)
    by_sentence: defaultdict[int, list[int]] = defaultdict(list)
    first: dict[Entity | None, int] = {}
    for i, owner in enumerate(owners):
        first.setdefault(owner, sentences[i])
        if owner is not None:
            by_sentence[sentences[i]].append(i)
    by_pair: defaultdict[tuple[int, int], list[Claim]] = defaultdict(list)
    by_subject: defaultdict[int, list[Claim]] = defaultdict(list)
    by_object: defaultdict[int, list[Claim]] = defaultdict(list)
    by_entities: defaultdict[tuple[Entity, Entity], set[str]] = defaultdict(set)
    for claim in claims:
        if isinstance(claim.object, str):
            continue
        one = numbers.get(claim.subject, -1)
        other = numbers.get(claim.object, -1) if claim.object else -1
        by_pair[one, other].append(claim)
        by_subject[one].append(claim)
        by_object[other].append(claim)
        subject, object = (owners[i] if i >= 0 else None for i in (one, other))
        if subject is not None and object is not None:
            by_entities[subject, object].add(claim.predicate)
    return DocumentIndex(
        context,
        tuple(mentions),
        owners,
        tuple(o.type if o else m.kind for o, m in zip(owners, mentions, strict=True)),
        sentences,
        by_sentence,
        _roles(context),
        by_pair,
        by_subject,
        by_object,
        {pair: frozenset(names) for pair, names in by_entities.items()},
        Counter(owners),
        first,
        _descriptions(context, mentions, owners),
        *_attributed(context),
    )


def _roles(context: ClaimContext) -> dict[int, list[tuple[Clause, str]]]:
    found: defaultdict[int, list[tuple[Clause, str]]] = defaultdict(list)
    for clause in context.clauses.values():
        for name, heads in (
            ("actor", clause.actor),
            ("undergoer", clause.undergoer),
            ("recipient", clause.recipient),
            ("attribute", clause.attribute),
            *clause.prepositions,
        ):
            for head in heads:
                found[head].append((clause, name))
    return found


def _attributed(context: ClaimContext) -> tuple[Numbers, Numbers]:
    """By token index, the numbers of the attributions in whose source, and in whose content, it stands."""
    sources: defaultdict[int, set[int]] = defaultdict(set)
    contents: defaultdict[int, set[int]] = defaultdict(set)
    for number, attribution in enumerate(context.attributions):
        for at in range(*attribution.source) if attribution.source else ():
            sources[at].add(number)
        for first, last in attribution.content:
            for at in range(first, last):
                contents[at].add(number)
    one, other = ({at: frozenset(n) for at, n in each.items()} for each in (sources, contents))
    return one, other


def _descriptions(
    context: ClaimContext, mentions: Sequence[Mention], owners: Sequence[Entity | None]
) -> dict[Entity, list[str]]:
    """Words by which the article says what an entity is: heads of descriptions, nouns before a name."""
    doc = context.document.doc
    found: defaultdict[Entity, set[str]] = defaultdict(set)
    for mention, owner in zip(mentions, owners, strict=True):
        if owner is None or mention.form == PRONOUN:
            continue
        if mention.form == NOMINAL:
            found[owner].add("is=" + doc[mention.head].lemma_.lower())
            continue
        if mention.form == NAME and owner.type not in ("Person", "State"):
            found[owner].add("last=" + mention.surface.split()[-1].lower())
        for token in doc[max(0, mention.first - BEFORE_NAME) : mention.first]:
            if token.pos_ == "NOUN" and mention.first <= token.head.i < mention.last:
                found[owner].add("before=" + token.lemma_.lower())
    return {owner: sorted(words) for owner, words in found.items()}
