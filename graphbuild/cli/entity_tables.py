"""Tables of the `entities` commands: lists, one entity in full, two candidates side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from graphbuild.identity.profiles import Profile
from graphbuild.identity.records import Match
from graphbuild.identity.registry import Passage, Registry, as_rows, passages, roles
from graphbuild.knowledge.ontology import ENTITY_BASE

if TYPE_CHECKING:
    from graphbuild.store import Store

NAMES = 6  # other names shown in a list


def short(iri: str) -> str:
    """An IRI without the base of all entity IRIs."""
    return iri.removeprefix(ENTITY_BASE)


def entity_list(known: Registry, found: Iterable[Profile]) -> Table:
    """Entities, one a row."""
    table = Table("entity", "type", "articles", "other names", "id")
    for row in as_rows(known, found):
        names: Any = row["names"]
        more = f" … ({len(names)})" if len(names) > NAMES else ""
        cells = (row["label"], row["type"], row["articles"], ", ".join(names[:NAMES]) + more)
        table.add_row(*(Text(str(cell)) for cell in cells), Text(short(str(row["id"]))))
    return table


def entity_page(store: Store, known: Registry, iri: str) -> RenderableType:
    """Everything about one entity: names, ids, merges, roles by date, sentences."""
    [row] = as_rows(known, [known.whole(iri)])
    members = known.members(iri)
    facts = _pairs(
        ("entity", [str(row["label"])]),
        ("id", [short(str(row["id"]))]),
        ("type", [str(row["type"])]),
        ("other names", row["names"]),
        ("same as", row["same_as"]),
        ("articles", sorted(known.whole(iri).articles)),
        ("merged", [_merge(m) for m in known.merges if {m.one, m.other} <= set(members)]),
        ("candidates", [_merge(m) for m in known.candidates if {m.one, m.other} & set(members)]),
        ("roles", [f"{r.date or '?'}: {r.predicate} {r.whole}" for r in roles(store, known, iri)]),
        ("sentences", [_quote(p) for m in members for p in passages(store, known, m)]),
    )
    return facts


def candidate_table(known: Registry, matches: Iterable[Match]) -> Table:
    """Uncertain pairs, one a row."""
    table = Table("score", "one", "other", "why", "ids")
    for match in matches:
        cells = (f"{match.score:.2f}", known.label(match.one), known.label(match.other))
        ids = f"{short(match.one)}\n{short(match.other)}"
        table.add_row(*(Text(cell) for cell in (*cells, match.reason, ids)))
    return table


def side_by_side(store: Store, known: Registry, match: Match) -> RenderableType:
    """Two candidates with sentences that name them."""
    table = Table(*(escape(known.label(i)) for i in match[:2]), show_lines=True, expand=True)
    table.add_row(*(Text(f"{known.whole(i).type}  {short(i)}") for i in match[:2]))
    table.add_row(*(Text(_names(known, i)) for i in match[:2]))
    quotes = (("\n\n".join(_quote(p) for p in passages(store, known, i))) for i in match[:2])
    table.add_row(*(Text(q or "no statement names it") for q in quotes))
    return Group(Text(f"{match.score:.2f}  {match.reason}"), table)


def candidate_rows(
    store: Store, known: Registry, matches: Iterable[Match]
) -> Iterable[dict[str, Any]]:
    """Uncertain pairs with their sentences, as plain objects."""
    for match in matches:
        yield {
            "entity": match.one,
            "other": match.other,
            "score": match.score,
            "reason": match.reason,
            "labels": [known.label(i) for i in match[:2]],
            "sentences": [[p.sentence for p in passages(store, known, i)] for i in match[:2]],
        }


def _pairs(*rows: tuple[str, Any]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, values in rows:
        for n, value in enumerate(values):
            table.add_row(name if n == 0 else "", Text(value))
    return table


def _names(known: Registry, iri: str) -> str:
    names: Sequence[str] = sorted(known.whole(iri).names)
    return ", ".join(names[: NAMES * 2])


def _merge(match: Match) -> str:
    by = f" (decision {match.decision})" if match.decision else ""
    return f"{short(match.one)} = {short(match.other)}: {match.score:.2f}, {match.reason}{by}"


def _quote(passage: Passage) -> str:
    return f"“{passage.sentence}” ({passage.article}, {passage.published or 'no date'})"
