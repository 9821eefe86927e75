"""The composition of all stages: articles in, each with its statements out.

    Article -annotate-> Document -understand-> Reading -state-> Statements

`understand` finds mentions, attributions, chains of mentions, entities and claims; `state` adds who
claims what and pools the evidence. Both are pure functions of one document. Stages are imported when
they are called, since they load spaCy, which takes a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from graphbuild.deadline import SECONDS, time_limit
from graphbuild.errors import AskError, Unanswered
from graphbuild.faults import FAULTS, fault_line
from graphbuild.knowledge.frames import Frames, load_frames
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import (
    ANSWERS,
    BOTH,
    DROPPED,
    LARGE,
    LEARNED,
    LLM,
    NAME,
    PARTLY,
    REFUSED,
    RULES,
    Article,
    Claim,
    Entity,
    Issue,
    Mention,
    PairScore,
    Statement,
)

# Why a statement was refused that passed every check of words and types.
IMPLAUSIBLE = "implausible"
Scores = Mapping[tuple[str, str, str], PairScore]

if TYPE_CHECKING:
    from spacy.language import Language

    from graphbuild.extraction.claims.context import ClaimContext
    from graphbuild.extraction.llm.reader import LargeReader
    from graphbuild.extraction.relations.encoder import Encoder
    from graphbuild.extraction.relations.network import Network
    from graphbuild.nlp.annotate import Document, Parsed
    from graphbuild.statements.decide import Decision


class LearnedReader(NamedTuple):
    """Network and encoder, which score pairs of mentions, and the trees that decide which statements stand."""

    network: Network
    encoder: Encoder
    decision: Decision

    @classmethod
    def load(cls) -> LearnedReader:
        """Read the weights that come with the package; ModelError when they are damaged."""
        from graphbuild.extraction.relations.encoder import load_encoder
        from graphbuild.extraction.relations.network import load_network
        from graphbuild.statements.decide import load_decision

        return cls(load_network(), load_encoder(), load_decision())


class Rules(NamedTuple):
    """Everything that reading needs, checked: the ontology, the frames and the readers that are wanted.

    reader: the learned one. large: the large language model. built_in: whether what rules and learned
        reader find is wanted, too, where there is a large language model.
    """

    ontology: Ontology
    frames: Frames
    reader: LearnedReader | None = None
    large: LargeReader | None = None
    built_in: bool = True

    @classmethod
    def load(cls, reader: str = RULES, large: LargeReader | None = None) -> Rules:
        """Read and check every table and the weights, before the first article is opened.

        reader: RULES for the rules alone, LEARNED for rules and network together, LLM for a large language
        model alone, BOTH for it and LEARNED. large: the model of LLM and BOTH; AskError without it.
        """
        if reader in LARGE and large is None:
            raise AskError(f"the reader {reader!r} needs a large language model: see docs/llm.md")
        ontology = Ontology.load()
        learned = LearnedReader.load() if reader in (LEARNED, BOTH) else None
        large = large if reader in LARGE else None
        return cls(ontology, load_frames(ontology), learned, large, reader != LLM)


class Reading(NamedTuple):
    """A document with all that the stages have found in it, before claims become statements.

    context: indexes of the document (clauses, mentions by token) that later stages look things up in.
    claims: what is said, not yet by whom.
    entities: of each mention that has one.
    members: the entities that a group consists of, where the text names them.
    dropped: claims that the text does not make after all, where they were asked for.
    refused: statements of a large language model that the text does not bear out, by the reason; filled in
        when statements are made.
    """

    document: Document
    context: ClaimContext
    claims: list[Claim]
    entities: Mapping[Mention, Entity]
    members: Mapping[Entity, list[Entity]]
    dropped: list[Claim]
    refused: Counter[str]


def build(
    articles: Iterable[Article],
    *,
    nlp: Language,
    rules: Rules,
    open_triples: bool = False,
    explain: bool = False,
    seconds: float = SECONDS,
    parsed: Parsed | None = None,
    report: Callable[[Issue], None] | None = None,
    ahead: Callable[[Iterator[Document]], Iterator[Document]] | None = None,
) -> Iterator[tuple[Article, list[Statement]]]:
    """Each article with its statements, in order.

    open_triples: whether to add statements outside the ontology's vocabulary, worded as in the text.
    seconds: how long one article may take.
    parsed: parses of recent paragraphs, for who reads articles in several calls (see `annotate`).
    explain: report each claim that was dropped, and why, as an Issue of the stage DROPPED.
    report: called with an Issue for an article that takes too long or meets an error of ours; it is
        then left out. Without it, such an error is raised.
    ahead: what is done with the documents before they are read, such as asking a large language model; it
        may leave documents out.
    """
    from graphbuild.extraction.claims.unread_lists import unread_lists
    from graphbuild.nlp.annotate import annotate

    documents = annotate(articles, nlp, parsed)
    for document in documents if ahead is None else ahead(documents):
        try:
            with time_limit(seconds):
                reading = understand(document, rules, explain=explain)
                found = state(reading, rules)
                more = open_state(reading) if open_triples else ()
        except FAULTS as exc:
            if report is None:
                raise
            report(Issue(document.article.id, "extract", fault_line(exc)))
            continue
        except Unanswered as exc:
            if report is None:
                raise
            report(Issue(document.article.id, ANSWERS, str(exc), exc.reason))
            continue
        if report is not None:
            for message in unread_lists(reading.context, reading.claims, rules.frames):
                report(Issue(document.article.id, PARTLY, message))
            for issue in _refused(document.article, reading.refused):
                report(issue)
        if explain and report is not None:
            for claim in reading.dropped:
                report(_dropped(document.article, claim))
        yield document.article, [*found, *more]


def _dropped(article: Article, claim: Claim) -> Issue:
    """A dropped claim and why, in one line."""
    object = claim.object.surface if isinstance(claim.object, Mention) else claim.object
    words = (claim.subject.surface, claim.predicate, object or "")
    told = " | ".join(" ".join(w.split()) for w in words)
    sentence = " ".join(article.quote(claim.start, claim.end).split())
    return Issue(
        article.id, DROPPED, f"dropped: {told} ({claim.rule}): {claim.doubt}: {sentence!r}"
    )


def _refused(article: Article, refused: Counter[str]) -> Iterator[Issue]:
    """What was dropped of a large language model's answers, an issue for each reason."""
    for reason, n in sorted(refused.items()):
        message = f"{n} dropped from the answer: {reason}"
        yield Issue(article.id, REFUSED, message, reason, n)


