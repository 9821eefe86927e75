"""Mentions -> chains: which mentions of an article refer to the same thing (coreference).

Names first (`names`), then what syntax says (`syntax`, `aliases`, `incidents`), then, in reading order,
`descriptions` and `pronouns`; plural mentions get their members from lists (`groups`). Where two
antecedents are possible a mention stays alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphbuild.extraction.coreference.aliases import join_aliases
from graphbuild.extraction.coreference.clusters import Clusters
from graphbuild.extraction.coreference.descriptions import find_described, find_possessed
from graphbuild.extraction.coreference.features import mention_features
from graphbuild.extraction.coreference.groups import find_members
from graphbuild.extraction.coreference.incidents import join_events
from graphbuild.extraction.coreference.labels import chain_kind, chain_name
from graphbuild.extraction.coreference.names import join_names
from graphbuild.extraction.coreference.pronouns import find_antecedent, find_speakers
from graphbuild.extraction.coreference.syntax import join_syntax
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import NOMINAL, PRONOUN, Attribution, Mention
from graphbuild.nlp.annotate import Document

OFFICIAL = frozenset({"GovernmentBody", "Company", "MediaOutlet"})

__all__ = ["Chain", "find_chains"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Mentions of one thing, in reading order.

    kind: its class. name: its fullest name in the text.
    members: indices, into the list of chains, of those that a plural one consists of.
    """

    mentions: tuple[Mention, ...]
    kind: str
    name: str
    members: tuple[int, ...] = ()


def find_chains(
    document: Document,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    ontology: Ontology,
) -> list[Chain]:
    """The chains of a document by first mention; every mention is in exactly one."""
    features = mention_features(document.doc, mentions)
    clusters = Clusters(features)
    join_names(clusters, document)
    join_syntax(clusters, document)
    join_aliases(clusters, document)
    join_events(clusters, document)
    speakers = find_speakers(clusters, attributions)
    for i in range(len(features)):
        form = features[i].mention.form
        if form not in (NOMINAL, PRONOUN) or not _unexplained(clusters, i):
            continue
        if form == PRONOUN:
            j = find_antecedent(clusters, document, i, speakers)
        else:
            j = find_described(clusters, i)
            j = None if j is not None and _is_other_kind(clusters, i, j) else j
            if j is None and features[i].determiner == "'s":
                j = find_possessed(clusters, document, i)
        if j is not None:
            clusters.join(i, j)
    for i in range(len(features)):
        owned = features[i].mention.form == NOMINAL and features[i].determiner == "'s"
        if owned and clusters.find(i) == i and not clusters.is_named(i):
            j = find_possessed(clusters, document, i, ahead=True)
            if j is not None:
                clusters.join(i, j)
    groups = clusters.groups()
    members = find_members(clusters, document, groups)
    return [
        Chain(
            tuple(mentions[i] for i in group),
            chain_kind(clusters, group),
            chain_name(clusters, group, document),
            members.get(n, ()),
        )
        for n, group in enumerate(groups)
    ]


def _is_other_kind(clusters: Clusters, i: int, j: int) -> bool:
    """Whether "the agency" would be a group of hackers that has an ordinary name as well."""
    own = clusters.features[i].mention.kind
    others = {clusters.features[k].mention.kind for k in clusters.members(j)}
    return own in OFFICIAL and bool(others & {"ThreatActor", "Malware"})


def _unexplained(clusters: Clusters, i: int) -> bool:
    """Whether nothing else is known to be the same, but for "we" in what a described person says."""
    own = clusters.features[i]
    others = [clusters.features[k].mention.form for k in clusters.members(i) if k != i]
    person = own.mention.kind == "Person" and not own.plural
    third = own.mention.surface.lower() in ("he", "she")  # "We … , he said": not yet who he is
    speaker = person and (own.mention.form == NOMINAL or third)
    return not others or (speaker and set(others) == {PRONOUN})
