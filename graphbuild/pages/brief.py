"""A brief: everything that the graph says about one entity on one page, each line with its quote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity
from graphbuild.pages.inline import asset, environment, policy
from graphbuild.presentation.dataset import Dataset
from graphbuild.presentation.display import DisplayQuote, DisplayStatement, display_statements
from graphbuild.presentation.escape import http
from graphbuild.presentation.names import find_entity
from graphbuild.presentation.wording import STANCES, qualifier_name

MOST_QUOTES = 3
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>&~])")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines, the best sourced first."""

    title: str
    lines: Sequence[DisplayStatement]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything about one entity; sources: (outlet, published, title, url), oldest first."""

    entity: Entity
    kind: str
    names: Sequence[str]
    links: Sequence[str]
    sections: Sequence[Section]
    sources: Sequence[tuple[str, str, str, str | None]]


Test = Callable[[DisplayStatement, str], bool]
# A statement is in the first section whose test it passes.
SECTIONS: Sequence[tuple[str, Test]] = (
    ("Measures against it", lambda t, e: t.prop.official_act and _is_object(t, e)),
    ("Legal basis and measures it takes", lambda t, e: t.prop.official_act and _is_subject(t, e)),
    ("It denies", lambda t, e: t.prop.denial and _speaks(t, e)),
    ("Denied to it", lambda t, e: t.prop.denial),
    ("Claims against it", lambda t, e: t.prop.hostile and _is_object(t, e)),
    ("What it is said to do", lambda t, e: _harms(t) and _is_subject(t, e)),
    ("It accuses, condemns, threatens", lambda t, e: t.prop.hostile and _is_subject(t, e)),
    ("Facts", lambda t, e: not t.prop.speech_act and (_is_subject(t, e) or _is_object(t, e))),
    ("It says", lambda t, e: t.prop.speech_act and _is_subject(t, e)),
    ("Said to it", lambda t, e: t.prop.speech_act and _is_object(t, e)),
    ("It claims", lambda t, e: True),
)  # fmt: skip


def make_brief(dataset: Dataset, name: str, ontology: Ontology) -> Brief:
    """The brief about the entity of this name or id; UnknownEntity when there is none."""
    shown = display_statements(dataset, ontology)
    entity = find_entity(name, (t.statement for t in shown))
    own = [t for t in shown if entity.id in {e.id for e in t.statement.entities}]
    own.sort(key=lambda t: (-len(t.outlets), -len(t.quotes), t.day or "9", t.statement.id))
    literals = {t.object for t in own if isinstance(t.statement.object, str)}
    kind = ontology.classes.get(entity.type)
    cited = {(q.published or "", q.outlet, q.title, q.url) for t in own for q in t.quotes}
    return Brief(
        entity,
        kind.label if kind else entity.type,
        sorted(literals.union(entity.aliases) - {entity.label}),
        [url for url in map(http, entity.same_as) if url],
        _sections(own, entity.id),
        [(o, p, t, u) for p, o, t, u in sorted(cited, key=lambda c: (c[0], c[1], c[2]))],
    )


def to_html(brief: Brief) -> str:
    """The brief as a page that makes no request and can be printed."""
    style = asset("theme.css") + asset("view.css")
    script = f'"use strict";\n(() => {{\n{asset("brief.js")}}})();\n'
    return (
        environment()
        .get_template("brief.html.jinja")
        .render(
            brief=brief,
            most=MOST_QUOTES,
            style=Markup(style),  # ours
            script=Markup(script),  # ours
            policy=policy([script], [style]),
        )
    )


def to_markdown(brief: Brief) -> str:
    """The brief as Markdown; characters that could be markup are escaped."""
    return "\n".join(_markdown(brief)) + "\n"


def write_brief(brief: Brief, path: Path) -> None:
    """Write it as Markdown when the path ends in .md, else as a page."""
    text = to_markdown(brief) if path.suffix == ".md" else to_html(brief)
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def slug(brief: Brief) -> str:
    """A file name made of the entity's id: letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", brief.entity.id.rsplit("/", 1)[-1]).strip("-") or "entity"


def _sections(shown: Sequence[DisplayStatement], entity: str) -> list[Section]:
    taken: dict[str, list[DisplayStatement]] = {title: [] for title, _ in SECTIONS}
    for t in shown:
        if not isinstance(t.statement.object, str):
            taken[next(title for title, test in SECTIONS if test(t, entity))].append(t)
    return [Section(title, lines) for title, lines in taken.items() if lines]


def _is_subject(shown: DisplayStatement, entity: str) -> bool:
    return shown.statement.subject.id == entity


def _is_object(shown: DisplayStatement, entity: str) -> bool:
    value = shown.statement.object
    return isinstance(value, Entity) and value.id == entity


def _speaks(shown: DisplayStatement, entity: str) -> bool:
    claimant = shown.statement.claimant
    return _is_subject(shown, entity) or (claimant is not None and claimant.id == entity)


def _harms(shown: DisplayStatement) -> bool:
    return shown.prop.hostile and shown.prop.content


def _markdown(brief: Brief) -> Iterator[str]:
    yield f"# {_escaped(brief.entity.label)}"
    yield f"\n{brief.kind}" + (f"; also: {_escaped(', '.join(brief.names))}" if brief.names else "")
    yield from (f"<{url}>" for url in brief.links)
    for section in brief.sections:
        yield f"\n## {section.title}\n"
        for shown in section.lines:
            yield f"- **{_escaped(shown.words)}** ({', '.join(_about(shown))})"
            yield from (f"  - disputed: {_escaped(answer)}" for answer in shown.answers)
            yield from (f"  > {_cited(q)}\n" for q in shown.quotes[:MOST_QUOTES])
            if len(shown.quotes) > MOST_QUOTES:
                yield f"  and {len(shown.quotes) - MOST_QUOTES} more quotes\n"
    yield "\n## Sources\n"
    for outlet, published, title, url in brief.sources:
        where = f" <{url}>" if url else ""
        yield f"- {_escaped(', '.join(filter(None, (outlet, published, title))))}{where}"


def _about(shown: DisplayStatement) -> Iterator[str]:
    yield STANCES[shown.stance]
    if shown.statement.claimant:
        yield f"according to {_escaped(shown.statement.claimant.label)}"
    if shown.day:
        yield shown.day if shown.dated else f"reported {shown.day}"
    if shown.ended:
        yield f"ended {_escaped(shown.ended.words)}"
    yield from (
        f"{qualifier_name(name)}: {_escaped(text)}" for name, text in shown.statement.qualifiers
    )


def _cited(quote: DisplayQuote) -> str:
    where = ", ".join(filter(None, (quote.outlet, quote.published, quote.title)))
    place = f"characters {quote.start}–{quote.end}"
    if quote.page:
        place = f"page {quote.page}, {place}"
    return f"“{_escaped(quote.sentence)}” — {_escaped(where)}, {place}"


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))
