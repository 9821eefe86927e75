"""STIX 2.1: entities as domain objects, statements as relationships, articles as reports.

Needs the `stix` extra. A statement that another disputes gets an opinion of whoever disputes it.
What STIX has no word for (claimant, stance, dates, a sanction's authority, programme and reason) is in
two property extensions, which the bundle defines. Negated and planned statements, and those without
an object, cannot be said in STIX and are left out.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graphbuild.errors import ExportError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import AFFIRMED, PLANNED, Entity, Statement
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.escape import http, plain
from graphbuild.presentation.outcomes import Ended, Outcomes, denier
from graphbuild.presentation.states import STATE
from graphbuild.rdf import ARTICLE, STATEMENT
from graphbuild.records import ArticleRecord

Json = dict[str, Any]

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://w3id.org/graphbuild/")
# STIX wants a time of making; ours must not change from run to run.
THEN = "2020-01-01T00:00:00.000Z"
# Objects that say how the rest is to be read, and who says so.
MAKER = {"name": "graphbuild", "identity_class": "system"}
EXTENSIONS: Mapping[str, str] = {
    "claim": "Who claims a relationship, how it stands, when it happened, and its qualifiers.",
    "sanction": "Authority, programme, date and reason of a sanction against the target.",
}
SCHEMA_PAGE = "https://w3id.org/graphbuild/ontology"
MEASURE = "Sanction"
# The standard's words for what its own vocabularies ask for.
REQUIRED: Mapping[str, Json] = {
    "malware": {"is_family": True},
    "location": {"region": "unknown-region"},
    "identity": {"identity_class": "organization"},
}
PEOPLE = {"Person": "individual", "Group": "group"}
RELATED, DISAGREE, LOCATED = "related-to", "disagree", "located-at"


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write one bundle, checked object by object by the stix2 library; ExportError without it."""
    try:
        import stix2
    except ImportError as exc:
        raise ExportError("STIX needs stix2: pip install 'graphbuild[stix]'") from exc
    objects = sorted(_objects(dataset, ontology), key=lambda o: (o["type"], o["id"]))
    bundle = {"type": "bundle", "id": _id("bundle", "graph"), "objects": objects}
    for item in objects:
        stix2.parse(item, allow_custom=True, version="2.1")
    text = json.dumps(bundle, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _objects(dataset: Dataset, ontology: Ontology) -> Iterator[Json]:
    outcomes = Outcomes.of(dataset)
    every = outcomes.statements
    articles = {a.id: a for a in dataset.articles()}
    told = {i: s for i, s in sorted(every.items()) if _sayable(s)}
    pairs = [(d, t) for d, t in dataset.disputes() if t in told and d in every]
    speakers = [denier(every[d]) or every[d].subject for d, _ in pairs]
    named = {e.id: e for s in told.values() for e in _agents(s)} | {e.id: e for e in speakers}
    yield from (_entity(e, ontology) for e in named.values())
    for entity in named.values():
        yield from _country(entity, ontology)
    yield {**_base("identity", "graphbuild"), **MAKER}
    yield from (_definition(name, text) for name, text in EXTENSIONS.items())
    for s in told.values():
        made = _until(_relationship(s, articles, ontology), outcomes.ended.get(s.id))
        yield {**made, "extensions": _extensions(s, outcomes, ontology)}
    for (denial, target), speaker in zip(pairs, speakers, strict=True):
        day = _first_day(every[denial], articles)
        yield _opinion(every[denial], told[target], _author(speaker, ontology), day)
    for article in articles.values():
        own = [s for s in told.values() if any(e.article == article.id for e in s.evidence)]
        if own:
            yield _report(article, own, ontology)


def _sayable(statement: Statement) -> bool:
    positive = statement.polarity == AFFIRMED and statement.modality != PLANNED
    return positive and isinstance(statement.object, Entity)


def _agents(statement: Statement) -> list[Entity]:
    named = (statement.subject, statement.object, statement.claimant)
    return [e for e in named if isinstance(e, Entity)]


def _id(kind: str, key: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, kind + key)}"


def _base(kind: str, key: str, day: str | None = None) -> Json:
    about = {"type": kind, "spec_version": "2.1", "id": _id(kind, key)}
    made = f"{day}T00:00:00.000Z" if day else THEN
    return {**about, "created": made, "modified": made}


def _first_day(statement: Statement, articles: Mapping[str, ArticleRecord]) -> str | None:
    """The day on which an article first said it, where one is known to the day."""
    days = (articles[e.article].published or "" for e in statement.evidence)
    return min((d[:10] for d in days if len(d) >= 10), default=None)


