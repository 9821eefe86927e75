"""What is known of the entities of a store, for people who look at them and decide."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphbuild.errors import DecisionError, UnknownEntity
from graphbuild.identity.decisions import LINK, RENAME, Decision, read_decisions, write_decisions
from graphbuild.identity.graph import IDENTITY_GRAPH, read_identities
from graphbuild.identity.mapping import Splits, divide
from graphbuild.identity.profiles import Profile, commonest, gather
from graphbuild.identity.records import Match
from graphbuild.identity.update import article_rows, bring_up_to_date, decisions_file, noted, skip
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.knowledge.reference import WIKIDATA
from graphbuild.model import Entity, Statement
from graphbuild.presentation.names import Candidate, ids_of, matching, unknown

if TYPE_CHECKING:
    from pathlib import Path

    from graphbuild.store import Store

MITRE = {"G": "https://attack.mitre.org/groups/", "S": "https://attack.mitre.org/software/"}
IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


class Passage(NamedTuple):
    """A sentence that is evidence for a statement about an entity; published: ISO date or None."""

    article: str
    published: str | None
    sentence: str


class Role(NamedTuple):
    """What a person or organisation served; date: of the statement, or else of the article."""

    predicate: str
    whole: str
    date: str | None
    article: str


@dataclass(frozen=True, slots=True)
class Registry:
    """The profiles of all ids that articles gave, and how they were merged.

    into: from each merged id to its node. parts: from each node to the ids merged into it.
    merges, candidates: see `Resolution`.
    """

    profiles: Mapping[str, Profile]
    into: Mapping[str, str]
    parts: Mapping[str, Sequence[str]]
    merges: Sequence[Match]
    candidates: Sequence[Match]
    decisions: Sequence[Decision]
    splits: Splits

    def node(self, iri: str) -> str:
        """The id that replaces an id in the graph, or the id itself."""
        return self.into.get(iri, iri)

    def members(self, iri: str) -> list[str]:
        """All ids of one node, its own first."""
        node = self.node(iri)
        return [node, *self.parts.get(node, ())]

    def whole(self, iri: str) -> Profile:
        """The profile of a node, collected from all its ids."""
        node, found = self.node(iri), Profile(self.node(iri))
        for member in self.members(node):
            if part := self.profiles.get(member):
                found.types.update(part.types)
                found.labels.update(part.labels)
                for name in ("names", "same_as", "articles", "years", "affiliations"):
                    getattr(found, name).update(getattr(part, name))
        return found

    def label(self, iri: str) -> str:
        """The label of an id in the graph."""
        members = self.members(iri)
        for decision in reversed(self.decisions):
            if decision.decision == RENAME and decision.entity in members:
                return decision.value
        return self.whole(iri).label or iri.removeprefix(ENTITY_BASE)

    def nodes(self) -> list[Profile]:
        """One profile for each node, those in most articles first."""
        ids = dict.fromkeys(self.node(iri) for iri in self.profiles)
        whole = (self.whole(iri) if iri in self.parts else self.profiles[iri] for iri in ids)
        return sorted(whole, key=lambda p: (-len(p.articles), p.id))


def registry(store: Store) -> Registry:
    """The registry of a store."""
    decisions = read_decisions(decisions_file(store), skip)
    with closing(article_rows(store)) as told:
        divided = divide(told, decisions)
        profiles = gather(divided.articles)
    into, merges, candidates = read_identities(store.graph(IDENTITY_GRAPH))
    parts: dict[str, list[str]] = {}
    for iri in sorted(into):
        parts.setdefault(into[iri], []).append(iri)
    for decision in decisions:
        if profile := profiles.get(decision.entity):
            added = {RENAME: profile.names, LINK: profile.same_as}.get(decision.decision, set())
            added.add(decision.value)
    return Registry(profiles, into, parts, merges, candidates, decisions, divided.splits)


def select(known: Registry, kind: str | None = None, name: str | None = None) -> list[Profile]:
    """Nodes of a type, with a text in one of their names; those in most articles first."""
    if kind is not None:
        Ontology.load().check([kind], "--type")
    wanted = (name or "").casefold()
    return [
        p
        for p in known.nodes()
        if (kind is None or Ontology.load().is_a(p.type, kind))
        and any(wanted in n.casefold() for n in p.names)
    ]


def find(known: Registry, text: str) -> str:
    """The id that a text means (see `presentation.names`); UnknownEntity where it means none or several."""
    for iri in ids_of(text):
        if iri in known.profiles or iri in known.parts:
            return iri
    candidates = [
        Candidate(p.id, label, frozenset(p.names))
        for p in known.profiles.values()
        for label in p.labels
    ]
    found = list(dict.fromkeys(known.node(iri) for iri in matching(text, candidates)))
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(i.removeprefix(ENTITY_BASE) for i in found[:5])
        raise UnknownEntity(f"{text!r} could be any of {ids}; give one of these ids")
    raise unknown(text, (p.label for p in known.profiles.values()))


def passages(store: Store, known: Registry, iri: str, limit: int = 3) -> list[Passage]:
    """Sentences about one id, whether merged or not; each once, `limit` at most."""
    found: dict[str, Passage] = {}
    for article in sorted(known.profiles[iri].articles if iri in known.profiles else ()):
        noting = noted(store, article)
        for statement in noting.statements:
            if _about(statement, iri, article, known):
                for evidence in statement.evidence:
                    passage = Passage(article, noting.published, evidence.sentence)
                    found.setdefault(evidence.sentence, passage)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def roles(store: Store, known: Registry, iri: str) -> list[Role]:
    """What an entity served, in the order of dates."""
    properties = Ontology.load().properties
    found = set[Role]()
    for member in known.members(iri):
        for article in known.profiles[member].articles if member in known.profiles else ():
            noting = noted(store, article)
            for s in noting.statements:
                prop = properties.get(s.predicate)
                served = prop is not None and prop.affiliation
                own = known.splits.get((article, s.subject.id), s.subject.id)
                if served and own == member and isinstance(s.object, Entity):
                    label = known.label(s.object.id)
                    found.add(Role(s.predicate, label, s.date or noting.published, article))
    return sorted(found, key=lambda r: (r.date or "", r.predicate, r.whole, r.article))


def _about(statement: Statement, iri: str, article: str, known: Registry) -> bool:
    named = (statement.subject, statement.object, statement.claimant)
    ids = (e.id for e in named if isinstance(e, Entity))
    return any(known.splits.get((article, i), i) == iri for i in ids)


def decide(store: Store, *new: Decision) -> None:
    """Add decisions to the file and apply them to the graph."""
    path = _path(store)
    decisions = (*read_decisions(path), *new)
    write_decisions(path, decisions)
    bring_up_to_date(store, decisions)


def undo(store: Store, decision: str | None = None) -> Decision:
    """Remove a decision (by id; the last one when None) from the file and undo it in the graph."""
    path = _path(store)
    decisions = read_decisions(path)
    if not decisions:
        raise DecisionError(f"{path}: there is no decision to undo")
    gone = decisions[-1] if decision is None else _by_id(decisions, decision, path)
    left = tuple(d for d in decisions if d != gone)
    write_decisions(path, left)
    bring_up_to_date(store, left)
    return gone


def identity_iri(text: str) -> str:
    """The IRI for an IRI, a Wikidata id or a MITRE ATT&CK id."""
    if re.fullmatch(r"(wd:)?Q\d+", text):
        return WIKIDATA + text.removeprefix("wd:")
    if re.fullmatch(r"[GS]\d{4}", text):
        return MITRE[text[0]] + text
    if IRI.fullmatch(text):
        return text
    raise DecisionError(f"{text!r} is not an IRI; give one, or an id such as Q159 or G0032")


def split_id(iri: str, articles: Iterable[str]) -> str:
    """The id of the entity that is split off in some articles."""
    digest = hashlib.sha256("\x1f".join(sorted(articles)).encode("utf-8", "surrogatepass"))
    return f"{iri}--{digest.hexdigest()[:8]}"


def as_rows(known: Registry, found: Iterable[Profile]) -> Iterator[dict[str, object]]:
    """Profiles as plain objects, for tables and JSON lines."""
    for profile in found:
        label = known.label(profile.id)
        yield {
            "id": profile.id,
            "label": label,
            "type": commonest(profile.types),
            "articles": len(profile.articles),
            "names": sorted(profile.names - {label}),
            "merged": known.members(profile.id)[1:],
            "same_as": sorted(profile.same_as),
        }


def _path(store: Store) -> Path:
    path = decisions_file(store)
    if path is None:
        raise DecisionError(f"{store.url}: decisions need a store in a folder")
    return path


def _by_id(decisions: Sequence[Decision], wanted: str, path: Path) -> Decision:
    for decision in decisions:
        if decision.id == wanted:
            return decision
    known = ", ".join(f"{d.id} ({d.decision})" for d in decisions[-5:])
    raise DecisionError(f"{path}: no decision {wanted!r}; the last ones: {known}")
