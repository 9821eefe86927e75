"""One name for two people: articles that say of one id what is not true of one person.

Such are different states that are served, different nationalities, and one office in different bodies
("finance chief of A", "finance chief of B").  Nothing is split automatically, since a single misread
sentence would be enough. The articles of the smaller part get a new id, which stays merged with the
first until a person decides otherwise: the pair is a candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graphbuild.identity.compare import states_served
from graphbuild.identity.profiles import EntityRow, Profile, gather
from graphbuild.knowledge.ontology import ENTITY_BASE

PERSON = "Person"
STATE, NATION = "state", "nation"  # the questions on which articles may differ, besides offices
Articles = Iterable[tuple[str, str | None, Sequence[EntityRow]]]
Answers = Mapping[str, frozenset[str]]  # of articles that answer a question, what they say


def namesakes(articles: Articles) -> dict[tuple[str, str], str]:
    """(article, id) -> id for the articles that contradict what most say of an id.

    articles: id, publication date (ISO, or None) and rows of each. The new id is the old one with the
    first code of the states, or the end of the first id, of what is said otherwise. Articles that say
    nothing of it stay with the majority.
    """
    told: defaultdict[tuple[str, str], dict[str, frozenset[str]]] = defaultdict(dict)
    for article, published, rows in articles:
        for iri, question, answers in _said(article, published, rows):
            told[iri, question][article] = answers
    found: dict[tuple[str, str], str] = {}
    for (iri, _), by_article in sorted(told.items()):
        for codes, group in _apart(by_article):
            for article in group:
                found.setdefault((article, iri), f"{iri}--{min(codes)}")
    return found


def _said(
    article: str, published: str | None, rows: Sequence[EntityRow]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    """What an article says of each person: id, question and answers."""
    known: Mapping[str, Profile] | None = None
    labels = {row[0]: row[1] for row in rows}
    for iri, _, kind, aliases, _, nations, affiliations, _ in rows:
        if kind != PERSON:
            continue
        if affiliations:
            known = known or gather([(article, published, rows)])
            if states := states_served(known[iri], known):
                yield iri, STATE, states
        if nations:
            yield iri, NATION, frozenset(map(_end, nations))
        offices: defaultdict[str, set[str]] = defaultdict(set)
        for alias in aliases:
            for body in affiliations:
                office, of, rest = alias.partition(" of ")
                if of and rest.startswith(labels.get(body, "\0")):
                    offices[office.casefold()].add(_end(body))
        for office, bodies in sorted(offices.items()):
            yield iri, f"office {office}", frozenset(bodies)


def _end(iri: str) -> str:
    """The end of an id: the code of a state, the words of a name."""
    return iri.removeprefix(ENTITY_BASE).split("/")[-1]


def _apart(told: Answers) -> list[tuple[set[str], list[str]]]:
    """Answers and articles of each part but the largest; parts have no answer in common."""
    from networkx.utils import UnionFind  # slow to import, and few articles need it

    groups = UnionFind()
    for answers in told.values():
        groups.union(*answers)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for article in sorted(told):
        parts[groups[min(told[article])]].append(article)
    whole = [({c for a in part for c in told[a]}, part) for part in parts.values()]
    return sorted(whole, key=lambda p: (-len(p[1]), min(p[0])))[1:]
