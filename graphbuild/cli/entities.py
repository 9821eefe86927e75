"""Who is who: entities list, show, candidates, merge, split, rename, link, undo."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Out, app, opened, show
from graphbuild.errors import DecisionError

if TYPE_CHECKING:
    from graphbuild.identity.decisions import Decision
    from graphbuild.identity.records import Match
    from graphbuild.identity.registry import Registry
    from graphbuild.store import Store

Form = StrEnum("Form", ["table", "jsonl"])
entities = typer.Typer(no_args_is_help=True, help="Who is who: look, merge, split, undo.")
app.add_typer(entities, name="entities")

Entity = Annotated[str, typer.Argument(help="Id or name of an entity.")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the decision.")]
Who = Annotated[str | None, typer.Option("--who", help="Who decides (your login name).")]
Shown = Annotated[Form, typer.Option("--format", help="How to show it.")]


@entities.command("list")
def list_(
    out: Out,
    type: Annotated[str | None, typer.Option(help="Only of this class.")] = None,
    name: Annotated[str | None, typer.Option(help="Only with this in a name.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    format: Shown = Form.table,
) -> None:
    """List entities, those in most articles first."""
    from graphbuild.cli.entity_tables import entity_list
    from graphbuild.identity.registry import as_rows, registry, select

    with opened(out) as store:
        known = registry(store)
    found = select(known, type, name)[:limit]
    if format == Form.jsonl:
        _lines(as_rows(known, found))
    else:
        show(entity_list(known, found))


@entities.command("show")
def show_(out: Out, entity: Entity) -> None:
    """Show one entity: names, what was merged and why, roles by date, sentences."""
    from graphbuild.cli.entity_tables import entity_page
    from graphbuild.identity.registry import find, registry

    with opened(out) as store:
        known = registry(store)
        show(entity_page(store, known, find(known, entity)))


@entities.command()
def candidates(
    out: Out,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    format: Annotated[Form | None, typer.Option(help="Print them, do not ask.")] = None,
    who: Who = None,
) -> None:
    """Go through the uncertain pairs, best first: on a terminal it asks, elsewhere it prints."""
    from graphbuild.cli.entity_tables import candidate_rows, candidate_table
    from graphbuild.identity.registry import registry

    with opened(out) as store:
        known = registry(store)
        found = known.candidates[:limit]
        if format == Form.jsonl:
            _lines(candidate_rows(store, known, found))
            return
        if format == Form.table or not can_ask():
            show(candidate_table(known, found))
            return
        decided = _ask(store, known, found, who)
    _decide(out, *decided)


@entities.command()
def merge(out: Out, keep: Entity, other: Entity, why: Why = "", who: Who = None) -> None:
    """Say that two entities are one; the first gives its id and its label to both."""
    from graphbuild.identity.decisions import SAME

    _decide_on(out, SAME, keep, other, why=why, who=who)


@entities.command()
def split(
    out: Out,
    entity: Entity,
    other: Annotated[str | None, typer.Argument(help="What it is not the same as.")] = None,
    article: Annotated[
        list[str] | None, typer.Option(help="Article in which it is another thing.")
    ] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Say that two ids are not one, or that one name means another thing in some articles."""
    from graphbuild.identity.decisions import DIFFERENT, SPLIT

    if (other is None) == (not article):
        raise typer.BadParameter("give either another entity or --article")
    if other is not None:
        _decide_on(out, DIFFERENT, entity, other, why=why, who=who)
    else:
        _decide_on(out, SPLIT, entity, articles=tuple(article or ()), why=why, who=who)


@entities.command()
def rename(out: Out, entity: Entity, label: str, why: Why = "", who: Who = None) -> None:
    """Give an entity another label; the old one stays as an alias."""
    from graphbuild.identity.decisions import RENAME

    _decide_on(out, RENAME, entity, value=label, why=why, who=who)


@entities.command()
def link(
    out: Out,
    entity: Entity,
    iri: Annotated[str, typer.Argument(help="IRI, Wikidata id (Q159) or ATT&CK id (G0032).")],
    why: Why = "",
    who: Who = None,
) -> None:
    """Say which thing of a catalogue an entity is."""
    from graphbuild.identity.decisions import LINK
    from graphbuild.identity.registry import identity_iri

    _decide_on(out, LINK, entity, value=identity_iri(iri), why=why, who=who)


@entities.command()
def undo(
    out: Out,
    decision: Annotated[str | None, typer.Argument(help="Id of a decision; else the last.")] = None,
) -> None:
    """Take a decision back: the graph is what it was before, byte for byte."""
    from graphbuild.identity.registry import undo as take_back
    from graphbuild.store import open_store

    opened(out).close()
    with open_store(out) as store:
        gone = take_back(store, decision)
    typer.echo(f"undone: {gone.id} {_sentence(gone)}")


def can_ask() -> bool:
    """Whether there is a person at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _decide_on(
    out: str,
    kind: str,
    entity: str,
    other: str = "",
    *,
    value: str = "",
    articles: tuple[str, ...] = (),
    why: str,
    who: str | None,
) -> None:
    from graphbuild.identity.decisions import SPLIT, Decision
    from graphbuild.identity.registry import find, registry, split_id

    with opened(out) as store:
        known = registry(store)
        ids = [find(known, text) for text in (entity, other) if text]
        missing = sorted(set(articles) - known.whole(ids[0]).articles)
    if missing:
        raise DecisionError(f"{missing[0]}: no article that names {entity}")
    labels = tuple(known.label(iri) for iri in ids)
    new = Decision(
        kind,
        ids[0],
        ids[1] if other else "",
        split_id(ids[0], articles) if kind == SPLIT else value,
        articles,
        who or getpass.getuser(),
        _now(),
        why,
        labels,
    )
    _decide(out, new)


def _decide(out: str, *new: Decision) -> None:
    from graphbuild.identity.registry import decide
    from graphbuild.store import open_store

    if new:
        with open_store(out) as store:
            decide(store, *new)
    for decision in new:
        typer.echo(f"decided: {decision.id} {_sentence(decision)}")


def _ask(store: Store, known: Registry, found: Sequence[Match], who: str | None) -> list[Decision]:
    """Ask about each pair until there are no more, or the person has had enough."""
    from graphbuild.cli.entity_tables import side_by_side
    from graphbuild.identity.decisions import DIFFERENT, SAME, UNSURE, Decision

    answers = {"y": SAME, "n": DIFFERENT, "u": UNSURE}
    decided = list[Decision]()
    for n, match in enumerate(found, 1):
        typer.echo(f"\n{n} of {len(found)}")
        show(side_by_side(store, known, match))
        answer = ""
        while answer not in (*answers, "q"):
            answer = typer.prompt("the same? y(es), n(o), u(nsure), q(uit)").strip().lower()[:1]
        if answer == "q":
            break
        labels = tuple(map(known.label, match[:2]))
        name = who or getpass.getuser()
        decided.append(
            Decision(answers[answer], match.one, match.other, who=name, when=_now(), labels=labels)
        )
    return decided


def _sentence(decision: Decision) -> str:
    labels = [*decision.labels, *(x for x in (decision.value, *decision.articles) if x)]
    return f"{decision.decision}: {' | '.join(labels)}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _lines(rows: Iterable[Mapping[str, object]]) -> None:
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))
