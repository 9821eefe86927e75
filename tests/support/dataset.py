"""A dataset in memory and a small affair to fill it with, for the tests of exporters and page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from pyoxigraph import Quad

from graphbuild import rdf
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.model import (
    AFFIRMED,
    ALLEGED,
    ASSERTED,
    NEGATED,
    PLANNED,
    Entity,
    Evidence,
    Statement,
)
from graphbuild.records import ArticleRecord

HOSTILE = "</script><img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class MemoryDataset:
    """What a store offers, from lists."""

    told: Sequence[Statement]
    read: Sequence[ArticleRecord]
    answers: Sequence[tuple[str, str]] = field(default=())
    close: Sequence[tuple[str, str]] = field(default=())
    over: Sequence[tuple[str, str]] = field(default=())

    def statements(self) -> Iterator[Statement]:
        return iter(self.told)

    def articles(self) -> Iterator[ArticleRecord]:
        return iter(self.read)

    def disputes(self) -> Iterator[tuple[str, str]]:
        return iter(self.answers)

    def endings(self) -> Iterator[tuple[str, str]]:
        return iter(self.over)

    def alike(self) -> Iterator[tuple[str, str]]:
        return iter(self.close)

    def texts(self) -> Iterator[tuple[ArticleRecord, str]]:
        return (
            (a, f"What {a.title} says.\n\nAnd more.") for a in sorted(self.read, key=lambda a: a.id)
        )

    def quads(self) -> Iterator[Quad]:
        ontology = Ontology.load()
        found: dict[Quad, None] = {}
        for article in self.read:
            own = [s for s in self.told if any(e.article == article.id for e in s.evidence)]
            found |= dict.fromkeys(rdf.to_quads(article, own, ontology))
        first = {s.id: rdf.article_graph(min(e.article for e in s.evidence)) for s in self.told}
        coverage = {statement: rdf.Coverage(graph, 1) for statement, graph in first.items()}
        found |= dict.fromkeys(rdf.dispute_quads(self.answers, coverage))
        sentences = {q.subject: q.object for q in found if q.predicate == rdf.HAS_EVIDENCE}
        places = (
            rdf.DisputePlace(
                denial,
                disputed,
                first[denial],
                first[disputed],
                sentences[rdf.statement_iri(denial)],
            )
            for denial, disputed in self.answers
        )
        found |= dict.fromkeys(rdf.place_quads(places))
        entities = {e.id: e for s in self.told for e in s.entities}
        names = {
            key: rdf.EntityNames(e.label, () if e.same_as else (e.type,), e.aliases, 1)
            for key, e in sorted(entities.items())
        }
        found |= dict.fromkeys(rdf.name_quads(names))
        return iter(found)


def entity(
    label: str, kind: str, *aliases: str, same_as: tuple[str, ...] = (), code: str = ""
) -> Entity:
    dashed = "".join(c if c.isalnum() and c.isascii() else "-" for c in label.lower()).strip("-")
    slug = code or dashed
    return Entity(
        f"{ENTITY_BASE}{kind.lower()}/{slug}", label, kind, tuple(sorted(aliases)), same_as
    )


def article(number: int, title: str, publisher: str | None, published: str | None) -> ArticleRecord:
    url = f"https://news.example/{number}"
    return ArticleRecord(f"article-{number}", title, url, publisher, published, f"{number:064x}")


def told(
    subject: Entity,
    predicate: str,
    value: Entity | str | None,
    *,
    by: Entity | None = None,
    outer: Entity | None = None,
    how: str = ASSERTED,
    polarity: str = AFFIRMED,
    date: str | None = None,
    articles: Sequence[int] = (1,),
    sentence: str | None = None,
    confidence: float = 0.8,
) -> Statement:
    """A statement with one sentence in each of the articles."""
    named = value.label if isinstance(value, Entity) else value
    prop = Ontology.load().properties[predicate].label
    text = (
        sentence or f"{by.label + ' says that ' if by else ''}{subject.label} {prop} {named or ''}."
    )
    evidence = tuple(
        Evidence(
            *(f"article-{n}", 100 * n, 100 * n + len(text), text, f"{predicate}.verb"),
            *(confidence - n / 100, subject.label, named, by.label if by else None),
        )
        for n in articles
    )
    own = evidence[0].article if value is None else ""
    return Statement(
        subject, predicate, value, by, polarity, how, date, evidence, outer, article=own
    )


UNITED_STATES = entity(
    "United States",
    "State",
    "US",
    "Washington",
    same_as=("https://www.wikidata.org/entity/Q30",),
    code="us",
)
RUSSIA = entity(
    "Russia", "State", "Moscow", same_as=("https://www.wikidata.org/entity/Q159",), code="ru"
)
TREASURY = entity("US Department of the Treasury", "GovernmentBody", "Treasury", "OFAC")
INSTITUTE = entity("Institute of Applied Chemistry", "Organization", "the institute")
SERVICE = entity("Northern Intelligence Directorate", "IntelligenceService", "NID")
BEAR = entity("Quiet Bear", "ThreatActor", "APT99", same_as=("javascript:alert(1)",))
WORM = entity("Glass Worm", "Malware")
ATTACK = entity("breach of the Harbour Authority", "Operation")
HARBOUR = entity("Harbour Authority", "Company")
EMBASSY = entity("Russian embassy in Oslo", "GovernmentBody", "the embassy")
NORWAY = entity(
    "Norway", "State", "Oslo", same_as=("https://www.wikidata.org/entity/Q20",), code="no"
)
SPOKESWOMAN = entity("Anna Petrova", "Person", "Petrova")
MINISTER = entity("Ine Solberg", "Person", "the minister")
ORDER = entity("Executive Order 13694", "LegalInstrument")
OFFICERS = entity("six officers", "Group")
NATO = entity("NATO", "InternationalOrganization")
VENDOR = entity("Fjord Security", "Company")
EVIL = entity(HOSTILE, "Organization", "=cmd|' /C calc'!A0", "\u202eevil")


def affair() -> MemoryDataset:
    """A dozen and a half entities, all stances, literals, missing objects, hostile labels."""
    accusation = told(NORWAY, "accuses", RUSSIA, date="2021-03-02", articles=(1, 2, 3))
    attribution = told(
        ATTACK, "attributedTo", SERVICE, by=NORWAY, outer=MINISTER, how=ALLEGED, articles=(1, 2)
    )
    targeting = told(
        BEAR, "targets", HARBOUR, by=VENDOR, how=ALLEGED, date="2021-02", articles=(2,)
    )
    sanction = told(TREASURY, "sanctions", INSTITUTE, date="2021-03-05", articles=(3, 4))
    denial = told(
        *(EMBASSY, "denies", NORWAY),
        date="2021-03-03",
        articles=(2,),
        sentence="The embassy called the accusation by Norway absurd.",
    )
    refusal = told(SPOKESWOMAN, "denies", None, articles=(4,), date="2021-03-06")
    contradiction = told(
        ATTACK, "attributedTo", SERVICE, by=SPOKESWOMAN, polarity=NEGATED, articles=(4,)
    )
    statements = [
        *(accusation, attribution, targeting, sanction, denial, refusal, contradiction),
        told(TREASURY, "partOf", UNITED_STATES, articles=(3,)),
        told(UNITED_STATES, "accuses", RUSSIA, articles=(3, 4), date="2021-03-05"),
        told(INSTITUTE, "underInstrument", ORDER, articles=(3,)),
        told(INSTITUTE, "develops", WORM, by=TREASURY, how=ALLEGED, articles=(3,)),
        told(INSTITUTE, "alsoKnownAs", "IAC", articles=(3,)),
        told(BEAR, "uses", WORM, by=VENDOR, articles=(2,)),
        told(BEAR, "actsFor", SERVICE, by=VENDOR, how=ALLEGED, articles=(2, 3)),
        told(SERVICE, "partOf", RUSSIA, articles=(1,)),
        told(EMBASSY, "actsFor", RUSSIA, articles=(2,)),
        told(SPOKESWOMAN, "worksFor", RUSSIA, articles=(4,)),
        told(MINISTER, "worksFor", NORWAY, articles=(1,)),
        told(NORWAY, "expels", OFFICERS, how=PLANNED, date="2021-03", articles=(1,)),
        told(RUSSIA, "threatens", NORWAY, how=PLANNED, articles=(4,)),
        told(
            *(NATO, "condemns", RUSSIA),
            articles=(4,),
            date="2021-03-06",
            sentence="NATO condemned the conduct of Russia.",
        ),
        told(SPOKESWOMAN, "says", None, articles=(4,)),
        told(
            EVIL, "linkedTo", BEAR, by=EVIL, sentence=f"@{HOSTILE} \u0001 is linked.", articles=(5,)
        ),
    ]
    read = [
        article(1, "Norway names a foreign service", "Nordic Wire", "2021-03-02"),
        article(2, "Embassy calls accusation absurd", "Oslo Post", "2021-03-03"),
        article(3, "Treasury sanctions institute", "Capital Times", "2021-03-05"),
        article(4, "Spokeswoman rejects everything", "Eastern Agency", "2021-03-06"),
        ArticleRecord("article-5", HOSTILE, "javascript:alert(1)", None, None, "0" * 64),
    ]
    answers = [
        (denial.id, accusation.id),
        (refusal.id, sanction.id),
        (contradiction.id, attribution.id),
    ]
    return MemoryDataset(statements, read, sorted(answers))


def large(n_entities: int, n_statements: int) -> MemoryDataset:
    """A made-up graph of the size, with a few hubs, the same one every time."""
    dice = Random(7)
    kinds = sorted(set(Ontology.load().classes) - {"Entity", "Agent", "Body"})
    entities = [entity(f"Entity {n}", dice.choice(kinds)) for n in range(n_entities)]
    properties = [p.name for p in Ontology.load().properties.values() if not p.literal]
    found = {}
    while len(found) < n_statements:
        one = min(dice.randrange(n_entities), dice.randrange(n_entities))
        other = (one + 1 + min(dice.randrange(60), dice.randrange(60))) % n_entities
        claimant = entities[dice.randrange(40)] if dice.random() < 0.4 else None
        made = told(
            *(entities[one], dice.choice(properties), entities[other]),
            by=claimant,
            how=dice.choice([ASSERTED, ASSERTED, ALLEGED, PLANNED]),
            date=f"2021-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
            articles=(dice.randint(1, 200),),
        )
        found[made.id] = made
    read = [article(n, f"Report {n}", f"Outlet {n % 9}", "2021-01-01") for n in range(1, 201)]
    ids = sorted(found)
    return MemoryDataset([*found.values()], read, [(ids[n + 1], ids[n]) for n in range(0, 60, 2)])
