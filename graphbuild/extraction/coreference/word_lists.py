"""The word lists of ontology/lexicons/coreference.toml, as sets."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from graphbuild.knowledge.tables import lexicon


@functools.cache
def words(key: str) -> frozenset[str]:
    """A word list of lexicons/coreference.toml."""
    return frozenset(lexicon("coreference")[key])


@functools.cache
def counts() -> Mapping[str, str]:
    """The numbers that nouns for so many people mean."""
    found: Mapping[str, str] = lexicon("coreference")["counts"]
    return found


def alike(lemma: str, other: str) -> bool:
    """Whether one noun may stand for the other."""
    return lemma == other or other in synonyms(lemma)


@functools.cache
def synonyms(lemma: str) -> frozenset[str]:
    """The nouns that may stand for this one, itself among them; none where no row has it."""
    rows = lexicon("coreference")["same"]
    return frozenset(w for row in rows if lemma in row for w in row)


@functools.cache
def class_nouns() -> frozenset[str]:
    """Nouns for a whole class, by which a named thing may be called: "agency", "company"."""
    rows = lexicon("coreference")["general"]
    return frozenset(word for nouns in rows.values() for word in nouns)
