"""Makes a pipeline's attribute ruler and lemmatizer faster, with the same results.

Most rules of spaCy's AttributeRuler look at one token's tag, dependency label and lower-case form.
What they set is then the same for all tokens alike in these, so it is looked up; only a text with
a token of a new kind, or with the words of a rule for several tokens in a row, goes through the ruler.

The lemmatizer looks for a form among tens of thousands of words, which spaCy keeps as a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

NAME, WORDS = "graphbuild_attribute_ruler", "lemma_index"
ASKED: list[int | str] = ["TAG", "DEP", "LOWER"]
SET: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
READS = frozenset({"TAG", "DEP", "LOWER", "IS_SPACE"})
MANY = 50_000  # words of which is remembered whether a rule asks for them
Key = tuple[int, int, int]


@Language.factory(NAME)
class KindRuler:
    """An AttributeRuler with a cache.

    Tokens with the same tag, dependency label and lower-case form are of one kind; for most rules
    that is all that matters, so what the ruler has set for one of a kind is set for the others.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        """Read the rules of the pipeline's own ruler."""
        found = nlp.get_pipe("attribute_ruler")
        assert isinstance(found, AttributeRuler)
        self.ruler, self.strings = found, nlp.vocab.strings
        rules = [pattern for rule in _rules(found) for pattern in rule["patterns"]]
        tests = [test for pattern in rules for test in pattern]
        self.words = {self.strings.add(w) for test in tests for w in _literals(test, "LOWER")}
        self.regexes = [re.compile(r) for test in tests for r in _regexes(test)]
        self.several = [pattern for pattern in rules if len(pattern) > 1]
        self.telling = {self.strings.add(w) for p in self.several for w in _telling(p, "LOWER")}
        self.telling_deps = {self.strings.add(w) for p in self.several for w in _telling(p, "DEP")}
        self.known: dict[Key, list[int]] = {}
        self.plain: dict[int, int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of a text's tokens, from the cache where it knows all of them."""
        asked = doc.to_array(ASKED).tolist()
        if any(lower in self.telling or dep in self.telling_deps for _, dep, lower in asked):
            tokens = [[self.strings[value] for value in token] for token in asked]
            if any(_in_a_row(pattern, tokens) for pattern in self.several):
                return self.ruler(doc)
        keys = [(tag, dep, self._word(lower)) for tag, dep, lower in asked]
        found = [self.known.get(key) for key in keys]
        if None in found:
            self.ruler(doc)
            self.known.update(zip(keys, doc.to_array(SET).tolist(), strict=True))
        elif found:
            values: Any = np.array(found, dtype=np.uint64)  # spaCy's stubs want other integers
            doc.from_array(SET, values)
        return doc

    def _word(self, lower: int) -> int:
        """The part of the kind that the word decides: itself where a rule asks for it, else 1 for white space, 0 for others."""
        if lower not in self.plain:
            if len(self.plain) > MANY:
                self.plain.clear()
            text = self.strings[lower]
            named = lower in self.words or any(r.search(text) for r in self.regexes)
            self.plain[lower] = lower if named else int(text.isspace())
        return self.plain[lower]


def quicken(nlp: Language) -> None:
    """Replace a pipeline's ruler where its rules allow it, and index its lemmatizer's word lists."""
    for _, component in nlp.pipeline:
        if isinstance(component, Lemmatizer) and component.lookups.has_table(WORDS):
            table = component.lookups.get_table(WORDS)
            for part_of_speech, words in table.items():
                table[part_of_speech] = dict.fromkeys(words)  # a set would have no place on disk
    if "attribute_ruler" not in nlp.pipe_names or NAME in nlp.pipe_names:
        return
    ruler = nlp.get_pipe("attribute_ruler")
    if isinstance(ruler, AttributeRuler) and _is_simple(ruler):
        nlp.add_pipe(NAME, after="attribute_ruler")
        nlp.disable_pipe("attribute_ruler")


def _is_simple(ruler: AttributeRuler) -> bool:
    """Whether the cache can stand for the ruler.

    Its rules must read and set only the attributes of READS and SET, and each rule for several tokens
    must ask for words or labels whose absence rules it out.
    """
    for rule in _rules(ruler):
        if not set(rule["attrs"]) <= set(SET):
            return False
        for pattern in rule["patterns"]:
            if not all(set(test) <= READS for test in pattern):
                return False
            if len(pattern) > 1 and not [*_telling(pattern, "LOWER"), *_telling(pattern, "DEP")]:
                return False
    return True


def _rules(ruler: AttributeRuler) -> list[dict[str, Any]]:
    rules: Any = ruler.patterns
    return list(rules)


def _telling(pattern: Sequence[Mapping[str, Any]], attribute: str) -> list[str]:
    """The words (or labels) of which a text must have one for a rule for several tokens to apply."""
    for name in ("DEP", "LOWER"):
        for test in pattern:
            if found := list(_literals(test, name)):
                return found if name == attribute else []
    return []


def _in_a_row(pattern: Sequence[Mapping[str, Any]], tokens: Sequence[Sequence[str]]) -> bool:
    """Whether tokens that follow each other have the literal values that a rule asks for."""
    asked = [[set(_literals(test, str(name))) for name in ASKED] for test in pattern]
    return any(
        all(
            not literals or value in literals
            for test, token in zip(asked, tokens[start:], strict=False)
            for literals, value in zip(test, token, strict=True)
        )
        for start in range(len(tokens) - len(pattern) + 1)
    )


def _literals(test: Mapping[str, Any], attribute: str) -> Iterator[str]:
    value = test.get(attribute)
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value.get("IN", ())


def _regexes(test: Mapping[str, Any]) -> Iterator[str]:
    value = test.get("LOWER")
    if isinstance(value, Mapping) and "REGEX" in value:
        yield value["REGEX"]