def _definition(name: str, text: str) -> Json:
    return {
        **_base("extension-definition", name),
        "name": f"graphbuild {name}",
        "description": text,
        "created_by_ref": _id("identity", "graphbuild"),
        "schema": SCHEMA_PAGE,
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _until(relationship: Json, ended: Ended | None) -> Json:
    """A relationship that holds until it was ended, where that day is known and after its start."""
    if ended is None or len(ended.day) != 10:
        return relationship
    stop = f"{ended.day}T00:00:00Z"
    return relationship | ({"stop_time": stop} if stop > relationship.get("start_time", "") else {})


def _extensions(statement: Statement, outcomes: Outcomes, ontology: Ontology) -> Json:
    """What the two extensions say of a relationship."""
    ended = outcomes.ended.get(statement.id)
    qualifiers = {name: plain(text) for name, text in statement.qualifiers}
    claim = {
        "predicate": statement.predicate,
        "claimant": statement.claimant and plain(statement.claimant.label),
        "outer": statement.outer and plain(statement.outer.label),
        "modality": statement.modality,
        "stance": outcomes.stance(statement),
        "polarity": statement.polarity,
        "deniers": [plain(e.label) for e in outcomes.deniers(statement)],
        "ended": ended and (ended.day or True),
        "ended_by": ended and plain(ended.names),
        "date": statement.date,
        "qualifiers": qualifiers,
    }
    found = {"claim": claim}
    if ontology.properties[statement.predicate].follow_the_money == MEASURE:
        found["sanction"] = {
            "authority": plain(statement.subject.label),
            "program": qualifiers.get("instrument"),
            "date": statement.date,
            "reason": qualifiers.get("reason"),
            "status": "ended" if ended else None,
            "end_date": ended and ended.day,
            "ended_by": ended and plain(ended.names),
        }
    return {_id("extension-definition", n): _property(facts) for n, facts in found.items()}


def _property(facts: Json) -> Json:
    return {"extension_type": "property-extension", **{k: v for k, v in facts.items() if v}}


def _kind(entity: Entity, ontology: Ontology) -> str:
    known = ontology.classes.get(entity.type)
    return (known.stix if known else None) or "identity"


def _entity(entity: Entity, ontology: Ontology) -> Json:
    kind = _kind(entity, ontology)
    found = {**_base(kind, entity.id), "name": plain(entity.label), **REQUIRED.get(kind, {})}
    if kind == "identity":
        found["identity_class"] = PEOPLE.get(entity.type, "organization")
        found["roles"] = [f"graphbuild-{entity.type}"]
    elif entity.aliases and kind != "location":
        found["aliases"] = [plain(a) for a in entity.aliases]
    links = [{"source_name": "graphbuild", "external_id": entity.id}]
    links += [{"source_name": "same as", "url": u} for u in entity.same_as if u.startswith("http")]
    return {**found, "external_references": links}


def _country(entity: Entity, ontology: Ontology) -> Iterator[Json]:
    """The location of a state that acts, by which platforms find its country, and the link to it."""
    code = entity.id.removeprefix(STATE)
    if code == entity.id or len(code) != 2 or _kind(entity, ontology) != "identity":
        return
    place = {**_base("location", entity.id), "name": plain(entity.label), "country": code.upper()}
    yield place
    yield {
        **_base("relationship", f"{entity.id} {LOCATED}"),
        "relationship_type": LOCATED,
        "source_ref": _id("identity", entity.id),
        "target_ref": place["id"],
    }


def _relationship(
    statement: Statement, articles: Mapping[str, ArticleRecord], ontology: Ontology
) -> Json:
    subject, value = _agents(statement)[:2]
    prop = ontology.properties[statement.predicate]
    by = f", according to {statement.claimant.label}" if statement.claimant else ""
    text = f"{subject.label} {prop.label} {value.label} ({statement.modality}{by})"
    found = {
        **_base("relationship", statement.id, _first_day(statement, articles)),
        "relationship_type": prop.stix or RELATED,
        "source_ref": _id(_kind(subject, ontology), subject.id),
        "target_ref": _id(_kind(value, ontology), value.id),
        "description": plain(text),
        "confidence": round(100 * statement.confidence),
        "external_references": [*_sources(statement, articles)],
    }
    if statement.date and len(statement.date) == 10:
        found["start_time"] = f"{statement.date}T00:00:00Z"
    if statement.claimant:
        found["created_by_ref"] = _author(statement.claimant, ontology)
    return {k: v for k, v in found.items() if v}


def _author(entity: Entity, ontology: Ontology) -> str | None:
    """Only an identity may author; the description names any other claimant."""
    return _id("identity", entity.id) if _kind(entity, ontology) == "identity" else None


def _sources(statement: Statement, articles: Mapping[str, ArticleRecord]) -> Iterator[Json]:
    """The statement itself, then each quote with its place."""
    yield {"source_name": "graphbuild", "external_id": STATEMENT + statement.id}
    for evidence in sorted(statement.evidence):
        article = articles[evidence.article]
        place = f"{article.id}#char={evidence.start},{evidence.end}"
        source = {
            "source_name": plain(article.publisher or article.id),
            "description": plain(evidence.sentence),
            "external_id": plain(place),
        }
        yield {**source, "url": article.url} if http(article.url) else source


def _opinion(denial: Statement, disputed: Statement, author: str | None, day: str | None) -> Json:
    speaker = denier(denial) or denial.subject
    found = {
        **_base("opinion", f"{denial.id} {disputed.id}", day),
        "opinion": DISAGREE,
        "explanation": plain(denial.evidence[0].sentence),
        "authors": [plain(speaker.label)],
        "created_by_ref": author,
        "object_refs": [_id("relationship", disputed.id)],
    }
    return {k: v for k, v in found.items() if v}


def _report(article: ArticleRecord, statements: Iterable[Statement], ontology: Ontology) -> Json:
    kept = list(statements)
    entities = {_id(_kind(e, ontology), e.id) for s in kept for e in _agents(s)}
    day = (article.published or "")[:10]
    found = {
        **_base("report", article.id, day if len(day) == 10 else None),
        "name": plain(article.title or article.id),
        "published": f"{day}T00:00:00Z" if len(day) == 10 else THEN,
        "object_refs": sorted({*entities, *(_id("relationship", s.id) for s in kept)}),
    }
    return {
        **found,
        "external_references": [{"source_name": "graphbuild", "external_id": ARTICLE + article.id}],
    }
