"""One name for two people: articles that say of one id that it serves different states.

Nothing is split automatically, since a single misread sentence would be enough. The articles of the
smaller part get a new id, which stays merged with the first until a person decides otherwise: the pair
is a candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graphbuild.identity.compare import states_served
from graphbuild.identity.profiles import EntityRow, Profile, gather

PERSON = "Person"
Articles = Iterable[tuple[str, str | None, Sequence[EntityRow]]]


def namesakes(articles: Articles) -> dict[tuple[str, str], str]:
    """(article, id) -> id for the articles in which an id serves other states than in most.

    articles: id, publication date (ISO, or None) and rows of each. The new id is the old one with the
    first code of the states. Articles that name no state stay with the majority.
    """
    served: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for article, published, rows in articles:
        known: Mapping[str, Profile] | None = None
        for iri, _, kind, _, _, affiliations, _ in rows:
            if kind == PERSON and affiliations:
                known = known or gather([(article, published, rows)])
                if states := states_served(known[iri], known):
                    served[iri][article] = states
    return {
        (article, iri): f"{iri}--{min(codes)}"
        for iri, states in sorted(served.items())
        for codes, group in _apart(states)
        for article in group
    }


def _apart(states: Mapping[str, frozenset[str]]) -> list[tuple[set[str], list[str]]]:
    """Codes and articles of each part but the largest; parts have no state in common."""
    from networkx.utils import UnionFind  # slow to import, and few articles need it

    groups = UnionFind()
    for codes in states.values():
        groups.union(*codes)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for article in sorted(states):
        parts[groups[min(states[article])]].append(article)
    whole = [({c for a in part for c in states[a]}, part) for part in parts.values()]
    return sorted(whole, key=lambda p: (-len(p[1]), min(p[0])))[1:]
