"""What is known of an entity over all articles, as far as it bears on who it is.

A profile is gathered from the statements as they were read, before anything is merged. Its JSON form
is one short list, kept with each article so that the whole graph need not be read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement


@dataclass(slots=True)
class Profile:
    """An entity as the articles together present it; it grows while articles are read.

    labels: how many articles call it so first. names: every surface. articles: ids. years: of
    publication. affiliations: ids of what it works for or is part of. opposed: ids that a
    statement sets against or beside it, so that they are not the same.
    """

    id: str
    types: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    same_as: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    affiliations: set[str] = field(default_factory=set)
    opposed: set[str] = field(default_factory=set)

    @property
    def type(self) -> str:
        """The class that most articles give it."""
        return commonest(self.types)

    @property
    def label(self) -> str:
        """The name that most articles give it."""
        return commonest(self.labels)


EntityRow = list[Any]  # id, label, type, aliases, same_as, affiliations, opposed


def entity_rows(statements: Iterable[Statement], ontology: Ontology) -> list[EntityRow]:
    """What one article says of each entity that its statements name, in order of id."""
    entities: dict[str, Entity] = {}
    affiliations: dict[str, set[str]] = {}
    opposed: dict[str, set[str]] = {}
    for statement in statements:
        entities |= {e.id: e for e in statement.entities}
        if isinstance(statement.object, Entity):
            one, other = statement.subject.id, statement.object.id
            opposed.setdefault(one, set()).add(other)
            opposed.setdefault(other, set()).add(one)
            prop = ontology.properties.get(statement.predicate)
            if prop and prop.affiliation:
                affiliations.setdefault(one, set()).add(other)
    return [
        [
            e.id,
            e.label,
            e.type,
            list(e.aliases),
            list(e.same_as),
            sorted(affiliations.get(e.id, ())),
            sorted(opposed.get(e.id, ())),
        ]
        for e in (entities[key] for key in sorted(entities))
    ]


def gather(articles: Iterable[tuple[str, str | None, Sequence[EntityRow]]]) -> dict[str, Profile]:
    """The profile of each id, in order of id.

    articles: id, publication date (ISO, or None) and rows of each.
    """
    found: dict[str, Profile] = {}
    for article, published, rows in articles:
        for iri, label, kind, aliases, same_as, affiliations, opposed in rows:
            profile = found.get(iri) or found.setdefault(intern(iri), Profile(iri))
            profile.types[kind] += 1
            profile.labels[label] += 1
            profile.names.update((label, *aliases))
            profile.same_as.update(same_as)
            profile.articles.add(article)
            profile.affiliations.update(map(intern, affiliations))
            profile.opposed.update(map(intern, opposed))
            if published and published[:4].isdigit():
                profile.years.add(int(published[:4]))
    return {key: found[key] for key in sorted(found)}


def commonest(counts: Counter[str]) -> str:
    """The most frequent value; of several the first in the alphabet."""
    return min(counts, key=lambda value: (-counts[value], value), default="")
