"""A picture with its statements as one page or, with the suffix .svg, the picture alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from graphbuild.pages.inline import asset, environment, policy
from graphbuild.presentation.display import DisplayStatement

# A page with more would open slowly; a line above the list gives the number left out.
MOST_CARDS = 3000
COLOR = re.compile(r"var\(--([\w-]+)\)")


@dataclass(frozen=True, slots=True)
class Card:
    """A statement in the list below the picture; marks: keys of the parts of the picture it is in."""

    shown: DisplayStatement
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The content of a page; picture: name of its SVG template, drawing: the template's values.

    grouped: whether the list has a heading for each day.
    """

    title: str
    lede: str
    picture: str
    drawing: Mapping[str, object]
    cards: Sequence[Card]
    grouped: bool = False


def write_sheet(sheet: Sheet, path: Path) -> None:
    """Write the page, or the picture alone when the path ends in .svg."""
    text = picture(sheet) if path.suffix == ".svg" else page(sheet)
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def shortened(label: str, most: int) -> str:
    """A label for a picture: at most so many characters, with an ellipsis where it is cut."""
    return label if len(label) <= most else f"{label[: most - 1]}…"


def picture(sheet: Sheet) -> str:
    """The SVG with the colours of the light theme, for reports."""
    light = dict(re.findall(r"(?<![\w-])--([\w-]+): (#\w+)", asset("theme.css").split("}")[0]))
    return COLOR.sub(lambda m: light[m[1]], _drawn(sheet)) + "\n"


def page(sheet: Sheet) -> str:
    """The page: picture, controls and the statements with their quotes."""
    style = asset("theme.css") + asset("view.css")
    script = f'"use strict";\n(() => {{\n{asset("view.js")}}})();\n'
    return (
        environment()
        .get_template("view.html.jinja")
        .render(
            sheet=sheet,
            cards=sheet.cards[:MOST_CARDS],
            left_out=max(0, len(sheet.cards) - MOST_CARDS),
            predicates=sorted({(c.shown.prop.label, c.shown.prop.name) for c in sheet.cards}),
            stances=sorted({c.shown.stance for c in sheet.cards}),
            drawn=Markup(_drawn(sheet)),  # rendered with escaping
            policy=policy([script], [style]),
            style=Markup(style),  # ours
            script=Markup(script),  # ours
        )
    )


def _drawn(sheet: Sheet) -> str:
    return environment().get_template(sheet.picture).render(**sheet.drawing)
