"""ontology/prompt.toml and the ontology -> the messages that a large language model gets about a part of an article.

The same article, prompt and ontology give the same messages, letter for letter, since answers are kept by
their hash.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from graphbuild.errors import OntologyError
from graphbuild.extraction.llm.parts import Part, Sentence
from graphbuild.knowledge.ontology import Ontology, Property
from graphbuild.knowledge.tables import table
from graphbuild.model import AFFIRMED, ALLEGED, ASSERTED, NEGATED, PLANNED, Article

FILE = "prompt.toml"
SEED = 0
Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The texts of the prompt: the system message, and the templates that the user message is made from."""

    version: int
    system: str
    user: Template


@functools.cache
def load_prompt() -> Prompt:
    """The prompt that comes with the package (read once a process); OntologyError where it is wrong."""
    ontology, rows = Ontology.load(), table(FILE)
    cases: Mapping[str, str] = rows.get("cases", {})
    ontology.check(cases, f"ontology/{FILE}")
    properties = ontology.properties.values()
    try:
        system = Template(rows["system"]).substitute(
            types=_types(ontology),
            properties="\n".join(_property_line(p, cases.get(p.name)) for p in properties),
            literal=", ".join(p.name for p in properties if p.literal),
            optional=", ".join(p.name for p in properties if p.object_optional),
        )
        return Prompt(int(rows["version"]), system.strip(), Template(rows["user"].strip()))
    except (KeyError, ValueError) as exc:
        raise OntologyError(f"ontology/{FILE}: {exc}") from exc


def make_messages(
    article: Article, sentences: Sequence[Sentence], part: Part, prompt: Prompt
) -> list[Message]:
    """The two messages about a part of an article."""
    lines = "\n".join(f"[{n}] {sentences[n - 1].text}" for n in part.numbers)
    user = prompt.user.substitute(
        published=article.published or "unknown",
        title=" ".join((article.title or "none").split()),
        first=part.first,
        last=part.last,
        total=len(sentences),
        fence=fence(article),
        sentences=lines,
    )
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": user}]


def fence(article: Article) -> str:
    """A mark that stands nowhere in the article or its title: whoever writes them cannot foresee their hash."""
    told = repr((article.text, article.title)).encode("utf-8", "surrogatepass")
    return f"=== {hashlib.sha256(told).hexdigest()[:16]} ==="


def request_body(messages: Sequence[Message], model: str) -> dict[str, Any]:
    """What is asked of a server, but for the form of its answer: it decides the answer, so it makes the key."""
    return {"model": model, "messages": list(messages), "temperature": 0, "seed": SEED}


def request_key(body: Mapping[str, Any]) -> str:
    """32 hexadecimal digits of the hash of a request."""
    text = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@functools.cache
def answer_schema() -> dict[str, Any]:
    """The JSON schema of an answer, for servers that can be held to one."""
    ontology = Ontology.load()
    text: dict[str, Any] = {"type": "string"}
    maybe: dict[str, Any] = {"type": ["string", "null"]}
    entity = _closed(
        id=text,
        type={"type": "string", "enum": entity_types(ontology)},
        name=text,
        aliases={"type": "array", "items": text},
    )
    statement = _closed(
        s=text,
        p={"type": "string", "enum": list(ontology.properties)},
        o=maybe,
        claimant=maybe,
        polarity={"type": "string", "enum": [AFFIRMED, NEGATED]},
        modality={"type": "string", "enum": [ASSERTED, ALLEGED, PLANNED]},
        date=maybe,
        quote=text,
        sentence={"type": "integer"},
    )
    return _closed(
        entities={"type": "array", "items": entity},
        statements={"type": "array", "items": statement},
    )


def entity_types(ontology: Ontology) -> list[str]:
    """The classes that an entity may have: those with none below them."""
    above = {a for c in ontology.classes.values() for a in c.ancestors if a != c.name}
    return [name for name, c in ontology.classes.items() if name not in above and not c.abstract]


def _closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _types(ontology: Ontology) -> str:
    leaves = entity_types(ontology)
    lines = [f"{name}: {ontology.classes[name].comment}" for name in leaves]
    for name, of in ontology.classes.items():
        if name not in leaves and not of.abstract and of.ancestors != {name}:
            below = [leaf for leaf in leaves if ontology.is_a(leaf, name)]
            lines.append(f'In the list of properties, "{name}" stands for {", ".join(below)}.')
        elif name not in leaves and not of.abstract:
            lines.append(f'"{name}" stands for every type.')
    return "\n".join(lines)


def _property_line(prop: Property, case: str | None) -> str:
    object = "a string" if prop.literal else _any(prop.range)
    missing = ", or null" if prop.object_optional else ""
    line = f"{prop.name} [{_any(prop.domain)} → {object}{missing}]: {prop.comment}"
    return f"{line} ({case})" if case else line


def _any(kinds: Iterable[str]) -> str:
    return " or ".join(sorted(kinds))
