"""Who is who: entities list, show, candidates, merge, split, rename, link, undo."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Command, Out, app, one_of, opened, show
from graphbuild.errors import DecisionError

if TYPE_CHECKING:
    from graphbuild.identity.decisions import Decision
    from graphbuild.identity.records import Match
    from graphbuild.identity.registry import Registry
    from graphbuild.store import Store

FORMATS = ("table", "jsonl")
entities = typer.Typer(no_args_is_help=True, help="Show, merge, split and rename entities.")
app.add_typer(entities, name="entities")

Entity = Annotated[str, typer.Argument(help="Id or name of an entity.", metavar="ENTITY")]
Why = Annotated[
    str, typer.Option("--why", help="The reason, kept with the decision.", metavar="TEXT")
]
Who = Annotated[
    str | None,
    typer.Option("--who", help="Who decides (default: your login name).", metavar="NAME"),
]
Shown = Annotated[
    str,
    typer.Option(
        "--format",
        help="How to print the list: table or jsonl.",
        metavar="FORMAT",
        **one_of(FORMATS, "a format"),
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Maximum number.", metavar="N")]


@entities.command("list", cls=Command)
def list_(
    out: Out,
    type: Annotated[
        str | None,
        typer.Option("--type", help="Only entities of this type, such as Person.", metavar="TYPE"),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Only entities with this text in a name.", metavar="TEXT"),
    ] = None,
    limit: Limit = 50,
    format: Shown = "table",
) -> None:
    """List entities, those in most articles first."""
    from graphbuild.cli.entity_tables import entity_list
    from graphbuild.identity.registry import as_rows, registry, select

    with opened(out) as store:
        known = registry(store)
    found = select(known, type, name)[:limit]
    if format == "jsonl":
        _lines(as_rows(known, found))
    else:
        show(entity_list(known, found))


@entities.command("show", cls=Command)
def show_(out: Out, entity: Entity) -> None:
    """Show one entity: names, what was merged and why, roles by date, sentences."""
    from graphbuild.cli.entity_tables import entity_page
    from graphbuild.identity.registry import find, registry

    with opened(out) as store:
        known = registry(store)
        show(entity_page(store, known, find(known, entity)))


@entities.command(cls=Command)
def candidates(
    out: Out,
    limit: Limit = 50,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="Print the pairs as table or jsonl, without asking.",
            metavar="FORMAT",
            **one_of(FORMATS, "a format"),
        ),
    ] = None,
    who: Who = None,
) -> None:
    """Review pairs that may be the same entity: on a terminal it asks, elsewhere it prints."""
    from graphbuild.cli.entity_tables import candidate_rows, candidate_table
    from graphbuild.identity.registry import registry

    with opened(out) as store:
        known = registry(store)
        found = known.candidates[:limit]
        if format == "jsonl":
            _lines(candidate_rows(store, known, found))
            return
        if format == "table" or not can_ask():
            show(candidate_table(known, found))
            return
        decided = _ask(store, known, found, who)
    _decide(out, *decided)


@entities.command(cls=Command)
def merge(
    out: Out,
    keep: Annotated[str, typer.Argument(help="Id or name of the one to keep.", metavar="KEEP")],
    other: Annotated[str, typer.Argument(help="Id or name of the other.", metavar="OTHER")],
    why: Why = "",
    who: Who = None,
) -> None:
    """Merge two entities; the first keeps its id and its label."""
    from graphbuild.identity.decisions import SAME

    _decide_on(out, SAME, keep, other, why=why, who=who)


@entities.command(cls=Command)
def split(
    out: Out,
    entity: Entity,
    other: Annotated[
        str | None, typer.Argument(help="The entity that it is not.", metavar="OTHER")
    ] = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            "--article",
            help="Id of an article in which the name means another entity; may be repeated.",
            metavar="ARTICLE",
        ),
    ] = None,
    why: Why = "",
    who: Who = None,
) -> None:
    """Keep two entities apart, or make a new one of what a name means in some articles."""
    from graphbuild.identity.decisions import DIFFERENT, SPLIT

    if (other is None) == (not article):
        raise typer.BadParameter("give either another entity or --article")
    if other is not None:
        _decide_on(out, DIFFERENT, entity, other, why=why, who=who)
    else:
        _decide_on(out, SPLIT, entity, articles=tuple(article or ()), why=why, who=who)


@entities.command(cls=Command)
def rename(
    out: Out,
    entity: Entity,
    label: Annotated[str, typer.Argument(help="The new label.", metavar="LABEL")],
    why: Why = "",
    who: Who = None,
) -> None:
    """Give an entity another label; the old one stays as an alias."""
    from graphbuild.identity.decisions import RENAME

    _decide_on(out, RENAME, entity, value=label, why=why, who=who)


@entities.command(cls=Command)
def link(
    out: Out,
    entity: Entity,
    iri: Annotated[
        str, typer.Argument(help="IRI, Wikidata id (Q159) or ATT&CK id (G0032).", metavar="ID")
    ],
    why: Why = "",
    who: Who = None,
) -> None:
    """Link an entity to its entry in a catalogue such as Wikidata or MITRE ATT&CK."""
    from graphbuild.identity.decisions import LINK
    from graphbuild.identity.registry import identity_iri

    _decide_on(out, LINK, entity, value=identity_iri(iri), why=why, who=who)


@entities.command(cls=Command)
def undo(
    out: Out,
    decision: Annotated[
        str | None,
        typer.Argument(help="Id of the decision (default: the last one).", metavar="DECISION"),
    ] = None,
) -> None:
    """Undo a decision: the graph is what it was before, byte for byte."""
    from graphbuild.identity.registry import undo as take_back
    from graphbuild.store import open_store

    opened(out).close()
    with open_store(out) as store:
        gone = take_back(store, decision)
    typer.echo(f"Undone: {_sentence(gone)}")


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
        typer.echo(f"{_sentence(decision)} (undo: graphbuild entities undo {out} {decision.id})")


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
    from graphbuild.identity.decisions import DIFFERENT, LINK, RENAME, SAME, SPLIT, UNSURE

    labels = [f'"{label}"' for label in (decision.labels or (decision.entity, decision.other))]
    one, other = labels[0], labels[-1]
    return {
        SAME: f"Merged {other} into {one}",
        DIFFERENT: f"Kept {one} and {other} apart",
        UNSURE: f"Left {one} and {other} undecided",
        RENAME: f'Renamed {one} to "{decision.value}"',
        LINK: f"Linked {one} to {decision.value}",
        SPLIT: f"Made {one} in {', '.join(decision.articles)} an entity of its own",
    }[decision.decision]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _lines(rows: Iterable[Mapping[str, object]]) -> None:
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))
