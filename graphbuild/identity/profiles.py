"""Profiles: what all articles say about an entity that helps to identify it.

A profile is collected from the statements as they were read, before anything is merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, Entity, Statement


@dataclass(slots=True)
class Profile:
    """An entity in all articles; it grows while articles are read.

    types, labels: with the number of articles that use them. names: all labels and aliases.
    articles: ids. years: of publication. affiliations: ids of what it works for or is part of.
    opposed: ids that a statement names together with it, so that they are not the same.
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


EntityRow = list[Any]  # id, label, type, aliases, same_as, nations, affiliations, opposed


def entity_rows(statements: Iterable[Statement], ontology: Ontology) -> list[EntityRow]:
    """One row for each entity that the statements of an article name, in order of id."""
    entities: dict[str, Entity] = {}
    affiliations: dict[str, set[str]] = {}
    opposed: dict[str, set[str]] = {}
    nations: dict[str, set[str]] = {}
    for statement in statements:
        entities |= {e.id: e for e in statement.entities}
        if isinstance(statement.object, Entity):
            one, other = statement.subject.id, statement.object.id
            opposed.setdefault(one, set()).add(other)
            opposed.setdefault(other, set()).add(one)
            prop = ontology.properties.get(statement.predicate)
            if prop and prop.affiliation:
                affiliations.setdefault(one, set()).add(other)
            if prop and prop.nationality and statement.polarity == AFFIRMED:
                nations.setdefault(one, set()).add(other)
    return [
        [
            e.id,
            e.label,
            e.type,
            list(e.aliases),
            list(e.same_as),
            sorted(nations.get(e.id, ())),
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
        for iri, label, kind, aliases, same_as, _, affiliations, opposed in rows:
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
    """The most frequent value; among equals the first in alphabetical order."""
    return min(counts, key=lambda value: (-counts[value], value), default="")
