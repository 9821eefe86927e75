"""The templates of the server's pages, and the functions that they call."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import Literal, NamedNode
from starlette.responses import HTMLResponse, Response

from graphbuild import rdf
from graphbuild.knowledge.ontology import ENTITY_BASE, Ontology
from graphbuild.presentation.escape import http
from graphbuild.presentation.outcomes import denier
from graphbuild.presentation.wording import STANCES, qualifier_name
from graphbuild.server import statement_views


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page made from a template; values are escaped."""
    text = _templates().get_template(f"{template}.html.jinja").render(**values)
    return HTMLResponse(text.encode("utf-8", "replace"), status, headers={"vary": "accept"})


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("graphbuild.server"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "href": statement_views.href,
        "quote_href": statement_views.quote_href,
        "links": statement_views.links,
        "class_of": class_label,
        "label_of": predicate_label,
        "cell": _cell,
        "stance_words": STANCES,
        "qualifier_name": qualifier_name,
        "denier": denier,
    }
    return made


def _cell(term: Any, labels: Mapping[str, str]) -> tuple[str, str | None]:
    """The text of a term in a table, and the link to its page or None."""
    if term is None:
        return "", None
    text = str(term) if not isinstance(term, NamedNode | Literal) else term.value
    if not isinstance(term, NamedNode):
        return text, None
    if text in labels:
        return labels[text], statement_views.href(text)
    own = text.startswith((ENTITY_BASE, rdf.STATEMENT, rdf.ARTICLE)) and (
        "#" not in text or rdf.EVIDENCE.fullmatch(text) is not None
    )
    for prefix, base in rdf.PREFIXES.items():
        if text.startswith(base) and (rest := text.removeprefix(base)):
            return f"{prefix}:{rest}", statement_views.href(text) if own else None
    return text.removeprefix(rdf.BASE), statement_views.href(text) if own else http(text)


def predicate_label(predicate: str) -> str:
    """The label of a property."""
    found = Ontology.load().properties.get(predicate)
    return found.label if found else predicate


def class_label(name: str) -> str:
    """The label of a class."""
    found = Ontology.load().classes.get(name)
    return found.label if found else name
