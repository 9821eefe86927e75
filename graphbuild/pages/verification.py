"""The page of a verification: which statements stand, which quotes have moved or are nowhere any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from graphbuild.pages.inline import asset, environment, policy

MOST = 5_000  # statements on the page; the report as JSON has all


def to_html(report: Mapping[str, Any]) -> str:
    """The report of `analysis.verify` as a page that makes no request and can be printed."""
    style = asset("theme.css") + asset("view.css")
    script = f'"use strict";\n(() => {{\n{asset("brief.js")}}})();\n'
    fallen = [one for one in report["of_statements"] if one["status"] != "stands"]
    return (
        environment()
        .get_template("verification.html.jinja")
        .render(
            report=report,
            shown=fallen[:MOST],
            left_out=max(0, len(fallen) - MOST),
            style=Markup(style),  # ours
            script=Markup(script),  # ours
            policy=policy([script], [style]),
        )
    )
