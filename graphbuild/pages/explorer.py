"""The explorer: an interactive page in one HTML file that makes no request."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from graphbuild.knowledge.ontology import Ontology
from graphbuild.pages.inline import asset, environment, policy
from graphbuild.pages.payload import payload
from graphbuild.presentation.dataset import Dataset

VIS = "lib/vis-9.1.2/vis-network.min.js"
SCRIPTS = (
    "alike.js",
    "data.js",
    "arrange.js",
    "picture.js",
    "panel.js",
    "filters.js",
    "search.js",
    "turtle.js",
    "app.js",
)
# The data is read by a script, never as markup: these characters are escaped in it.
ESCAPES = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def write(dataset: Dataset, path: Path, ontology: Ontology) -> None:
    """Write the page."""
    path.write_text(render(payload(dataset, ontology)), encoding="utf-8", newline="\n")


def render(data: dict[str, Any]) -> str:
    """The explorer as HTML; data: see `payload`."""
    style = asset("theme.css") + asset("page.css")
    own = "".join(asset(name) for name in SCRIPTS)
    scripts = [_vis(), f'"use strict";\n(() => {{\n{own}}})();\n']
    return (
        environment()
        .get_template("page.html.jinja")
        .render(
            title=_title(data),
            figures=data["figures"],
            policy=policy(scripts, [style]),
            style=Markup(style),  # ours, not data
            scripts=[Markup(s) for s in scripts],  # ours and vis-network's
            data=Markup(_json(data)),  # escaped by _json
        )
    )


def _title(data: dict[str, Any]) -> str:
    names = [data["entities"][n]["label"] for n, _ in data["first"][:3]]
    return f"Who says what about whom: {', '.join(names)}" if names else "Who says what about whom"


def _vis() -> str:
    """vis-network as pyvis ships it, without the address of its source map."""
    text = (files("pyvis") / VIS).read_text(encoding="utf-8")
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)


def _json(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = re.sub("[<>&\u2028\u2029]", lambda m: ESCAPES[m[0]], text)
    return text.encode("utf-8", "replace").decode()
