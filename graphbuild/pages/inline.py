"""What every page needs: its templates, and a policy that lets only its own scripts and styles run."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from graphbuild.presentation.wording import STANCES, qualifier_name

FOLDER = files("graphbuild.pages") / "templates"


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """A content security policy: no request, and only these scripts and styles, by their hashes."""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def asset(name: str) -> str:
    """The text of a file beside the templates."""
    return (FOLDER / name).read_text(encoding="utf-8")


@functools.cache
def environment() -> Environment:
    """The templates: values are escaped, and an undefined value is an error."""
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(asset),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"stance_words": STANCES, "qualifier_name": qualifier_name}
    return made


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
