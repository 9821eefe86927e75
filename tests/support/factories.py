"""Articles and statements made by hand, for the tests of rdf, store and command line."""

from __future__ import annotations

from collections.abc import Sequence

from graphbuild.knowledge.ontology import ENTITY_BASE
from graphbuild.model import AFFIRMED, ASSERTED, Article, Entity, Evidence, Statement

TEXT = (
    "Ruritania accuses the Guild of hacking, Graustark said. The Guild denies it. \U0001f600 Ends."
)


def entity(name: str, kind: str = "State", *aliases: str, same_as: Sequence[str] = ()) -> Entity:
    """An entity with an IRI made of its name."""
    iri = f"{ENTITY_BASE}{kind.lower()}/{name.lower().replace(' ', '-')}"
    return Entity(iri, name, kind, tuple(sorted(aliases)), tuple(same_as))


RURITANIA = entity("Ruritania", "State", "Strelsau", same_as=("http://www.wikidata.org/entity/Q1",))
GRAUSTARK = entity("Graustark", "State")
GUILD = entity("Guild", "ThreatActor", "the Guild")


def article(name: str = "one", text: str = TEXT, published: str | None = "2020-10-24") -> Article:
    """An article whose body is all of its text."""
    return Article(name, text, ((0, len(text)),), title=f"Title of {name}", published=published)


def evidence(where: Article, start: int = 0, end: int = 55, **surfaces: str) -> Evidence:
    """One sentence of an article."""
    sentence = where.text[start:end]
    return Evidence(where.id, start, end, sentence, "made.by_hand", 0.75, **surfaces)


def statement(
    subject: Entity,
    predicate: str,
    object: Entity | str | None,
    *seen: Evidence,
    claimant: Entity | None = None,
    polarity: str = AFFIRMED,
    modality: str = ASSERTED,
    date: str | None = None,
) -> Statement:
    """A statement whose evidence names its arguments by their labels."""
    labels = (
        subject.label,
        object.label if isinstance(object, Entity) else object,
        claimant.label if claimant else None,
    )
    full = tuple(
        Evidence(
            e.article,
            e.start,
            e.end,
            e.sentence,
            e.rule,
            e.confidence,
            e.subject or labels[0],
            e.object or labels[1],
            e.claimant or labels[2],
        )
        for e in (seen or (evidence(article()),))
    )
    own = full[0].article if object is None else ""
    return Statement(
        subject, predicate, object, claimant, polarity, modality, date, full, article=own
    )
