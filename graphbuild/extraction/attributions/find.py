"""Document -> Attributions: who says what, by which words, and what is said.

Every word with a row in the cue table is a possible cue ("said", "statement", "according"). For each,
the parse and the quotation marks propose what it may report (`contents`) and who may be its source
(`sources`). Classifiers trained on annotated news say how likely each proposal is, and `choose` keeps
those that are likely enough. To add a cue, add a row to ontology/cues.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphbuild.extraction.attributions.choose import (
    choose_by_classifiers,
    choose_by_table,
    classified_parts,
    tabled_parts,
)
from graphbuild.extraction.attributions.classifiers import load_classifiers
from graphbuild.extraction.attributions.contents import propose_contents
from graphbuild.extraction.attributions.context import Codes, CueContext, cue_context, is_quoted
from graphbuild.extraction.attributions.continuation import attach_quotations
from graphbuild.extraction.attributions.cues import cue_class, find_rows, joined
from graphbuild.extraction.attributions.expressions import add_fixed
from graphbuild.extraction.attributions.proposals import Candidate, Choice, distinct
from graphbuild.extraction.attributions.quotes import find_quotes, with_marks
from graphbuild.extraction.attributions.sources import propose_sources
from graphbuild.extraction.attributions.tree import read_tree
from graphbuild.knowledge.tables import table
from graphbuild.model import Attribution
from graphbuild.nlp.annotate import Document


def find_attributions(document: Document, *, learned: bool = True) -> list[Attribution]:
    """All attributions in reading order of their cues; nested ones each on their own.

    learned: whether the classifiers decide; else the counts of the cue table do, which is worse but
        needs no weights (docs/attribution.md has the figures).
    """
    tables = table("cues.toml")
    classifiers = load_classifiers() if learned else None
    context = _context(document, tables, classifiers.codes if classifiers else {})
    candidates = _candidates(context, tables["sources"])
    if classifiers is None:
        choices = choose_by_table(candidates, context)
    else:
        choices = choose_by_classifiers(candidates, context, classifiers)
    choices = add_fixed(
        distinct(choices, context), context, tables["headlines"]["speakers"].split()
    )
    parts = (
        classified_parts(choices, context, classifiers)
        if classifiers
        else tabled_parts(choices, context)
    )
    choices = attach_quotations(choices, context)
    return [_attribution(v, p, context) for v, p in zip(choices, parts, strict=True)]


def _context(document: Document, tables: Mapping[str, Any], codes: Codes) -> CueContext:
    tree = read_tree(document)
    return cue_context(tree, find_quotes(tree), find_rows(tree, tables["cues"]), codes)


def _candidates(context: CueContext, rates: Mapping[str, Mapping[str, float]]) -> list[Candidate]:
    candidates = []
    for cue in context.rows:
        row = rates.get(cue_class(cue, context.tree), {})
        contents = propose_contents(cue, context.tree, context.quotes)
        if contents:
            sources = propose_sources(cue, context.tree)
            rated = [(row.get(source.kind, 0.0), source) for source in sources]
            candidates.append(Candidate(cue, contents, rated))
    return candidates


def _attribution(choice: Choice, parts: list[int], context: CueContext) -> Attribution:
    return Attribution(
        choice.source,
        joined([choice.cue, *parts]),
        with_marks(choice.content, context.quotes),
        choice.cue,
        is_quoted(choice.cue, choice.content, context),
    )
