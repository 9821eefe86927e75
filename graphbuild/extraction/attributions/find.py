"""Document -> Attributions: who says what, by which words, and what is said.

Every word of the cue table is a possible cue. For each, the parse and the quotation marks propose
what it may report and who may be its source; judges learned from annotated news say which proposals
are likely enough. To add a cue, add a row to ontology/cues.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphbuild.extraction.attributions.choose import (
    choose_by_judges,
    choose_by_table,
    judged_parts,
    tabled_parts,
)
from graphbuild.extraction.attributions.classifiers import load_judges
from graphbuild.extraction.attributions.contents import propose_contents
from graphbuild.extraction.attributions.context import Codes, Page, is_quoted, read_page
from graphbuild.extraction.attributions.continuation import attach_quotations
from graphbuild.extraction.attributions.cues import cue_class, find_rows, joined
from graphbuild.extraction.attributions.expressions import add_fixed
from graphbuild.extraction.attributions.proposals import Candidate, Verdict, distinct
from graphbuild.extraction.attributions.quotes import find_quotes, with_marks
from graphbuild.extraction.attributions.sources import propose_sources
from graphbuild.extraction.attributions.tree import read_tree
from graphbuild.knowledge.tables import table
from graphbuild.model import Attribution
from graphbuild.nlp.annotate import Document


def find_attributions(document: Document, *, learned: bool = True) -> list[Attribution]:
    """All attributions in reading order of their cues; nested ones each on their own.

    learned: ask the learned judges; otherwise the cue table decides alone.
    """
    tables = table("cues.toml")
    judges = load_judges() if learned else None
    page = _page(document, tables, judges.codes if judges else {})
    candidates = _candidates(page, tables["sources"])
    if judges is None:
        verdicts = choose_by_table(candidates, page)
    else:
        verdicts = choose_by_judges(candidates, page, judges)
    verdicts = add_fixed(distinct(verdicts, page), page, tables["headlines"]["speakers"].split())
    parts = judged_parts(verdicts, page, judges) if judges else tabled_parts(verdicts, page)
    verdicts = attach_quotations(verdicts, page)
    return [_attribution(v, p, page) for v, p in zip(verdicts, parts, strict=True)]


def _page(document: Document, tables: Mapping[str, Any], codes: Codes) -> Page:
    tree = read_tree(document)
    return read_page(tree, find_quotes(tree), find_rows(tree, tables["cues"]), codes)


def _candidates(page: Page, rates: Mapping[str, Mapping[str, float]]) -> list[Candidate]:
    candidates = []
    for cue in page.rows:
        row = rates.get(cue_class(cue, page.tree), {})
        contents = propose_contents(cue, page.tree, page.quotes)
        if contents:
            sources = propose_sources(cue, page.tree)
            rated = [(row.get(source.kind, 0.0), source) for source in sources]
            candidates.append(Candidate(cue, contents, rated))
    return candidates


def _attribution(verdict: Verdict, parts: list[int], page: Page) -> Attribution:
    return Attribution(
        verdict.source,
        joined([verdict.cue, *parts]),
        with_marks(verdict.content, page.quotes),
        verdict.cue,
        is_quoted(verdict.cue, verdict.content, page),
    )
