"""The entities of answers -> entities of the article: ours where the words are ours, others by the same rule.

An answered entity stands where its names stand in the article.  Mentions that the stages before have
found there say which of our entities it is, so that it has the IRI of the other readers; what they have
not found gets a mention and an identifier of its own.  Names that the article does not have are left out, and
an entity without any that it has does not exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphbuild.extraction.entities.resolve import resolve_entities
from graphbuild.extraction.entities.unify import same_family
from graphbuild.extraction.llm.answer import AnsweredEntity
from graphbuild.extraction.llm.folding import FoldedText, fold_name
from graphbuild.extraction.llm.prompt import entity_types
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NAME, NOMINAL, PRONOUN, Entity, Mention
from graphbuild.nlp.annotate import Document

Key = tuple[int, str]  # the number of the answer, and the id in it
UNKNOWN_TYPE = "unknown type"
NOT_NAMED = "name not in the article"
CONTRADICTED = "type contradicts a catalogue"
MOST_NAMES = 40
THINGS = ("Malware", "Operation", "LegalInstrument", "Person")


@dataclass(frozen=True, slots=True)
class Found:
    """An answered entity in the article.

    entity: what it is in the graph. name: the first of its answered names that the article has, folded.
    mentions: where it stands, by its answered names, in reading order.
    others: the mentions that coreference ties to the same entity, pronouns included.
    """

    entity: Entity
    name: str
    mentions: tuple[Mention, ...]
    others: tuple[Mention, ...] = ()


@dataclass(slots=True)
class _Group:
    """Answered entities that are one, as they are put together."""

    type: str
    names: list[str] = field(default_factory=list)
    mentions: dict[Mention, None] = field(default_factory=dict)
    own: Entity | None = None


class Places:
    """Where names stand in a document, and the mention of each place."""

    def __init__(self, document: Document, mentions: Iterable[Mention]) -> None:
        self.document = document
        self.text = FoldedText(document, 0, len(document.doc))
        self.by_head = {m.head: m for m in mentions}
        self.by_span = {(m.first, m.last): m for m in self.by_head.values()}

    def mentions_of(self, name: str, kind: str) -> list[Mention]:
        """The mentions of a name in reading order, ours where there is one, else made for the place."""
        places = self.text.find(fold_name(name), name=True)
        return [self._mention(first, last, kind) for first, last in places]

    def _mention(self, first: int, last: int, kind: str) -> Mention:
        doc = self.document.doc
        head = doc.span(first, last).root.i
        known = self.by_span.get((first, last)) or self.by_head.get(head)
        if known is not None and known.form != PRONOUN:
            return known
        start, end = self.document.starts[first], self.document.ends[last - 1]
        spelt = any(t.text[:1].isupper() and t.pos_ == "PROPN" for t in doc[first:last])
        form = NAME if spelt and doc[head].text[:1].isupper() else NOMINAL
        surface = " ".join(self.document.article.quote(start, end).split())
        return Mention(start, end, surface, kind, form, head, first, last)


@dataclass(frozen=True, slots=True)
class _Chain:
    """What `resolve_entities` reads of a chain of mentions."""

    mentions: tuple[Mention, ...]
    kind: str
    name: str


def find_entities(
    answered: Sequence[tuple[Key, AnsweredEntity]],
    document: Document,
    entities: Mapping[Mention, Entity],
    ontology: Ontology,
) -> tuple[dict[Key, Found], dict[Key, str]]:
    """The answered entities that the article has, and for each other one why it has not."""
    places = Places(document, entities)
    known = frozenset(entity_types(ontology))
    wrong: dict[Key, str] = {}
    groups: dict[Key, _Group] = {}
    for key, row in answered:
        if row.type not in known:
            wrong[key] = UNKNOWN_TYPE
            continue
        group = _group(row, places)
        if not group.mentions:
            wrong[key] = NOT_NAMED
        elif any(contradicts(row.type, entities.get(m)) for m in group.mentions):
            wrong[key] = CONTRADICTED
        else:
            groups[key] = group
    _choose_own(groups, entities, ontology)
    return _settle(groups, document, entities), wrong


def contradicts(kind: str, own: Entity | None) -> bool:
    """Whether what catalogues know as a state is said to be something that no state can be."""
    return own is not None and own.type == "State" and bool(own.same_as) and kind in THINGS


def _group(row: AnsweredEntity, places: Places) -> _Group:
    group = _Group(row.type)
    for name in row.names[:MOST_NAMES]:
        mentions = places.mentions_of(name, row.type)
        group.names += [name] if mentions else []
        group.mentions.update(dict.fromkeys(mentions))
    return group


def _choose_own(
    groups: Mapping[Key, _Group], entities: Mapping[Mention, Entity], ontology: Ontology
) -> None:
    """Give each group the entity of ours that it is; of the groups of one answer only one gets it."""
    wishes = []
    for number, (key, group) in enumerate(groups.items()):
        votes: defaultdict[Entity, float] = defaultdict(float)
        named = fold_name(group.names[0])
        for mention in group.mentions:
            own = entities.get(mention)
            if own is not None and _are_alike(group.type, own, ontology):
                votes[own] += _weight(mention, named)
        wishes += [(-weight, number, own.id, key, own) for own, weight in votes.items()]
    taken: set[tuple[int, str]] = set()
    for _, _, id, key, own in sorted(wishes, key=lambda wish: wish[:3]):
        if groups[key].own is None and (key[0], id) not in taken:
            groups[key].own = own
            taken.add((key[0], id))


def _are_alike(kind: str, own: Entity, ontology: Ontology) -> bool:
    return own.type == kind or same_family(own, replace(own, type=kind), ontology)


def _weight(mention: Mention, name: str) -> float:
    """How much a mention says about what is meant: a name more than a description, the fullest most."""
    weight = 3.0 if mention.form == NAME else 1.0
    return weight + 2 * (fold_name(mention.surface) == name)


def _settle(
    groups: Mapping[Key, _Group], document: Document, entities: Mapping[Mention, Entity]
) -> dict[Key, Found]:
    """The entity of each group: ours with the names found, or one by the rule for identifiers."""
    others: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention, entity in entities.items():
        others[entity.id].append(mention)
    alone: dict[tuple[str, str], _Group] = {}
    for group in groups.values():
        if group.own is None:
            first = alone.setdefault((group.type, fold_name(group.names[0])), group)
            if first is not group:  # the same in another part of the article
                first.mentions.update(group.mentions)
    found = {}
    for key, group in groups.items():
        mentions = tuple(sorted(group.mentions, key=lambda m: (m.first, -m.last)))
        name = fold_name(group.names[0])
        if group.own is not None:
            entity = group.own
            found[key] = Found(entity, name, mentions, tuple(others[entity.id]))
            continue
        whole = alone[group.type, name]
        chained = tuple(sorted(whole.mentions, key=lambda m: (m.first, -m.last)))
        chain = _Chain(chained, whole.type, whole.names[0])
        found[key] = Found(resolve_entities(document, [chain])[chained[0]], name, mentions)
    return found