def read(document: Document, rules: Rules, *, calibrate: bool = True) -> list[Statement]:
    """The statements of one document, sorted by key.

    calibrate: False keeps the confidence that the rows of the tables give, as calibration needs it.
    """
    return state(understand(document, rules), rules, calibrate=calibrate)


def understand(document: Document, rules: Rules, *, explain: bool = False) -> Reading:
    """Find the mentions of a document, the entities behind them, and what its clauses claim.

    explain: keep the claims that the text does not make after all.
    """
    from graphbuild.extraction.attributions.find import find_attributions
    from graphbuild.extraction.claims.context import claim_context
    from graphbuild.extraction.claims.find import find_claims
    from graphbuild.extraction.claims.legal_basis import find_bases, with_instruments
    from graphbuild.extraction.claims.members import members_of
    from graphbuild.extraction.claims.operations import compose
    from graphbuild.extraction.claims.spokespeople import for_their_bodies
    from graphbuild.extraction.coreference.chains import find_chains
    from graphbuild.extraction.entities.descriptions import with_phrases
    from graphbuild.extraction.entities.issuer import issuer_mentions
    from graphbuild.extraction.entities.resolve import resolve_entities
    from graphbuild.extraction.entities.unify import unify
    from graphbuild.extraction.mentions.find import find_mentions
    from graphbuild.extraction.noun_phrases.find import find_phrase_claims

    ontology, frames = rules.ontology, rules.frames
    mentions = find_mentions(document, ontology)
    spelt = {
        i for m in mentions if (m.form, m.kind) == (NAME, "Person") for i in range(m.first, m.last)
    }
    attributions = [a for a in find_attributions(document) if a.head not in spelt]
    chains = find_chains(document, mentions, attributions, ontology)
    named = list(find_phrase_claims(document, mentions))
    entities = unify(resolve_entities(document, chains), named, ontology)
    entities |= issuer_mentions(document, mentions, attributions, entities, frames)
    kinds = {mention: entity.type for mention, entity in entities.items()}
    context = claim_context(
        document,
        mentions,
        attributions,
        kinds,
        frames=frames,
        ontology=ontology,
        explains=explain,
    )
    found = list(for_their_bodies(find_claims(context, frames), named, context, entities))
    dropped = [c for c in found if c.doubt is not None]
    claims = named + compose([c for c in found if c.doubt is None], context, frames)
    bases = list(find_bases(claims, context, frames))
    claims = with_instruments(claims, bases) + bases
    entities = with_phrases(document, entities, context.coordinations)
    members = members_of(context, claims, entities, chains)
    return Reading(document, context, claims, entities, members, dropped, Counter())


