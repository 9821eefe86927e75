"""The identity graph: merges with their reasons, and open candidates, as quads.

`…/graph/identity` has a `gb:Match` for each pair of ids, with score and reason, and `gb:mergedInto` from
each id that was merged to the id that replaces it in the graphs of articles. The names that vendors give
to one actor stay separate nodes, `skos:closeMatch` to each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild import rdf
from graphbuild.identity.profiles import Profile
from graphbuild.identity.records import Match, Node, Resolution
from graphbuild.knowledge.ontology import GB, SCHEMA
from graphbuild.knowledge.reference import sources
from graphbuild.model import Entity

IDENTITY_GRAPH, CLOSE_MATCH = rdf.IDENTITY_GRAPH, rdf.CLOSE_MATCH
MATCH, IDENTIFIES = NamedNode(GB + "Match"), NamedNode(GB + "identifies")
STATUS, SCORE, BECAUSE = (NamedNode(GB + n) for n in ("matchStatus", "score", "because"))
DECISION, MERGED_INTO = NamedNode(GB + "decision"), NamedNode(GB + "mergedInto")
HAS_PART = NamedNode(SCHEMA + "hasPart")
MERGED, CANDIDATE = "merged", "candidate"


def identity_quads(resolution: Resolution, used: Iterable[str]) -> list[Quad]:
    """The quads of a resolution; used: the ids that articles gave."""
    quads = [q for m in resolution.merges for q in _match(m, MERGED)]
    quads += [q for m in resolution.candidates for q in _match(m, CANDIDATE)]
    for iri in used:
        node = resolution.nodes.get(iri)
        if node and node.id != iri:
            quads.append(Quad(NamedNode(iri), MERGED_INTO, NamedNode(node.id), IDENTITY_GRAPH))
    quads += [
        Quad(NamedNode(one), CLOSE_MATCH, NamedNode(other), IDENTITY_GRAPH)
        for one, other in resolution.close
    ]
    return list(dict.fromkeys(quads))


def background_quads(profiles: Mapping[str, Profile], resolution: Resolution) -> list[Quad]:
    """The reference graph: one description of each catalogued entity, whatever articles call it."""
    entities: dict[str, Entity] = {}
    for iri, profile in profiles.items():
        node = resolution.nodes.get(iri) or Node(iri, None, None, tuple(sorted(profile.same_as)))
        label, kind = node.label or profile.label, node.type or profile.type
        if node.same_as:
            entities.setdefault(node.id, Entity(node.id, label, kind, (), node.same_as))
    quads = rdf.reference_quads(entities[iri] for iri in sorted(entities))
    return [*quads, *_about_sources()] if quads else []


def _about_sources() -> Iterator[Quad]:
    """Origin, version and licence of the lists that the reference graph uses."""
    for name, about in sources().items():
        source = NamedNode(f"{rdf.REFERENCE_GRAPH.value}/{name}")
        yield Quad(rdf.REFERENCE_GRAPH, HAS_PART, source, IDENTITY_GRAPH)
        yield Quad(source, rdf.TYPE, NamedNode(SCHEMA + "Dataset"), IDENTITY_GRAPH)
        for prop, key in (
            ("description", "source"),
            ("license", "license"),
            ("version", "version"),
        ):
            yield Quad(source, NamedNode(SCHEMA + prop), Literal(about[key]), IDENTITY_GRAPH)


def read_identities(quads: Iterable[Quad]) -> tuple[dict[str, str], list[Match], list[Match]]:
    """(the id that replaces each merged id, merges in order of ids, candidates best first)."""
    facts = rdf.facts_of(quads)
    into = {s.value: f[MERGED_INTO][0].value for s, f in facts.items() if MERGED_INTO in f}
    merges, candidates = list[Match](), list[Match]()
    for about in facts.values():
        if IDENTIFIES in about:
            status = about[STATUS][0].value
            (merges if status == MERGED else candidates).append(_read(about))
    return into, sorted(merges), sorted(candidates, key=lambda m: (-m.score, m.one, m.other))


def _match(match: Match, status: str) -> list[Quad]:
    name = "\x1f".join((match.one, match.other, match.decision))
    about = NamedNode(f"{rdf.BASE}match/{hashlib.sha256(name.encode()).hexdigest()[:32]}")
    score = format(Decimal(f"{match.score:.2f}").normalize(), "f")
    facts: list[tuple[NamedNode, NamedNode | Literal]] = [
        (rdf.TYPE, MATCH),
        (IDENTIFIES, NamedNode(match.one)),
        (IDENTIFIES, NamedNode(match.other)),
        (STATUS, Literal(status)),
        (SCORE, Literal(score, datatype=NamedNode(rdf.XSD + "decimal"))),
        (BECAUSE, Literal(match.reason)),
    ]
    if match.decision:
        facts.append((DECISION, Literal(match.decision)))
    return [Quad(about, prop, value, IDENTITY_GRAPH) for prop, value in facts]


def _read(about: Mapping[NamedNode, Iterable[NamedNode | Literal]]) -> Match:
    def text(prop: NamedNode) -> str:
        return next((v.value for v in about.get(prop, ())), "")

    ids = sorted(v.value for v in about[IDENTIFIES])
    return Match(ids[0], ids[-1], float(text(SCORE)), text(BECAUSE), text(DECISION))
