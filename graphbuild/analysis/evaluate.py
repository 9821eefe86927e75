"""Statements against gold: precision, recall and F1 of relations and of their attribution.

A gold file is one article's entities and statements (data/README.md gives the format).  Matching is
one-to-one.  Two names match when they are the same words, or the words of one hold those of the
other and make up at least half of them; determiners and small words do not count.  A gold statement
marked optional is neither a miss nor a false alarm, and a prediction that restates a matched gold
statement under another surface is none either.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphbuild.errors import InputError
from graphbuild.knowledge.ontology import Ontology
from graphbuild.model import Entity, Statement

SMALL_WORDS = frozenset(
    ["the", "a", "an", "of", "and", "s", "for", "in", "on", "to", "its", "their"]
)


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One annotated statement; subject, object and claimant are lists of acceptable names."""

    subject: tuple[str, ...]
    predicate: str
    object: tuple[str, ...] | None
    claimant: tuple[str, ...] | None
    polarity: str
    core: bool
    optional: bool


def evaluate(
    gold_dir: Path, statements: Mapping[str, Sequence[Statement]], ontology: Ontology
) -> dict[str, Any]:
    """Micro-averaged figures over the articles that have a gold file; see `figures`."""
    return figures(dict(read_gold(gold_dir, ontology)), statements, ontology)


def figures(
    gold_of: Mapping[str, Sequence[GoldStatement]],
    statements: Mapping[str, Sequence[Statement]],
    ontology: Ontology,
) -> dict[str, Any]:
    """Micro-averaged figures over the articles of `gold_of`.

    Returns {"relation": {p, r, f1, gold, predicted}, "attributed": {…}, "core_recall": float,
    "articles": int}; `attributed` asks for polarity and, for content, the claimant too.
    """
    counts: dict[str, Counter[str]] = {"relation": Counter(), "attributed": Counter()}
    core: Counter[str] = Counter()
    articles = 0
    for article, gold in gold_of.items():
        articles += 1
        found = list(statements.get(article, ()))
        for name, count in counts.items():
            pairs = match(gold, found, ontology, attributed=name == "attributed")
            _count(count, gold, found, pairs, ontology, attributed=name == "attributed")
            if name == "relation":
                wanted = {n for n, g in enumerate(gold) if g.core and not g.optional}
                core["gold"] += len(wanted)
                core["hit"] += len(wanted & pairs.keys())
    return {
        **{name: _figures(count) for name, count in counts.items()},
        "core_recall": round(core["hit"] / core["gold"], 4) if core["gold"] else 0.0,
        "articles": articles,
    }


def read_gold(folder: Path, ontology: Ontology) -> Iterator[tuple[str, list[GoldStatement]]]:
    """(article id, statements) of each gold file, by name; InputError names a file that is none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise InputError(f"{folder}: no gold files (*.json)")
    for file in files:
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            names = {e["id"]: (e["name"], *e["aliases"]) for e in data["entities"]}
            yield data["id"], _distinct(data["statements"], names, ontology)
        except (ValueError, KeyError, TypeError) as exc:
            raise InputError(f"{file}: not a gold file ({exc!r})") from exc


def _distinct(
    rows: Iterable[Mapping[str, Any]], names: Mapping[str, tuple[str, ...]], ontology: Ontology
) -> list[GoldStatement]:
    out: dict[tuple[Any, ...], GoldStatement] = {}
    for row in rows:
        prop = ontology.properties[row["p"]]
        free = prop.object_optional
        key = (row["s"], row["p"]) if free else (row["s"], row["p"], row["o"], row["claimant"])
        object = None if row["o"] is None else names.get(row["o"], (row["o"],))
        claimant = None if row["claimant"] is None else names[row["claimant"]]
        out.setdefault(
            key,
            GoldStatement(
                names[row["s"]],
                row["p"],
                None if free else object,
                claimant,
                row["polarity"],
                bool(row["core"]),
                bool(row.get("optional")),
            ),
        )
    return list(out.values())


def match(
    gold: Sequence[GoldStatement],
    found: Sequence[Statement],
    ontology: Ontology,
    *,
    attributed: bool,
) -> dict[int, int]:
    """A maximum one-to-one matching, gold index -> statement index, required gold first."""
    order = sorted(range(len(gold)), key=lambda g: gold[g].optional)
    edges = {
        g: [i for i, s in enumerate(found) if fits(gold[g], s, ontology, attributed=attributed)]
        for g in order
    }
    owner: dict[int, int] = {}

    def augment(g: int, visited: set[int]) -> bool:
        for i in edges[g]:
            if i in visited:
                continue
            visited.add(i)
            if i not in owner or augment(owner[i], visited):
                owner[i] = g
                return True
        return False

    for g in order:
        augment(g, set())
    return {g: i for i, g in owner.items()}


def fits(gold: GoldStatement, found: Statement, ontology: Ontology, *, attributed: bool) -> bool:
    """Whether a statement is the gold one (and, attributed, says so with polarity and claimant)."""
    if found.predicate != gold.predicate:
        return False
    prop = ontology.properties[found.predicate]
    subject, object = names_of(found.subject), names_of(found.object)
    straight = _any_same(subject, gold.subject) and (
        gold.object is None or _any_same(object, gold.object)
    )
    swapped = (
        prop.symmetric
        and gold.object is not None
        and _any_same(object, gold.subject)
        and _any_same(subject, gold.object)
    )
    if not (straight or swapped) or not attributed:
        return straight or swapped
    if found.polarity != gold.polarity:
        return False
    if not prop.content:
        return True
    if gold.claimant is None:
        return found.claimant is None
    return _any_same(names_of(found.claimant), gold.claimant)


def names_of(value: Entity | str | None) -> tuple[str, ...]:
    """Every name of an entity, or the literal itself."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else (value.label, *value.aliases)


@functools.lru_cache(maxsize=1 << 16)
def words(text: str) -> tuple[str, ...]:
    """The words by which names are compared."""
    text = re.sub(r"[’']s\b", "", text.casefold())
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b|\s|$)", r"\1", text)
    return tuple(w for w in re.findall(r"[^\W_]+", text) if w not in SMALL_WORDS)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same words, or one's hold the other's and are at most twice as many."""
    return same_words(words(one), words(other))


def same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same for names whose words have been taken apart."""
    if not one or not other:
        return False
    small, large = sorted((set(one), set(other)), key=len)
    return one == other or (small <= large and 2 * len(small) >= len(large))


def _any_same(some: Iterable[str], others: Iterable[str]) -> bool:
    return any(same_name(a, b) for a in some for b in others)


def _count(
    count: Counter[str],
    gold: Sequence[GoldStatement],
    found: Sequence[Statement],
    pairs: Mapping[int, int],
    ontology: Ontology,
    *,
    attributed: bool,
) -> None:
    required = {i: g for g, i in pairs.items()}
    for i, statement in enumerate(found):
        if i in required:
            if not gold[required[i]].optional:
                count["predicted"] += 1
                count["right"] += 1
        elif not any(fits(g, statement, ontology, attributed=attributed) for g in gold):
            count["predicted"] += 1
    count["gold"] += sum(not g.optional for g in gold)
    count["hit"] += sum(not gold[g].optional for g in pairs)


def _figures(count: Counter[str]) -> dict[str, float]:
    p = count["right"] / count["predicted"] if count["predicted"] else 0.0
    r = count["hit"] / count["gold"] if count["gold"] else 0.0
    return {
        "p": round(p, 4),
        "r": round(r, 4),
        "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0,
        "gold": count["gold"],
        "predicted": count["predicted"],
    }