def state(reading: Reading, rules: Rules, *, calibrate: bool = True) -> list[Statement]:
    """The statements of a reading: claims with their claimants, those of one key pooled, and decided upon.

    With the learned reader, `Decision.decide` keeps what stands; with the rules alone, all that they
    find is kept; with a large language model, what its answers say and the text bears out.
    """
    from graphbuild.statements.operation_labels import label_operations
    from graphbuild.statements.readers import ALONE, combine, sure

    found = state_built_in(reading, rules, calibrate=calibrate) if rules.built_in else []
    if rules.large is not None:
        large = state_answered(reading, rules, rules.large)
        if calibrate:
            found = combine(found, large) if rules.built_in else sure(large, ALONE)
        else:
            found = [*found, *large]
    return label_operations(found, rules.ontology)


def state_built_in(reading: Reading, rules: Rules, *, calibrate: bool = True) -> list[Statement]:
    """What the rules, or rules and learned reader together, state."""
    from graphbuild.statements.confidence import calibrated

    found, scores = find_candidates(reading, rules)
    if not calibrate:
        return found
    return (
        calibrated(found) if rules.reader is None else rules.reader.decision.decide(found, scores)
    )


def state_answered(reading: Reading, rules: Rules, large: LargeReader) -> list[Statement]:
    """What a large language model states, as far as the text bears it out; Unanswered without an answer."""
    from graphbuild.extraction.claims.plausibility import doubted
    from graphbuild.statements.merge import merge_each

    checked = large.read(reading.context, reading.entities)
    reading.refused.update(checked.dropped)
    standing = []
    for claim, entities in checked.claims:
        [judged] = doubted([claim], reading.context, entities)
        if judged.doubt is None:
            standing.append((claim, entities))
        else:
            reading.refused[IMPLAUSIBLE] += 1
            reading.dropped.append(judged)
    return merge_each(standing, reading.document, rules.ontology)


def find_candidates(reading: Reading, rules: Rules) -> tuple[list[Statement], Scores]:
    """What rules and network offer for an article, pooled, and the network's scores (see `Decision`)."""
    from graphbuild.extraction.relations.find import find_relations
    from graphbuild.statements.merge import merge

    claims = plausible_claims(reading.claims, reading, rules)
    scores: Scores = {}
    if rules.reader is not None:
        network, encoder, _ = rules.reader
        found = find_relations(reading.context, reading.entities, claims, network, encoder)
        claims += plausible_claims(found.claims, reading, rules)
        scores = found.scores
    every = rules.reader is not None  # `Decision` weighs each witness
    places = reading.document, reading.entities, reading.members
    return merge(claims, *places, ontology=rules.ontology, all_evidence=every), scores


def plausible_claims(claims: Iterable[Claim], reading: Reading, rules: Rules) -> list[Claim]:
    """Claims with their claimants; those that cannot be so go to the reading's dropped ones."""
    from graphbuild.extraction.claims.accusers import with_accusers
    from graphbuild.extraction.claims.claimants import attribute
    from graphbuild.extraction.claims.plausibility import doubted

    context, entities = reading.context, reading.entities
    qualified = with_accusers(attribute(claims, context, rules.frames, entities), context, entities)
    judged = list(doubted(qualified, context, entities))
    reading.dropped.extend(c for c in judged if c.doubt is not None)
    return [c for c in judged if c.doubt is None]


def open_state(reading: Reading) -> list[Statement]:
    """The open triples of a reading: its clauses, outside the closed vocabulary."""
    from graphbuild.extraction.open_triples.find import find_open_claims
    from graphbuild.statements.open_statements import open_statements

    document, context, _, entities, *_ = reading
    return open_statements(find_open_claims(document, context, entities), document, entities)
