"""YAML as strings, lists and objects of strings: nothing is constructed from what a file says."""

from __future__ import annotations

from typing import Any

LONGEST = 20_000  # characters; front matter has some hundreds


def yaml_mapping(text: str) -> dict[str, Any] | None:
    """The object that a text is; None where it is no YAML, no object, or has references (`*name`).

    All scalars are strings, as they are written: "2021-04-15", "true".
    """
    import yaml  # most files have none

    if len(text) > LONGEST or "\t" in text:
        return None
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.BaseLoader)):
            return None
        found = yaml.load(text, yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and all(isinstance(k, str) for k in found) else None
