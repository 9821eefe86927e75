"""Which chains a plural mention consists of, where the text lists them."""

from __future__ import annotations

from collections.abc import Sequence

from graphbuild.annotate import Document
from graphbuild.coreference.clusters import Clusters
from graphbuild.model import NAME


def find_members(
    clusters: Clusters, document: Document, groups: Sequence[Sequence[int]]
) -> dict[int, tuple[int, ...]]:
    """For the number of a plural chain, the numbers of the chains that a list after it names."""
    number = {i: n for n, group in enumerate(groups) for i in group}
    found: dict[int, tuple[int, ...]] = {}
    for i, facts in enumerate(clusters.facts):
        if (
            facts.plural
            and facts.mention.form != NAME
            and (listed := _listed(clusters, document, i))
        ):
            found.setdefault(number[i], tuple(dict.fromkeys(number[j] for j in listed)))
    return found


def _listed(clusters: Clusters, document: Document, i: int) -> list[int]:
    """Names joined by commas and "and" right after a dash, colon, comma or bracket."""
    doc, facts = document.doc, clusters.facts
    at = facts[i].mention.last
    if at >= len(doc) or doc[at].text not in ("-", "\u2013", "\u2014", ":", ",", "("):
        return []
    names: list[int] = []
    starts = {
        f.mention.first: j
        for j, f in enumerate(facts)
        if f.mention.form == NAME and f.mention.kind == "Person"
    }
    at += 1
    while at < len(doc):
        if at in starts:
            names.append(starts[at])
            at = facts[starts[at]].mention.last
        elif doc[at].text in (",", "and", ";") and names:
            at += 1
        else:
            break
    return names if len(names) > 1 else []
